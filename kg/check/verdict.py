"""Verdicts: what the graph says to a claim, and for which stated reason. Absence is never a contradiction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kg.check.claim import Claim, Reading
from kg.check.knowledge import Fact, Knowledge

NEAREST: Final = 3


class Verdict(StrEnum):
    """What becomes of a claim, best first."""

    SUPPORTED = "supported"
    DISPUTED = "disputed"
    INDIRECT = "supported-indirect"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    ABSENT = "not-in-graph"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the reading that it holds for, its reason (a code of `kg.check.finding`), and the facts that give it."""

    verdict: Verdict
    code: str
    reading: Reading
    reason: str = ""
    facts: tuple[Fact, ...] = ()
    against: tuple[Fact, ...] = ()
    nearest: tuple[Fact, ...] = ()


_RANK: Final = {"": 0, "KG213": 1, "KG222": 2, "KG212": 3, "KG223": 5, "KG214": 6, "KG211": 7, "KG221": 8}
_CONTRADICTED: Final = 4
_HIERARCHICAL: Final = ("broader", "partOf", "memberOf", "locatedIn", "hasIngredient", "hasPart")
"""Relations that never hold both ways, whatever the kinds of the two."""

_DEGREES: Final = frozenset({"Nature", "Quality"})
"""Kinds of values that come in degrees, the weaker and stronger below the plain one."""

_CAUSAL: Final = ("causes", "commonlyCauses", "leadsTo", "manifestsAs", "typicallyManifestsAs", "hasMechanism")


def _rank(judgement: Judgement) -> int:
    """How telling a judgement is: of several readings of one claim the most telling one counts."""
    return _RANK.get(judgement.code, _CONTRADICTED)


def _rank_denied(judgement: Judgement) -> int:
    """The same for a claim that denies: what the graph says outright comes first."""
    return -1 if judgement.code == "KG203" else _rank(judgement)


