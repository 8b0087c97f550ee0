"""The words of a sentence as the grammar sees them: concepts, cues, and words of known classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.check.folding import Tokens, is_han
from kg.check.lexicon import ADJECTIVAL, Lexicon, toned
from kg.check.words import CLASS_OF, HAN_CLASS, word_set

Cues = tuple[tuple[int, str], ...]

_FINITE: Final = frozenset({"base", "s", "past", "zh-verb"})
_NEGATORS: Final = {("fail", "to"), ("fails", "to"), ("failed", "to"), ("unable", "to"), ("no", "longer"), ("by no", "means")}
_PAIRS: Final = {
    ("as", "well"): "&",
    ("along", "with"): "&",
    ("together", "with"): "&",
    ("such", "as"): "k",
    ("rather", "than"): "r",
    ("instead", "of"): "r",
    ("because", "of"): "p",
    ("but", "also"): "&",
    ("according", "to"): "p",
    ("as", "if"): "?",
    ("even", "if"): "?",
}
_ABBREVIATIONS: Final = word_set("e.g i.e etc cf vs dr mr mrs prof fig no spp sp approx al st ch vol ed eg ie")
_ONE_ACTION: Final = 3
_LONGEST: Final = 300
"""A sentence is cut after so many words: no text, however long, is read in more than linear time."""

_ENDS: Final = frozenset("。！？!?…．")
_MARKS: Final = {"，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "（": "(", "）": ")", "—": "-", "–": "-"}
_VERB_BEFORE: Final = frozenset({"t", "M"})
_NOUN_AFTER: Final = frozenset({"d", "o", "p", "b", "w", "", "z", "B", "i", ":", "N", "e", "H", "V", "J", "U"})
_HAN_BEING: Final = frozenset("为是")
_HAN_VERB_AFTER: Final = frozenset({"C", "h", "n", "M", "a", "P"})
_VERB_LIKE: Final = frozenset("xgy")


class Item:
    """One word or phrase of a sentence: ``kind`` is ``C`` concept, ``V`` verb, ``U`` noun cue, ``J`` adjective cue or the class of the word."""

    __slots__ = ("concepts", "cues", "end", "kind", "parts", "start", "verb", "vp", "word")

    def __init__(self, kind: str, start: int, end: int, word: str = "") -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.word = word
        self.concepts: tuple[int, ...] = ()
        self.cues: Cues = ()
        self.verb = ("", "")
        self.vp: tuple[tuple[int, ...], int] | None = None
        self.parts: list[tuple[tuple[int, ...], int]] = []

    def __repr__(self) -> str:
        return f"{self.kind}:{self.word}"

    @property
    def forms(self) -> set[str]:
        """The grammatical forms that the word may be."""
        return {form for _, form in self.cues}

    @property
    def finite(self) -> bool:
        """Whether the word may be a finite verb."""
        return self.kind == "V" and not _FINITE.isdisjoint(form for _, form in self.cues)


def sentences(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, in words; what has no word in it is no sentence."""
    begin = 0
    words, starts, ends, text = tokens.words, tokens.starts, tokens.ends, tokens.text
    last = len(words) - 1
    for i, word in enumerate(words):
        stop = word == "." and (i == last or _closes(text, ends[i], starts[i + 1], words[i - 1] if i else ""))
        if stop or word in _ENDS or i - begin >= _LONGEST or i == last:
            if any(w[0].isalnum() for w in words[begin : i + 1]):
                yield begin, i + 1
            begin = i + 1


def _closes(text: str, end: int, following: int, before: str) -> bool:
    if following == end or before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha()):
        return False
    return not text[following].islower()


