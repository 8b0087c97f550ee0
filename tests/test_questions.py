"""The questions of the catalogue: what they answer on the real data, and that three engines give the same answers."""

from __future__ import annotations

import csv
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

from kg import KgError, KnowledgeGraph, open_graph
from kg.catalogue import Catalogue, Question
from kg.namespaces import PREFIXES, shorten
from tests.test_remote import Endpoint

EXPECTED = Path(__file__).parent / "expected"
QUESTIONS = list(Catalogue(Path(__file__).parent.parent / "queries"))
IN_THE_WORLD = {
    "concept": ("c:flour-stagnation", "c:mill", "c:stiff-pain", "c:frost-evil"),
    "text": ("Phase", "traditional theory"),
    "number": ("1",),
}
"""What stands for a parameter when a question is put to the small world."""


def cell(value: object) -> str:
    text = "" if value is None else str(value)
    return shorten(text) if text.startswith(("http://", "https://")) else text


@pytest.mark.data
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_the_example_has_the_expected_rows(data: KnowledgeGraph, question: Question) -> None:
    answer = data.ask(question.name, **question.example)
    with (EXPECTED / f"{question.name}.tsv").open(encoding="utf-8", newline="") as stream:
        heads, *wanted = csv.reader(stream, delimiter="\t")
    assert set(heads) <= set(answer.variables)
    columns = [answer.variables.index(head) for head in heads]
    found = {tuple(cell(row[i]) for i in columns) for row in answer.rows}
    missing = [row for row in wanted if tuple(row) not in found]
    assert not missing, sorted(found)[:10]
    assert len(answer.rows) == len(set(answer.rows)), "no row twice"


# ---------------------------------------------------------------- three engines


@pytest.fixture(scope="module")
def own_engine_of_rdflib(world: KnowledgeGraph) -> rdflib.Dataset:
    """The small world in rdflib's own memory, for rdflib's own SPARQL."""
    dataset = rdflib.Dataset()
    for s, p, o, g in world.dataset().quads():
        dataset.add((s, p, o, g if g and "w3id" in str(g) else dataset.default_context))
    return dataset


@pytest.fixture(scope="module")
def endpoint(world: KnowledgeGraph) -> Iterator[str]:
    server = Endpoint(world)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.url
    server.shutdown()
    server.server_close()


def in_the_world(question: Question) -> list[dict[str, str]]:
    """The parameters with which a question is put to the small world: one set for each thing tried."""
    if not question.parameters:
        return [{}]
    tried = max(len(IN_THE_WORLD[p.kind]) for p in question.parameters)
    sets = []
    for number in range(tried):
        options = [(p.name, IN_THE_WORLD[p.kind]) for p in question.parameters]
        sets.append({name: values[(number + place) % len(values)] for place, (name, values) in enumerate(options)})
    return sets


def terms(rows: object) -> Counter[tuple[str, ...]]:
    return Counter(tuple("" if term is None else str(term) for term in row) for row in rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_three_engines_agree(world: KnowledgeGraph, own_engine_of_rdflib: rdflib.Dataset, endpoint: str, question: Question) -> None:
    prologue = "".join(f"PREFIX {p}: <{iri}> " for p, iri in PREFIXES.items())
    for parameters in in_the_world(question):
        text = world.question_text(question.name, parameters)
        ours = terms(world.query(text).as_rdflib())
        assert terms(open_graph(endpoint).query(text).as_rdflib()) == ours
        theirs = terms(own_engine_of_rdflib.query(prologue + text))
        if "GROUP_CONCAT" in text:
            ours, theirs = (Counter("".join(sorted("".join(row))) for row in found.elements()) for found in (ours, theirs))  # type: ignore[assignment]
        assert theirs == ours, parameters


def test_most_questions_find_something_even_in_the_small_world(world: KnowledgeGraph) -> None:
    answered = {q.name for q in QUESTIONS for parameters in in_the_world(q) if world.ask(q.name, **parameters)}
    assert {
        "what-causes",
        "by-which-route",
        "signs-of",
        "what-treats",
        "who-says",
        "patterns-with-sign",
        "of-kind",
        "what-follows",
        "disagreements",
    } <= answered


def test_a_question_wants_its_parameters(world: KnowledgeGraph) -> None:
    for question in QUESTIONS:
        if question.parameters:
            with pytest.raises(KgError, match="needs --param"):
                world.ask(question.name)
        with pytest.raises(KgError, match="no parameter"):
            world.ask(question.name, nonsense="x")
