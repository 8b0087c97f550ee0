"""From what the grammar linked to claims: the kinds of things decide which reading of a phrase is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg.check.claim import Claim, Reading, Span
from kg.check.everyday import is_everyday
from kg.check.folding import Tokens, words
from kg.check.knowledge import Knowledge
from kg.check.links import Link
from kg.check.marks import Item
from kg.check.nouns import Np

_CHANNELS: Final = frozenset({"Channel", "Place"})


class Typist:
    """Turns links into claims by the domains and ranges of the relations that their cues voice."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.lexicon = knowledge.lexicon
        self._fits: dict[tuple[str, str, str], bool] = {}
        self._has_channel = knowledge.relation_named("hasChannel")
        self._channels: dict[str, str] = {}
        self._backward = {forward: inverse for inverse, forward in self.lexicon.inverses.items()}

    def fits(self, subject: str, relation: str, object: str) -> bool:
        """Whether the relation may hold between things of these kinds."""
        key = (self.knowledge.ref(subject).kind, relation, self.knowledge.ref(object).kind)
        known = self._fits.get(key)
        if known is None:
            told = self.knowledge.relation(relation)
            known = (told.domain in (None, "Concept") or told.domain in self.knowledge.kinds(subject)) and (
                told.range in (None, "Concept") or told.range in self.knowledge.kinds(object)
            )
            self._fits[key] = known
        return known

    def claims(self, links: Sequence[Link], tokens: Tokens, items: Sequence[Item]) -> Iterable[Claim]:
        """The claims of one sentence, each pair of places once for one cue."""
        seen: dict[tuple[int, int, int, bool], None] = {}
        for link in links:
            claim = self._claim(link, tokens, items)
            if claim is None:
                continue
            key = (claim.subject.start, claim.object.start, claim.cue.start, claim.negative)
            if key not in seen:
                seen[key] = None
                yield claim

    def _claim(self, link: Link, tokens: Tokens, items: Sequence[Item]) -> Claim | None:
        for one, place in self._choices(link.subject, link.options):
            for other, there in self._choices(link.object, []):
                found = self._readings(link, one, other, tokens, items)
                if found:
                    return self._built(link, ((one, place), (other, there)), found, tokens, items)
        return None

    def _choices(self, phrase: Np, options: list[Np]) -> Iterable[tuple[Np, Np]]:
        if phrase.options and not phrase.concepts:
            for option in phrase.options:
                yield option, phrase
        else:
            yield phrase, phrase
        for option in options:
            yield option, option

    def _readings(self, link: Link, one: Np, other: Np, tokens: Tokens, items: Sequence[Item]) -> tuple[Reading, ...]:
        iris = self.lexicon.concepts
        found: dict[Reading, None] = {}
        violating: dict[Reading, None] = {}
        ones, others = [iris[c] for c in one.concepts], [iris[c] for c in other.concepts]
        for number, _ in link.cues:
            cue = self.lexicon.cues[number]
            if cue.kind == "phrase" and not link.composed and not link.lemma:
                continue
            if cue.kind == "phrase":
                self._add(found, violating, ones, cue.relations, self._composed(link, other, tokens))
                continue
            ends = (others, ones) if cue.reversed else (ones, others)
            owned = self._of_owner(found, (other, one) if cue.reversed else (one, other), cue.relations)
            if not owned:
                self._add(found, violating, ends[0], cue.relations, ends[1])
        if (link.lemma or link.composed) and self.lexicon.phrase_cue >= 0 and not found:
            phrase = self.lexicon.cues[self.lexicon.phrase_cue]
            self._add(found, violating, ones, phrase.relations, self._composed(link, other, tokens))
        elif link.composed and self.lexicon.phrase_cue >= 0:
            self._add(found, {}, ones, self.lexicon.cues[self.lexicon.phrase_cue].relations, self._composed(link, other, tokens))
        return (*found, *violating)

    def _add(
        self,
        found: dict[Reading, None],
        violating: dict[Reading, None],
        ones: Sequence[str],
        relations: Sequence[str],
        others: Sequence[str],
    ) -> None:
        for subject in ones:
            for object_ in others:
                if subject == object_:
                    continue
                for voiced in relations:
                    relation = self.lexicon.inverses.get(voiced, "")
                    if relation:
                        self._add(found, violating, [object_], [relation], [subject])
                        continue
                    relation = voiced
                    if (channel := self._meant_channel(relation, object_)) and self.fits(subject, relation, channel):
                        found[Reading(subject, relation, channel)] = None
                    if self.fits(subject, relation, object_):
                        found[Reading(subject, relation, object_)] = None
                    elif self.fits(object_, relation, subject) and self._held(object_, relation, subject):
                        violating[Reading(subject, relation, object_, True)] = None

    def _meant_channel(self, relation: str, organ: str) -> str:
        """The channel of an organ, where a relation leads to channels: “it enters the lung” is said for “the lung channel”."""
        if self.knowledge.relation(relation).range not in _CHANNELS:
            return ""
        if organ not in self._channels:
            facts = self.knowledge.facts_from(organ)
            self._channels[organ] = next((f.object for f in facts if f.relation == self._has_channel), "")
        return self._channels[organ]

    def _voices(self, number: int, found: Sequence[Reading]) -> bool:
        voiced = {self.lexicon.inverses.get(r, r) for r in self.lexicon.cues[number].relations}
        return any(r.relation in voiced for r in found)

    def _held(self, subject: str, relation: str, object: str) -> bool:
        return any(f.object == object and f.relation == relation for f in self.knowledge.facts_from(subject))

    def _of_owner(self, found: dict[Reading, None], ends: tuple[Np, Np], relations: Sequence[str]) -> bool:
        """“The pain of blood stasis is stabbing” tells of blood stasis; whether such a reading was added."""
        iris = self.lexicon.concepts
        before = len(found)
        turned = {self._backward.get(r, "") for r in relations}
        for aspect in self.knowledge.aspects:
            for sign, other, voiced in ((ends[0], ends[1], relations), (ends[1], ends[0], turned)):
                if aspect.plain in voiced and sign.owners and aspect.sign in {iris[c] for c in sign.concepts}:
                    owners = [iris[c] for owner in sign.owners for c in owner.concepts]
                    self._add(found, {}, owners, (aspect.relation,), [iris[c] for c in other.concepts])
        return len(found) > before

    def _composed(self, link: Link, other: Np, tokens: Tokens) -> list[str]:
        """The actions that verb and object name together: “move” and “qi” give “move qi”."""
        found: dict[int, None] = dict.fromkeys(link.composed)
        if not found and other.item is not None and link.lemma and other.concepts:
            item = other.item
            tails = [tokens.words[item.start : item.end]]
            tails += [words(self.knowledge.ref(self.lexicon.concepts[c]).label) for c in other.concepts]
            for tail in tails:
                found.update(dict.fromkeys(self.lexicon.lookup([link.lemma, *tail])))
        return [self.lexicon.concepts[c] for c in found]

    def _built(
        self, link: Link, ends: tuple[tuple[Np, Np], tuple[Np, Np]], found: tuple[Reading, ...], tokens: Tokens, items: Sequence[Item]
    ) -> Claim:
        (one, place), (other, there) = ends
        first, second = _span(place, tokens, items), _span(there, tokens, items)
        if link.composed:
            second = Span(tokens.starts[items[link.at].start], tokens.ends[link.composed_end - 1])
        cue_item = items[link.at]
        cue = Span(tokens.starts[cue_item.start], tokens.ends[cue_item.end - 1])
        chosen = next((self.lexicon.cues[n] for n, _ in link.cues if self._voices(n, found)), None)
        turned = (second, first) if chosen is not None and chosen.reversed else (first, second)
        whole = Span(min(first.start, second.start, cue.start), max(first.end, second.end, cue.end))
        everyday = is_everyday(one, tokens, self.lexicon) and (is_everyday(other, tokens, self.lexicon) and not link.composed)
        quality = " ".join((*one.qualities, *other.qualities)) if one.item and other.item else ""
        return Claim(
            span=whole,
            subject=turned[0],
            cue=cue,
            object=turned[1],
            cue_iri=chosen.iri if chosen else "",
            readings=found,
            negative=link.negative,
            strength=link.strength or "plain",
            via=link.via,
            quality=quality,
            everyday=everyday,
        )


def _span(phrase: Np, tokens: Tokens, items: Sequence[Item]) -> Span:
    if phrase.item is not None:
        return Span(tokens.starts[phrase.item.start], tokens.ends[phrase.item.end - 1])
    if phrase.start >= phrase.end or phrase.start >= len(items):
        return Span(tokens.starts[items[0].start], tokens.starts[items[0].start])
    last = min(phrase.end, len(items)) - 1
    return Span(tokens.starts[items[phrase.start].start], tokens.ends[items[last].end - 1])
