"""Every question of the catalogue has the same answer at this endpoint, from the engine in process, and from rdflib."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from kg.catalogue import Catalogue
from kg.errors import KgError
from kg.graph import KnowledgeGraph, open_graph
from kg.locate import queries
from kg.namespaces import PREFIXES
from kg.store.compiled import compile_to
from kg.store.files import Sources, built_in
from tests.server.service import Service, serving

WORLD = Path(__file__).resolve().parents[1] / "world"
QUESTIONS = list(Catalogue(queries()))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    place = tmp_path_factory.mktemp("agree") / "world"
    vocabulary = tuple(p for p in built_in().data if p.name == "tcm.ttl")
    files = tuple(sorted(p for p in WORLD.rglob("*") if p.suffix in (".ttl", ".trig")))
    compile_to(Sources((*vocabulary, *files), built_in().rules), place, "agree")
    return open_graph(place)


@pytest.fixture(scope="module")
def service(graph: KnowledgeGraph):
    with serving(graph.engine.address) as running:
        yield running


@pytest.fixture(scope="module")
def dataset(graph: KnowledgeGraph) -> rdflib.Dataset:
    from kg.export import render_export

    return rdflib.Dataset(default_union=True).parse(data=render_export(graph, "n-quads"), format="nquads")


def _text(graph: KnowledgeGraph, question) -> str:
    """The question about any concept of the small world."""
    try:
        return graph.question_text(question.name, question.example)
    except KgError:
        concept = graph.query("SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } ?o skos:prefLabel ?l } LIMIT 1").rows
        iris = {p.name: str(concept[0][0]) for p in question.parameters if p.kind == "concept"}
        texts = {p.name: question.example.get(p.name, "1") for p in question.parameters}
        return question.filled(iris, texts)


def _rows(bindings: list[dict], names: list[str]) -> list[tuple]:
    return sorted(tuple((row[n]["type"], row[n]["value"]) if n in row else ("", "") for n in names) for row in bindings)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_three_engines_agree(question, graph: KnowledgeGraph, service: Service, dataset: rdflib.Dataset) -> None:
    import json

    text = _text(graph, question)
    here = json.loads(graph.query(text).serialize("json"))
    there = service.query(text).json
    names = here["head"]["vars"]
    assert _rows(there["results"]["bindings"], names) == _rows(here["results"]["bindings"], names)
    declared = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + text
    third = json.loads(dataset.query(declared).serialize(format="json"))
    bound = [row for row in third["results"]["bindings"] if row]  # rdflib gives an empty row for groups of nothing
    assert _rows(bound, names) == _rows(here["results"]["bindings"], names)


def test_the_comparison_compares_something(graph: KnowledgeGraph) -> None:
    answered = [q.name for q in QUESTIONS if len(graph.query(_text(graph, q)))]
    assert len(answered) >= len(QUESTIONS) // 4, answered
