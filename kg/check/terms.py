"""Advice on terms: what is preferred, two names for one thing, near-miss spellings, ambiguous names. Never more than advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from kg.check.claim import Span
from kg.check.document import Block, Document
from kg.check.finding import Finding, advice
from kg.check.folding import is_han, words
from kg.check.inflection import respellings, singular
from kg.check.knowledge import Knowledge
from kg.check.lexicon import LONG_NAME
from kg.check.sentences import SentenceRead
from kg.model import Name

Read = Sequence[tuple[Block, list[SentenceRead]]]
_SHOWN: Final = 4
_SHORTEST: Final = 6


class Named(NamedTuple):
    """One place where one concept is named: the name as it is compared, and as it was written."""

    concept: str
    key: str
    text: str
    block: Block
    span: Span


def advise(speller: Speller, document: Document, read: Read) -> list[Finding]:
    """Advice on the terms of a document; each piece once, where it first applies."""
    knowledge = speller.knowledge
    named = list(_named(read))
    found = [*_names(knowledge, document, named), *_ambiguous(knowledge, document, read), *_misspelt(speller, document, read)]
    return sorted(found, key=lambda f: (f.start, f.code))


@lru_cache(maxsize=50_000)
def _key(text: str) -> str:
    """A name without case, number and spelling variants."""
    folded = words(text)
    if folded and not is_han(text):
        folded = [min({w, *respellings(w)}) for w in folded]
        folded[-1] = singular(folded[-1])
    return " ".join(folded)


def _named(read: Read) -> Iterator[Named]:
    for block, sentences in read:
        for sentence in sentences:
            for mention in sentence.mentions:
                if len(mention.concepts) == 1:
                    text = block.text[mention.span.start : mention.span.end]
                    yield Named(mention.concepts[0], _key(text), text, block, mention.span)


def _names(knowledge: Knowledge, document: Document, named: Iterable[Named]) -> Iterator[Finding]:
    first: dict[str, dict[str, Named]] = {}
    for one in named:
        first.setdefault(one.concept, {}).setdefault(one.key, one)
    for concept, forms in first.items():
        names = knowledge.names(concept)
        told: list[Named] = []
        for one in forms.values():
            name = next((n for n in names if _key(n.text) == one.key), None)
            if name is None or name.language not in ("en", "zh-Hans"):
                continue
            told.append(one)
            others = [o for o in told[:-1] if is_han(o.text) == is_han(one.text)]
            if others:
                yield _two_names(document, others[0], one, names, name)
            elif not name.preferred and _technical(one):
                yield _not_preferred(document, one, names, name)


def _technical(one: Named) -> bool:
    """Whether the name is a term (several words, or Chinese) and no everyday word."""
    return " " in one.key or is_han(one.text)


def _preferred(names: Sequence[Name], language: str) -> str:
    return next((n.text for n in names if n.preferred and n.language == language), "")


def _two_names(document: Document, before: Named, one: Named, names: Sequence[Name], name: Name) -> Finding:
    preferred = _preferred(names, name.language)
    line = document.position(before.block.locate(before.span.start)).line
    headline = f"“{one.text}” and “{before.text}” (line {line}) are one concept"
    return advice(
        document,
        _place(one.block, one.span),
        "KG104",
        headline,
        f"use one of them; preferred: “{preferred}”" if preferred else "use one of them",
    )


def _not_preferred(document: Document, one: Named, names: Sequence[Name], name: Name) -> Finding:
    preferred = _preferred(names, name.language)
    return advice(
        document, _place(one.block, one.span), "KG103", f"the preferred term for “{one.text}” is “{preferred}”", f"write “{preferred}”"
    )


def _place(block: Block, span: Span) -> tuple[int, int]:
    return block.locate(span.start), block.end_of(span.end)


def _ambiguous(knowledge: Knowledge, document: Document, read: Read) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for block, sentences in read:
        for sentence in sentences:
            read_at = {c.subject for c in sentence.claims} | {c.object for c in sentence.claims}
            for mention in sentence.mentions:
                text = block.text[mention.span.start : mention.span.end]
                if len(mention.concepts) < 2 or mention.span in read_at or " " not in text.strip() or mention.concepts in seen:
                    continue
                seen.add(mention.concepts)
                meant = "; ".join(f"{r.label} ({r.kind})" for r in (knowledge.ref(c) for c in mention.concepts[:_SHOWN]))
                yield advice(document, _place(block, mention.span), "KG102", f"“{text}” may mean: {meant}", "say which is meant")


class Speller:
    """Finds names one letter away from unknown words; its index of names is made when it is first asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.lexicon = knowledge.lexicon

    @cached_property
    def _near(self) -> dict[str, list[str]]:
        near: dict[str, list[str]] = {}
        for word in sorted(self.lexicon.heads | self.lexicon.solo):
            if word.isascii() and len(word) >= _SHORTEST:
                for cut in _cuts(word):
                    near.setdefault(cut, []).append(word)
        return near

    def meant(self, around: tuple[str, str, str]) -> tuple[str, str] | None:
        """For a word between two others, the phrase that may be meant and the concept that it names; None where there is none."""
        before, word, after = around
        for candidate in sorted({c for cut in _cuts(word) for c in self._near.get(cut, ())}):
            if _inflected(word, candidate):
                return None
            for phrase in ([before, candidate], [candidate, after], [candidate]):
                if (len(phrase) > 1 or len(word) >= LONG_NAME) and (found := self.lexicon.lookup(phrase)):
                    return " ".join(phrase), self.knowledge.ref(self.lexicon.concepts[found[0]]).label
        return None


def _misspelt(speller: Speller, document: Document, read: Read) -> Iterator[Finding]:
    seen: set[str] = set()
    for block, sentences in read:
        for span, around in (unknown for s in sentences for unknown in s.unknown):
            word = around[1]
            if word in seen:
                continue
            meant = speller.meant(around)
            if meant is not None:
                seen.add(word)
                yield advice(
                    document, _place(block, span), "KG101", f"“{word}” is near a name of {meant[1]}", f"did you mean “{meant[0]}”?"
                )


def _cuts(word: str) -> set[str]:
    """The word, and the word with any one letter left out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _inflected(word: str, candidate: str) -> bool:
    """Whether the two are forms of one word rather than a slip."""
    return (
        singular(word) == singular(candidate)
        or word in respellings(candidate)
        or word[:-2] == candidate[:-1]
        or word.rstrip("sdely") == candidate.rstrip("sdely")
    )
