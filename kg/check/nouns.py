"""Noun phrases and lists of them, as far as they name concepts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kg.check.folding import is_han
from kg.check.lexicon import Lexicon
from kg.check.marks import Item
from kg.check.words import CLASS_OF, NEUTRAL, SPOILERS

_BEFORE: Final = frozenset("dwaegkC")
_ATTACHING: Final = frozenset("op")
_TAILS: Final = frozenset({"nature", "flavour", "flavor", "taste", "quality", "character", "property"})
_ATTRIBUTE_KINDS: Final = frozenset(
    {"Quality", "Nature", "Flavour", "Colour", "Toxicity", "Modifier", "Climate", "State", "Manner", "YinYang"}
)
_OWNABLE: Final = frozenset({"Pain", "Symptom", "Sign", "TongueSign", "PulseSign"})
_CHANNEL_WORDS: Final = frozenset({"channel", "channels", "meridian", "meridians"})
_ORGANS: Final = frozenset({"ZangOrgan", "FuOrgan"})
_SIGNS: Final = _OWNABLE | {"Disorder"}
_SYMPTOMS: Final = ("symptom", "sign")
_MAX_BEFORE: Final = 5
_MAX_DEPTH: Final = 5
_PP_STOPPERS: Final = frozenset({"with", "like", "unlike", "than", "via", "without", "through", "despite", "against", "except"})


@dataclass(slots=True)
class Np:
    """A noun phrase: the concept that it names, or none; ``options`` are the phrases that a pronoun may stand for."""

    item: Item | None
    start: int
    end: int
    negative: bool = False
    qualities: list[str] = field(default_factory=list)
    owners: list[Np] = field(default_factory=list)
    options: list[Np] = field(default_factory=list)
    via: str = ""
    concepts: tuple[int, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether the phrase names a concept or may stand for one."""
        return bool(self.concepts or self.options)


def named(phrases: list[Np]) -> list[Np]:
    """The phrases that name concepts; for a pronoun among them, those that it may stand for."""
    return [p for phrase in phrases for p in ([phrase] if phrase.concepts else phrase.options) if p.concepts]