class Marker:
    """Turns the words of a text into items."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._table = lexicon.table
        self._entries = lexicon.entries

    def longest(self, tokens: Tokens, at: int, stop: int) -> list[tuple[int, int]]:
        """Every form that begins at a word, shortest first: where it ends, and its entry's number."""
        words, table = tokens.words, self.lexicon.beginning(tokens.words[at])
        form = words[at]
        found: list[tuple[int, int]] = []
        number = table.get(form)
        while number is not None:
            at += 1
            if number:
                found.append((at, number))
            if at >= stop:
                break
            form = form + " " + words[at]
            number = table.get(form)
        return found

    def items(self, tokens: Tokens, start: int, stop: int) -> list[Item]:
        """The items of a sentence."""
        found: list[Item] = []
        words, table, ascii_only = tokens.words, self._table, tokens.text.isascii()
        i = start
        while i < stop:
            word = words[i]
            item = self._matched(tokens, i, stop, found) if word in table else None
            if not ascii_only and (item is None or item.end == i + 1):
                item = self._syllable(tokens, i) or item
            if item is None:
                item = _plain_item(words, i, stop)
            found.append(item)
            i = item.end
        return found

    def _syllable(self, tokens: Tokens, at: int) -> Item | None:
        """A single syllable of pinyin: a name only where its tone is marked."""
        surface = tokens.text[tokens.starts[at] : tokens.ends[at]]
        if surface.isascii() or is_han(surface):
            return None
        concepts = self.lexicon.toned.get(toned(surface))
        if concepts is None:
            return None
        item = Item("C", at, at + 1, tokens.words[at])
        item.concepts = tuple(concepts)
        return item

    def _matched(self, tokens: Tokens, at: int, stop: int, before: list[Item]) -> Item | None:
        matches = self.longest(tokens, at, stop)
        if not matches:
            return None
        end, number = matches[-1]
        concepts, cues, verb = self._entries[number]
        if verb[0] and end - at > 1:
            return self._verb_phrase(tokens, at, stop, matches)
        if concepts and not cues and _after_being(before) and (said := self._participle(matches)):
            end, number = said
            concepts, cues, verb = self._entries[number]
        word = " ".join(tokens.words[at:end])
        known = CLASS_OF.get(word, "")
        if is_han(word):
            return self._han(tokens, at, stop, matches, before)
        if cues:
            item = Item(_cue_kind(cues, known, concepts, before), at, end, word)
            item.cues, item.verb, item.concepts = cues, verb, concepts
            return item
        if not concepts:
            return None
        if known in _VERB_LIKE and before and before[-1].kind in _VERB_BEFORE | {"P"}:
            return Item("x", at, end, word)
        item = Item("C", at, end, word)
        item.concepts = concepts
        return item

    def _participle(self, matches: list[tuple[int, int]]) -> tuple[int, int] | None:
        """The verb at the beginning of a name: “is aggravated by heat” says what aggravates, whatever bears that name."""
        for end, number in reversed(matches[:-1]):
            if any(f in ("part", "passive", "adjective") and n != self.lexicon.phrase_cue for n, f in self._entries[number][1]):
                return end, number
        return None

    def _han(self, tokens: Tokens, at: int, stop: int, matches: list[tuple[int, int]], before: list[Item]) -> Item | None:
        """A Chinese name or cue; the name of an action (“行血”) is verb and object in one."""
        end, number = matches[-1]
        concepts, cues, _ = self._entries[number]
        word = "".join(tokens.words[at:end])
        if (
            end - at == 1
            and word not in _HAN_BEING
            and before
            and before[-1].kind == "w"
            and before[-1].end == at
            and is_han(before[-1].word)
        ):
            return Item("w", at, end, word)
        if concepts and all(self.lexicon.kinds[c] in self.lexicon.verbal for c in concepts):
            item = Item("V", at, at + 1, tokens.words[at])
            item.cues = next((self._entries[n][1] for _, n in matches if self._entries[n][1]), ((self.lexicon.phrase_cue, "zh-verb"),))
            item.vp = (concepts, end)
            return item
        previous = before[-1].kind if before else ""
        if cues and concepts and previous == "C" and self._attribute(before[-1]):
            previous = ","
        if cues and (not concepts or previous in _HAN_VERB_AFTER):
            item = Item("V", at, end, word)
            item.cues, item.concepts = cues, concepts
            return item
        if not concepts:
            return None
        item = Item("C", at, end, word)
        item.concepts = concepts
        if end - at > _ONE_ACTION:
            item.parts = self._actions(tokens, at, end)
        return item

    def _actions(self, tokens: Tokens, at: int, end: int) -> list[tuple[tuple[int, ...], int]]:
        """The actions of which a longer name is made (“清热燥湿”), each with the word that it ends before; none where something else is left."""
        found: list[tuple[tuple[int, ...], int]] = []
        while at < end:
            actions = [(self._actions_of(n), e) for e, n in self.longest(tokens, at, end) if self._actions_of(n)]
            if not actions or (actions[-1][1] == end and not found):
                return []
            found.append(actions[-1])
            at = actions[-1][1]
        return found

    def _actions_of(self, number: int) -> tuple[int, ...]:
        return tuple(c for c in self._entries[number][0] if self.lexicon.kinds[c] in self.lexicon.verbal)

    def _attribute(self, item: Item) -> bool:
        return all(self.lexicon.kinds[c] in ADJECTIVAL for c in item.concepts)

    def _verb_phrase(self, tokens: Tokens, at: int, stop: int, matches: list[tuple[int, int]]) -> Item:
        """The verb of “moves qi” as an item, with the concept that verb and object name together."""
        end, number = matches[-1]
        concepts, _, verb = self._entries[number]
        cue_end, cue_number = next(((e, n) for e, n in matches if self._entries[n][1]), (at + 1, 0))
        item = Item("V", at, cue_end, tokens.words[at])
        item.cues = self._entries[cue_number][1] or ((self.lexicon.phrase_cue, verb[1]),)
        item.verb = verb
        beyond = self.longest(tokens, cue_end, stop) if cue_end < stop else []
        if not (beyond and beyond[-1][0] > end and self._entries[beyond[-1][1]][0]):
            item.vp = (concepts, end)
        return item


