"""What headings, lists, tables and ``Key: value`` lines say, and what they lend to the sentences below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kg.check.clause import Context
from kg.check.document import Block
from kg.check.folding import Tokens, words
from kg.check.lexicon import Lexicon
from kg.check.links import Link
from kg.check.marks import Cues, Item, Marker
from kg.check.nouns import NounReader, Np

_LABEL_WORDS: Final = 5
_OBSERVED: Final = frozenset({"tongue", "pulse", "coating"})
"""What is looked at or felt: under it “pale” stands for “pale tongue”."""

_USUAL: Final = ("signs", "indications")
_INTRO_CHARS: Final = 300


@dataclass(slots=True)
class Heading:
    """A heading above a block: the concept that it names, and the relations that it announces."""

    level: int
    concept: Np | None = None
    cues: Cues = ()


@dataclass(slots=True)
class Unit:
    """A block to be read as prose, with what stands above it, and the links that its form alone gives."""

    block: Block
    context: Context
    cues: Cues = ()
    structural: bool = False
    noun: str = ""
    cells: list[tuple[Np, Cues, Block]] = field(default_factory=list)


class Structure:
    """Walks over a document's blocks and hands each on with its headings."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.marker = Marker(lexicon)
        self.headings: list[Heading] = []
        self.intro: Block | None = None
        self.rows: dict[tuple[int, int], Np | None] = {}
        self.heads: dict[tuple[int, int], Cues] = {}
        self.nouns: dict[tuple[int, int], str] = {}

    def units(self, blocks: Iterable[Block]) -> Iterator[Unit]:
        """Every block as a unit; an item of a list that a sentence introduces (“…include:”) is read with that sentence."""
        for block in blocks:
            if block.kind == "heading":
                self._enter(block)
                self.intro = None
                yield Unit(block, Context())
            elif block.kind == "cell":
                yield self._cell(block)
            elif block.kind == "item":
                yield self._item(block)
            else:
                self.intro = block if block.text.rstrip().endswith((":", "：")) and len(block.text) < _INTRO_CHARS else None
                yield Unit(block, self._context(), self._cues())

    def _context(self) -> Context:
        concept = next((h.concept for h in reversed(self.headings) if h.concept is not None), None)
        return Context(heading=concept)

    def _cues(self) -> Cues:
        return self.headings[-1].cues if self.headings else ()

    def _enter(self, block: Block) -> None:
        while self.headings and self.headings[-1].level >= block.level:
            self.headings.pop()
        concept = self.named(block.text)
        cues = self.label(block.text)
        if not cues:
            concept, cues = self._announced(block.text, concept)
        self.headings.append(Heading(block.level, None if cues and concept is None else concept, cues))

    def _announced(self, text: str, concept: Np | None) -> tuple[Np | None, Cues]:
        """“Symptoms of blood stasis” announces signs of blood stasis."""
        tokens, items = self._marked(text)
        for at, item in enumerate(items):
            if item.kind == "U":
                phrases, _ = NounReader(items, tokens.words, self.lexicon).list(at + 1)
                if phrases and phrases[0].concepts:
                    cues = tuple((n, "announced") for n, _ in item.cues)
                    return Np(None, 0, 0, concepts=phrases[0].concepts), cues
        return concept, ()

    def named(self, text: str) -> Np | None:
        """The concept that a heading or the first cell of a row is about: the only one that it names, or the first."""
        _, items = self._marked(text)
        named = [i for i in items if i.kind == "C"]
        if not named or any(i.kind in "VxB" and i.kind != "C" for i in items[: items.index(named[0])]):
            return None
        return Np(None, 0, 0, concepts=named[0].concepts)

    def _marked(self, text: str) -> tuple[Tokens, list[Item]]:
        tokens = Tokens(text, self.lexicon.han)
        return tokens, self.marker.items(tokens, 0, len(tokens))

    def label(self, text: str) -> Cues:
        """The cues that a label voices; none where it is no label."""
        folded = [self.lexicon.han.get(w, w) for w in words(text)]
        if not folded or len(folded) > _LABEL_WORDS + 3:
            return ()
        form = " ".join(folded)
        numbers = self.lexicon.labels.get(form)
        if numbers is None:
            cues = self.lexicon.entry(form)[1]
            numbers = [n for n, name in cues if name in ("s", "zh-verb") and n != self.lexicon.phrase_cue]
        return tuple((n, "label") for n in numbers)

    def _item(self, block: Block) -> Unit:
        if self.intro is None:
            return Unit(block, self._context(), self._cues())
        intro = self.intro.text.rstrip().rstrip(":：")
        if cues := self.label(intro):
            return Unit(block, self._context(), cues)
        _, said = self._marked(intro)
        if len(said) == 1 and said[0].kind == "C":
            return Unit(block, Context(heading=Np(None, 0, 0, concepts=said[0].concepts)), self._usual())
        if said and said[-1].kind in ("C", "h", "w") and any(i.kind == "U" for i in said):
            intro += ":"
        shift = len(intro) + 1
        pieces = [*self.intro.pieces, *((begin + shift, source) for begin, source in block.pieces)]
        joined = Block(intro + " " + block.text.lstrip(), pieces, "item", block.level, line=block.line)
        lead = len(block.text) - len(block.text.lstrip())
        if lead:
            joined.pieces = [p for p in self.intro.pieces if p[0] < shift] + [(shift, block.locate(lead))]
            joined.pieces += [(begin + shift - lead, source) for begin, source in block.pieces if begin > lead]
        return Unit(joined, self._context(), self._cues(), structural=True)

    def _cell(self, block: Block) -> Unit:
        self.intro = None
        if block.row == 0:
            self.heads[(block.table, block.column)] = self.label(block.text)
            self.nouns[(block.table, block.column)] = " ".join(words(block.text))
            return Unit(block, Context())
        if block.column == 0:
            self.rows[(block.table, block.row)] = self.named(block.text)
            return Unit(block, Context())
        subject = self.rows.get((block.table, block.row))
        cues = self.heads.get((block.table, block.column), ())
        unit = Unit(block, Context(heading=subject), noun=self.nouns.get((block.table, block.column), ""))
        if subject is not None:
            if cues:
                unit.cells.append((subject, cues, block))
            elif first := self.heads.get((block.table, 0), ()):
                unit.cells.append((subject, tuple((n, "backward") for n, _ in first), block))
        return unit

    # -- links

    def links(self, unit: Unit, tokens: Tokens, items: list[Item]) -> list[Link]:
        """The links that a unit's place gives: a labelled line, an item under a label, a cell of a table."""
        if unit.cells:
            subject, cues, _ = unit.cells[0]
            return self._members(items, 0, subject, cues, tokens=tokens, via="table", noun=unit.noun)
        colon = next((n for n, i in enumerate(items[: _LABEL_WORDS * 3]) if i.kind == ":"), -1)
        subject = unit.context.heading  # type: ignore[assignment]
        if colon > 0 and not unit.structural:
            cues = self.label(tokens.surface(0, items[colon - 1].end))
            if not cues and (own := self._labelled(tokens, items, colon)):
                return self._members(items, colon + 1, own[0], own[1], tokens=tokens, via="list")
            if cues and subject is not None:
                noun = " ".join(tokens.words[: items[colon - 1].end])
                return self._members(items, colon + 1, subject, cues, tokens=tokens, via="list", noun=noun)
            if unit.cues and not cues and items[0].kind == "C" and colon <= 2:
                return self._members(items, colon + 1, Np(items[0], 0, 1, concepts=items[0].concepts), unit.cues, tokens=tokens, via="list")
            if items[0].kind == "C" and colon == 1 and not cues:
                return self._members(
                    items, colon + 1, Np(items[0], 0, 1, concepts=items[0].concepts), self._usual(), tokens=tokens, via="list"
                )
        if unit.cues and subject is not None and unit.block.kind == "item" and colon < 0:
            return self._members(items, 0, subject, unit.cues, tokens=tokens, via="list")
        return []

    def _usual(self) -> Cues:
        """What a list after a bare name most often gives: the kinds of things decide."""
        return tuple(dict.fromkeys(cue for label in _USUAL for cue in self.label(label)))

    def _labelled(self, tokens: Tokens, items: list[Item], colon: int) -> tuple[Np, Cues] | None:
        """“LI11 – Indications:” and “LI11 indications:”: the concept, and the cues of the label after it."""
        if items[0].kind != "C":
            return None
        for begin in range(1, colon):
            cues = self.label(tokens.surface(items[begin].start, items[colon - 1].end))
            if cues and all(i.kind in ("-", "–", "—", "h", "d") for i in items[1:begin]):
                return Np(items[0], 0, 1, concepts=items[0].concepts), cues
        return None

    def _members(self, items: list[Item], at: int, subject: Np, cues: Cues, *, tokens: Tokens, via: str, noun: str = "") -> list[Link]:
        nouns = NounReader(items, tokens.words, self.lexicon)
        found: list[Link] = []
        while at < len(items):
            if items[at].kind == "V" and items[at].vp is not None:
                concepts, stop = items[at].vp or ((), 0)
                phrase = Np(items[at], at, at + 1, concepts=concepts)
                found.append(self._link(cues, subject, phrase, via))
                at += 1
                while at < len(items) and items[at].start < stop:
                    at += 1
                continue
            if items[at].kind in ("x", "B", "M", "R", "H") or (items[at].kind == "V" and items[at].finite and found):
                break
            if noun in _OBSERVED and (concepts := self.lexicon.lookup([items[at].word, noun])):
                found.append(self._link(cues, subject, Np(items[at], at, at + 1, concepts=concepts), via))
                at += 1
                continue
            phrases, end = nouns.list(at)
            found += [self._link(cues, subject, p, via) for p in phrases if p.readable]
            at = max(end, at + 1)
        return found

    @staticmethod
    def _link(cues: Cues, subject: Np, member: Np, via: str) -> Link:
        backward = bool(cues) and cues[0][1] == "backward"
        one, other = (member, subject) if backward else (subject, member)
        if cues and cues[0][1] == "announced":
            one, other = other, one
        return Link(cues, one, other, member.negative, "", 0, via=via)
