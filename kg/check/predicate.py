"""Predicates of English clauses: active, passive, reduced, participle, adjective, noun, copula."""

from __future__ import annotations

from typing import Final

from kg.check.group import Group
from kg.check.marks import Item
from kg.check.nouns import Np
from kg.check.opening import OPINION
from kg.check.state import ClauseState
from kg.check.words import verb_set

_LETTING: Final = verb_set("help allow enable cause force permit encourage")
_REPRESENTING: Final = verb_set("offer provide represent constitute remain become form")
_FORBIDDING: Final = ("not be ", "cannot be ")
_HANDLING: Final = frozenset({"stimulating", "needling", "using", "taking", "applying", "treating", "puncturing", "pressing", "massaging"})


def _only(item: Item, forms: tuple[str, ...]) -> Item:
    """The item with no more than its cues in certain forms."""
    if item.forms <= set(forms):
        return item
    kept = Item(item.kind, item.start, item.end, item.word)
    kept.cues = tuple(c for c in item.cues if c[1] in forms)
    return kept


class Predicates(ClauseState):
    """Reads the predicate that begins at an item; every method gives the item after what it has read."""

    def _predicate(self, at: int) -> int:
        group, head = self.groups.read(at)
        kind = self.kind(head)
        if kind == "V" or (kind == "H" and self.items[head].cues):
            return self._verb(group, head)
        if kind == "J":
            return self._adjective(group, head)
        if group.be:
            return self._being(group, head)
        if kind == "b" and head > at:
            return self._agent(group, head)
        if kind == "x" and self.word(head) in _REPRESENTING and self._cue_ahead(head + 1):
            return self._being(group, head + 1)
        if kind in ("x", "y", "g"):
            return self._barrier(head)
        if kind == "H" or group.have:
            return self._barrier(head)
        if kind == "n" or head == at:
            return at + 1
        return head

    def _agent(self, group: Group, at: int) -> int:
        """“…由 X 引起”: agent and verb after the thing that is acted upon."""
        agents, end = self.nouns.list(at + 1)
        if agents and self.kind(end) == "V" and "zh-verb" in self.items[end].forms:
            self._emit(self.items[end], agents, self._subjects(group), group, at=end, passive=True)
            self.fresh, self.objects = [], agents
            return end + 1
        return max(end, at + 1)

    def _barrier(self, at: int) -> int:
        """A verb that is no cue: it takes its object with it and passes its subject on."""
        if self.kind(at) == "y" and not self.fresh:
            return at + 1
        if self.fresh:
            self.main = self.fresh
        word = self.word(at)
        if word in OPINION:
            self.mute = self.mute or self.word(at + 1) == "that" or bool(self.fresh and not any(f.readable for f in self.fresh))
        phrases, end = self.nouns.list(at + 1, as_object=True)
        self.fresh, self.objects = [], phrases
        if self.kind(end) == "t" and phrases and self.kind(end + 1) in ("V", "a", "x"):
            self.main = phrases
        return end if phrases else at + 1

    def _verb(self, group: Group, at: int) -> int:
        item = self.items[at]
        forms = item.forms
        before = self.items[group.begin - 1].kind if group.begin else ""
        if forms & {"passive", "adjective"} and (group.be or not forms & {"base", "s", "ing"}):
            return self._adjective(group, at)
        if group.be and forms & {"part", "past"} and "ing" not in forms:
            return self._passive(group, at, self._subjects(group))
        if "ing" in forms and not group.be:
            return self._participle(group, at, before)
        if not group.be and not group.have and not group.to and forms & {"part"} and self.kind(at + 1) == "b":
            if before == "&" and self.main and self.last is not None and self.last.passive:
                return self._passive(group, at, self.main)
            return self._reduced(group, at)
        if (
            not group.be
            and not group.have
            and forms & {"part"}
            and not forms & {"base", "s"}
            and not self.nouns.phrase(at + 1)[0]
            and not item.vp
        ):
            return at + 1
        options: list[Np] = []
        if group.to and self.letting and self.objects:
            subjects = self.objects
        elif group.to:
            subjects, options = (self.main or self.fresh or self.antecedent), self.objects
            if self.fresh and not self.objects:
                subjects = self.fresh
        else:
            if item.vp is not None and not (self.fresh or self.main or self.antecedent) and (end := self._action_subject(item, at)):
                return end
            subjects = self._subjects(group)
        return self._active(item, group, at, subjects, options)

    def _active(self, item: Item, group: Group, at: int, subjects: list[Np], options: list[Np] | None = None) -> int:
        objects, end = self._objects(item, at)
        if objects:
            self._emit(item, subjects, objects, group, at=at, options=options or [])
            self.objects = self.near = objects
        elif item.vp is not None:
            while end < len(self.items) and self.items[end].start < item.vp[1]:
                end += 1
        self.letting = item.word in _LETTING
        self.fresh = []
        self.barred = False
        return self._but_not(item, subjects, group, end, at)

    def _objects(self, item: Item, at: int) -> tuple[list[Np], int]:
        particle = item.word.rsplit(" ", 1)[-1] if " " in item.word else ""
        objects, end = self.nouns.list(at + 1, as_object=True, particle=particle)
        if item.vp is not None and (not objects or objects[0].item is None):
            stop = at + 1
            while stop < len(self.items) and self.items[stop].start < item.vp[1]:
                stop += 1
            pseudo = Np(self.items[stop - 1], at + 1, stop)
            more: list[Np] = []
            ahead, _ = self.nouns.separator(stop)
            if ahead > stop:
                more, stop = self.nouns.list(ahead, as_object=True)
            return [pseudo, *more], stop
        return objects, end

    def _but_not(self, item: Item, subjects: list[Np], group: Group, end: int, at: int) -> int:
        """“…, not X”, “rather than X”, “but not X”: what is denied after what is said."""
        ahead = end
        while self.kind(ahead) in (",", "&") or self.word(ahead) == "but":
            ahead += 1
        if group.negative and ahead > end and self.word(ahead - 1) == "but":
            return self._but_so(item, subjects, group, end, ahead, at)
        if self.kind(ahead) not in ("n", "r") or self._group_ahead(ahead + 1):
            return end
        phrases, after = self.nouns.list(ahead + 1, as_object=True)
        if not phrases or group.negative:
            return end
        self._emit(item, subjects, phrases, Group(negative=True, asserted=group.asserted), at=at)
        return after

    def _but_so(self, item: Item, subjects: list[Np], group: Group, end: int, ahead: int, at: int) -> int:
        """“not X but Y”: what holds after what is denied."""
        phrases, after = self.nouns.list(ahead + (self.kind(ahead) in ("p", "t", "b")), as_object=True)
        if not phrases or self.nouns.verb_follows(after):
            return end
        self._emit(item, subjects, phrases, Group(asserted=group.asserted), at=at)
        return after

    def _passive(self, group: Group, at: int, patients: list[Np]) -> int:
        item = self.items[at]
        end = at + 1
        while self.kind(end) == "a":
            end += 1
        self.fresh = []
        if self.kind(end) != "b":
            return end
        agents, after = self.nouns.list(end + 1, as_object=True, particle="by")
        if not agents and end + 1 < len(self.items) and self.items[end + 1].vp is not None:
            agents, after = self._named_action(end + 1)
        if not agents:
            return end
        while self.kind(after) in ("&", ",") and self.kind(after + 1) == "b":
            more, after = self.nouns.list(after + 2, as_object=True, particle="by")
            agents += more
        self._emit(item, agents, patients, group, at=at, passive=True)
        self.objects = self.near = agents
        return self._but_not_by(item, patients, group, after, at)

    def _but_not_by(self, item: Item, patients: list[Np], group: Group, end: int, at: int) -> int:
        ahead = end
        while self.kind(ahead) in (",", "&") or self.word(ahead) == "but":
            ahead += 1
        if self.kind(ahead) not in ("n", "r") or group.negative:
            return end
        ahead += 1
        if self.kind(ahead) == "b":
            ahead += 1
        phrases, after = self.nouns.list(ahead, as_object=True)
        if not phrases:
            return end
        self._emit(item, phrases, patients, Group(negative=True, asserted=group.asserted), at=at, passive=True)
        return after

    def _reduced(self, group: Group, at: int) -> int:
        """“Pain caused by X is …”: the phrase before is acted upon; after it the main subject goes on."""
        host = (self.fresh or self.objects)[-1:]
        if self.fresh:
            self.main = self.fresh
        agents, end = self.nouns.list(at + 2)
        if not agents:
            return at + 2
        self._emit(self.items[at], agents, host, group, at=at, passive=True)
        for phrase in host:
            phrase.owners.extend(agents)
        self.fresh, self.objects, self.near, self.closed = [], agents, agents, True
        return end

    def _adjective(self, group: Group, at: int) -> int:
        """“is due to X”, “pain due to X”, “is treated with X”."""
        item = _only(self.items[at], ("passive", "adjective"))
        predicative = group.be or group.have or item.word.startswith(_FORBIDDING)
        if item.word.startswith(_FORBIDDING):
            group.strength = ""
        if predicative:
            subjects = self._subjects(group)
        else:
            subjects = (self.fresh or self.objects)[-1:] or (self.main if self.kind(group.begin - 1) in ("&", ",") else [])
            self.main = self.fresh or self.main
        arguments, end = self.nouns.list(at + 1, as_object=True, particle=item.word.rsplit(" ", 1)[-1])
        if not arguments:
            return self._for_doing(item, group, at, subjects)
        self._emit(item, subjects, arguments, group, at=at)
        if not predicative:
            for phrase in subjects:
                phrase.owners.extend(arguments)
        self.fresh, self.objects, self.near, self.closed = [], arguments, arguments, True
        return self._but_not(item, subjects, group, end, at)

    def _for_doing(self, item: Item, group: Group, at: int, subjects: list[Np]) -> int:
        """“is responsible for nourishing X”: the verb that follows is what counts."""
        if self.kind(at + 1) == "V" and "ing" in self.items[at + 1].forms:
            if subjects:
                self.main, self.fresh = subjects, []
            return self._active(self.items[at + 1], group, at + 1, subjects)
        return at + 1

    def _being(self, group: Group, at: int) -> int:
        """After “is”: a noun cue, or a quality."""
        cue_at = self._cue_ahead(at)
        if cue_at:
            subjects = self._subjects(group)
            arguments, end = self.nouns.list(cue_at + 1, as_object=True)
            item = self.items[cue_at]
            if (
                not arguments
                and (action := self.items[cue_at + 1 : cue_at + 2])
                and action[0].vp is not None
                and "ing" not in action[0].forms
            ):
                arguments, end = self._named_action(cue_at + 1)
            if not arguments:
                return self._for_doing(item, group, cue_at, subjects)
            if any(self.kind(i) == "z" for i in range(at, cue_at)):
                group.negative = not group.negative
            self._emit(item, subjects, arguments, group, at=cue_at)
            self.fresh, self.objects, self.near = [], arguments, arguments
            return self._but_not(item, subjects, group, end, cue_at)
        for length in (2, 1):
            numbers = self.lexicon.after_be.get(" ".join(i.word for i in self.items[at : at + length]))
            if numbers:
                return self._placed(group, at, length, numbers)
        return self._copula(group, at)

    def _placed(self, group: Group, at: int, length: int, numbers: list[int]) -> int:
        """“is on X”, “is one of X”: a bare preposition after “be”."""
        subjects = self._subjects(group)
        arguments, end = self.nouns.list(at + length, as_object=True, particle=self.word(at + length - 1))
        if arguments:
            item = Item("J", self.items[at].start, self.items[at + length - 1].end, " ".join(i.word for i in self.items[at : at + length]))
            item.cues = tuple((n, "passive") for n in numbers)
            self._emit(item, subjects, arguments, group, at=at)
            self.objects = arguments
        self.fresh = []
        return max(end, at + length)

    def _cue_ahead(self, at: int) -> int:
        """Where a noun cue stands behind determiners and adjectives; 0 where none does."""
        for place in range(at, min(at + 8, len(self.items))):
            kind = self.items[place].kind
            if kind == "U":
                return place
            if kind not in ("d", "a", "w", "z", "P", "o", "&", "h", "C", "g") or (kind == "&" and place == at):
                return 0
        return 0

    def _is(self, at: int) -> Item:
        """The bare “is” as a cue."""
        item = Item("V", self.items[at].start, self.items[at].end, "is")
        item.cues = tuple((n, "copula") for n in self.lexicon.copula_cues)
        return item

    def _copula(self, group: Group, at: int) -> int:
        subjects = self._subjects(group)
        if group.begin and self.word(group.begin - 1) in ("this", "that", "they"):
            subjects = []
        values, end = self.nouns.list(at, as_object=True)
        if not any(v.readable for v in values):
            self.fresh = []
            return max(end, at)
        item = self._is(group.begin)
        self._emit(item, subjects, values, group, at=group.begin)
        self.fresh, self.objects = [], []
        return self._but_not(item, subjects, group, end, group.begin)

    def _participle(self, group: Group, at: int, before: str) -> int:
        """“…, leading to X”, “by moving qi”: the subject does it, or what the verb before brought about."""
        item = self.items[at]
        if (
            before in ("b", "o", "p")
            or before in (",", "-", "&", "")
            or self.word(group.begin) in ("thus", "thereby", "hence")
            or self.objects
        ):
            subjects = self.main or self.fresh
            options = list(self.objects)
        elif self.fresh and before in ("C", "h", "w"):
            subjects, options = self.fresh[-1:], []
            self.main = self.fresh
        else:
            subjects, options = self.main, list(self.objects)
        if not subjects and not options:
            return self._opening_gerund(item, at, before)
        kept, fresh = self.objects, self.fresh
        end = self._active(item, group, at, subjects, options)
        if not self.objects:
            self.objects = kept
        self.fresh = fresh if not subjects else []
        return end

    def _opening_gerund(self, item: Item, at: int, before: str) -> int:
        """“Moving qi relieves pain”: the action is the subject; “by moving qi, …”: the subject is yet to come."""
        objects, end = self._objects(item, at)
        if self.nouns.verb_follows(end):
            if item.word in _HANDLING:
                self._take(objects)
                return end
            return self._gerund_subject(item, at) or end
        if objects and (before == "b" or self.kind(end) == ","):
            self.waiting.append((item, objects, at))
        return max(end, at + 1)

    def _action_subject(self, item: Item, at: int) -> int:
        """“Move qi is an action of …”: the bare name of an action as a subject."""
        _, end = self._objects(item, at)
        return self._gerund_subject(item, at) if self.nouns.verb_follows(end) else 0

    def _gerund_subject(self, item: Item, at: int) -> int:
        if item.vp is None:
            return 0
        phrases, end = self._named_action(at)
        self._take(phrases)
        return end

    def _named_action(self, at: int) -> tuple[list[Np], int]:
        """The action that a verb and its object name together, as a noun phrase."""
        concepts, stop = self.items[at].vp or ((), 0)
        end = at + 1
        while end < len(self.items) and self.items[end].start < stop:
            end += 1
        return [Np(self.items[at], at, end, concepts=concepts)], end