def _cue_kind(cues: Cues, known: str, concepts: tuple[int, ...], before: list[Item]) -> str:
    form = cues[0][1]
    if form == "noun":
        return "U"
    if form in ("adjective", "passive"):
        return "J"
    if form.startswith("zh"):
        return "V"
    if known in ("H", "k"):
        return known
    previous = before[-1].kind if before else ""
    if concepts and form == "base" and _after_being(before):
        return "C"
    if concepts and (previous in _NOUN_AFTER or (previous in ("&", ",") and form == "base")):
        return "C"
    if previous in ("d", "z") and form in ("base", "s") and before[-1].word not in ("all", "both", "each"):
        return "w"
    return "V"


def _after_being(before: list[Item]) -> bool:
    """Whether “is”, “is not” or “is very” stands before: then “warm” is no verb."""
    at = len(before) - 1
    while at > 0 and before[at].kind in ("n", "a"):
        at -= 1
    return at >= 0 and before[at].kind in ("B", "i")


def _plain_item(words: list[str], at: int, stop: int) -> Item:
    word = _MARKS.get(words[at], words[at])
    if at + 1 < stop:
        pair = (word, words[at + 1])
        if pair in _NEGATORS:
            return Item("n", at, at + 2, "not")
        if pair in _PAIRS:
            end = at + 3 if pair == ("as", "well") and at + 2 < stop and words[at + 2] == "as" else at + 2
            return Item(_PAIRS[pair], at, end, " ".join(pair))
    known = CLASS_OF.get(word)
    if known is None and is_han(word):
        return _han_item(words, at, stop)
    if known is None:
        known = "w" if word[0].isalnum() else word
        if known == "w" and word.endswith("ly") and len(word) > 4:
            known = "a"
        elif word == "as":
            known = "p"
        elif word in ("'s", "'"):
            known = "'s"
    return Item(known, at, at + 1, word)


def _han_item(words: list[str], at: int, stop: int) -> Item:
    for length in (4, 3, 2, 1):
        word = "".join(words[at : at + length])
        if at + length <= stop and word in HAN_CLASS:
            return Item(HAN_CLASS[word], at, at + length, word)
    return Item("w", at, at + 1, words[at])
