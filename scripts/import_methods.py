"""Writes the methods and principles of GB/T 16751.3, the actions that they are made of, and the manners of acting.

    python scripts/import_methods.py ../shared/reference

Reads ``gbt16751_3_methods_principles.csv`` (code, Chinese name, synonyms, parent). Tables: ``methods_en.tsv`` (slug, English, kind,
actions), ``method_patterns.tsv`` (what the definition says that a method treats, by code), ``actions.tsv`` (an action is one
manner upon one target), ``action_targets.tsv`` (target → concepts), ``manners.tsv`` (manner, its opposite).

In the section of a term: skos:broader, hasAction, treats. In src:tcm-kg-composition: inManner and actsOn of an action. In
src:tcm-kg-opposites: oppositeOf of manners.
"""

from __future__ import annotations

import sys
from typing import Final

from importing import (
    ONTOLOGY,
    Fact,
    Row,
    concept,
    kinds,
    names,
    read_table,
    reference_folder,
    remove_others,
    render_trig,
    render_turtle,
    several,
    write,
)
from standard import Term, broader, coded, terms, work_facts
from telling import listed

COMPOSITION: Final = "src:tcm-kg-composition"
OPPOSITES: Final = "src:tcm-kg-opposites"
KINDS: Final = {"Method": "Method", "Principle": "Principle", "Therapy": "Therapy", "Category": "Method"}
ENGLISH: Final = {"pattern": ("patterns_en_1.tsv", "patterns_en_2.tsv"), "disorder": ("disorders_en.tsv",)}


def slugs_by_code() -> dict[str, dict[str, Row]]:
    """For each kind of target: code → its row in the table of English names."""
    return {kind: {row["code"]: row for name in tables for row in read_table(name)} for kind, tables in ENGLISH.items()}


def treated() -> dict[str, list[Row]]:
    """Code of a method → the rows of the patterns and disorders that it treats, in order."""
    targets = slugs_by_code()
    found: dict[str, list[Row]] = {}
    for row in read_table("method_patterns.tsv"):
        target = targets.get(row["target_type"], {}).get(row["target_code"])
        if target:
            found.setdefault(row["code"], []).append(target)
    return found


def definition(term: Term, actions: dict[str, Row], targets: list[Row]) -> str:
    """One sentence: what the method does and what it is used for."""
    does = [_told(actions[slug]["label_en"]) for slug in several(term.row["actions"]) if slug in actions]
    used = listed(_told(row["label_en"]) for row in targets[:3])
    kind = {"Principle": "principle of treatment", "Therapy": "form of treatment"}.get(term.row["kind"], "method of treatment")
    if does and used:
        return f"A {kind}: {listed(does)}. It is used for {used}."
    if does:
        return f"A {kind}: {listed(does)}."
    return f"A {kind}, used for {used}." if used else f"A group of treatment terms: {_told(term.english)}."


def _told(label: str) -> str:
    first = label.split(" ", 1)[0]
    return (
        label
        if first in ("Liver", "Heart", "Spleen", "Lung", "Kidney", "Stomach", "Gallbladder", "Bladder", "Small", "Large", "San")
        else label[:1].lower() + label[1:]
    )


def facts_of(term: Term, by_code: dict[str, Term], actions: dict[str, Row], targets: list[Row]) -> set[Fact]:
    """What the section of a term says."""
    facts = broader(term, by_code)
    facts |= {(term.subject, "tcm:hasAction", f"c:{slug}") for slug in several(term.row["actions"]) if slug in actions}
    return facts | {(term.subject, "tcm:treats", f"c:{row['slug']}") for row in targets}


def action_facts(rows: list[Row]) -> tuple[set[Fact], set[Fact]]:
    """Concepts of the actions, and what each is composed of."""
    manners = {row["slug"]: row for row in read_table("manners.tsv")}
    targets = {row["target"]: several(row["slugs"]) for row in read_table("action_targets.tsv")}
    known = kinds()
    facts: set[Fact] = set()
    composed: set[Fact] = set()
    for row in rows:
        told = f"{manners[row['manner']]['definition'].removesuffix('.')}: {_told(row['label_en'])}."
        facts |= concept(row["slug"], "Action", told) | names(
            row["slug"], row["label_en"], row["zh"], several(row["alt_en"]), several(row["alt_zh"])
        )
        composed.add((f"c:{row['slug']}", "tcm:inManner", f"c:{row['manner']}"))
        for slug in targets.get(row["target"], [row["target"]]):
            if slug in known:
                composed.add((f"c:{row['slug']}", "tcm:actsOn", f"c:{slug}"))
            else:
                print(f"no concept for the target {slug} of {row['slug']}", file=sys.stderr)
    return facts, composed


def manner_facts() -> tuple[set[Fact], set[Fact]]:
    """Concepts of the manners, and which are opposites."""
    rows = read_table("manners.tsv")
    facts = {
        fact
        for row in rows
        for fact in concept(row["slug"], "Manner", row["definition"])
        | names(row["slug"], row["label_en"], row["zh"], several(row["alt_en"]))
    }
    opposites = {(f"c:{row['slug']}", "tcm:oppositeOf", f"c:{row['opposite']}") for row in rows if row["opposite"]}
    return facts, opposites


def method_facts(known: list[Term], actions: dict[str, Row], targets: dict[str, list[Row]]) -> set[Fact]:
    """Concepts of the methods and principles."""
    facts: set[Fact] = set()
    for term in known:
        facts |= concept(term.slug, KINDS[term.row["kind"]], definition(term, actions, targets.get(term.code, [])))
        facts |= names(term.slug, term.english, term.chinese, [*term.other_english, f"{term.english} method"], term.synonyms) | coded(term)
    return facts


def write_statements(known: list[Term], actions: dict[str, Row], targets: dict[str, list[Row]]) -> int:
    """Write one file for each group of methods; the number of statements."""
    by_code = {term.code: term for term in known}
    files: dict[str, dict[str, set[Fact]]] = {}
    for term in known:
        part = ".".join(term.code.split(".")[:2]) if term.code.startswith("3.") else term.code.split(".")[0]
        files.setdefault(part, {})[term.section] = facts_of(term, by_code, actions, targets.get(term.code, []))
    files = {part: graphs for part, graphs in files.items() if any(graphs.values())}
    folder = ONTOLOGY / "statements" / "gbt16751-3"
    for part, graphs in files.items():
        write(folder / f"{part}.trig", render_trig(graphs))
    remove_others(folder, [folder / f"{part}.trig" for part in files])
    return sum(len(facts) for graphs in files.values() for facts in graphs.values())


def main() -> None:
    """Write everything and say what was done."""
    known = terms(reference_folder(sys.argv), "3", ["methods_en.tsv"])
    actions = {row["slug"]: row for row in read_table("actions.tsv")}
    targets = treated()
    manners, opposites = manner_facts()
    write(ONTOLOGY / "concepts" / "manners.ttl", render_turtle(manners))
    write(ONTOLOGY / "concepts" / "methods.ttl", render_turtle(method_facts(known, actions, targets)))
    done, composed = action_facts(list(actions.values()))
    write(ONTOLOGY / "concepts" / "actions.ttl", render_turtle(done))
    write(ONTOLOGY / "works" / "gbt16751-3.ttl", render_turtle(work_facts("3", known)))
    write(ONTOLOGY / "statements" / "tcm-kg" / "actions.trig", render_trig({COMPOSITION: composed, OPPOSITES: opposites}))
    statements = write_statements(known, actions, targets)
    print(
        f"{len(known)} methods, {len(actions)} actions, {statements} statements, {sum(map(len, targets.values()))} of them what is treated",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
