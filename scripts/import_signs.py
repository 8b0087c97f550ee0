"""Writes the signs: ``concepts/signs.ttl`` and what they are composed of, ``statements/tcm-kg/signs.trig``.

    python scripts/import_signs.py ../shared/reference

Made from ``signs.tsv`` (slug, English, Chinese, other names, kind, then the composition: site, quality, broader sign,
worse_with, better_with) and ``sign_definitions.tsv`` (definitions written by hand). A sign without one is told by its parts::

    pain                 "Pain in the flanks with a feeling of swelling from within."
    wider sign, parts    "Expectoration of phlegm that is yellow and thick."
    place and quality    "The eyes feel dry."
    worse, relieved …    "A complaint that is worse with cold."
    else                 "Bruising around the eye, seen or felt at the eyelids."

The composition stands in the section src:tcm-kg-composition. A site or quality that no concept file declares is
reported and left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from typing import Final

from importing import ONTOLOGY, Fact, Row, concept, kinds, names, read_table, render_trig, render_turtle, several, write

SECTION: Final = "src:tcm-kg-composition"
SITES: Final = frozenset({"BodyPart", "Organ", "ZangOrgan", "FuOrgan", "ExtraordinaryFu", "Channel"})
OWN: Final = ("signs.ttl", "patterns.ttl", "disorders.ttl", "methods.ttl", "actions.ttl", "manners.ttl")
COMPOSITION: Final = (
    ("site", "tcm:hasSite", SITES, False),
    ("quality", "tcm:hasQuality", frozenset({"Quality"}), False),
    ("worse_with", "tcm:aggravatedBy", frozenset({"Modifier"}), False),
    ("better_with", "tcm:relieves", frozenset({"Modifier"}), True),
)
"""Column, relation, kinds allowed, and whether the relation runs from the value to the sign."""


@cache
def label_of() -> dict[str, str]:
    """English label, in lower case but for its capitals inside, of every concept that others declare and of every sign."""
    found: dict[str, str] = {}
    for path in sorted((ONTOLOGY / "concepts").glob("*.ttl")):
        if path.name not in OWN:
            for line in path.read_text(encoding="utf-8").splitlines():
                if " skos:prefLabel " in line and line.endswith("@en ."):
                    found[line.split(" ", 1)[0][2:]] = line.split('"')[1]
    return found


def composition(row: Row, missing: set[str]) -> set[Fact]:
    """The facts that a sign is made of; values that nobody declares are added to the missing ones."""
    facts: set[Fact] = {(f"c:{row['slug']}", "skos:broader", f"c:{wider}") for wider in several(row["broader"])}
    for column, relation, allowed, backwards in COMPOSITION:
        for value in several(row[column]):
            if kinds(*OWN).get(value) not in allowed:
                missing.add(f"{column} {value}")
            elif backwards:
                facts.add((f"c:{value}", relation, f"c:{row['slug']}"))
            else:
                facts.add((f"c:{row['slug']}", relation, f"c:{value}"))
    return facts


def definition(row: Row, rows: dict[str, Row], written: dict[str, str]) -> str:
    """One sentence: the one written by hand, or one composed of the parts of the sign."""
    if row["slug"] in written:
        return written[row["slug"]]
    sites, qualities = several(row["site"]), several(row["quality"])
    if row["label_en"].startswith(("Worse ", "Relieved ", "Triggered ")):
        return f"A complaint that is {_lower(row['label_en'])}."
    if row["kind"] == "Pain":
        return _sentence("Pain", f"in {_the(sites)}" if sites else "", _with_ancestors(row, rows), row)
    if row["broader"]:
        return _told_from_widest(row, rows)
    named = {word.rstrip("s") for word in row["slug"].split("-")}
    if sites and qualities and {word.rstrip("s") for word in "-".join(sites).split("-")} & named:
        return _told_of_place(sites, qualities)
    return f"{row['label_en']}, seen or felt" + (f" at {_the(sites)}." if sites else " by the patient or those around.")


def _told_of_place(sites: list[str], qualities: list[str]) -> str:
    feels = [phrases()[q]["feels"] for q in qualities if q in phrases()]
    many = _plural(sites)
    if feels and all(feels):
        return f"{_the(sites, True)} {'feel' if many else 'feels'} {_all(dict.fromkeys(feels))}."
    return f"{_the(sites, True)} {'are' if many else 'is'} {_all(map(_plain, qualities))}."


def _told_from_widest(row: Row, rows: dict[str, Row]) -> str:
    widest = row
    while widest["broader"]:
        widest = rows[several(widest["broader"])[0]]
    sites = [s for s in several(row["site"]) if s not in several(widest["site"]) and s != "body"]
    qualities = [q for q in _with_ancestors(row, rows) if q not in several(widest["quality"])]
    if not sites and not qualities and not _modified(row):
        return f"{row['label_en']}, a form of {_lower(rows[several(row['broader'])[0]]['label_en'])}."
    return _sentence(widest["label_en"], f"at {_the(sites)}" if sites else "", qualities, row)


def _with_ancestors(row: Row, rows: dict[str, Row]) -> list[str]:
    """The qualities of a sign and of the wider ones, each once, the widest first."""
    found: list[str] = []
    for slug in several(row["broader"]):
        found += _with_ancestors(rows[slug], rows)
    return list(dict.fromkeys([*found, *several(row["quality"])]))


def _sentence(head: str, place: str, qualities: list[str], row: Row) -> str:
    told = [phrases()[q]["phrase"] if q in phrases() else f"that is {_plain(q)}" for q in qualities if (head, q) != ("Pain", "painful")]
    if any(phrase.startswith("that comes ") for phrase in told):
        told = [phrase for phrase in told if phrase != "that comes at a set time"] or told[:1]
    plain = [phrase.removeprefix("that is ") for phrase in told if phrase.startswith("that is ")]
    others = [phrase for phrase in told if not phrase.startswith("that is ")]
    words = [*([f"that is {_all(plain)}"] if plain else []), *_run_together(others, "with a feeling of ")]
    return " ".join(part for part in (head, place, _all(dict.fromkeys(words))) if part) + _modified(row) + "."


def _run_together(phrases: list[str], opening: str) -> list[str]:
    """The phrases, those that open alike told as one: "with a feeling of pressure and choking"."""
    alike = list(dict.fromkeys(phrase.removeprefix(opening) for phrase in phrases if phrase.startswith(opening)))
    return [*([opening + _all(alike)] if alike else []), *(phrase for phrase in phrases if not phrase.startswith(opening))]


@cache
def phrases() -> dict[str, Row]:
    """How each quality is told: as a phrase behind a noun, and as what a place feels like."""
    return {row["quality"]: row for row in read_table("quality_phrases.tsv")}


def _modified(row: Row) -> str:
    worse, better = (_all(map(_plain, several(row[column]))) for column in ("worse_with", "better_with"))
    return (f", worse with {worse}" if worse else "") + (f", better with {better}" if better else "")


def _the(sites: list[str], opening: bool = False) -> str:
    return ("The " if opening else "the ") + _all(map(_plain, sites))


def _plural(sites: list[str]) -> bool:
    return len(sites) > 1 or sites[0].endswith("s") or sites[0] in ("teeth", "feet", "genitals")


def _plain(slug: str) -> str:
    return _lower(label_of().get(slug, slug.removesuffix("-quality").removesuffix("-timed").replace("-", " ")))


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _all(words: Iterable[str]) -> str:
    known = list(words)
    return " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)


def main() -> None:
    """Write both files; say what is missing and how many signs there are."""
    rows = read_table("signs.tsv")
    by_slug = {row["slug"]: row for row in rows}
    written = {row["slug"]: row["definition"] for row in read_table("sign_definitions.tsv")}
    missing: set[str] = set()
    facts: set[Fact] = set()
    statements: set[Fact] = set()
    for row in rows:
        facts |= concept(row["slug"], row["kind"], definition(row, by_slug, written))
        facts |= names(row["slug"], row["label_en"], row["zh"], several(row["alt_en"]), several(row["alt_zh"]))
        statements |= composition(row, missing)
    write(ONTOLOGY / "concepts" / "signs.ttl", render_turtle(facts))
    write(ONTOLOGY / "statements" / "tcm-kg" / "signs.trig", render_trig({SECTION: statements}))
    print(
        f"{len(rows)} signs, {len(statements)} facts of composition; not declared: {', '.join(sorted(missing)) or 'none'}", file=sys.stderr
    )


if __name__ == "__main__":
    main()
