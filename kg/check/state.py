"""What a clause reader keeps in mind while it walks over a sentence, and how it hands on what it links."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.check.group import Group, GroupReader
from kg.check.lexicon import Lexicon
from kg.check.links import Link
from kg.check.marks import Item
from kg.check.nouns import NounReader, Np


@dataclass(slots=True)
class Context:
    """What the sentences before leave behind for “it” and “this pattern”."""

    subjects: list[Np] = field(default_factory=list)
    objects: list[Np] = field(default_factory=list)
    heading: Np | None = None


class ClauseState:
    """The subject, the last objects, and the clause that the walk is in.

    ``fresh`` are noun phrases that no verb has taken yet, ``main`` the subject of the clause, ``objects`` what its last
    verb took, ``near`` the phrases read last, ``antecedent`` what a relative clause is about; ``barred`` after a verb that
    is no cue, ``closed`` when a relative clause is over.
    """

    def __init__(self, items: list[Item], words: list[str], lexicon: Lexicon, context: Context) -> None:
        self.items = items
        self.lexicon = lexicon
        self.context = context
        self.nouns = NounReader(items, words, lexicon)
        self.groups = GroupReader(self.nouns)
        self.links: list[Link] = []
        self.main: list[Np] = []
        self.fresh: list[Np] = []
        self.objects: list[Np] = []
        self.antecedent: list[Np] = []
        self.closed = False
        self.pronoun = False
        self.barred = False
        self.letting = False
        self.hypothetical = False
        self.denied = False
        self.mute = False
        self.last: Link | None = None
        self.near: list[Np] = []
        self.waiting: list[tuple[Item, list[Np], int]] = []

    def kind(self, at: int) -> str:
        """The class of an item; an empty string past the end."""
        return self.nouns.kind(at)

    def word(self, at: int) -> str:
        """An item's word."""
        return self.nouns.word(at)

    def _take(self, phrases: list[Np]) -> None:
        self.fresh = self.near = phrases
        self.pronoun = False
        self.barred = False

    def _group_ahead(self, at: int) -> bool:
        """Whether a verb group begins here (an adverb may belong to a noun phrase)."""
        while self.kind(at) == "a":
            at += 1
        return self.kind(at) in ("V", "B", "H", "M", "n", "J", "x", "y", "t", "i")

    def _new_clause(self) -> None:
        self.main = self.main or self.fresh
        self.fresh, self.objects, self.antecedent, self.near = [], [], [], []
        self.closed = self.barred = self.hypothetical = self.pronoun = False

    def _subjects(self, group: Group) -> list[Np]:
        """Who the subject of a finite predicate is."""
        if self.antecedent and not self.closed and not self.fresh:
            return self.antecedent
        if self.fresh:
            self.main = self.fresh
            self.antecedent = []
            self._serve()
            return self.fresh
        self.antecedent = []
        if not self.main and self.context.heading is not None and group.begin <= 1:
            heading = self.context.heading
            return [Np(None, 0, 0, options=[heading], via="heading")]
        return self.main

    def _serve(self) -> None:
        """“By moving qi, acupuncture …”: the gerund before waits for its subject."""
        waiting, self.waiting = self.waiting, []
        for item, objects, at in waiting:
            self._emit(item, self.main, objects, Group(), at=at)

    def _emit(
        self,
        item: Item,
        subjects: list[Np],
        objects: list[Np],
        group: Group,
        *,
        at: int,
        passive: bool = False,
        options: list[Np] | None = None,
    ) -> None:
        if self.mute or self.hypothetical or not group.asserted or self.barred or group.strength == "rare":
            return
        for one in subjects:
            for other in objects:
                self._add(item, one, other, group, at=at, passive=passive, options=options or [])

    def _own(self, phrase: Np) -> None:
        """“The pain”, after a sentence about blood stasis, is the pain of blood stasis."""
        if phrase.item is None or phrase.owners or self.word(phrase.start) not in ("the", "this", "its", "their"):
            return
        before = [*self.context.subjects, *([self.context.heading] if self.context.heading else [])]
        owner = next((p for p in before if p.concepts and p.concepts != phrase.concepts), None)
        if owner is not None:
            phrase.owners.append(owner)

    def _add(self, item: Item, one: Np, other: Np, group: Group, *, at: int, passive: bool, options: list[Np]) -> None:
        self._own(one)
        self._own(other)
        composed: tuple[int, ...] = ()
        composed_end = 0
        if item.vp is not None and other.item is not None and other.item.end <= item.vp[1]:
            composed, composed_end = item.vp
        named = one.readable and (other.readable or composed or item.verb[0])
        if not named and not (options and other.readable):
            return
        negative = group.negative ^ one.negative ^ self.denied
        negative = negative or other.negative if not (group.negative and other.negative) else negative
        via = one.via or other.via or "direct"
        link = Link(item.cues, one, other, negative, group.strength, at, passive, via, item.verb[0], composed, composed_end, options)
        self.links.append(link)
        self.last = link
