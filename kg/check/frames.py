"""Templates with two slots, such as “in {s}, there is {o}” and “{s}与{o}相表里”."""

from __future__ import annotations

from collections.abc import Sequence

from kg.check.folding import is_han
from kg.check.lexicon import Lexicon
from kg.check.links import Link
from kg.check.marks import Item
from kg.check.nouns import NounReader, Np
from kg.check.words import CLASS_OF

_SLOTS = ("{s}", "{o}")
_PASSED = frozenset({",", "，", "often", "usually", "also"})


def frame_links(items: Sequence[Item], nouns: NounReader, lexicon: Lexicon) -> list[Link]:
    """The links of every template that fits somewhere in a sentence."""
    words = set(nouns.words[items[0].start : items[-1].end]) if items else set()
    found: list[tuple[int, int, int, Link]] = []
    for key in sorted(words & lexicon.frame_keys):
        for row, number in lexicon.frames[key]:
            if all(w in words or w in _SLOTS for w in row):
                found += [(link.at, -len(row), number, link) for link in _Match(items, nouns, row, number).links()]
    return [link for *_, link in sorted(found, key=lambda f: f[:3])]


class _Match:
    """One template laid over the items of a sentence."""

    def __init__(self, items: Sequence[Item], nouns: NounReader, row: list[str], number: int) -> None:
        self.items = items
        self.nouns = nouns
        self.row = row
        self.number = number
        self.slots: dict[str, list[Np]] = {}

    def links(self) -> list[Link]:
        """The links of the template, wherever it fits."""
        found: list[Link] = []
        cues = ((self.number, "frame"),)
        for start in range(len(self.items)) if self.row[0] in _SLOTS else [0]:
            self.slots = {}
            if self._fits(start) and len(self.slots) == len(_SLOTS):
                pairs = ((s, o) for s in self.slots["{s}"] for o in self.slots["{o}"] if s.readable and o.readable)
                found += [Link(cues, s, o, s.negative or o.negative, "", start) for s, o in pairs]
        return found

    def _fits(self, at: int) -> bool:
        token = self.items[at].start
        for place, part in enumerate(self.row):
            token = self._past_marks(token)
            if part in _SLOTS:
                following = self.row[place + 1] if place + 1 < len(self.row) else ""
                token = self._slot(part, token, following)
                if token < 0:
                    return False
            elif token < len(self.nouns.words) and self.nouns.words[token] == part:
                token += 1
            else:
                return False
        return True

    def _slot(self, part: str, token: int, following: str) -> int:
        """Fill a slot from a word on; the word after it, or -1 where no noun phrase stands there."""
        at = next((n for n, i in enumerate(self.items) if i.start == token), -1)
        if at < 0:
            return -1
        if is_han(self.items[at].word) or self.items[at].vp:
            phrases, end = self._named_list(at, following)
        elif CLASS_OF.get(following, "") in ("p", "o", "b"):
            phrase, end = self.nouns.phrase(at)
            phrases, end = ([phrase], phrase.end) if phrase else ([], at)
        else:
            phrases, end = self.nouns.list(at, as_object=True)
        if not phrases and self.items[at].concepts:
            phrases, end = [Np(self.items[at], at, at + 1, concepts=self.items[at].concepts)], at + 1
        if not phrases:
            return -1
        self.slots[part] = phrases
        return self.items[end].start if end < len(self.items) else self.items[-1].end

    def _named_list(self, at: int, following: str) -> tuple[list[Np], int]:
        found: list[Np] = []
        while phrase := self._named(at):
            found.append(phrase)
            at = phrase.end
            if self.nouns.kind(at) in (",", "&") and self.nouns.word(at) != following and self._named(at + 1):
                at += 1
            elif not (self._named(at) and phrase.item is not None and self.items[at].vp):
                break
        return found, at

    def _named(self, at: int) -> Np | None:
        """The concept, or the action that verb and object name together, at an item; its head nouns with it."""
        if self.nouns.kind(at) not in ("C", "V"):
            return None
        item = self.items[at]
        concepts, stop = (item.concepts, item.end) if item.vp is None else item.vp
        end = at + 1
        while end < len(self.items) and (self.items[end].start < stop or self.items[end].kind == "h"):
            end += 1
        return Np(item, at, end, concepts=concepts) if concepts else None

    def _past_marks(self, token: int) -> int:
        words = self.nouns.words
        while token < len(words) and words[token] in _PASSED:
            token += 1
        return token
