from __future__ import annotations

import json

import pytest

from kg import Answer, KnowledgeGraph, NotAllowed, QueryError
from kg.store.guard import MAX_DEPTH, check_query


def test_rows_are_python_values(world: KnowledgeGraph) -> None:
    answer = world.query("SELECT (1 AS ?one) (1.5 AS ?half) (true AS ?yes) ?nothing {}")
    assert list(answer) == [(1, 1.5, True, None)]
    assert answer.variables == ("one", "half", "yes", "nothing")


def test_a_statement_said_twice_is_one_row(world: KnowledgeGraph) -> None:
    assert len(world.query("SELECT ?x { c:mill tcm:stores ?x }")) == 1
    assert len(world.query("SELECT ?x ?g { GRAPH ?g { c:mill tcm:stores ?x } }")) == 2


def test_ask_and_construct(world: KnowledgeGraph) -> None:
    assert world.query("ASK { c:mill tcm:stores c:flour }")
    assert not world.query("ASK { c:flour tcm:stores c:mill }")
    made = world.query("CONSTRUCT { ?a rdfs:seeAlso ?b } WHERE { ?a tcm:stores ?b }")
    assert len(made) == 1
    assert b"seeAlso" in made.serialize("turtle")


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_are_serialised_and_read_back_by_rdflib(world: KnowledgeGraph, form: str) -> None:
    from io import BytesIO

    from rdflib.query import Result

    data = world.query("SELECT ?x ?l { ?x a tcm:Phase ; skos:prefLabel ?l } ORDER BY ?x ?l").serialize(form)
    assert len(list(Result.parse(BytesIO(data), format=form))) == 8


def test_the_same_query_gives_the_same_rows_in_rdflib(world: KnowledgeGraph) -> None:
    text = "SELECT ?x ?l { ?x a tcm:Organ ; skos:prefLabel ?l } ORDER BY ?x ?l"
    ours = world.query(text).as_rdflib()
    theirs = world.dataset().query(text)
    assert {tuple(r) for r in ours} == {tuple(r) for r in theirs}
    assert json.loads(world.query(text).serialize("json"))["head"]["vars"] == ["x", "l"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("SELECT ?x WHERE {\n  ?x a }", 2, "cannot be read here"),
        ("SELECT ?x {\n ?x nope:a ?y }", 2, "prefix is not declared"),
        ("nonsense", 1, "cannot be read here"),
        ("", 1, ""),
    ],
)
def test_broken_sparql_is_told_with_line_and_the_line_shown(world: KnowledgeGraph, text: str, line: int, told: str) -> None:
    with pytest.raises(QueryError, match=told) as caught:
        world.query(text)
    assert caught.value.details["line"] == line
    assert not text or text.splitlines()[line - 1] in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://a> <http://b> <http://c> }",
        "PREFIX x: <http://x/>\n# a comment\nDELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/>",
        "CLEAR ALL",
        "DROP GRAPH <http://a>",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SeRvIcE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "PREFIX ex: <http://e/> SELECT * { ex:a\\#b ?p ?o . SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:1/data> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX far: <http://127.0.0.1:1/> SELECT * FROM far:data { ?s ?p ?o }",
    ],
)
def test_writing_and_reaching_out_are_refused(world: KnowledgeGraph, text: str) -> None:
    with pytest.raises(NotAllowed):
        world.query(text)


def test_from_a_graph_that_is_here_is_allowed(world: KnowledgeGraph) -> None:
    assert len(world.query("SELECT * FROM src:book-2 { c:mill ?p ?o }")) == 1
    assert len(world.query("SELECT ?from { c:mill tcm:stores ?from }")) == 1


def test_deep_nesting_ends_in_words_and_not_in_a_crash() -> None:
    with pytest.raises(QueryError, match="deep"):
        check_query("SELECT * {" + "(" * (MAX_DEPTH + 1) + ")" * (MAX_DEPTH + 1) + "}", lambda _: True, {})


def test_brackets_in_strings_do_not_count(world: KnowledgeGraph) -> None:
    assert isinstance(world.query('SELECT * { ?x skos:prefLabel "' + "(" * 500 + '" }'), Answer)


def test_an_answer_as_a_pandas_frame(world: KnowledgeGraph) -> None:
    pytest.importorskip("pandas")
    frame = world.query("SELECT ?x ?n { VALUES (?x ?n) { (c:mill 1) (c:barn 2) } }").to_pandas()
    assert list(frame["n"]) == [1, 2]
