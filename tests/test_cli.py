"""The commands as a reader and as a program meet them: words, tables, JSON, exit statuses, errors."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli import main as entry
from kg.cli.text import clean, pad, table, width, wrap
from tests.conftest import WORLD

ROOT = Path(__file__).parent.parent
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kg(cache: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run one command in this process on the small world; status, standard output, standard error."""
    monkeypatch.setenv("KG_CACHE", str(cache))

    def run(*arguments: str, world: bool = True) -> tuple[int, str, str]:
        status = entry.main([*(["--graph", str(WORLD)] if world else []), *arguments])
        out, err = capsysbinary.readouterr()
        return int(status), out.decode(), err.decode()

    return run


@pytest.fixture
def process(cache: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run one command as a process of its own on the small world."""

    def run(*arguments: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
        environment = os.environ | {"KG_CACHE": str(cache), "PYTHONPATH": str(ROOT)} | how.pop("env", {})
        how = {"capture_output": True, "timeout": 60} | how
        return subprocess.run([sys.executable, "-m", "kg", "--graph", str(WORLD), *arguments], env=environment, check=False, **how)

    return run


def read(told: tuple[int, str, str]) -> Any:
    status, out, _ = told
    assert status in (0, 1)
    return json.loads(out)


# ---------------------------------------------------------------- each command


def test_the_help_lists_every_command() -> None:
    told: Result = CliRunner().invoke(entry.cli, ["--help"])
    assert told.exit_code == 0
    assert all(f"\n  {name} " in told.output for name in entry.COMMANDS)


def test_the_version_is_one_line(kg: Run) -> None:
    status, out, _ = kg("--version", world=False)
    assert status == 0
    assert re.fullmatch(r"kg \d+\.\d+\.\d+, data \d+\.\d+\.\d+\n", out)


def test_find_in_words_and_json(kg: Run) -> None:
    status, out, _ = kg("find", "fen", "zhi")
    assert status == 0
    assert re.search(r"Flour stagnation\s+粉滞\s+Pattern\s+fěn zhì\s+c:flour-stagnation", out)
    found = read(kg("find", "fen zhi", "--format", "json"))
    assert found["query"] == "fen zhi"
    assert found["matches"][0] == {
        "iri": "https://w3id.org/tcm-kg/concept/flour-stagnation",
        "label": "Flour stagnation",
        "kind": "Pattern",
        "name": "fěn zhì",
    }


def test_find_nothing_is_a_finding(kg: Run) -> None:
    assert kg("find", "zzzzzzzzzz")[0] == 1
    assert read(kg("find", "zzzzzzzzzz", "--format", "json"))["matches"] == []


def test_find_is_limited(kg: Run) -> None:
    assert len(read(kg("find", "o", "--limit", "2", "--format", "json"))["matches"]) == 2


def test_show_in_words(kg: Run) -> None:
    status, out, _ = kg("show", "flour stagnation")
    assert status == 0
    assert out.startswith("Flour stagnation  Pattern  c:flour-stagnation\n")
    assert "An invented pattern" in out and "粉滞" in out and "fěn zhì" in out and "book FS01" in out
    assert re.search(r"manifests as\n.*Stiff pain +The Book of Weather, chapter 1", out)
    assert re.search(r"∴ .*follows by rule", out)


CONCEPT = {"iri", "label", "kind"}
STATEMENT = {"subject", "relation", "inferred", "sources"}


def check_statement(statement: dict[str, Any]) -> None:
    assert set(statement) in (STATEMENT | {"object"}, STATEMENT | {"value"}, STATEMENT | {"object", "follows"})
    assert set(statement["subject"]) == CONCEPT
    assert set(statement["relation"]) == {"iri", "label"}
    assert isinstance(statement["inferred"], bool)
    assert "value" in statement or set(statement["object"]) == CONCEPT
    assert all(set(s) >= {"work", "section", "viewpoint"} for s in statement["sources"])
    assert bool(statement["sources"]) != statement["inferred"]


def test_show_as_json_keeps_the_contract(kg: Run) -> None:
    found = read(kg("show", "Mill", "--format", "json"))
    assert set(found) >= CONCEPT | {"names", "definition", "codes", "statements"}
    assert {"text": "磨", "language": "zh-Hans", "preferred": True} in found["names"]
    for statement in found["statements"]:
        check_statement(statement)
    stored = next(s for s in found["statements"] if s["relation"]["label"] == "stores")
    assert [(s["work"], s["section"], s["viewpoint"]) for s in stored["sources"]] == [
        ("The Book of Weather", "chapter 1", "traditional theory"),
        ("The Book of Weather", "chapter 2", "traditional theory"),
    ]


def test_show_tells_why(kg: Run) -> None:
    _, out, _ = kg("show", "flour stagnation", "--why")
    assert "by the rule: a condition has the quality of its pain" in out
    found = read(kg("show", "flour stagnation", "--why", "--format", "json"))
    reasons = [f for s in found["statements"] if s["inferred"] for f in s["follows"]]
    assert reasons and all(f["rule"] and f["from"] for f in reasons)


def test_show_only_what_was_said_or_one_relation(kg: Run) -> None:
    assert "∴" not in kg("show", "flour stagnation", "--asserted")[1]
    found = read(kg("show", "Mill", "--relation", "stores", "--format", "json"))
    assert [s["object"]["label"] for s in found["statements"]] == ["Flour"]
    status, _, err = kg("show", "Mill", "--relation", "eats")
    assert status == 2 and "did you mean" in err


def test_show_tells_what_else_bears_the_name(kg: Run) -> None:
    assert "shared by: Frosty (Nature, c:frost-nature)" in kg("show", "frost")[1]
    assert [r["label"] for r in read(kg("show", "frost", "--format", "json"))["also"]] == ["Frosty"]


def test_path_in_words_and_json(kg: Run) -> None:
    status, out, _ = kg("path", "hoarfrost evil", "stiff pain")
    assert status == 0
    assert "1. Frost → Stuck brook → Flour stagnation → Stiff pain" in out
    assert "Frost causes Stuck brook." in out and "The Book of Weather, chapter 1" in out
    found = read(kg("path", "hoarfrost evil", "stiff pain", "--format", "json"))
    assert set(found) == {"paths"}
    assert [set(p) for p in found["paths"]] == [{"steps", "text"}] * len(found["paths"])
    lengths = [len(p["steps"]) for p in found["paths"]]
    assert lengths == sorted(lengths) and lengths[0] == 3
    for step in found["paths"][0]["steps"]:
        check_statement(step)


def test_no_path_is_an_empty_list(kg: Run) -> None:
    assert read(kg("path", "thaw", "grease root", "--max", "1", "--format", "json")) == {"paths": []}
    assert "no path from “thaw” to “grease root” within 1 links" in kg("path", "thaw", "grease root", "--max", "1")[1]


def test_a_path_to_oneself(kg: Run) -> None:
    assert "are one concept" in kg("path", "Mill", "磨")[1]
    assert read(kg("path", "Mill", "磨", "--format", "json")) == {"paths": []}


def test_a_path_leaves_out_a_concept(kg: Run) -> None:
    assert "Stuck brook" not in kg("path", "hoarfrost evil", "stiff pain", "--without", "stuck brook")[1]


def test_compare_in_words_and_json(kg: Run) -> None:
    status, out, _ = kg("compare", "flour stagnation", "flour loss")
    assert status == 0
    assert out.index("Opposed") < out.index("Different") < out.index("Shared")
    assert "Stiff" in out and "Soft" in out
    found = read(kg("compare", "flour stagnation", "flour loss", "--format", "json"))
    assert set(found) == {"concepts", "shared", "different", "opposed"}
    assert [c["label"] for c in found["concepts"]] == ["Flour stagnation", "Flour loss"]
    for row in found["shared"] + found["different"]:
        for statement in row:
            check_statement(statement)
    assert all(set(o) == {"left", "right"} for o in found["opposed"])


@pytest.mark.parametrize("names", [("Mill",), ("Mill", "磨")])
def test_comparing_needs_two(kg: Run, names: tuple[str, ...]) -> None:
    status, _, err = kg("compare", *names)
    assert status == 2 and "at least two concepts" in err


def test_differentiate_in_words_and_json(kg: Run) -> None:
    status, out, _ = kg("differentiate", "stiff pain", "creaking", "--not", "soft pain")
    assert status == 0
    assert "1. Flour stagnation  shows 2 of 2" in out and "not a diagnosis" in out
    found = read(kg("differentiate", "creaking", "--not", "soft pain", "--format", "json"))
    assert [c["pattern"]["label"] for c in found["candidates"]] == ["Flour stagnation", "Flour loss"]
    assert found["candidates"][1]["against"][0]["object"]["label"] == "Soft pain"
    assert kg("differentiate", "Sunshine")[0] == 1


def test_query_as_a_table(kg: Run) -> None:
    status, out, err = kg("query", "SELECT ?x ?y { ?x tcm:stores ?y }")
    assert status == 0
    assert out == "x     y\n────  ─────\nMill  Flour\n"
    assert "1 rows" in err


def test_query_yes_no_and_triples(kg: Run) -> None:
    assert kg("query", "ASK { c:mill tcm:stores c:flour }")[1] == "yes\n"
    assert kg("query", "ASK { c:flour tcm:stores c:mill }")[1] == "no\n"
    assert "c/mill" not in kg("query", "DESCRIBE <https://w3id.org/tcm-kg/concept/mill>")[1]
    assert "concept/mill" in kg("query", "DESCRIBE <https://w3id.org/tcm-kg/concept/mill>", "--format", "nt")[1]


def test_query_as_w3c_json(kg: Run) -> None:
    found = read(kg("query", "SELECT ?x ?n { ?x tcm:stores ?y BIND(7 AS ?n) }", "--format", "json"))
    assert found["head"]["vars"] == ["x", "n"]
    assert found["results"]["bindings"] == [
        {
            "x": {"type": "uri", "value": "https://w3id.org/tcm-kg/concept/mill"},
            "n": {"type": "literal", "value": "7", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        }
    ]
    assert read(kg("query", "ASK {}", "--format", "json"))["boolean"] is True


@pytest.mark.parametrize(("form", "begins"), [("csv", "x"), ("tsv", "?x"), ("xml", "<?xml"), ("json", "{")])
def test_query_in_each_format_of_rows(kg: Run, form: str, begins: str) -> None:
    status, out, _ = kg("query", "SELECT ?x { ?x tcm:stores ?y }", "--format", form)
    assert status == 0 and out.startswith(begins) and out.endswith("\n")


@pytest.mark.parametrize("form", ["turtle", "ttl", "n-triples", "nt", "rdf-xml", "json-ld"])
def test_query_in_each_format_of_triples(kg: Run, form: str) -> None:
    import rdflib

    _, out, _ = kg("query", "CONSTRUCT { ?x tcm:stores ?y } WHERE { ?x tcm:stores ?y }", "--format", form)
    known = {"ttl": "turtle", "n-triples": "nt", "rdf-xml": "xml"}.get(form, form)
    assert len(rdflib.Graph().parse(data=out, format=known)) == 1


def test_a_format_that_does_not_fit_is_told(kg: Run) -> None:
    status, _, err = kg("query", "SELECT ?x { ?x tcm:stores ?y }", "--format", "turtle")
    assert status == 2 and "one of json, xml, csv, tsv" in err


def test_query_from_a_file_and_from_standard_input(kg: Run, process: Any, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?x { ?x tcm:stores ?y }", encoding="utf-8")
    assert "Mill" in kg("query", str(path))[1]
    assert b"Mill" in process("query", "-", input=b"SELECT ?x { ?x tcm:stores ?y }").stdout


def test_a_question_with_its_parameter(kg: Run) -> None:
    assert "Stuck brook" in kg("query", "what-causes", "--param", "condition=粉滞")[1]
    status, _, err = kg("query", "what-causes")
    assert status == 2 and "needs --param condition=" in err
    assert "did you mean condition" in kg("query", "what-causes", "--param", "conditon=x")[2]
    assert "did you mean what-causes" in kg("query", "what-cause")[2]
    assert kg("query", "of-kind", "--param", 'kind=a"} INSERT \\ #')[0] == 0


def test_queries_lists_and_shows_them(kg: Run) -> None:
    assert re.search(r"what-causes +condition +What causes this\?", kg("queries")[1])
    found = read(kg("queries", "--format", "json"))["queries"]
    assert {"name", "title", "summary", "parameters"} == set(found[0])
    assert kg("queries", "what-causes")[1].startswith("#+ title:")
    assert read(kg("queries", "what-causes", "--format", "json"))["text"].startswith("#+ title:")
    assert kg("queries", "../quality/orphan-concept")[0] == 2


def test_info_in_words_and_json(kg: Run) -> None:
    assert re.search(r"concepts +21\n", kg("info")[1])
    found = read(kg("info", "--format", "json", "--kinds", "--works", "--relations", "--coverage"))
    assert (found["concepts"], found["statements"], found["works"][0]["work"]) == (21, 25, "The Book of Weather")
    assert {"kind", "concepts", "definition"} == set(found["kinds"][0])
    assert found["coverage"]


def test_validate_the_graph(kg: Run) -> None:
    status, out, _ = kg("validate")
    assert status == 0
    assert "0 errors" in out or "sound" in out
    assert set(read(kg("validate", "--format", "json"))) == {"problems"}


@pytest.mark.data
def test_validate_tells_file_line_thing_fault_and_mending(kg: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix c: <https://w3id.org/tcm-kg/concept/> .\n@prefix tcm: <https://w3id.org/tcm-kg/ontology#> .\n"
        '@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\nc:my-tea a tcm:Herb ; skos:prefLabel "My tea?"@en .\n',
        encoding="utf-8",
    )
    status, out, _ = kg("validate", str(own), world=False)
    assert status == 1
    assert re.search(r"own\.ttl:5: error: c:my-tea .*definition.*\n +add:", out)
    problems = read(kg("validate", str(own), "--format", "json", world=False))["problems"]
    assert all(p["line"] == 5 for p in problems)
    assert {"check", "severity", "message", "fix", "entity", "path", "line"} <= set(problems[0])


def test_completion_is_told_for_each_shell(kg: Run, process: Any) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert f"_KG_COMPLETE={shell}_source" in kg("completion", shell)[1]
    script = subprocess.run(
        [sys.executable, "-m", "kg"],
        env=os.environ | {"_KG_COMPLETE": "bash_source", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert script.returncode == 0 and b"complete" in script.stdout


def test_compile_makes_a_folder_that_opens_by_itself(kg: Run, tmp_path: Path) -> None:
    folder = tmp_path / "compiled"
    status, out, err = kg("compile", *(str(p) for p in sorted(WORLD.iterdir())), "-o", str(folder), world=False)
    assert (status, out) == (0, "") and "compiled into" in err
    assert "粉滞" in kg("--graph", str(folder), "show", "fen zhi", world=False)[1]
    assert kg("compile", str(tmp_path / "none.ttl"), "-o", str(tmp_path / "other"), world=False)[0] == 2
    assert not (tmp_path / "other").exists()


def test_serve_needs_a_compiled_graph_on_disk(kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("starlette")
    monkeypatch.setenv("KG_CACHE", "/dev/null/cache")
    status, _, err = kg("serve", "--port", "0")
    assert status == 3 and "set KG_CACHE" in err


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["show", "nosuchthing"], "not-found"),
        (["show"], "usage"),
        (["show", "Mill", "--nonsense"], "usage"),
        (["path", "Mill", "Barn", "--max", "9"], "usage"),
        (["compare", "Mill"], "usage"),
        (["query", "SELECT ?x {"], "query"),
        (["query", "DROP ALL"], "not-allowed"),
        (["query", "no/such.rq"], "source"),
        (["query", "SELECT * { ?s ?p ?o }", "--format=json", "--limit", "0"], "usage"),
    ],
)
def test_an_error_is_one_json_object(kg: Run, arguments: list[str], kind: str) -> None:
    status, out, _ = kg(*arguments, "--format", "json")
    assert status == 2
    error = json.loads(out)["error"]
    assert error["kind"] == kind and error["message"]


def test_an_unknown_name_comes_with_candidates(kg: Run) -> None:
    status, out, err = kg("show", "flour stagnatoin")
    assert (status, out) == (2, "")
    assert "no concept “flour stagnatoin”; did you mean Flour stagnation (c:flour-stagnation)?" in err
    error = json.loads(kg("show", "flour stagnatoin", "--format", "json")[1])["error"]
    assert error["candidates"] == ["Flour stagnation (c:flour-stagnation)"]


def test_an_unknown_command_is_told(kg: Run) -> None:
    status, _, err = kg("shwo", world=False)
    assert status == 2 and "did you mean show" in err


def test_a_broken_query_shows_line_and_place(kg: Run) -> None:
    status, _, err = kg("query", "SELECT ?x {\n  ?x a }")
    assert status == 2 and "line 2" in err and "\n      ?x a }\n" in err
    error = json.loads(kg("query", "SELECT ?x {\n  ?x a }", "--format", "json")[1])["error"]
    assert (error["line"], error["column"]) == (2, 9)


NASTY = [
    "",
    "   ",
    "x" * 100_000,
    '"',
    "a\nb",
    "a\0b",
    "\\",
    "'; DROP TABLE name; --",
    "%",
    "<bad iri>",
    "c:bad iri",
    'c:"x',
    'http://a"b',
    "c:",
    "<>",
    "\udcff",
    "\u202e",
    "(" * 5000,
    "🙂" * 500,
]


@pytest.mark.parametrize("name", NASTY, ids=range(len(NASTY)))
def test_no_name_is_too_strange(kg: Run, name: str) -> None:
    for arguments in (
        ["show", name],
        ["path", name, "Mill"],
        ["compare", "Mill", name],
        ["differentiate", name],
        ["query", "what-causes", "--param", f"condition={name}"],
    ):
        status, _, err = kg(*arguments, "--format", "json")
        assert status == 2, (arguments[0], err)
    assert kg("find", name)[0] in (0, 1)
    status, _, err = kg("query", name)
    assert status in (2, 3) and len(err) < 2000


@pytest.mark.parametrize(
    "graph",
    [
        "",
        " ",
        "nonexist",
        "/dev/null",
        "a\0b",
        "x" * 5000,
        "ftp://127.0.0.1/x",
        "http://",
        "http://[::1",
        "http://127.0.0.1:1/sparql",
        "https://127.0.0.1:1/",
    ],
)
def test_a_graph_that_is_none_is_told(kg: Run, graph: str) -> None:
    status, out, err = kg("--graph", graph, "info", world=False)
    assert status == (3 if graph.startswith("http") else 2)
    assert not out and err.startswith("kg: ") and len(err) < 600


def test_graph_and_with_exclude_one_another(kg: Run) -> None:
    assert kg("--with", str(WORLD), "info")[0] == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bytes.rq", b"\xff\xfeSELECT", "not UTF-8 at byte 0"),
        ("empty.rq", b"", "cannot be read here"),
        ("bell.rq", b"SELECT \x1b[31m", "cannot be read here"),
    ],
)
def test_a_query_file_that_is_none_is_told(kg: Run, tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    status, _, err = kg("query", str(path))
    assert status == 2 and told in err and "\x1b" not in err


def test_a_folder_or_a_device_as_query(kg: Run, tmp_path: Path) -> None:
    assert "directory" in kg("query", str(tmp_path))[2].lower()
    assert "cannot be read here" in kg("query", "/dev/null")[2]


def test_binary_standard_input_is_told(process: Any) -> None:
    told = process("query", "-", input=bytes(range(256)))
    assert told.returncode == 2 and b"standard input: not UTF-8" in told.stderr


def test_a_file_of_one_long_broken_line_is_told_in_short(kg: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.ttl"
    path.write_text("@prefix a: <http://a/> . " + "a:b a:c a:d . " * 350_000 + "a:b a:c", encoding="utf-8")
    status, _, err = kg("--graph", str(path), "info", world=False)
    assert status == 2 and "long.ttl:1" in err and len(err) < 600


CHAINS = {
    "plus": "SELECT (1" + "+1" * 50_000 + " AS ?x) {}",
    "optional": "SELECT * { " + "OPTIONAL { ?a ?b ?c } " * 20_000 + "}",
    "union": "SELECT * { {} " + "UNION {} " * 50_000 + "}",
    "path": "SELECT * { ?s <http://b>" + "/<http://b>" * 50_000 + " ?o }",
    "triples": "SELECT * { " + "?a <http://b> ?c . " * 20_000 + "}",
    "brackets": "SELECT * {" + "(" * 50_000,
    "hidden brackets": "SELECT * {#'''\n" + "(" * 50_000 + "1" + ")" * 50_000 + "}#'''",
    "quotes": 'ASK { FILTER("' + '\\"' * 200_000,
    "values": "SELECT * " + "VALUES ?x { " * 60_000,
}


@pytest.mark.parametrize("chain", CHAINS)
def test_a_query_that_would_overflow_the_engine_is_refused_at_once(kg: Run, chain: str) -> None:
    begun = time.monotonic()
    status, _, err = kg("query", CHAINS[chain])
    assert status == 2 and len(err) < 1000
    assert time.monotonic() - begun < 20


def test_long_lists_are_no_chains(kg: Run) -> None:
    assert "20,000 rows" in kg("query", "SELECT ?x { VALUES ?x {" + " 1" * 20_000 + " } }", "--limit", "1")[2]


def test_an_own_fault_is_told_in_one_line(kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.KnowledgeGraph.find", lambda *_: 1 / 0)
    status, _, err = kg("find", "x")
    assert status == 3 and "ZeroDivisionError" in err and "Traceback" not in err


# ---------------------------------------------------------------- the world outside


def test_a_closed_pipe_is_no_error(cache: Path) -> None:
    environment = os.environ | {"KG_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    for form in ("text", "csv"):
        with subprocess.Popen(
            [sys.executable, "-m", "kg", "--graph", str(WORLD), "query", "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000", "--format", form],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        ) as running:
            assert running.stdout and running.stderr
            running.stdout.read(10)
            running.stdout.close()
            told = running.stderr.read()
            assert running.wait(60) == 0
            assert b"Traceback" not in told and b"Error" not in told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told(process: Any) -> None:
    for form in ("text", "csv"):
        with Path("/dev/full").open("wb") as full:
            told = process("query", "SELECT * { ?s ?p ?o }", "--format", form, stdout=full, stderr=subprocess.PIPE, capture_output=False)
        assert told.returncode == 3 and b"No space left" in told.stderr and b"Traceback" not in told.stderr


def test_closed_streams_are_borne(cache: Path) -> None:
    environment = os.environ | {"KG_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    command = f"'{sys.executable}' -m kg --graph '{WORLD}' show Mill"
    assert subprocess.run(["sh", "-c", f"{command} >&-"], env=environment, capture_output=True, check=False).returncode == 0
    assert subprocess.run(["sh", "-c", f"{command} >/dev/null 2>&-"], env=environment, capture_output=True, check=False).returncode == 0


def test_ctrl_c_ends_a_long_query_at_once(cache: Path) -> None:
    environment = os.environ | {"KG_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    code = f"import sys, threading, os, signal; threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start(); sys.argv = ['kg', '--graph', {str(WORLD)!r}, 'query', {long!r}]; from kg.cli.main import run; run()"
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=60, check=False)
    assert told.returncode == 130
    assert told.stderr == b"\nkg: interrupted\n"
    assert signal.SIGINT


# ---------------------------------------------------------------- text for a terminal


def test_there_is_no_colour_where_there_is_no_terminal(kg: Run) -> None:
    assert all("\x1b" not in part for part in kg("show", "Mill")[1:])


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colour_on_a_terminal_unless_it_is_not_wanted(cache: Path, no_color: str, coloured: bool) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = os.environ | {"KG_CACHE": str(cache), "PYTHONPATH": str(ROOT), "NO_COLOR": no_color, "TERM": "xterm"}
    subprocess.run(
        [sys.executable, "-m", "kg", "--graph", str(WORLD), "show", "Flour"], env=environment, stdout=theirs, stderr=theirs, check=True
    )
    os.close(theirs)
    told = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Flour" in told and ("\x1b[" in told) == coloured


def test_columns_are_aligned_with_chinese(kg: Run) -> None:
    _, out, _ = kg("find", "flour")
    lines = [line for line in out.splitlines() if "c:" in line]
    assert len({width(line[: line.index("c:")]) for line in lines}) == 1
    told = table([("气滞", "x"), ("qi", "y")], ("一", "b"), 40).splitlines()
    assert [width(line[: line.index(ch)]) for line, ch in zip((told[0], *told[2:]), "bxy", strict=True)] == [6, 6, 6]


@pytest.mark.parametrize("columns", [20, 41, 80])
def test_tables_and_lines_fit_the_width(columns: int) -> None:
    rows = [("word " * 20, "瘀血" * 20, "short"), ("a", "b", "c")]
    assert all(width(line) <= columns for line in table(rows, ("one", "two", "three"), columns).splitlines())
    assert all(width(line) <= columns for line in wrap("瘀血阻络 blocks the channels " * 10, columns, "   ").splitlines())
    assert width(pad("瘀血阻络", 5)) == 5


def test_answers_fit_a_narrow_terminal(kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for arguments in (
        ["find", "flour"],
        ["show", "Mill"],
        ["path", "frost", "stiff pain"],
        ["compare", "flour stagnation", "flour loss"],
        ["query", "SELECT ?x ?l { ?x skos:prefLabel ?l }"],
    ):
        assert all(width(line) <= 60 for line in kg(*arguments)[1].splitlines()), arguments


def test_a_label_cannot_steer_the_terminal(kg: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.trig"
    own.write_text(
        "@prefix c: <https://w3id.org/tcm-kg/concept/> . @prefix tcm: <https://w3id.org/tcm-kg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix src: <https://w3id.org/tcm-kg/source/> .\n"
        r'c:one a tcm:Pattern ; skos:prefLabel "One\u001b]0;owned\u0007"@en ; skos:altLabel "bad\u009b31m"@en ; skos:definition "Say \u001b[2J nothing."@en ; skos:notation "A\u001b1"^^tcm:book .'
        "\n"
        r'c:two a tcm:Pattern ; skos:prefLabel "Two\u202e\u0008"@en . src:x a tcm:Section ; tcm:sectionOf src:w ; tcm:locator "l\u001b[31m" . src:w dcterms:title "W\u001b[31m"@en .'
        "\nsrc:x { c:one tcm:leadsTo c:two . c:two tcm:leadsTo c:one }\n",
        encoding="utf-8",
    )
    calls = [["show", "c:one"], ["show", "c:two"], ["find", "One"], ["path", "c:one", "c:two"], ["compare", "c:one", "c:two"], ["query", "SELECT ?x ?l { ?x skos:prefLabel ?l }"], ["info", "--works"], ["validate"], ["show", "On"], ["show", "c:one", "--relation", "x"], ["compare", "c:one", "c:one"]]  # fmt: skip
    for arguments in calls:
        _, out, err = kg("--graph", str(own), *arguments, world=False)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out + err), arguments
    assert clean("a\x1b[31mb\u202ec\nd") == "a [31mb c\nd"