class NounReader:
    """Reads noun phrases out of the items of one sentence."""

    def __init__(self, items: list[Item], words: list[str], lexicon: Lexicon) -> None:
        self.items = items
        self.words = words
        self.lexicon = lexicon
        self.depth = 0

    def kind(self, at: int) -> str:
        """The class of an item; an empty string past the end."""
        return self.items[at].kind if 0 <= at < len(self.items) else ""

    def word(self, at: int) -> str:
        """An item's word; an empty string past the end."""
        return self.items[at].word if 0 <= at < len(self.items) else ""

    def phrase(self, at: int, single: bool = False) -> tuple[Np | None, int]:
        """The noun phrase that begins at an item, and where it ends; (None, at) where none begins."""
        begin = at
        negative, before, at = self._before(at)
        if self.kind(at) != "C":
            named = any(self.items[i].kind in "wg" for i in range(begin, at)) or self.kind(at) == "h"
            if not named:
                return None, begin
            while self.kind(at) in ("h", "w"):
                at += 1
            return Np(None, begin, at, negative), self._skip_attached(at, None)
        run = [at]
        while (
            not single
            and self.kind(at + 1) == "C"
            and not self._head_noun(at + 1)
            and not is_han(self.items[at].word)
            and self.items[at + 1].start == self.items[at].end
        ):
            at += 1
            run.append(at)
        head = self.items[run[-1]]
        phrase = Np(head, begin, at + 1, negative, before, concepts=head.concepts)
        self._compound(phrase, run[:-1])
        at = self._after(phrase, at + 1)
        phrase.end = at
        return phrase, self._skip_attached(at, phrase)

    def _head_noun(self, at: int) -> bool:
        """Whether a name is but a head noun here: “a yang organ”."""
        if self.kind(at) != "C" or CLASS_OF.get(self.items[at].word) != "h":
            return False
        kinds = {self.lexicon.kinds[c] for c in self.items[at - 1].concepts}
        return bool(kinds & _ATTRIBUTE_KINDS) or (self.items[at].word in _CHANNEL_WORDS and bool(kinds & _ORGANS))

    def _before(self, at: int) -> tuple[bool, list[str], int]:
        """Determiners, adjectives and other words before the head."""
        negative, seen, found = False, 0, []
        while True:
            kind = self.kind(at)
            if kind == "z":
                negative = True
            elif kind == "w" or (kind == "g" and self.kind(at + 1) in "wC" and self.kind(at + 1)):
                word = self.items[at].word
                if word not in NEUTRAL and not word.isdigit():
                    found.append(word)
                seen += 1
            elif kind == "P" and self.items[at].word == "one" and self.kind(at + 1) == "o":
                at += 1
            elif (
                kind == "P"
                and self.items[at].word in ("this", "that", "其", "此", "该", "本")
                and self.kind(at + 1) in ("w", "C", "d", "h")
                and self.kind(at + 1)
            ):
                pass
            elif (
                kind not in ("d", "a", "e", "k", "y")
                or (kind == "y" and self.kind(at + 1) not in ("C", "w"))
                or (kind == "a" and self.kind(at + 1) in "BHMVnxt" and self.kind(at + 1))
            ):
                break
            if seen > _MAX_BEFORE:
                break
            at += 1
        return negative, found, at

    def _compound(self, phrase: Np, before: list[int]) -> None:
        """Concepts straight before the head: a quality of it, the owner of a sign, or another thing altogether."""
        kinds = self.lexicon.kinds
        for place in before:
            item = self.items[place]
            mine = {kinds[c] for c in item.concepts}
            if mine & _ATTRIBUTE_KINDS:
                phrase.qualities.append(item.word)
            elif {kinds[c] for c in phrase.concepts} & _OWNABLE:
                phrase.owners.append(Np(item, place, place + 1, concepts=item.concepts))
            else:
                phrase.concepts = ()
        if any(q in SPOILERS for q in phrase.qualities):
            phrase.concepts = ()

    def _after(self, phrase: Np, at: int) -> int:
        """Head nouns after the name (“the spleen channel”, “qi stagnation patterns”); an unknown noun makes it another thing."""
        while self.kind(at) == "h" or self._head_noun(at):
            at += 1
        if self.kind(at) == "'s":
            phrase.concepts = ()
            at += 1
            while self.kind(at) in ("w", "h", "C", "d", "a"):
                at += 1
            return at
        if self.kind(at) == "w" and self.items[at].start == self.items[at - 1].end:
            if self.kind(at + 1) in ("d", "z"):
                return at
            phrase.concepts = ()
            while self.kind(at) in ("w", "h", "C"):
                at += 1
        return at

    def _skip_attached(self, at: int, phrase: Np | None) -> int:
        """Past the prepositional phrases that hang on a noun phrase, remembering the owner of a sign."""
        for _ in range(3):
            kind = self.kind(at)
            if kind not in _ATTACHING or self.items[at].word in _PP_STOPPERS:
                break
            if self.kind(at + 1) == "h" and self.items[at + 1].word in _TAILS:
                at += 2
                continue
            inner, end = self._inner(at + 1)
            if inner is None:
                break
            if phrase is not None:
                self._attach(phrase, self.items[at].word, inner)
            at = end
        return at

    def _inner(self, at: int) -> tuple[Np | None, int]:
        if self.depth >= _MAX_DEPTH:
            return None, at
        self.depth += 1
        try:
            return self.phrase(at)
        finally:
            self.depth -= 1

    def _attach(self, phrase: Np, preposition: str, inner: Np) -> None:
        kinds = {self.lexicon.kinds[c] for c in phrase.concepts}
        if kinds & _OWNABLE:
            phrase.owners.append(inner)
        elif preposition == "of" and inner.readable:
            phrase.concepts = ()

    def verb_follows(self, at: int) -> bool:
        """Whether a finite verb group begins at an item."""
        while self.kind(at) == "a":
            at += 1
        kind = self.kind(at)
        if kind == "V":
            following = self.kind(at + 1)
            forms = self.items[at].forms
            if following == "b" or forms <= {"ing"}:
                return False
            return self.items[at].finite
        return (
            kind in ("B", "M", "x", "i")
            or (kind == "H" and self.kind(at + 1) != "")
            or (kind == "n" and self.kind(at + 1) in ("V", "M", "H", "B"))
        )

    def list(self, at: int, as_object: bool = False, particle: str = "") -> tuple[list[Np], int]:
        """A list of noun phrases (“A, B and C”) from an item on, and where it ends.

        As the object of a verb it ends before a phrase that begins a clause of its own.
        """
        found: list[Np] = []
        negative = False
        while self.kind(at) in ("N", "e", "k") or (self.kind(at) == "&" and not found):
            negative = negative or self.items[at].kind == "N"
            at += 1
        phrase, end = self.phrase(self._past_symptoms(at) if as_object else at)
        while phrase is not None:
            phrase.negative = phrase.negative or negative
            found.append(phrase)
            at = end
            ahead, nor = self.separator(end)
            if ahead == end or (as_object and self.kind(ahead) == "g") or self._acting(ahead, found[0]):
                break
            negative = negative or nor
            phrase, end = self.phrase(ahead)
            if phrase is None or (as_object and self._begins_clause(phrase, ahead, end, particle)):
                break
        return found, at

    def _past_symptoms(self, at: int) -> int:
        """Past “the symptoms of” before signs: “causes the symptoms of swelling and tenderness”."""
        ahead = at
        while self.kind(ahead) in ("d", "w", "a"):
            ahead += 1
        if self.kind(ahead) != "U" or not self.word(ahead).startswith(_SYMPTOMS):
            return at
        named = self.items[ahead + 1].concepts if ahead + 1 < len(self.items) else ()
        return ahead + 1 if any(self.lexicon.kinds[c] in _SIGNS for c in named) else at

    def _acting(self, at: int, first: Np) -> bool:
        """Whether a Chinese name made of actions follows other things: “苦寒，清热燥湿” goes on to what the herb does."""
        return at < len(self.items) and bool(self.items[at].parts) and not (first.item is not None and first.item.parts)

    def separator(self, at: int) -> tuple[int, bool]:
        """Past a comma, a conjunction or both; and whether it was “nor”."""
        begin = at
        nor = False
        if self.kind(at) == ",":
            at += 1
        if self.kind(at) == "&" or (self.kind(at) == "N" and self.items[at].word == "nor"):
            nor = self.kind(at) == "N"
            at += 1
        elif self.kind(at) == "/":
            at += 1
        if self.kind(at) == "k":
            at += 1
        while self.kind(at) == "a" and self.kind(at + 1) in ("C", "w", "d"):
            at += 1
        return (begin, False) if at == begin else (at, nor)

    def _begins_clause(self, phrase: Np, begin: int, end: int, particle: str) -> bool:
        if self.verb_follows(end) or self.verb_follows(phrase.end):
            return True
        if particle:
            for place in range(begin + 1, end + 1):
                item = self.items[place] if place < len(self.items) else None
                if item is not None and item.kind in "ptb" and item.word == particle:
                    return True
        return self.pair_at(begin) is not None

    def pair_at(self, at: int) -> tuple[Np, Np, int] | None:
        """Two concepts side by side that end the clause: “…, metal the lungs”, as a list of pairs with the verb left out."""
        while self.kind(at) in ("&", "d"):
            at += 1
        if self.kind(at) != "C" or self.kind(at - 1) in ("w", "V", "h"):
            return None
        first, second = at, at + 1
        while self.kind(second) == "d":
            second += 1
        if self.kind(second) != "C" or self.kind(second + 1) not in (",", ";", ".", "", "&", "-"):
            return None
        if second == at + 1 and {self.lexicon.kinds[c] for c in self.items[first].concepts} & _ATTRIBUTE_KINDS:
            return None
        one = Np(self.items[first], first, first + 1, concepts=self.items[first].concepts)
        two = Np(self.items[second], second, second + 1, concepts=self.items[second].concepts)
        return one, two, second + 1
