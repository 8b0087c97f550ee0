"""The English clause grammar: which cue links which noun phrases, denied or not, and how strongly.

A finite-state reader that walks over the items of a sentence once. A verb that is no cue bars the way: nothing is read
across it. Chinese sentences, whose words the lexicon marks, are read by the same grammar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.check.attribute import Attributes
from kg.check.folding import is_han
from kg.check.frames import frame_links
from kg.check.group import Group
from kg.check.lexicon import ADJECTIVAL
from kg.check.links import Link
from kg.check.marks import Item
from kg.check.nouns import Np, named
from kg.check.opening import opening
from kg.check.state import Context
from kg.check.words import word_set

__all__ = ["ClauseReader", "Context"]

_LISTING: Final = word_set("include includes included including comprise comprises")


class ClauseReader(Attributes):
    """Reads the links of one sentence."""

    def read(self) -> list[Link]:
        """The links of the sentence, in its order."""
        begun = opening(self.items)
        self.denied, self.mute = begun.denied, begun.mute
        if not self.mute:
            self._framed()
        at = begun.at
        while at < len(self.items):
            if end := self._attribute(at):
                at = end
                continue
            step = _STEPS.get(self.items[at].kind, ClauseReader._other)
            after = step(self, at)
            at = max(after, at + 1)
        if self.main or self.fresh:
            self.context.subjects = self.main or self.fresh
        if self.objects:
            self.context.objects = self.objects
        return self.links

    def _framed(self) -> None:
        """The links that templates give (“in X, there is Y”)."""
        if self.lexicon.frames:
            self.links += frame_links(self.items, self.nouns, self.lexicon)

    def _other(self, at: int) -> int:
        """Anything that begins a noun phrase, or nothing of note."""
        if self._group_ahead(at):
            return self._predicate(at)
        if self.kind(at) == "w" and self.kind(at + 1) in ("d", "z") and self.fresh:
            return self._barrier(at)
        if self.items[at].parts and (self.fresh or self.main):
            self._act(at, self.fresh or self.main)
            return at + 1
        phrases, end = self.nouns.list(at, as_object=bool(self.objects), particle="")
        if not phrases:
            return at + 1
        if self.fresh and is_han(self.word(at)) and self._attributes(phrases):
            self._emit(self._is(at), self.fresh, phrases, Group(begin=at), at=at)
            return end
        if self.kind(end) == "U" and phrases[-1].item is None:
            return end
        self._take(phrases)
        return end

    def _act(self, at: int, subjects: list[Np]) -> None:
        """“黄连清热燥湿”: each of the actions of which a name is made is one of the subject."""
        whole = self.items[at]
        for concepts, stop in whole.parts:
            item = Item("V", whole.start, whole.end, whole.word)
            item.cues = ((self.lexicon.phrase_cue, "zh-verb"),)
            item.vp = (concepts, stop)
            self._emit(item, subjects, [Np(Item("C", stop - 1, stop), at, at + 1)], Group(begin=at), at=at)
        self.main, self.fresh = subjects, []

    def _attributes(self, phrases: list[Np]) -> bool:
        """Whether phrases name nothing but qualities: “麻黄辛温” says that ephedra is pungent and warm."""
        return all(any(self.lexicon.kinds[c] in ADJECTIVAL for c in p.concepts) for p in phrases)

    def _full_stop(self, at: int) -> int:
        self._new_clause()
        return at + 1

    def _comma(self, at: int) -> int:
        if (self.antecedent and self.objects) or self.barred:
            self.closed, self.barred = True, False
        self.hypothetical = False
        gapped = self._gap(at + 1)
        return gapped or at + 1

    def _conjunction(self, at: int) -> int:
        return self._gap(at) or at + 1

    def _subordinator(self, at: int) -> int:
        if self.word(at) == "that" and (self.objects or self.fresh) and self._group_ahead(at + 1):
            return self._relative(at)
        keep = self.main or self.fresh
        self._new_clause()
        self.main = keep
        return at + 1

    def _if(self, at: int) -> int:
        self._new_clause()
        self.hypothetical = True
        return at + 1

    def _relative(self, at: int) -> int:
        if self.fresh:
            self.main = self.fresh
        host = self.near or self.fresh or self.objects
        if len(host) > 1 and not host[-1].readable and self.kind(host[-1].start) == "d":
            host = host[:-1]
        self.antecedent = host[-1:]
        self.closed = False
        self.fresh = []
        self.barred = not self.antecedent or self.word(at) in ("whose", "where")
        if self.word(at) == "whose":
            return max(self.nouns.list(at + 1)[1], at + 1)
        if not self.barred and not self._group_ahead(at + 1) and self.kind(at + 1) in ("C", "w", "d"):
            return self._object_relative(at + 1)
        return at + 1

    def _object_relative(self, at: int) -> int:
        """“…, which irregular diet provokes, …”: the antecedent is the object."""
        agents, end = self.nouns.list(at)
        if not agents:
            return at + 1
        group, head = self.groups.read(end)
        if self.kind(head) == "V" and self.items[head].finite and not group.be:
            self._emit(self.items[head], agents, self.antecedent, group, at=head)
        self.antecedent, self.closed = [], True
        return head + 1 if self.kind(head) in ("V", "x", "y") else max(head, end)

    def _pronoun(self, at: int) -> int:
        """“It”, “they”, “this pattern”: what it may stand for is settled by the types."""
        end = at + 1
        if self.word(at) in ("this", "that", "one") and self.kind(end) in ("C", "w") and self.word(end) != "is":
            return self._other_noun(at)
        while self.kind(end) in ("h",):
            end += 1
        if self.word(at) in ("he", "she", "itself", "themselves"):
            return end
        options = (
            [*self.main, *self.context.subjects, *self.objects, *self.context.objects]
            if not self.objects
            else [*self.main, *self.context.subjects, *self.objects]
        )
        if self.context.heading is not None:
            options.append(self.context.heading)
        self.fresh = [Np(None, at, end, options=named(options), via="anaphora")]
        self.pronoun = True
        self.barred = False
        return end

    def _other_noun(self, at: int) -> int:
        phrases, end = self.nouns.list(at + 1)
        if phrases:
            self._take(phrases)
            return end
        return at + 1

    def _preposition(self, at: int) -> int:
        """A prepositional phrase of its own: at the beginning of a clause, or after a verb's object."""
        if self.kind(at) == "b" and is_han(self.word(at)):
            return self._agent(Group(begin=at), at)
        if self.kind(at + 1) == "V" and "ing" in self.items[at + 1].forms:
            return self._predicate(at + 1)
        if not (self.fresh or self.objects or self.main):
            phrase, end = self.nouns.phrase(at + 1)
            while phrase is not None and self.kind(end) == "&":
                phrase, end = self.nouns.phrase(end + 1)
            return max(end, at + 1)
        phrases, end = self.nouns.list(at + 1, as_object=True)
        if not phrases:
            return at + 1
        self.near = phrases
        return end

    def _cue_noun(self, at: int) -> int:
        """A noun cue with its argument: “signs of X include Y”, “Y, a sign of X,”, or a predicate (see `_predicate`)."""
        item = self.items[at]
        arguments, end = self.nouns.list(at + 1, as_object=True)
        if not arguments:
            return at + 1
        before = at - 1
        while self.kind(before) in ("d", "a", "w"):
            before -= 1
        host = self.fresh or self.objects
        if self.kind(before) in (",", "-") and host:
            self._emit(item, [host[-1]], arguments, Group(), at=at)
            return end
        return self._listed(item, arguments, end) or self._owned(arguments, end)

    def _listed(self, item: Item, arguments: list[Np], end: int) -> int:
        """“The causes of X are A and B”, “Symptoms of X include A and B”: the list is the grammatical subject."""
        group, at = self.groups.read(end)
        listing = self.word(at) in _LISTING
        if not (group.be or listing or self.kind(end) == ":"):
            return 0
        if self.kind(end) == ":":
            at = end
        if self.kind(at) == "V" and not listing:
            return 0
        members, after = self.nouns.list(at + 1 if listing or self.kind(at) == ":" else at, as_object=True)
        if not members or not any(m.readable for m in members):
            return 0
        self._emit(item, members, arguments, group, at=end)
        self.main, self.fresh, self.objects = arguments, [], members
        return after

    def _owned(self, arguments: list[Np], end: int) -> int:
        """“The function of X is to …”: X is the subject of the infinitive."""
        self.main, self.fresh, self.objects = arguments, [], []
        self.barred = False
        group, _ = self.groups.read(end)
        if not (group.be and group.to):
            self.barred = True
            self.main = []
        return end

    def _gap(self, at: int) -> int:
        """“…, earth the spleen”, “… and metal to grief”: the verb of the clause before goes on."""
        if self.last is None or self.mute:
            return 0
        begin = at
        if self.kind(at) == "&":
            at += 1
        particle = self._particle(self.last)
        first, _ = self.nouns.phrase(at, single=True)
        if first is None or not first.readable or first.item is None:
            return 0
        pair = self.nouns.pair_at(begin)
        if pair is not None and self._parallel(pair[0], pair[1]):
            self._repeat(pair[0], pair[1])
            return pair[2]
        direct = self._head_end(at)
        if particle and self.word(direct) == particle:
            second, after = self.nouns.list(direct + 1, as_object=True, particle=particle)
            if second and second[0].readable:
                first.concepts = first.item.concepts
                first.owners = []
                for phrase in second:
                    self._repeat(first, phrase)
                return after
        return 0

    def _parallel(self, one: Np, other: Np) -> bool:
        """Whether two phrases side by side repeat the clause before; without an article between them both must be alike."""
        assert self.last is not None
        alike = [self._alike(one, self.last.subject), self._alike(other, self.last.object)]
        return any(alike) if other.start > one.end else all(alike)

    def _alike(self, one: Np, other: Np) -> bool:
        kinds = self.lexicon.kinds
        return bool({kinds[c] for c in one.concepts} & {kinds[c] for c in other.concepts})

    def _head_end(self, at: int) -> int:
        while self.kind(at) in ("d", "a", "w"):
            at += 1
        while self.kind(at) in ("C", "h"):
            at += 1
        return at

    def _particle(self, link: Link) -> str:
        words = self.items[link.at].word.split()
        return "by" if link.passive else words[-1] if len(words) > 1 else ""

    def _repeat(self, first: Np, second: Np) -> None:
        assert self.last is not None
        last = self.last
        one, two = (second, first) if last.passive else (first, second)
        link = Link(last.cues, one, two, last.negative, last.strength, last.at, last.passive, "gapping", last.lemma)
        self.links.append(link)
        self.objects = [second]


_STEPS: Final[dict[str, Callable[[ClauseReader, int], int]]] = {
    ".": ClauseReader._full_stop,
    ";": ClauseReader._full_stop,
    ":": ClauseReader._full_stop,
    "!": ClauseReader._full_stop,
    "。": ClauseReader._full_stop,
    "-": ClauseReader._comma,
    "—": ClauseReader._comma,
    "–": ClauseReader._comma,
    ",": ClauseReader._comma,
    "&": ClauseReader._conjunction,
    "S": ClauseReader._subordinator,
    "?": ClauseReader._if,
    "R": ClauseReader._relative,
    "P": ClauseReader._pronoun,
    "p": ClauseReader._preposition,
    "b": ClauseReader._preposition,
    "o": ClauseReader._preposition,
    "U": ClauseReader._cue_noun,
    "V": ClauseReader._predicate,
    "J": ClauseReader._predicate,
    "B": ClauseReader._predicate,
    "H": ClauseReader._predicate,
    "M": ClauseReader._predicate,
    "n": ClauseReader._predicate,
    "t": ClauseReader._predicate,
    "i": ClauseReader._predicate,
    "x": ClauseReader._predicate,
    "y": ClauseReader._predicate,
}
