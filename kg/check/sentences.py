"""One block of text, read sentence by sentence into claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kg.check.claim import Claim, Span
from kg.check.clause import ClauseReader, Context
from kg.check.everyday import is_technical
from kg.check.folding import Tokens
from kg.check.knowledge import Knowledge
from kg.check.lexicon import LONG_NAME
from kg.check.marks import Item, Marker, sentences
from kg.check.readings import Typist
from kg.check.structure import Structure, Unit

_DROPPED = frozenset('"“”„«»‘’*_`')
_LONG = 7
_LABEL_AT = 80
_KEPT_CHARACTERS = 100_000
_OPEN, _CLOSE = frozenset("([（【{"), frozenset(")]）】}")


class Mention(NamedTuple):
    """A place where concepts are named: their IRIs (several where the name is ambiguous) and the offsets in the block."""

    concepts: tuple[str, ...]
    span: Span
    technical: bool


@dataclass(slots=True)
class SentenceRead:
    """What was found in one sentence."""

    span: Span
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unknown: list[tuple[Span, tuple[str, str, str]]] = field(default_factory=list)


class SentenceReader:
    """Reads blocks; keeps nothing between them but what it has learnt about kinds."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.lexicon = knowledge.lexicon
        self.marker = Marker(self.lexicon)
        self.typist = Typist(knowledge)
        self._met: dict[tuple[object, ...], list[SentenceRead]] = {}
        self._kept = 0
        self._iris: dict[tuple[int, ...], tuple[str, ...]] = {}

    def read(self, text: str, context: Context) -> list[SentenceRead]:
        """The sentences of a text with mentions and claims."""
        tokens = Tokens(text, self.lexicon.han)
        return [self._sentence(tokens, start, end, context) for start, end in sentences(tokens)]

    def read_unit(self, unit: Unit, structure: Structure) -> list[SentenceRead]:
        """The sentences of a block with what its place in the document adds; a block that is met again is not read again."""
        heading = unit.context.heading
        key = (
            unit.block.text,
            heading.concepts if heading else (),
            unit.cues,
            unit.structural,
            unit.noun,
            tuple((c[0].concepts, c[1]) for c in unit.cells),
        )
        known = self._met.get(key)
        if known is None:
            known = self._met[key] = self._read_unit(unit, structure)
            self._kept += len(unit.block.text)
            if self._kept > _KEPT_CHARACTERS:
                self._met, self._kept = {}, 0
        return known

    def _read_unit(self, unit: Unit, structure: Structure) -> list[SentenceRead]:
        tokens = Tokens(unit.block.text, self.lexicon.han)
        if not len(tokens):
            return []
        found = [self._sentence(tokens, start, end, unit.context) for start, end in sentences(tokens)]
        if unit.cells or unit.cues or any(mark in unit.block.text[:_LABEL_AT] for mark in ":："):
            items = _without_asides(self.marker.items(tokens, 0, len(tokens)))
            links = structure.links(unit, tokens, items)
            if links and found:
                found[0].claims = [] if links[0].at == 0 and links[0].via == "list" and not unit.cues else found[0].claims
                found[0].claims += self.typist.claims(links, tokens, items)
        return found

    def _sentence(self, tokens: Tokens, start: int, end: int, context: Context) -> SentenceRead:
        found = SentenceRead(Span(tokens.starts[start], tokens.ends[end - 1]))
        if self.lexicon.table.keys().isdisjoint(tokens.words[start:end]) and tokens.text.isascii():
            return found
        items = self.marker.items(tokens, start, end)
        for item in items:
            concepts, stop = (item.concepts, item.end) if item.vp is None else item.vp
            if concepts and (item.kind == "C" or item.vp is not None):
                span = Span(tokens.starts[item.start], tokens.ends[stop - 1])
                iris = self._iris.get(concepts) or self._iris.setdefault(concepts, tuple(self.lexicon.concepts[c] for c in concepts))
                found.mentions.append(Mention(iris, span, is_technical(item, tokens, self.lexicon)))
            elif item.kind == "w" and len(item.word) >= _LONG and item.word.isascii():
                before = tokens.words[item.start - 1] if item.start > start else ""
                after = tokens.words[item.end] if item.end < end else ""
                if before in self.lexicon.table or after in self.lexicon.table or len(item.word) >= LONG_NAME:
                    found.unknown.append((Span(tokens.starts[item.start], tokens.ends[item.end - 1]), (before, item.word, after)))
        if found.mentions:
            kept = _without_asides(items)
            reader = ClauseReader(kept, tokens.words, self.lexicon, context)
            found.claims = list(self.typist.claims(reader.read(), tokens, kept))
        return found


def _without_asides(items: list[Item]) -> list[Item]:
    """The sentence without what stands in brackets, and without quotation marks."""
    kept: list[Item] = []
    depth = 0
    for item in items:
        if item.kind in _OPEN:
            depth += 1
        elif item.kind in _CLOSE:
            depth = max(0, depth - 1)
        elif not depth and item.kind not in _DROPPED:
            kept.append(item)
    return kept
