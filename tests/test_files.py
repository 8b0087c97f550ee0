"""The repository's own files: data in one normal form, and not a word of where it was made."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).parent.parent
ONTOLOGY = ROOT / "ontology"
DATA = sorted(p for folder in ("concepts", "works", "statements") for p in (ONTOLOGY / folder).rglob("*") if p.suffix in (".ttl", ".trig"))
AXIOMS = [ONTOLOGY / "tcm.ttl", ONTOLOGY / "cues.ttl", *sorted((ONTOLOGY / "shapes").glob("*.ttl"))]
LEFT_OUT = {
    ".venv",
    ".git",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    "dist",
    "build",
}
TEXT = {
    ".py",
    ".md",
    ".ttl",
    ".trig",
    ".rq",
    ".tsv",
    ".toml",
    ".txt",
    ".js",
    ".css",
    ".html",
    ".xml",
    ".svg",
    ".json",
    ".yml",
    ".yaml",
    ".cfg",
    ".sh",
    "",
}

_PREFIX = re.compile(r"^@prefix [\w-]+: <[^>]+> \.$")
_NAME = r"(?:[\w-]+:[\w.%/-]+|<[^<>\"{}|^`\\\s]+>)"
_FACT = re.compile(rf'^({_NAME}) (a|{_NAME}) ({_NAME}|true|false|-?\d+(?:\.\d+)?|"(?:[^"\\\n]|\\.)*"(?:@[A-Za-z-]+|\^\^{_NAME})?) \.$')
_OPEN = re.compile(rf"^{_NAME} \{{$")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_data() -> None:
    assert len(DATA) > 60


@pytest.mark.parametrize("path", DATA, ids=named)
def test_data_have_one_normal_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n") and not text.endswith("\n\n") and "\r" not in text and "\t" not in text
    wrong = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line and line[0] != "#" and not _normal(line)]
    assert not wrong[:3], "one fact a line, without blank nodes"
    assert not _twice(text)[:3], "the same fact twice"


def _normal(line: str) -> bool:
    return bool(_PREFIX.match(line) or _FACT.match(line) or _OPEN.match(line) or line == "}")


def _twice(text: str) -> list[str]:
    seen: set[str] = set()
    twice = []
    for line in text.splitlines():
        if _OPEN.match(line):
            seen = set()
        elif _FACT.match(line):
            if line in seen:
                twice.append(line)
            seen.add(line)
    return twice


@pytest.mark.parametrize("path", [p for p in DATA if p.suffix == ".trig"], ids=named)
def test_statements_are_sorted_within_their_section(path: Path) -> None:
    block: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if _FACT.match(line):
            block.append(line)
        else:
            assert block == sorted(block), named(path)
            block = []


@pytest.mark.parametrize("path", [p for p in DATA if p.suffix == ".ttl"], ids=named)
def test_the_facts_of_one_thing_stand_together(path: Path) -> None:
    subjects = [m[1] for m in map(_FACT.match, path.read_text(encoding="utf-8").splitlines()) if m]
    runs = [s for n, s in enumerate(subjects) if n == 0 or subjects[n - 1] != s]
    assert len(runs) == len(set(runs)), sorted({s for s in runs if runs.count(s) > 1})[:5]


@pytest.mark.parametrize("path", DATA, ids=named)
def test_data_have_no_blank_nodes_and_statements_stand_in_sections(path: Path) -> None:
    form = ox.RdfFormat.TRIG if path.suffix == ".trig" else ox.RdfFormat.TURTLE
    for quad in ox.parse(path=str(path), format=form):
        assert not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode)
        assert isinstance(quad.graph_name, ox.NamedNode) == (path.suffix == ".trig")
    if "statements" in path.parts:
        assert path.suffix == ".trig"


@pytest.mark.parametrize("path", AXIOMS, ids=named)
def test_the_vocabulary_and_the_shapes_are_readable(path: Path) -> None:
    assert sum(1 for _ in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)) > 10


def test_no_graph_is_filled_from_two_works() -> None:
    folders: dict[str, set[str]] = {}
    for path in (p for p in DATA if "statements" in p.parts):
        for line in path.read_text(encoding="utf-8").splitlines():
            if _OPEN.match(line):
                folders.setdefault(line.split()[0], set()).add(path.parent.name)
    assert {graph: sorted(works) for graph, works in folders.items() if len(works) > 1} == {}


# ---------------------------------------------------------------- the project speaks of itself alone

_PLACES = re.compile(
    "|".join(
        [r"/wo" + r"rk/(?:main|shared|\.)", r"/ro" + r"ot\b", r"/home/\w", r"/Us" + r"ers/\w", r"/tmp/te" + r"am", r"[A-Z]:\\Us" + r"ers"]
    )
)
_HOSTS = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "files\\.python" + "hosted",
            "registry\\.npm" + "js",
            "--index" + "-url",
            "--extra-index" + "-url",
            "test\\.py" + "pi",
        ]
    )
)


def texts() -> list[Path]:
    return [
        p
        for p in sorted(ROOT.rglob("*"))
        if p.is_file()
        and p.suffix in TEXT
        and not LEFT_OUT & set(p.relative_to(ROOT).parts)
        and not p.is_symlink()
        and p.stat().st_size < 30_000_000
    ]


@pytest.mark.parametrize(("what", "pattern"), [("a path of one machine", _PLACES), ("the host of a package registry", _HOSTS)])
def test_no_file_names(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in texts():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{named(path)}:{text.count(chr(10), 0, m.start()) + 1}: {m[0]}" for m in pattern.finditer(text)]
    assert not found[:5], f"{what} is named"


def test_every_text_is_utf8_and_every_python_file_is_small() -> None:
    for path in texts():
        path.read_bytes().decode("utf-8")
    long = {named(p): n for p in (ROOT / "kg").rglob("*.py") if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert long == {}
