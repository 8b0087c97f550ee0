"""Do statements stand where they say they stand? What a machine can check of it, against a folder of texts.

For every statement: the section's heading (or, in a table, its code) occurs in the work's text, and, where that text is
Chinese prose, a Chinese name of each end occurs in the section. It cannot tell whether the sentence says what the
statement says; a reader must.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.graph import KnowledgeGraph
from kg.namespaces import INFERRED, shorten
from kg.store.engine import values

_SENTENCE = re.compile(r"[。；;∶：]")
_KIND_WORDS = "邪证病经候脉剂"
_SPACE = re.compile(r"\s+")
_NEXT = "<篇名>"
_CHINESE_PROSE = ("classics/", "gbt16751")
"""How the names of the texts begin in which the names of both ends must occur; tables of English properties have only the section checked."""
_VARIANTS = (("厚", "浓"), ("病人", "病患"), ("尹", "伊芳"))
"""Characters that a careless replacement has changed all over the texts: as it should be, as it stands there."""


@dataclass(frozen=True, slots=True)
class CitationReport:
    """How many statements were checked, how many pass (of these, how many by composed names), and the failures told one by one."""

    checked: int
    passed: int
    composed: int
    unchecked: int
    failures: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The report in one line."""
        share = f"{self.passed / self.checked:.1%}" if self.checked else "none"
        return f"{self.passed:,} of {self.checked:,} statements pass ({share}; {self.composed:,} of them by a name composed in the sentence); {self.unchecked:,} stand in works whose text is not here"


_STATEMENTS = f"""SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{INFERRED}> && isIRI(?o) && ?p != skos:broader) ?p tcm:sentence ?told }} ORDER BY ?g ?s ?p ?o"""
_SECTIONS = """SELECT ?g ?text ?heading ?locator WHERE { ?g tcm:sectionOf ?work ; tcm:locator ?locator OPTIONAL { ?work tcm:text ?text } OPTIONAL { ?g tcm:heading ?heading } }"""
_PARTS = "SELECT ?part ?herb { ?part tcm:ofHerb ?herb }"
_NAMES = """SELECT ?c ?name WHERE { VALUES ?p { skos:prefLabel skos:altLabel skos:hiddenLabel } ?c ?p ?name FILTER(STRSTARTS(LCASE(LANG(?name)), "zh-han")) }"""


def check_citations(graph: KnowledgeGraph, folder: Path) -> CitationReport:
    """The report on every statement whose work has its text in the folder."""
    names: dict[str, set[str]] = defaultdict(set)
    for iri, name in values(graph.engine, _NAMES):
        names[iri].add(name)
    for part, herb in values(graph.engine, _PARTS):  # an ingredient is written as its herb is
        names[part] |= names[herb]
    sections = {g: (text, heading, locator) for g, text, heading, locator in values(graph.engine, _SECTIONS)}
    passages = Passages(folder, sections)
    failures: list[str] = []
    checked = unchecked = composed = 0
    for section, subject, relation, object_ in values(graph.engine, _STATEMENTS):
        passage = passages.of(section)
        if passage is None:
            unchecked += 1
            continue
        checked += 1
        prose = sections[section][0].startswith(_CHINESE_PROSE)
        missing = [shorten(end) for end in (subject, object_) if prose and not _named(names[end], passage)]
        if missing and all(_named(names[end], passage) or _composed(names[end], passage) for end in (subject, object_)):
            composed += 1
            missing = []
        if not passage:
            failures.append(f"{shorten(section)}: the section is not found in {sections[section][0]}")
        elif missing:
            failures.append(
                f"{shorten(section)}: {shorten(subject)} {shorten(relation)} {shorten(object_)}: no Chinese name of {' or '.join(missing)} in the section"
            )
    return CitationReport(checked, checked - len(failures), composed, unchecked, tuple(failures))


def _named(names: set[str], passage: str) -> bool:
    """Whether one of the names stands in the passage, in full or without the word for its kind (风邪 as 风, 气滞证 as 气滞)."""
    return any(form in passage for name in names for form in _forms(name))


def _composed(names: set[str], passage: str) -> bool:
    """Whether one sentence of the passage has all characters of a name, as where 脉细数 says 脉细 and 脉数."""
    sentences = _SENTENCE.split(passage)
    return any(set(name) <= set(sentence) for name in names for sentence in sentences)


def _forms(name: str) -> set[str]:
    short = name[:-1] if len(name) > 1 and name[-1] in _KIND_WORDS else name
    return {form.replace(a, b) for form in (name, short) for a, b in (("", ""), *_VARIANTS)}


class Passages:
    """The text of each section, cut out of the texts in a folder; spaces and line ends left out."""

    def __init__(self, folder: Path, sections: dict[str, tuple[str, str, str]]) -> None:
        self._folder = folder
        self._sections = sections
        self._headings: dict[str, list[str]] = defaultdict(list)
        for text, heading, _ in sections.values():
            if heading:
                self._headings[text].append(_SPACE.sub("", heading))
        self._read = cache(self._reader)

    def of(self, section: str) -> str | None:
        """The text of a section: empty where its heading is not found, None where its work has no text here."""
        text, heading, locator = self._sections.get(section, ("", "", ""))
        if not text or not (self._folder / text).is_file():
            return None
        return self._read(text)(heading, locator)

    def _reader(self, text: str) -> Callable[[str, str], str]:
        path = self._folder / text
        if path.suffix in (".csv", ".tsv"):
            rows = self._rows(path)
            return lambda heading, locator: (
                rows.get(locator.split()[-1]) or next((row for row in rows.values() if heading and heading in row), "")
            )
        whole = _SPACE.sub("", path.read_text(encoding="utf-8"))
        return cache(lambda heading, _: self._cut(whole, text, _SPACE.sub("", heading)))

    @staticmethod
    def _rows(path: Path) -> dict[str, str]:
        with path.open(encoding="utf-8", newline="") as stream:
            return {
                row[0]: _SPACE.sub("", ",".join(row)) for row in csv.reader(stream, delimiter="\t" if path.suffix == ".tsv" else ",") if row
            }

    def _cut(self, whole: str, text: str, heading: str) -> str:
        start = whole.rfind(heading) if heading.startswith(_NEXT) else whole.find(heading)
        if not heading or start < 0:
            return ""
        after = start + len(heading)
        ends = [whole.find(mark, after) for mark in (_NEXT, *self._headings[text]) if mark != heading]
        return whole[start : min((end for end in ends if end >= 0), default=len(whole))]
