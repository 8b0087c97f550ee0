"""Attributes told by their names: “its emotion is anger”, “the liver’s tissue is …”, “the flavour of X is …”."""

from __future__ import annotations

from typing import Final

from kg.check.group import Group
from kg.check.marks import Cues, Item
from kg.check.nouns import Np, named
from kg.check.predicate import Predicates
from kg.check.words import word_set

_POSSESSIVES: Final = word_set("its their")
_TELLING: Final = word_set("include includes included including comprise comprises")
_LONGEST: Final = 3
_OWNER: Final = 6


class Attributes(Predicates):
    """Reads clauses whose subject is the name of an attribute, as it would stand before a colon."""

    def _attribute(self, at: int) -> int:
        """The links of such a clause; the item after it, or 0 where none begins."""
        label, owners = self._owned_label(at)
        cues, end = self._label_at(label) if label else ((), 0)
        if not cues:
            return 0
        if not owners:
            owners, end = self._owner_after(end)
        group, head = self.groups.read(end)
        telling = self.word(head) in _TELLING
        if not owners or not (group.be or telling):
            return 0
        values, after = self.nouns.list(head + telling, as_object=True)
        if not any(v.readable for v in values):
            return 0
        item = Item("U", self.items[label].start, self.items[label].end, self.word(label))
        item.cues = cues
        self._emit(item, owners, values, group, at=label)
        self.main, self.fresh, self.objects = owners, [], values
        return self._but_not(item, owners, Group(negative=group.negative), after, label)

    def _owned_label(self, at: int) -> tuple[int, list[Np]]:
        """Where a label may stand, and whose it is where that is said before it."""
        if self.word(at) in _POSSESSIVES:
            options = [*self.main, *self.fresh, *self.context.subjects, *self.objects, *self.context.objects]
            options += [self.context.heading] if self.context.heading else []
            return at + 1, [Np(None, at, at + 1, options=named(options), via="anaphora")]
        begin = at + 1 if self.kind(at) == "d" else at
        if self.kind(begin) in ("w", "h") and self._label_at(begin)[0]:
            return begin, []
        for place in range(begin, min(begin + _OWNER, len(self.items))):
            kind = self.kind(place)
            if kind == "'s" and place > begin and self.items[place - 1].concepts:
                owner = self.items[place - 1]
                return place + 1, [Np(owner, place - 1, place, concepts=owner.concepts)]
            if kind not in ("C", "w", "h"):
                break
        return 0, []

    def _owner_after(self, at: int) -> tuple[list[Np], int]:
        return self.nouns.list(at + 1) if self.kind(at) == "o" else ([], at)

    def _label_at(self, at: int) -> tuple[Cues, int]:
        """The cues of the longest label that begins at an item, and where it ends."""
        for length in range(_LONGEST, 0, -1):
            numbers = self.lexicon.labels.get(" ".join(i.word for i in self.items[at : at + length]))
            if numbers and at + length <= len(self.items):
                return tuple((n, "label") for n in numbers), at + length
        return (), at
