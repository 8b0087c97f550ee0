"""What the importers share: reading tables, naming a concept in four scripts, writing data files in normal form.

An importer turns reference files (read, never copied) and the reviewed tables of ``scripts/tables/`` into data files of
``ontology/``. Running it again changes nothing. Only the importers need OpenCC and pypinyin.

Grammar of a table: UTF-8, one header line, cells separated by tabs, several values in a cell separated by ``|``.
Grammar of a data file: prefixes, a blank line, then one fact a line, sorted; in TriG one block a graph.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
TABLES: Final = ROOT / "scripts" / "tables"
ONTOLOGY: Final = ROOT / "ontology"
PREFIXES: Final = {
    "c": "https://w3id.org/tcm-kg/concept/",
    "dcterms": "http://purl.org/dc/terms/",
    "icd11": "http://id.who.int/icd/entity/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "src": "https://w3id.org/tcm-kg/source/",
    "tcm": "https://w3id.org/tcm-kg/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Fact = tuple[str, str, str]
"""Subject, predicate and object as they are written in Turtle."""

Row = dict[str, str]


def read_table(name: str) -> list[Row]:
    """The rows of a table of ``scripts/tables/``, cells stripped; an empty list where there is no such table."""
    path = TABLES / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {k: (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def read_reference(folder: Path, name: str) -> list[Row]:
    """The rows of a comma-separated reference file, cells stripped."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
        return [{k: (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(lines)]


def several(cell: str) -> list[str]:
    """The values of a cell, each once, in order."""
    return list(dict.fromkeys(value.strip() for value in cell.split("|") if value.strip()))


def reference_folder(arguments: list[str]) -> Path:
    """The folder named on the command line; ends the run with a sentence when it is missing."""
    folder = Path(arguments[1]) if len(arguments) == 2 else None
    if folder is None or not folder.is_dir():
        sys.exit(f"usage: python {arguments[0]} FOLDER_OF_REFERENCE_FILES")
    return folder


def text(value: str, language: str = "", datatype: str = "") -> str:
    """A literal as Turtle writes it."""
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
    return quoted + (f"@{language}" if language else "") + (f"^^{datatype}" if datatype else "")


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


@cache
def traditional(simplified: str) -> str:
    """The name in traditional characters: OpenCC, then the medical readings of ``traditional.tsv``."""
    converted: str = _converter().convert(simplified)
    for row in _traditional_fixes():
        converted = converted.replace(row["converted"], row["right"])
    return converted


@cache
def _traditional_fixes() -> list[Row]:
    return read_table("traditional.tsv")


@cache
def _load_readings() -> None:
    import pypinyin

    pypinyin.load_phrases_dict({row["phrase"]: [[s] for s in row["pinyin"].split()] for row in read_table("pinyin.tsv")})


@cache
def pinyin(simplified: str) -> str:
    """The name in pinyin with tone marks, syllables joined by spaces; readings of ``pinyin.tsv`` go before the usual ones."""
    import pypinyin

    _load_readings()
    syllables = pypinyin.lazy_pinyin(_cut(simplified), style=pypinyin.Style.TONE, errors="default")
    return " ".join(s for s in syllables if s.strip() and s not in "，、·（）()")


def _cut(simplified: str) -> list[str]:
    """The name cut so that every phrase of ``pinyin.tsv`` stands alone, the longest first."""
    phrases = sorted((row["phrase"] for row in read_table_once("pinyin.tsv")), key=len, reverse=True)
    pieces: list[str] = [simplified]
    for phrase in phrases:
        if phrase in simplified:
            pieces = [part for piece in pieces for part in _apart(piece, phrase, phrases)]
    return pieces


def _apart(piece: str, phrase: str, phrases: list[str]) -> list[str]:
    if piece in phrases or phrase not in piece:
        return [piece]
    before, _, after = piece.partition(phrase)
    return [part for part in (*([before] if before else []), phrase, *_apart(after, phrase, phrases)) if part]


@cache
def read_table_once(name: str) -> tuple[Row, ...]:
    """The rows of a table, read once."""
    return tuple(read_table(name))


def names(slug: str, english: str, chinese: str, other_english: Iterable[str] = (), other_chinese: Iterable[str] = ()) -> set[Fact]:
    """The labels of a concept in English, simplified and traditional characters and pinyin."""
    subject = f"c:{slug}"
    facts = {(subject, "skos:prefLabel", text(english, "en"))} | _han(subject, "skos:prefLabel", chinese)
    for other in other_english:
        if other.casefold() != english.casefold():
            facts.add((subject, "skos:altLabel", text(other, "en")))
    preferred = {o for _, _, o in facts}
    for other in other_chinese:
        if other != chinese:
            facts |= {fact for fact in _han(subject, "skos:altLabel", other) if fact[2] not in preferred}
    return facts | _wordings(slug)


def _wordings(slug: str) -> set[Fact]:
    """The wordings of the classics that stand for a concept and are found, but are not shown as its names."""
    found = [name for row in read_table_once("classic_names_zh.tsv") if row["slug"] == slug for name in several(row["zh"])]
    forms = {(form, language) for name in found for form, language in ((name, "zh-Hans"), (traditional(name), "zh-Hant"))}
    return {(f"c:{slug}", "skos:hiddenLabel", text(form, language)) for form, language in forms}


def _han(subject: str, predicate: str, name: str) -> set[Fact]:
    forms = ((name, "zh-Hans"), (traditional(name), "zh-Hant"), (pinyin(name), "zh-Latn-pinyin"))
    return {(subject, predicate, text(form, language)) for form, language in forms}


def concept(slug: str, kind: str, definition: str) -> set[Fact]:
    """The kind and the definition of a concept."""
    return {(f"c:{slug}", "a", f"tcm:{kind}"), (f"c:{slug}", "skos:definition", text(definition, "en"))}


def section(iri: str, work: str, title: str, locator: str, viewpoint: str = "standard") -> set[Fact]:
    """The facts that declare a section of a work."""
    return {
        (iri, "a", "tcm:Section"),
        (iri, "tcm:sectionOf", work),
        (iri, "dcterms:title", text(title, "en")),
        (iri, "tcm:locator", text(locator)),
        (iri, "tcm:viewpoint", f"tcm:{viewpoint}"),
    }


def work(iri: str, english: str, chinese: str, creator: str, date: str, rights: str) -> set[Fact]:
    """The facts that declare a work."""
    return {
        (iri, "a", "tcm:Work"),
        (iri, "dcterms:title", text(english, "en")),
        (iri, "dcterms:title", text(chinese, "zh-Hans")),
        (iri, "dcterms:creator", text(creator)),
        (iri, "dcterms:date", text(date)),
        (iri, "dcterms:rights", text(rights)),
    }


def render_turtle(facts: Iterable[Fact]) -> str:
    """The facts as Turtle in normal form."""
    lines = sorted({f"{s} {p} {o} ." for s, p, o in facts})
    return _heading(lines) + "\n".join(lines) + "\n"


def render_trig(graphs: Mapping[str, Iterable[Fact]]) -> str:
    """The statements of each section as TriG in normal form; sections without statements are left out."""
    blocks: list[str] = []
    for graph in sorted(graphs):
        lines = sorted({f"{s} {p} {o} ." for s, p, o in graphs[graph]})
        if lines:
            blocks.append("\n".join([f"{graph} {{", *lines, "}"]))
    return _heading(blocks) + "\n".join(blocks) + "\n"


def _heading(lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    used = [
        f"@prefix {prefix}: <{iri}> ."
        for prefix, iri in sorted(PREFIXES.items())
        if any(f"{mark}{prefix}:" in "\n" + body for mark in (" ", "\n", "^"))
    ]
    return "\n".join(used) + "\n\n"


def write(path: Path, content: str) -> None:
    """Put the content in place in one step, and only where it differs from what is there."""
    if path.exists() and path.read_text(encoding="utf-8") == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    draft.write_text(content, encoding="utf-8")
    draft.replace(path)


def remove_others(folder: Path, keep: Iterable[Path]) -> None:
    """Take away the TriG files of a folder that this run has not written."""
    kept = set(keep)
    for path in folder.glob("*.trig"):
        if path not in kept:
            path.unlink()


@cache
def kinds(*leave_out: str) -> dict[str, str]:
    """The kind of every concept that the concept files declare, by slug, but for the files left out."""
    found: dict[str, str] = {}
    for path in sorted((ONTOLOGY / "concepts").glob("*.ttl")):
        if path.name not in leave_out:
            for line in path.read_text(encoding="utf-8").splitlines():
                parts = line.split(" ")
                if len(parts) == 4 and parts[1] == "a" and parts[0].startswith("c:"):
                    found[parts[0][2:]] = parts[2].removeprefix("tcm:")
    return found
