"""Composes a definition of a pattern, in plain English, from the facts that were read about it.

Grammar: ``A pattern`` seat ``:`` state { ``,`` state } ``.`` [ signs ]. The seat is its organs, channels and parts; a
state tells a substance that is deficient, a mechanism, what has gathered or entered, a nature. Which of a few ways of
saying it is taken depends on the slug alone, so that the same pattern is always told in the same words.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from importing import ONTOLOGY, read_table_once

Involved = Sequence[tuple[str, str]]
SEATS: Final = ("involvesOrgan", "involvesChannel", "involvesPart")
CAPITAL_KINDS: Final = (
    "Liver",
    "Heart",
    "Spleen",
    "Lung",
    "Kidney",
    "Stomach",
    "Gallbladder",
    "Small Intestine",
    "Large Intestine",
    "Bladder",
    "San Jiao",
    "Pericardium",
)
SIGN_OPENINGS: Final = ("Look for {}.", "It shows as {}.", "Its signs include {}.", "One finds {}.")
OPENINGS: Final = ("A pattern {seat}: {states}.", "A pattern {seat} in which {states}.", "In the pattern {states}; the seat is {organs}.")


def pattern_definition(slug: str, english: str, involved: Involved, signs: Sequence[str]) -> str:
    """One or two sentences on a pattern and its first signs."""
    opening = _opening(slug, english, involved)
    shown = listed(_lower(sign) for sign in signs)
    return f"{opening} {SIGN_OPENINGS[_choice(slug, len(SIGN_OPENINGS))].format(shown)}" if shown else opening


def group_definition(slug: str, english: str, involved: Involved, signs: Sequence[str] = ()) -> str:
    """One sentence on a group of patterns."""
    states = _states(involved)
    seat = _seat(involved)
    if states:
        return f"The group of patterns{' ' + seat if seat else ''} in which {listed(states)}."
    subject = _lower(english).removesuffix(" patterns").removesuffix(" pattern")
    return f"The group of patterns {seat}." if seat else f"The group of patterns that are counted under {subject}."


def _opening(slug: str, english: str, involved: Involved) -> str:
    states, seat = _states(involved), _seat(involved)
    if not states:
        return (
            f"A pattern {seat}, named for {_lower(english).removesuffix(' pattern')}."
            if seat
            else f"A pattern named for {_lower(english).removesuffix(' pattern')}."
        )
    if not seat:
        return f"A pattern in which {listed(states)}."
    organs = listed(f"the {label_of(part)}" for relation, part in involved if relation == "involvesOrgan")
    ways = OPENINGS if organs and organs == _places(involved) else OPENINGS[:2]
    return ways[_choice(slug + "o", len(ways))].format(seat=seat, states=listed(states), organs=organs)


def _choice(slug: str, ways: int) -> int:
    return zlib.crc32(slug.encode()) % ways


def _seat(involved: Involved) -> str:
    places = _places(involved)
    return f"of {places}" if places else ""


def _places(involved: Involved) -> str:
    return listed(f"the {label_of(slug)}" for relation, slug in involved if relation in SEATS)


def _states(involved: Involved) -> list[str]:
    qualities = {slug for relation, slug in involved if relation == "hasQuality"}
    lacking = [label_of(slug) for relation, slug in involved if relation in ("involvesSubstance", "involves")]
    mechanisms = [slug for relation, slug in involved if relation == "hasMechanism"]
    told = [phrase for slug in mechanisms if (phrase := phrases().get(slug, ""))]
    if "deficiency" in qualities and lacking and not any("deficiency" in m or "depletion" in m for m in mechanisms):
        told.insert(0, f"{listed(lacking)} {'are' if len(lacking) > 1 or lacking[0].endswith('s') else 'is'} deficient")
    elif "deficiency" in qualities and not told:
        told.append("strength is deficient")
    gathered = [
        label_of(slug)
        for relation, slug in involved
        if relation == "involvesCause" and not (slug == "static-blood" and "blood-stasis" in mechanisms)
    ]
    if gathered:
        told.append(f"{listed(gathered)} {'are' if len(gathered) > 1 else 'is'} at work")
    told += [phrase for quality, phrase in QUALITIES if quality in qualities]
    return list(dict.fromkeys(told))


QUALITIES: Final = (
    ("exterior-quality", "the exterior is affected"),
    ("interior-quality", "the interior is affected"),
    ("heat-quality", "there is heat"),
    ("cold-quality", "there is cold"),
    ("excess", "the evil is strong"),
)


@cache
def phrases() -> dict[str, str]:
    """How a mechanism is told: slug → clause."""
    return {row["slug"]: row["clause"] for row in read_table_once("pattern_phrases.tsv")}


@cache
def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ONTOLOGY / "concepts").glob("*.ttl")):
        if path.name not in ("patterns.ttl", "disorders.ttl", "signs.ttl", "herbs.ttl", "methods.ttl", "actions.ttl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if " skos:prefLabel " in line and line.endswith("@en ."):
                    found[line.split(" ", 1)[0][2:]] = line.split('"')[1]
    return found


def label_of(slug: str) -> str:
    """The English label of a concept as it is written inside a sentence."""
    label = _labels().get(slug, slug.replace("-", " "))
    return (
        label
        if label.startswith(CAPITAL_KINDS)
        or label.split(" ")[0] in ("Governing", "Taiyang", "Yangming", "Shaoyang", "Taiyin", "Shaoyin", "Jueyin")
        else _lower(label)
    )


def _lower(label: str) -> str:
    return label if label.startswith(CAPITAL_KINDS) else label[:1].lower() + label[1:]


def listed(words: Iterable[str]) -> str:
    """The words as English lists them: a, b and c."""
    known = list(dict.fromkeys(words))
    return " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)
