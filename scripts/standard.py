"""The terms of one part of GB/T 16751 as they are read from its reference file: code, names, definition, parent.

Grammar: one row a term; synonyms separated by commas, those with a lost glyph (``?``) left out; ``names_zh.tsv`` restores
preferred names that lost one. A row into which the next one has run (a synonym
that is a sentence) is freed of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from clauses import Reading
from importing import Fact, Row, read_reference, read_table, section, several, text, work

FILES: Final = {"1": "gbt16751_1_diseases.csv", "2": "gbt16751_2_patterns.csv", "3": "gbt16751_3_methods_principles.csv"}
TITLES: Final = {
    "1": ("part 1: diseases", "第1部分：疾病"),
    "2": ("part 2: patterns", "第2部分：证候"),
    "3": ("part 3: treatment methods", "第3部分：治法"),
}
PUBLISHER: Final = "State Administration for Market Regulation and Standardization Administration of China"
RIGHTS: Final = "Copyright of the publisher; facts, names and codes alone are taken over"


@dataclass(slots=True)
class Term:
    """One term of the standard with its names and what it was read to say."""

    part: str
    code: str
    parent: str
    chinese: str
    synonyms: list[str]
    definition: str
    slug: str
    english: str
    other_english: list[str]
    row: Row
    reading: Reading = field(default_factory=Reading)
    involved: list[tuple[str, str]] = field(default_factory=list)
    causes: list[tuple[str, str]] = field(default_factory=list)
    combined: list[str] = field(default_factory=list)

    @property
    def section(self) -> str:
        """The section of the work in which the term stands."""
        return f"{work_of(self.part)}-{self.code}"

    @property
    def subject(self) -> str:
        """The concept that the term names."""
        return f"c:{self.slug}"


def work_of(part: str) -> str:
    """The IRI of a part of the standard."""
    return f"src:gbt16751.{part}"


def terms(folder: Path, part: str, tables: list[str]) -> list[Term]:
    """The terms of a part, named in English by these tables, but not yet read."""
    english = {row["code"]: row for name in tables for row in read_table(name)}
    restored = {row["code"]: row["zh"] for row in read_table("names_zh.tsv") if row["part"] == part}
    rows = [_mended(row) for row in read_reference(folder, FILES[part]) if row["code"]]
    known = {row["code"] for row in rows}
    return [
        _term(part, row, restored, english[row["code"]]) for row in rows if row["code"] in english and row["parent_codes"] in known | {""}
    ]


def _term(part: str, row: Row, restored: dict[str, str], english: Row) -> Term:
    synonyms = [name for name in row["has_synonym_zh"].split(",") if name and "?" not in name]
    return Term(
        part,
        row["code"],
        row["parent_codes"],
        restored.get(row["code"], row["label_zh"]),
        synonyms,
        row["definition_zh"],
        english["slug"],
        english["label_en"],
        several(english["alt_en"]),
        english,
    )


def _mended(row: Row) -> Row:
    """The row, freed of the next one where that has run into its synonyms."""
    before, mark, _ = row["has_synonym_zh"].partition("。,")
    if not mark:
        return row
    names, _, definition = before.rpartition(",因")
    return row | {"has_synonym_zh": names, "definition_zh": f"因{definition}。"}


def coded(term: Term) -> set[Fact]:
    """The code of a term."""
    return {(term.subject, "skos:notation", text(term.code, datatype=f"tcm:gbt16751.{term.part}"))}


def broader(term: Term, by_code: dict[str, Term]) -> set[Fact]:
    """The wider term, as the section of the term gives it."""
    return {(term.subject, "skos:broader", by_code[term.parent].subject)} if term.parent in by_code else set()


def work_facts(part: str, known: list[Term]) -> set[Fact]:
    """The part of the standard as a work, and its sections."""
    english, chinese = TITLES[part]
    iri = work_of(part)
    facts = work(
        iri,
        f"GB/T 16751.{part}-2023, clinical terminology of traditional Chinese medicine, {english}",
        f"GB/T 16751.{part}—2023 中医临床诊疗术语 {chinese}",
        PUBLISHER,
        "2023",
        RIGHTS,
    )
    facts |= {(iri, "tcm:text", text(FILES[part])), (iri, "dcterms:bibliographicCitation", text(f"GB/T 16751.{part}-2023"))}
    for term in known:
        facts |= section(term.section, iri, term.english, f"term {term.code}")
    return facts