class Judge:
    """Puts claims to a graph."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._opposite = knowledge.relation_named("oppositeOf")
        self._broader = knowledge.relation_named("broader")
        self._quality = knowledge.relation_named("hasQuality")
        self._site = knowledge.relation_named("hasSite")
        self._target = knowledge.relation_named("actsOn")
        self._manner = knowledge.relation_named("inManner")
        self._hierarchical = frozenset(filter(None, map(knowledge.relation_named, _HIERARCHICAL)))
        self._causal = frozenset(filter(None, map(knowledge.relation_named, _CAUSAL)))
        self._known: dict[tuple[object, ...], Judgement] = {}

    def judge(self, claim: Claim) -> Judgement:
        """The verdict on a claim: the best of its readings; contradicted only when no choice of concepts escapes it."""
        key = (claim.readings, claim.negative, claim.strength, claim.quality)
        if key not in self._known:
            self._known[key] = self._judge(claim)
        return self._known[key]

    def _judge(self, claim: Claim) -> Judgement:
        pairs: dict[tuple[str, str], list[Judgement]] = {}
        one = self._denied if claim.negative else self._asserted
        for reading in claim.readings:
            family = frozenset(r.relation for r in claim.readings if r[0] == reading.subject and r[2] == reading.object)
            pairs.setdefault((reading.subject, reading.object), []).append(one(reading, claim, family))
        rank = _rank_denied if claim.negative else _rank
        best = [
            min(judgements, key=lambda j: (rank(j), *self._closeness(j), not self.knowledge.usual(*j.reading[:3])))
            for judgements in pairs.values()
        ]
        chosen = min(best, key=rank)
        if claim.negative:
            return chosen
        if chosen.verdict is Verdict.CONTRADICTED and (others := [j for j in best if self._escapes(j)]):
            chosen = min(others, key=_rank)
        return chosen

    def _escapes(self, judgement: Judgement) -> bool:
        """Whether another choice of concepts saves a claim: not when nothing is known of it and the graph never speaks so of such things."""
        if judgement.verdict is Verdict.CONTRADICTED:
            return False
        return judgement.verdict is not Verdict.ABSENT or self.knowledge.usual(*judgement.reading[:3])

    def _closeness(self, judgement: Judgement) -> tuple[bool, int]:
        """Among equals, the reading in the graph's own words comes first, then the one that fits these kinds alone."""
        relation = judgement.reading.relation
        told = self.knowledge.relation(relation)
        return all(f.relation != relation for f in judgement.facts), [told.domain, told.range].count("Concept")

    # -- what is asserted

    def _asserted(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement:
        if reading.reversed:
            return self._reversed(reading, family) or self._absent(reading)
        for rule in (self._stated, self._weaker, self._against, self._chain, self._relatives, self._otherwise):
            found = rule(reading, claim, family)
            if found is not None:
                return found
        return self._absent(reading)

    def _stated(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement | None:
        facts = [
            f for f in self._between(reading) if reading.relation == f.relation or reading.relation in self.knowledge.wider(f.relation)
        ]
        if not facts and claim.strength == "possible":
            facts = [f for f in self._between(reading) if f.relation in self.knowledge.wider(reading.relation)]
        if not facts:
            return None
        said = [f for f in facts if not f.inferred]
        if not said:
            return Judgement(Verdict.INDIRECT, "KG222", reading, "it follows by rule from what the sources say", tuple(facts))
        against = self._opposed(reading)
        if against:
            return Judgement(Verdict.DISPUTED, "KG213", reading, "the sources differ", tuple(said), tuple(against))
        if claim.strength == "absolute":
            return Judgement(Verdict.PARTLY, "KG212", reading, "the graph says so, but not “always” or “only”", tuple(said))
        if claim.quality:
            return Judgement(Verdict.SUPPORTED, "", reading, f"the graph says so without “{claim.quality}”", tuple(said))
        return Judgement(Verdict.SUPPORTED, "", reading, "the graph says so", tuple(said))

    def _against(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement | None:
        for reason in _REASONS:
            found = reason(self, reading, family)
            if found is not None:
                return found
        return None

    def _weaker(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement | None:
        facts = [f for f in self._between(reading) if f.relation in self.knowledge.wider(reading.relation)]
        if not facts:
            return None
        return Judgement(Verdict.PARTLY, "KG212", reading, "the graph says less: it may be so", tuple(facts))

    def _relatives(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement | None:
        """The same with a broader or narrower concept at one end."""
        facts = [f for f in self.knowledge.facts_from(reading.subject) if f.relation in family and self._akin(f.object, reading.object)]
        facts += [f for f in self.knowledge.facts_to(reading.object) if f.relation in family and self._akin(f.subject, reading.subject)]
        if not facts:
            return None
        return Judgement(Verdict.PARTLY, "KG214", reading, "the graph says it of a broader or narrower concept", tuple(facts[:NEAREST]))

    def _chain(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement | None:
        """Two steps of cause and effect."""
        if reading.relation not in self._causal:
            return None
        ends = {f.subject: f for f in self.knowledge.facts_to(reading.object) if f.relation in self._causal and not f.inferred}
        for first in self.knowledge.facts_from(reading.subject):
            second = ends.get(first.object)
            if second is not None and first.relation in self._causal and not first.inferred:
                return Judgement(Verdict.INDIRECT, "KG223", reading, "it follows in two steps", (first, second))
        return None

    def _otherwise(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement | None:
        facts = [f for f in self._between(reading) if f.relation != self._opposite]
        if not facts:
            return None
        return Judgement(Verdict.PARTLY, "KG211", reading, "the graph links the two by another relation", tuple(facts[:NEAREST]))

    def _absent(self, reading: Reading) -> Judgement:
        back = [f for f in self.knowledge.facts_from(reading.object) if f.object == reading.subject]
        near = [f for f in self.knowledge.facts_from(reading.subject) if f.relation == reading.relation]
        near += [f for f in self.knowledge.facts_to(reading.object) if f.relation == reading.relation]
        return Judgement(Verdict.ABSENT, "KG221", reading, "the graph says nothing about it", nearest=tuple([*back, *near][:NEAREST]))

    # -- what is denied

    def _denied(self, reading: Reading, claim: Claim, family: frozenset[str]) -> Judgement:
        if reading.reversed:
            return Judgement(
                Verdict.INDIRECT, "KG222", reading, "the graph has it the other way round", tuple(self._backward(reading, family))
            )
        stated = self._stated(reading, claim, family)
        if stated is not None and stated.verdict in (Verdict.SUPPORTED, Verdict.INDIRECT, Verdict.PARTLY):
            if claim.strength == "possible":
                return Judgement(Verdict.PARTLY, "KG212", reading, "the graph says that it is so", stated.facts)
            return Judgement(Verdict.CONTRADICTED, "KG203", reading, "the text denies what the graph says", stated.facts)
        if stated is not None:
            return stated
        against = self._against(reading, claim, family)
        if against is not None:
            return Judgement(Verdict.INDIRECT, "KG222", reading, "the graph says what excludes it", against.facts)
        weaker = self._weaker(reading, claim, family)
        if weaker is not None:
            return Judgement(Verdict.PARTLY, "KG212", reading, "the graph says that it may be so", weaker.facts)
        return self._absent(reading)

    # -- facts

    def _between(self, reading: Reading) -> list[Fact]:
        facts = [f for f in self.knowledge.facts_from(reading.subject) if f.object == reading.object]
        if self.knowledge.relation(reading.relation).symmetric:
            facts += [
                f for f in self.knowledge.facts_from(reading.object) if f.object == reading.subject and f.relation == reading.relation
            ]
        return facts

    def _linking(self, reading: Reading) -> list[Fact]:
        """Every fact between the two, either way round."""
        facts = [f for f in self.knowledge.facts_from(reading.subject) if f.object == reading.object]
        return facts + [f for f in self.knowledge.facts_from(reading.object) if f.object == reading.subject]

    @staticmethod
    def _turned(fact: Fact, reading: Reading) -> str:
        """The relation of a fact as seen from the reading's subject."""
        return fact.relation if fact.subject == reading.subject else "^" + fact.relation

    def _objects(self, subject: str, relation: str) -> set[str]:
        return {f.object for f in self.knowledge.facts_from(subject) if f.relation == relation}

    def _opposites(self, concept: str) -> set[str]:
        return self._objects(concept, self._opposite) | {
            f.subject for f in self.knowledge.facts_to(concept) if f.relation == self._opposite
        }

    def _akin(self, one: str, other: str) -> bool:
        return other in self._objects(one, self._broader) or one in self._objects(other, self._broader)

    def _same_family(self, relation: str, other: str) -> bool:
        return relation == other or relation in self.knowledge.wider(other) or other in self.knowledge.wider(relation)

    def _opposed_objects(self, one: str, other: str) -> bool:
        """Whether two things exclude each other: opposites themselves, or signs alike in all but an opposite quality."""
        if other in self._opposites(one) or self._opposed_values(one, other):
            return True
        mine, theirs = self._objects(one, self._quality), self._objects(other, self._quality)
        if not any(self._opposites(q) & theirs for q in mine) or mine & theirs:
            return False
        alike = self._objects(one, self._broader) & self._objects(other, self._broader)
        return bool(alike) and self._objects(one, self._site) == self._objects(other, self._site)

    def _opposed_values(self, one: str, other: str) -> bool:
        """Whether two values are opposites but for their degree: “slightly cold” and “hot”."""
        if self.knowledge.ref(one).kind not in _DEGREES or self.knowledge.ref(other).kind not in _DEGREES:
            return False
        mine, theirs = ({x, *self._objects(x, self._broader)} for x in (one, other))
        return any(self._opposites(x) & theirs for x in mine)

    def _opposed(self, reading: Reading) -> list[Fact]:
        """What some source says that cannot hold together with the reading."""
        told = self.knowledge.relation(reading.relation)
        excluded = self._excluding(reading.relation)
        found = [f for f in self._linking(reading) if self._turned(f, reading) in excluded and not f.inferred]
        for fact in self.knowledge.facts_from(reading.subject):
            if fact.inferred or fact.object == reading.object or not self._same_family(fact.relation, reading.relation):
                continue
            if told.functional or self._opposed_objects(reading.object, fact.object):
                found.append(fact)
        return found

    def _excluding(self, relation: str) -> frozenset[str]:
        return self.knowledge.excluded_by(relation).union(*(self.knowledge.excluded_by(w) for w in self.knowledge.wider(relation)))

    def _backward(self, reading: Reading, family: Iterable[str]) -> list[Fact]:
        wanted = frozenset(family)
        back = [f for f in self.knowledge.facts_from(reading.object) if f.object == reading.subject]
        return [f for f in back if f.relation in wanted or not wanted.isdisjoint(self.knowledge.wider(f.relation))]

    # -- reasons to contradict

    def _reversed(self, reading: Reading, family: frozenset[str]) -> Judgement | None:
        facts = self._backward(reading, family)
        if not facts:
            return None
        told = self.knowledge.relation(reading.relation)
        one_way = (
            reading.reversed
            or told.asymmetric
            or reading.relation in self._hierarchical
            or not self.knowledge.usual(reading.subject, reading.relation, reading.object)
        )
        if told.symmetric or not one_way:
            return None
        return Judgement(Verdict.CONTRADICTED, "KG202", reading, "the graph has it the other way round", tuple(facts))

    def _excludes(self, reading: Reading, family: frozenset[str]) -> Judgement | None:
        excluded = self._excluding(reading.relation)
        facts = [f for f in self._linking(reading) if self._turned(f, reading) in excluded]
        if not facts:
            return None
        contraindicated = any("contraindicat" in f.relation for f in facts) or "contraindicat" in reading.relation
        code = "KG207" if contraindicated else "KG201"
        return Judgement(Verdict.CONTRADICTED, code, reading, "the graph says what excludes it", tuple(facts))

    def _other_value(self, reading: Reading, family: frozenset[str]) -> Judgement | None:
        told = self.knowledge.relation(reading.relation)
        facts: list[Fact] = []
        if told.functional:
            facts = [
                f
                for f in self.knowledge.facts_from(reading.subject)
                if f.relation == reading.relation and not self._akin(f.object, reading.object)
            ]
        if told.functional and told.symmetric:
            facts += [f for f in self.knowledge.facts_to(reading.subject) if f.relation == reading.relation]
            facts += [f for f in self.knowledge.facts_to(reading.object) if f.relation == reading.relation]
        if not facts and self.knowledge.inverse_functional(reading.relation):
            facts = [
                f
                for f in self.knowledge.facts_to(reading.object)
                if f.relation == reading.relation and not self._akin(f.subject, reading.subject)
            ]
        if not facts:
            return None
        return Judgement(Verdict.CONTRADICTED, "KG205", reading, "the graph gives another one, and there is only one", tuple(facts))

    def _opposite_value(self, reading: Reading, family: frozenset[str]) -> Judgement | None:
        said = [f for f in self.knowledge.facts_from(reading.subject) if self._same_family(f.relation, reading.relation)]
        facts = [f for f in said if self._opposed_objects(reading.object, f.object)]
        if not facts or any(
            self._akin(f.object, reading.object) and f.object not in self._objects(reading.object, self._broader) for f in said
        ):
            return None
        return Judgement(Verdict.CONTRADICTED, "KG204", reading, "the graph gives the opposite", tuple(facts))

    def _opposite_quality(self, reading: Reading, family: frozenset[str]) -> Judgement | None:
        """The sign has a quality, and the graph gives the opposite quality to the subject's signs of this sort."""
        qualities = self._objects(reading.object, self._quality)
        for aspect in self.knowledge.aspects if qualities else ():
            if aspect.plain != self._quality or not (
                aspect.sign == reading.object or aspect.sign in self._objects(reading.object, self._broader)
            ):
                continue
            said = [f for f in self.knowledge.facts_from(reading.subject) if self._same_family(f.relation, aspect.relation)]
            facts = [f for f in said if any(f.object in self._opposites(q) for q in qualities)]
            if facts and not any(f.object in qualities for f in said):
                return Judgement(Verdict.CONTRADICTED, "KG204", reading, "the graph gives the opposite quality", tuple(facts))
        return None

    def _opposite_action(self, reading: Reading, family: frozenset[str]) -> Judgement | None:
        targets, manners = self._objects(reading.object, self._target), self._objects(reading.object, self._manner)
        if not (targets and manners):
            return None
        against = set().union(*(self._opposites(m) for m in manners))
        for fact in self.knowledge.facts_from(reading.subject):
            if (
                fact.relation == reading.relation
                and self._objects(fact.object, self._target) & targets
                and self._objects(fact.object, self._manner) & against
            ):
                return Judgement(Verdict.CONTRADICTED, "KG206", reading, "the graph gives the opposite action on the same thing", (fact,))
        return None

    def _disjoint(self, reading: Reading, family: frozenset[str]) -> Judgement | None:
        if reading.relation != self._broader:
            return None
        one, other = self.knowledge.ref(reading.subject).kind, self.knowledge.ref(reading.object).kind
        if not self.knowledge.disjoint(one, other):
            return None
        facts = [f for f in self.knowledge.facts_from(reading.subject) if f.relation == self._broader]
        return Judgement(Verdict.CONTRADICTED, "KG208", reading, f"nothing is both a {one} and a {other}", tuple(facts[:NEAREST]))


_REASONS: Final[Sequence[Callable[[Judge, Reading, frozenset[str]], Judgement | None]]] = (
    Judge._reversed,
    Judge._excludes,
    Judge._other_value,
    Judge._opposite_value,
    Judge._opposite_quality,
    Judge._opposite_action,
    Judge._disjoint,
)
