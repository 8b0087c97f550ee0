"""The books that formulas stand in: works, sections, their titles and the strings by which they are found in the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from importing import Fact, Row, read_table, section, text, work

FILES: Final = {"SSB": "classics/shanghanlun.txt", "GGY": "classics/jinkui.txt"}


@dataclass(frozen=True)
class Book:
    """One of the two classics: its slug and its English title."""

    slug: str
    title: str


def listed(words: list[str]) -> str:
    """'a, b and c'."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def clause_headings(folder: Path, code: str) -> dict[str, str]:
    """The first words of every clause, and of the formulas that stand outside the clauses, by place ('12', '6-15', '7-appended')."""
    headings = {row["place"]: row["heading"] for row in read_table("formula_headings.tsv") if row["book"] == code}
    chapter = 0
    for line in (folder / FILES[code]).read_text(encoding="utf-8").splitlines():
        if line.startswith("<篇名>") and "第" in line:
            chapter += 1
        clause = re.match(r"^(?:属性：)?((\d+)[．.].{1,16})", line)
        if clause:
            number = clause.group(2)
            headings.setdefault(number if code == "SSB" else f"{chapter}-{number}", clause.group(1).strip())
    return headings


def locator(place: str) -> str:
    """A place in words: 'clause 12', 'chapter 6, clause 15'."""
    clause = place.removesuffix("-note")
    if clause.endswith("-appended"):
        words = f"chapter {clause.split('-')[0]}, appended formulas"
    elif clause.endswith("-unnumbered"):
        words = f"chapter {clause.split('-')[0]}, formulas without a clause"
    elif "-" in clause:
        words = "chapter {}, clause {}".format(*clause.split("-"))
    else:
        words = f"clause {clause}"
    return words + (", editors' note" if place.endswith("-note") else "")


def book_sections(book: Book, graphs: Iterable[str], headings: Mapping[str, str]) -> set[Fact]:
    """A classic and those of its clauses that speak."""
    facts = work_facts(book.slug)
    for name in graphs:
        place = name.removeprefix(f"src:{book.slug}-")
        words = locator(place)
        facts |= section(name, f"src:{book.slug}", f"{book.title}, {words}", words, "traditionalTheory")
        heading = headings.get(place.removesuffix("-note"))
        facts |= {(name, "tcm:heading", text(heading))} if heading else set()
    return facts


def work_facts(slug: str) -> set[Fact]:
    """What is known of a work, from the table of works."""
    row = next(row for row in read_table("herbal_works.tsv") if row["work"] == slug)
    iri = f"src:{slug}"
    facts = work(iri, row["title_en"], row["title_zh"], row["creator"], row["date"], "public domain")
    return facts | {(iri, "tcm:text", text(row["text"]))}


def later_sections(slug: str, graphs: Iterable[str], rows: list[Row]) -> set[Fact]:
    """A later book and those of its entries that speak."""
    facts = work_facts(slug)
    entries = {f"src:{row['work']}-{row['section']}": row for row in rows if row["work"] == slug}
    for name in graphs:
        row = entries[name]
        facts |= section(name, f"src:{slug}", row["label_en"], row["locator"], "traditionalTheory")
        facts |= {(name, "dcterms:title", text(row["zh"], "zh-Hans")), (name, "tcm:heading", text(row["heading"]))}
    return facts
