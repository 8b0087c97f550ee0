"""A link: a cue with the two noun phrases that a text joins by it, before their kinds are looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.check.marks import Cues
from kg.check.nouns import Np


@dataclass(slots=True)
class Link:
    """A cue with the two noun phrases that it links, as read: grammatical subject first."""

    cues: Cues
    subject: Np
    object: Np
    negative: bool
    strength: str
    at: int
    passive: bool = False
    via: str = "direct"
    lemma: str = ""
    composed: tuple[int, ...] = ()
    composed_end: int = 0
    options: list[Np] = field(default_factory=list)
