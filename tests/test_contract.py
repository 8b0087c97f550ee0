"""The program's own tables are walked: each entry must have its help, its words, its case, its test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import kg
from kg import KnowledgeGraph, open_graph
from kg.catalogue import Catalogue, Question
from kg.cli.main import COMMANDS, cli
from kg.errors import KgError
from kg.model import Relation
from kg.namespaces import shorten
from kg.quality.checks import Check, read_checks, run_checks
from kg.vocabulary import Vocabulary

TESTS = Path(__file__).parent
CASES = TESTS / "quality_cases"
EXPECTED = TESTS / "expected"
ROOT = TESTS.parent
HEAVY = ("rdflib", "networkx", "pyvis", "pyshacl", "starlette", "pyoxigraph", "jinja2", "click")


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


# ---------------------------------------------------------------- commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    told = command(name).get_help(click.Context(command(name), info_name=f"kg {name}"))
    assert re.search(r"Examples?:\n\s+kg .*\b" + name + r"\b", told), told
    assert command(name).get_short_help_str()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    silent = [p.name for p in command(name).params if isinstance(p, click.Option) and not p.help]
    assert not silent


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_called_in_a_test(name: str) -> None:
    tests = "\n".join(p.read_text(encoding="utf-8") for p in TESTS.rglob("test_*.py") if p.name != "test_contract.py")
    assert re.search(rf'"{name}"', tests), f"no test calls kg {name}"


# ---------------------------------------------------------------- relations


def relations() -> list[Relation]:
    graph = open_graph(TESTS / "world", cache=Path(_cache()))
    return list(Vocabulary(graph.engine).relations.values())


def _cache() -> str:
    import tempfile

    return tempfile.mkdtemp(prefix="kg-contract-")


RELATIONS = sorted(relations(), key=lambda r: r.iri)
BACKWARDS = {r.iri for r in RELATIONS if r.definition.startswith("The inverse of ")}
"""The relations that only say another one backwards."""


def test_there_are_relations() -> None:
    assert len(RELATIONS) > 100


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: shorten(r.iri))
def test_every_relation_is_complete(relation: Relation) -> None:
    assert relation.label and relation.definition and relation.group and relation.domain
    assert "{subject}" in relation.sentence and "{object}" in relation.sentence
    if relation.iri in BACKWARDS:
        return
    assert relation.label_zh
    literal = relation.range is None or relation.range.startswith("http://www.w3.org/2001/XMLSchema#")
    if not literal:
        assert relation.symmetric or relation.inverse, "a relation that is not symmetric has an inverse"


def test_an_inverse_points_back_and_turns_domain_and_range() -> None:
    known = {r.iri: r for r in RELATIONS}
    for relation in RELATIONS:
        if relation.inverse:
            back = known[relation.inverse]
            assert back.inverse == relation.iri
            assert (back.domain, back.range) == (relation.range, relation.domain), shorten(relation.iri)


def test_no_two_relations_of_one_kind_of_thing_are_called_the_same() -> None:
    labels = [(r.label, r.domain or "") for r in RELATIONS if not r.iri.endswith("Transitive")]
    assert sorted(labels) == sorted(set(labels))


# ---------------------------------------------------------------- quality checks

CHECKS = read_checks()


def test_every_check_has_a_case_and_every_case_a_check() -> None:
    assert {p.stem for p in CASES.iterdir()} == {c.name for c in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.name)
def test_a_check_fires_on_the_bad_and_is_quiet_on_the_good(check: Check, cache: Path) -> None:
    graph = open_graph(CASES / f"{check.name}.trig", cache=cache)
    found = {re.split(r"[/#]", p.entity)[-1].lower() for p in run_checks(graph, [check])}
    bad = set(re.findall(r"(?:^|[ ;{.])(?:c|src|tcm):(bad[\w.-]*)", graph_text(check).casefold(), re.MULTILINE))
    assert [f for f in found if f.startswith("bad")], "the case that should fire is quiet"
    assert not [f for f in found if f.startswith("good")], "the case that should be quiet fires"
    assert found & bad == {f for f in found if f.startswith("bad")}
    assert check.severity in ("error", "warning")


def graph_text(check: Check) -> str:
    return (CASES / f"{check.name}.trig").read_text(encoding="utf-8")


def test_the_small_world_is_sound(world: KnowledgeGraph) -> None:
    assert [p.told() for p in run_checks(world) if p.severity == "error" and "tests" not in p.entity] == []


# ---------------------------------------------------------------- questions

QUESTIONS = list(Catalogue(ROOT / "queries"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_every_question_is_complete(question: Question) -> None:
    assert question.title.endswith("?") and question.summary
    assert set(question.example) == {p.name for p in question.parameters}
    assert all(p.about for p in question.parameters)
    assert (EXPECTED / f"{question.name}.tsv").is_file(), "no expected rows"


def test_there_are_a_dozen_questions_and_no_expectation_without_one() -> None:
    assert len(QUESTIONS) >= 12
    assert {p.stem for p in EXPECTED.glob("*.tsv")} == {q.name for q in QUESTIONS}


# ---------------------------------------------------------------- the front door


def test_the_front_door_is_what_it_lists() -> None:
    assert sorted(kg.__all__) == sorted(kg._HOME)
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    with pytest.raises(AttributeError):
        _ = kg.nothing_of_the_kind


def test_every_public_name_has_a_docstring() -> None:
    assert not [name for name in kg.__all__ if not (getattr(kg, name).__doc__ or "").strip()]


def test_every_kind_of_error_has_a_name_and_a_status_of_its_own_and_is_never_clean() -> None:
    kinds = {c.kind: c for c in _below(KgError)}
    assert len(kinds) == len(_below(KgError))
    assert all(c.exit_status in (2, 3) for c in kinds.values())


def _below(base: type[KgError]) -> list[type[KgError]]:
    return [base, *(c for child in base.__subclasses__() for c in _below(child))]


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = f"import sys, kg; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_opening_and_asking_loads_only_the_engine(cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kg import open_graph; "
        f"g = open_graph(Path({str(TESTS / 'world')!r}), cache=Path({str(cache)!r})); g.query('ASK {{}}'); "
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    open_graph(TESTS / "world", cache=cache)
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
        == "['pyoxigraph']"
    )
