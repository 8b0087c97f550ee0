"""A claim: two concepts that a text links, how it is read, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Reading(NamedTuple):
    """One way to understand a claim, as IRIs; ``reversed`` when only the other way round would fit the kinds of things."""

    subject: str
    relation: str
    object: str
    reversed: bool = False


class Span(NamedTuple):
    """A stretch of a block's text: the offsets of its first character and of the one after its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says about two concepts.

    ``strength`` is ``possible``, ``plain``, ``typical`` or ``absolute``; ``via`` is ``direct``, ``gapping``, ``anaphora``,
    ``heading``, ``list`` or ``table``; ``subject`` and ``object`` are where the ends of the relation (not of the grammar)
    stand; a pronoun's end is where the pronoun stands.
    """

    span: Span
    subject: Span
    cue: Span
    object: Span
    cue_iri: str
    readings: tuple[Reading, ...]
    negative: bool = False
    strength: str = "plain"
    via: str = "direct"
    quality: str = ""
    everyday: bool = False
