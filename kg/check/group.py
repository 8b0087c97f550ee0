"""What stands between subject and predicate: negation, strength, auxiliaries, verbs that only help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.check.nouns import NounReader
from kg.check.words import STRENGTH, word_set

_TRANSPARENT: Final = word_set(
    "help helps helped helping tend tends tended serve serves served shown known said used able thought believed held considered begin begins seem seems appear appears"
    " continue continues designed intended work works found understood help able likely apt prone liable able good useful effective"
)
_WEAK: Final = frozenset(
    {"seem", "seems", "appear", "appears", "likely", "thought", "believed", "tend", "tends", "tended", "apt", "prone", "liable"}
)
_TURNING: Final = word_set("used shown known said able designed intended found understood held considered thought believed")
_ABSOLUTE_NOT: Final = frozenset(
    {
        "always",
        "necessarily",
        "usually",
        "often",
        "only",
        "just",
        "merely",
        "simply",
        "all",
        "every",
        "typically",
        "generally",
        "alone",
        "uncommon",
        "unusual",
        "rarely",
    }
)
_MILD: Final = frozenset({"only", "just", "merely", "simply", "uncommon", "unusual"})


@dataclass(slots=True)
class Group:
    """What stands between subject and predicate: negation, strength, auxiliaries."""

    negative: bool = False
    strength: str = ""
    be: bool = False
    have: bool = False
    to: bool = False
    asserted: bool = True
    begin: int = 0


class GroupReader:
    """Reads verb groups out of the items of one sentence."""

    def __init__(self, nouns: NounReader) -> None:
        self.nouns = nouns

    def read(self, at: int) -> tuple[Group, int]:  # noqa: PLR0912 - one branch a class of word
        """The group that begins at an item, and where the predicate itself begins."""
        group = Group(begin=at)
        while True:
            kind = self.nouns.kind(at)
            word = self.nouns.word(at)
            if kind == "B":
                group.be = True
            elif kind == "i":
                group.be = True
                at = self._negation(group, at)
                continue
            elif kind == "H":
                if self.nouns.items[at].cues and not self._perfect(at):
                    break
                group.have = True
            elif kind == "M":
                group.asserted = group.asserted and word not in ("would", "could")
                group.negative = group.negative or word == "cannot"
                group.strength = STRENGTH.get(word, group.strength)
            elif kind == "n":
                at = self._negation(group, at)
                continue
            elif kind == "a":
                group.strength = STRENGTH.get(word, group.strength)
            elif kind == "t":
                group.to = True
            elif group.be and word in ("all", "both", "each") and self.nouns.kind(at + 1) in ("V", "J", "a"):
                pass
            elif kind == "," and self.nouns.kind(at + 1) == "a" and self.nouns.kind(at + 2) == ",":
                at += 2
            elif word in _TRANSPARENT and self._passes(at):
                if word in _WEAK:
                    group.strength = group.strength or "possible"
                if word in _TURNING:
                    group.be = False
            else:
                break
            at += 1
        return group, at

    def _perfect(self, at: int) -> bool:
        at += 1
        while self.nouns.kind(at) in ("a", "n"):
            at += 1
        return (
            self.nouns.word(at) == "been"
            or (self.nouns.kind(at) == "V" and bool(self.nouns.items[at].forms & {"part", "past"}))
            or self.nouns.kind(at) == "y"
        )

    def _negation(self, group: Group, at: int) -> int:
        following = self.nouns.word(at + 1)
        if following in _ABSOLUTE_NOT:
            group.asserted = group.asserted and following in _MILD
            return at + 2
        group.negative = not group.negative
        if self.nouns.word(at) in ("can't", "won't", "wouldn't"):
            group.asserted = group.asserted and self.nouns.word(at) != "wouldn't"
        return at + 1

    def _passes(self, at: int) -> bool:
        """Whether a verb such as “help” or “tend” is followed by the verb that counts."""
        at += 1
        if self.nouns.kind(at) == "t":
            at += 1
            while self.nouns.kind(at) == "a":
                at += 1
            return self.nouns.kind(at) in ("V", "B", "H", "x")
        if (
            self.nouns.word(at) in ("in", "for", "at", "with")
            and self.nouns.kind(at + 1) == "V"
            and "ing" in self.nouns.items[at + 1].forms
        ):
            return False
        return self.nouns.kind(at) == "V" and "base" in self.nouns.items[at].forms and self.nouns.word(at - 1).startswith("help")
