"""The English clause grammar: which cue links which noun phrases, denied or not, and how strongly.

A finite-state reader that walks over the items of a sentence once, keeping the subject, the last objects and the clause
that it is in. A verb that is no cue bars the way: nothing is read across it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kg.check.frames import frame_links
from kg.check.lexicon import Lexicon
from kg.check.links import Link
from kg.check.marks import Item
from kg.check.nouns import NounReader, Np
from kg.check.words import REPORTERS, STRENGTH

_IMPERATIVES: Final = frozenset(
    "choose consider imagine suppose explain compare discuss decide ask remember note think write describe define list name guess let assume picture true".split()
)
_CONTENTS: Final = frozenset(
    "theory idea notion claim belief hypothesis suggestion assumption question possibility proposal allegation impression speculation doubt concern argument".split()
)
_HANDLING: Final = frozenset({"stimulating", "needling", "using", "taking", "applying", "treating", "puncturing", "pressing", "massaging"})
_TRANSPARENT: Final = frozenset(
    "help helps helped helping tend tends tended serve serves served shown known said used able thought believed held considered begin begins seem seems appear appears"
    " continue continues designed intended work works found understood help able likely apt prone liable able good useful effective".split()
)
_WEAK: Final = frozenset({"seem", "seems", "appear", "appears", "likely", "thought", "believed", "tend", "tends", "tended", "apt", "prone", "liable"})
_OPINION: Final = frozenset(
    f"{form}"
    for verb in ("claim", "argue", "allege", "suspect", "wonder", "doubt", "deny", "dispute", "ask", "speculate", "insist", "assert", "pretend", "hope", "assume", "suppose", "fear")
    for form in (verb, verb + "s", verb + "d", verb + "ed", verb[:-1] + "ies", verb[:-1] + "ied")
)
_SAYING: Final = frozenset("say says said believe believes believed think thinks thought feel feels felt hold holds held maintain maintains maintained".split())
_MYTHS: Final = frozenset("myth misconception fallacy false untrue wrong incorrect mistaken error mistake superstition misunderstanding lie nonsense".split())
_UNSURE: Final = frozenset("claimed alleged rumoured rumored doubtful unclear unknown questionable debated disputed possible unproven speculated suggested".split())
_LISTING: Final = frozenset("include includes included including comprise comprises".split())
_ABSOLUTE_NOT: Final = frozenset({"always", "necessarily", "usually", "often", "only", "just", "merely", "simply", "all", "every", "typically", "generally", "alone", "uncommon", "unusual", "rarely"})


def _only(item: Item, forms: tuple[str, ...]) -> Item:
    """The item with no more than its cues in certain forms."""
    if item.forms <= set(forms):
        return item
    kept = Item(item.kind, item.start, item.end, item.word)
    kept.cues = tuple(c for c in item.cues if c[1] in forms)
    return kept


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


@dataclass(slots=True)
class Context:
    """What the sentences before leave behind for “it” and “this pattern”."""

    subjects: list[Np] = field(default_factory=list)
    objects: list[Np] = field(default_factory=list)
    heading: Np | None = None


class ClauseReader:
    """Reads the links of one sentence."""

    def __init__(self, items: list[Item], words: list[str], lexicon: Lexicon, context: Context) -> None:
        self.items = items
        self.lexicon = lexicon
        self.context = context
        self.nouns = NounReader(items, words, lexicon)
        self.links: list[Link] = []
        self.main: list[Np] = []
        self.fresh: list[Np] = []
        self.objects: list[Np] = []
        self.antecedent: list[Np] = []
        self.closed = False
        self.pronoun = False
        self.barred = False
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
        return self.items[at].word if 0 <= at < len(self.items) else ""

    def read(self) -> list[Link]:
        """The links of the sentence, in its order."""
        if any(item.kind in ("？",) or item.word == "?" for item in self.items[-2:]) or self.word(0) in _IMPERATIVES:
            return []
        self._framed()
        at = self._opening()
        while at < len(self.items):
            step = self._STEPS.get(self.items[at].kind, ClauseReader._other)
            after = step(self, at)
            at = max(after, at + 1)
        if self.main or self.fresh:
            self.context.subjects = self.main or self.fresh
        if self.objects:
            self.context.objects = self.objects
        return self.links

    # -- the opening: who says so, and whether it is true

    def _opening(self) -> int:
        """Past “it is a myth that” and the like; sets whether what follows is denied or only reported."""
        for at, item in enumerate(self.items[:14]):
            if item.word != "that":
                continue
            before = [i.word for i in self.items[:at]]
            said = set(before)
            if before and before[-1] in _CONTENTS:
                self.mute = True
                return at + 1
            if before and before[-1] in _OPINION | _SAYING and not said & {"tcm", "medicine", "su", "wen", "classic", "text", "texts", "tradition", "theory"}:
                self.mute = before[-1] in _OPINION or bool(said & REPORTERS)
                return at + 1
            if (said & _MYTHS or ("not" in said and said & {"true", "correct", "right", "case", "so"})) and any(i.kind == "B" for i in self.items[:at]):
                self.denied = not (said & _MYTHS and "not" in said)
                return at + 1
            if said & _UNSURE or {"no", "evidence"} <= said or {"no", "proof"} <= said or "idea" in said or "question" in said or "notion" in said:
                self.mute = True
                return at + 1
            if item.kind == "S" and not any(i.kind in "CV" for i in self.items[:at]):
                return at + 1
        first = self.word(0)
        if first in REPORTERS and self._opinion_without_that():
            self.mute = True
        return 0

    def _opinion_without_that(self) -> bool:
        return any(item.word in _OPINION | _SAYING for item in self.items[1:5])

    # -- steps

    def _other(self, at: int) -> int:
        """Anything that begins a noun phrase, or nothing of note."""
        if self._group_ahead(at):
            return self._predicate(at)
        if self.kind(at) == "w" and self.kind(at + 1) in ("d", "z") and self.fresh:
            return self._barrier(at)
        phrases, end = self.nouns.list(at, as_object=bool(self.objects), particle="")
        if not phrases:
            return at + 1
        if self.kind(end) == "U" and phrases[-1].item is None:
            return end
        self._take(phrases)
        return end

    def _take(self, phrases: list[Np]) -> None:
        self.fresh = self.near = phrases
        self.pronoun = False
        self.barred = False

    def _group_ahead(self, at: int) -> bool:
        """Whether a verb group begins here (an adverb may belong to a noun phrase)."""
        while self.kind(at) == "a":
            at += 1
        return self.kind(at) in ("V", "B", "H", "M", "n", "J", "x", "y", "t", "i")

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
        if not self.barred and not self._group_ahead(at + 1) and self.kind(at + 1) in ("C", "w", "d"):
            return self._object_relative(at + 1)
        return at + 1

    def _object_relative(self, at: int) -> int:
        """“…, which irregular diet provokes, …”: the antecedent is the object."""
        agents, end = self.nouns.list(at)
        if not agents:
            return at + 1
        group, head = self._group(end)
        if self.kind(head) == "V" and self.items[head].finite and not group.be:
            self._emit(self.items[head], agents, self.antecedent, group, head)
        self.antecedent, self.closed = [], True
        return head + 1 if self.kind(head) in ("V", "x", "y") else max(head, end)

    def _new_clause(self) -> None:
        self.main = self.main or self.fresh
        self.fresh, self.objects, self.antecedent, self.near = [], [], [], []
        self.closed = self.barred = self.hypothetical = self.pronoun = False

    def _pronoun(self, at: int) -> int:
        """“It”, “they”, “this pattern”: what it may stand for is settled by the types."""
        end = at + 1
        if self.word(at) in ("this", "that", "one") and self.kind(end) in ("C", "w") and self.word(end) != "is":
            return self._other_noun(at)
        while self.kind(end) in ("h",):
            end += 1
        if self.word(at) in ("he", "she", "itself", "themselves"):
            return end
        options = [*self.main, *self.context.subjects, *self.objects, *self.context.objects] if not self.objects else [*self.main, *self.context.subjects, *self.objects]
        if self.context.heading is not None:
            options.append(self.context.heading)
        readable = [o for o in options if o.concepts]
        self.fresh = [Np(None, at, end, options=readable, via="anaphora")]
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
            self._emit(item, [host[-1]], arguments, Group(), at)
            return end
        return self._listed(item, arguments, end) or self._owned(arguments, end)

    def _listed(self, item: Item, arguments: list[Np], end: int) -> int:
        """“The causes of X are A and B”, “Symptoms of X include A and B”: the list is the grammatical subject."""
        group, at = self._group(end)
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
        self._emit(item, members, arguments, group, end)
        self.main, self.fresh, self.objects = arguments, [], members
        return after

    def _owned(self, arguments: list[Np], end: int) -> int:
        """“The function of X is to …”: X is the subject of the infinitive."""
        self.main, self.fresh, self.objects = arguments, [], []
        self.barred = False
        group, at = self._group(end)
        if not (group.be and group.to):
            self.barred = True
            self.main = []
        return end

    # -- predicates

    def _group(self, at: int) -> tuple[Group, int]:
        group = Group(begin=at)
        while True:
            kind = self.kind(at)
            word = self.word(at)
            if kind == "B":
                group.be = True
            elif kind == "i":
                group.be = True
                at = self._negation(group, at)
                continue
            elif kind == "H":
                if self.items[at].cues and not self._perfect(at):
                    break
                group.have = True
            elif kind == "M":
                group.asserted = group.asserted and word not in ("would", "should", "could")
                group.negative = group.negative or word == "cannot"
                group.strength = STRENGTH.get(word, group.strength)
            elif kind == "n":
                at = self._negation(group, at)
                continue
            elif kind == "a":
                group.strength = STRENGTH.get(word, group.strength)
            elif kind == "t":
                group.to = True
            elif kind == "," and self.kind(at + 1) == "a" and self.kind(at + 2) == ",":
                at += 2
            elif word in _TRANSPARENT and self._passes(at):
                if word in _WEAK:
                    group.strength = group.strength or "possible"
                if word in ("used", "shown", "known", "said", "able", "designed", "intended", "found", "understood", "held", "considered", "thought", "believed"):
                    group.be = False
            else:
                break
            at += 1
        return group, at

    def _perfect(self, at: int) -> bool:
        at += 1
        while self.kind(at) in ("a", "n"):
            at += 1
        return self.word(at) == "been" or (self.kind(at) == "V" and bool(self.items[at].forms & {"part", "past"})) or self.kind(at) == "y"

    def _negation(self, group: Group, at: int) -> int:
        following = self.word(at + 1)
        if following in _ABSOLUTE_NOT:
            group.asserted = group.asserted and following in ("only", "just", "merely", "simply", "uncommon", "unusual")
            return at + 2
        group.negative = not group.negative
        if self.word(at) in ("can't", "won't", "wouldn't"):
            group.asserted = group.asserted and self.word(at) != "wouldn't"
        return at + 1

    def _passes(self, at: int) -> bool:
        """Whether a verb such as “help” or “tend” is followed by the verb that counts."""
        at += 1
        if self.kind(at) == "t":
            at += 1
            while self.kind(at) == "a":
                at += 1
            return self.kind(at) in ("V", "B", "H", "x")
        if self.word(at) in ("in", "for", "at", "with") and self.kind(at + 1) == "V" and "ing" in self.items[at + 1].forms:
            return False
        return self.kind(at) == "V" and "base" in self.items[at].forms and self.word(at - 1).startswith("help")

    def _predicate(self, at: int) -> int:
        group, head = self._group(at)
        kind = self.kind(head)
        if kind == "V" or (kind == "H" and self.items[head].cues):
            return self._verb(group, head)
        if kind == "J":
            return self._adjective(group, head)
        if group.be:
            return self._being(group, head)
        if kind in ("x", "y", "g"):
            return self._barrier(head)
        if kind == "H" or group.have:
            return self._barrier(head)
        if kind == "n" or head == at:
            return at + 1
        return head

    def _barrier(self, at: int) -> int:
        """A verb that is no cue: it takes its object with it and passes its subject on."""
        if self.kind(at) == "y" and not self.fresh:
            return at + 1
        if self.fresh:
            self.main = self.fresh
        word = self.word(at)
        if word in _OPINION:
            self.mute = self.mute or self.word(at + 1) == "that" or bool(self.fresh and not any(f.readable for f in self.fresh))
        phrases, end = self.nouns.list(at + 1, as_object=True)
        self.fresh, self.objects = [], phrases
        if self.kind(end) == "t" and phrases and self.kind(end + 1) in ("V", "a", "x"):
            self.main = phrases
        return end if phrases else at + 1

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
            self._emit(item, self.main, objects, Group(), at)

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
            return self._reduced(group, at)
        if not group.be and not group.have and forms & {"part"} and not forms & {"base", "s"} and not self.nouns.phrase(at + 1)[0] and not item.vp:
            return at + 1
        options: list[Np] = []
        if group.to:
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
            self._emit(item, subjects, objects, group, at, options=options or [])
            self.objects = self.near = objects
        elif item.vp is not None:
            while end < len(self.items) and self.items[end].start < item.vp[1]:
                end += 1
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
            ahead, _ = self.nouns._separator(stop)
            if ahead > stop:
                more, stop = self.nouns.list(ahead, as_object=True)
            return [pseudo, *more], stop
        return objects, end

    def _but_not(self, item: Item, subjects: list[Np], group: Group, end: int, at: int) -> int:
        """“…, not X”, “rather than X”, “but not X”: what is denied after what is said."""
        ahead = end
        while self.kind(ahead) in (",", "&") or self.word(ahead) == "but":
            ahead += 1
        if self.kind(ahead) not in ("n", "r") or self._group_ahead(ahead + 1):
            return end
        phrases, after = self.nouns.list(ahead + 1, as_object=True)
        if not phrases or group.negative:
            return end
        self._emit(item, subjects, phrases, Group(negative=True, asserted=group.asserted), at)
        return after

    def _participle(self, group: Group, at: int, before: str) -> int:
        """“…, leading to X”, “by moving qi”: the subject does it, or what the verb before brought about."""
        item = self.items[at]
        if before in ("b", "o", "p"):
            subjects = self.main or self.fresh
            options = list(self.objects)
        elif before in (",", "-", "&", "") or self.word(group.begin) in ("thus", "thereby", "hence") or self.objects:
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
        if self.nouns._verb_follows(end):
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
        return self._gerund_subject(item, at) if self.nouns._verb_follows(end) else 0

    def _gerund_subject(self, item: Item, at: int) -> int:
        if item.vp is None:
            return 0
        concepts, stop = item.vp
        end = at + 1
        while end < len(self.items) and self.items[end].start < stop:
            end += 1
        self._take([Np(item, at, end, concepts=concepts)])
        return end

    def _passive(self, group: Group, at: int, patients: list[Np]) -> int:
        item = self.items[at]
        end = at + 1
        while self.kind(end) == "a":
            end += 1
        self.fresh = []
        if self.kind(end) != "b":
            return end
        agents, after = self.nouns.list(end + 1, as_object=True, particle="by")
        if not agents:
            return end
        while self.kind(after) in ("&", ",") and self.kind(after + 1) == "b":
            more, after = self.nouns.list(after + 2, as_object=True, particle="by")
            agents += more
        self._emit(item, agents, patients, group, at, passive=True)
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
        self._emit(item, phrases, patients, Group(negative=True, asserted=group.asserted), at, passive=True)
        return after

    def _reduced(self, group: Group, at: int) -> int:
        """“Pain caused by X is …”: the phrase before is acted upon; after it the main subject goes on."""
        host = (self.fresh or self.objects)[-1:]
        if self.fresh:
            self.main = self.fresh
        agents, end = self.nouns.list(at + 2)
        if not agents:
            return at + 2
        self._emit(self.items[at], agents, host, group, at, passive=True)
        for phrase in host:
            phrase.owners.extend(agents)
        self.fresh, self.objects, self.near, self.closed = [], agents, agents, True
        return end

    def _adjective(self, group: Group, at: int) -> int:
        """“is due to X”, “pain due to X”, “is treated with X”."""
        item = _only(self.items[at], ("passive", "adjective"))
        predicative = group.be or group.have
        if predicative:
            subjects = self._subjects(group)
        else:
            subjects = (self.fresh or self.objects)[-1:]
            self.main = self.fresh or self.main
        arguments, end = self.nouns.list(at + 1, as_object=True, particle=item.word.rsplit(" ", 1)[-1])
        if not arguments:
            return self._for_doing(item, group, at, subjects)
        self._emit(item, subjects, arguments, group, at)
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
            if not arguments:
                return self._for_doing(item, group, cue_at, subjects)
            if any(self.kind(i) == "z" for i in range(at, cue_at)):
                group.negative = not group.negative
            self._emit(item, subjects, arguments, group, cue_at)
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
            self._emit(item, subjects, arguments, group, at)
            self.objects = arguments
        self.fresh = []
        return max(end, at + length)

    def _framed(self) -> None:
        """The links that templates give (“in X, there is Y”)."""
        if self.lexicon.frames:
            self.links += frame_links(self.items, self.nouns, self.lexicon)

    def _cue_ahead(self, at: int) -> int:
        """Where a noun cue stands behind determiners and adjectives; 0 where none does."""
        for place in range(at, min(at + 8, len(self.items))):
            kind = self.items[place].kind
            if kind == "U":
                return place
            if kind not in ("d", "a", "w", "z", "P", "o", "&", "h", "C", "g") or (kind == "&" and place == at):
                return 0
        return 0

    def _copula(self, group: Group, at: int) -> int:
        subjects = self._subjects(group)
        if group.begin and self.word(group.begin - 1) in ("this", "that", "they"):
            subjects = []
        values, end = self.nouns.list(at, as_object=True)
        if not values or not values[0].readable:
            self.fresh = []
            return max(end, at)
        item = Item("V", self.items[group.begin].start, self.items[group.begin].end, "is")
        item.cues = tuple((n, "copula") for n in self.lexicon.copula_cues)
        self._emit(item, subjects, values, group, group.begin)
        self.fresh, self.objects = [], []
        return self._but_not(item, subjects, group, end, group.begin)

    # -- gapping

    def _gap(self, at: int) -> int:
        """“…, earth the spleen”, “… and metal to grief”: the verb of the clause before goes on."""
        if self.last is None or self.mute:
            return 0
        begin = at
        if self.kind(at) == "&":
            at += 1
        particle = self._particle(self.last)
        first, end = self.nouns.phrase(at, single=True)
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

    # -- results

    def _emit(self, item: Item, subjects: list[Np], objects: list[Np], group: Group, at: int, passive: bool = False, options: list[Np] | None = None) -> None:
        if self.mute or self.hypothetical or not group.asserted or self.barred or group.strength == "rare":
            return
        for one in subjects:
            for other in objects:
                self._add(item, one, other, group, at, passive, options or [])

    def _own(self, phrase: Np) -> None:
        """“The pain”, after a sentence about blood stasis, is the pain of blood stasis."""
        if phrase.item is None or phrase.owners or self.word(phrase.start) not in ("the", "this", "its", "their"):
            return
        before = [*self.context.subjects, *([self.context.heading] if self.context.heading else [])]
        owner = next((p for p in before if p.concepts and p.concepts != phrase.concepts), None)
        if owner is not None:
            phrase.owners.append(owner)

    def _add(self, item: Item, one: Np, other: Np, group: Group, at: int, passive: bool, options: list[Np]) -> None:
        self._own(one)
        self._own(other)
        composed: tuple[int, ...] = ()
        composed_end = 0
        if item.vp is not None and other.item is not None and other.item.end <= item.vp[1]:
            composed, composed_end = item.vp
        if not (one.readable and (other.readable or composed or item.verb[0])):
            if not (options and other.readable):
                return
        negative = group.negative ^ one.negative ^ self.denied
        negative = negative or other.negative if not (group.negative and other.negative) else negative
        via = one.via or other.via or "direct"
        link = Link(item.cues, one, other, negative, group.strength, at, passive, via, item.verb[0], composed, composed_end, options)
        self.links.append(link)
        self.last = link

    _STEPS = {
        ".": _full_stop,
        ";": _full_stop,
        ":": _full_stop,
        "!": _full_stop,
        "。": _full_stop,
        "-": _comma,
        "—": _comma,
        "–": _comma,
        ",": _comma,
        "&": _conjunction,
        "S": _subordinator,
        "?": _if,
        "R": _relative,
        "P": _pronoun,
        "p": _preposition,
        "b": _preposition,
        "o": _preposition,
        "U": _cue_noun,
        "V": _predicate,
        "J": _predicate,
        "B": _predicate,
        "H": _predicate,
        "M": _predicate,
        "n": _predicate,
        "t": _predicate,
        "i": _predicate,
        "x": _predicate,
        "y": _predicate,
    }
