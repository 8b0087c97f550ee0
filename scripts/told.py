"""Sentences made from statements: each statement told with each cue that may voice it, in prose, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.check.inflection import verb_forms
from kg.check.knowledge import Fact
from kg.check.lexicon import Cue, alternatives
from kg.check.tables import TableKnowledge


class Told(NamedTuple):
    """A text that says a statement: the form it takes, the cue that voices it."""

    text: str
    form: str
    cue: str


def cues_of(knowledge: TableKnowledge) -> dict[str, list[tuple[Cue, bool]]]:
    """By relation, the cues that may voice it; with each, whether the grammatical subject is the object of the relation."""
    found: dict[str, list[tuple[Cue, bool]]] = {}
    inverses = knowledge.lexicon.inverses
    for cue in knowledge.lexicon.cues:
        for relation in cue.relations:
            forward = inverses.get(relation, relation)
            found.setdefault(forward, []).append((cue, cue.reversed != (relation in inverses)))
    return found


def told(knowledge: TableKnowledge, fact: Fact, cue: Cue, turned: bool) -> Iterator[Told]:
    """The texts that say a fact with one cue, by the preferred names of its ends."""
    chinese = bool(cue.patterns) and cue.patterns[0][1].startswith("zh")
    ends = [_name(knowledge, fact.subject, chinese), _name(knowledge, fact.object, chinese)]
    if not all(ends):
        return
    if cue.kind == "frame":
        phrase = alternatives(cue.patterns[0][0])[0]
        if turned != cue.reversed:
            ends.reverse()
        yield Told(phrase.replace("{s}", ends[0]).replace("{o}", ends[1]) + ("。" if chinese else "."), "frame", cue.iri)
        return
    one, other = reversed(ends) if turned else ends
    for phrase in [alternatives(p)[0] for p, _ in cue.patterns[:1]] or [""]:
        yield from _texts(cue, phrase, one, other, chinese)


def _texts(cue: Cue, phrase: str, one: str, other: str, chinese: bool) -> Iterator[Told]:
    if chinese and cue.kind == "verb":
        yield Told(f"{one}{phrase}{other}。", "active", cue.iri)
    elif cue.kind == "verb":
        first, _, rest = phrase.partition(" ")
        forms = verb_forms(first)
        yield Told(f"{one} {min(forms['s'])} {rest + ' ' if rest else ''}{other}.", "active", cue.iri)
        if not rest and first != "have":
            yield Told(f"{other} is {min(forms['part'])} by {one}.", "passive", cue.iri)
    elif cue.kind == "noun":
        yield Told(f"{one} is a {phrase} {other}.", "nominal", cue.iri)
    elif cue.kind in ("passive", "adjective"):
        yield Told(f"{one} is {phrase.removeprefix('be ')} {other}.", "passive", cue.iri)
    elif cue.kind == "copula":
        yield Told(f"{one} is {other}.", "copula", cue.iri)
    elif cue.kind == "label":
        yield Told(f"# {one}\n\n{phrase}: {other}\n", "list", cue.iri)
        yield Told(f"| A | {phrase} |\n|---|---|\n| {one} | {other} |\n", "table", cue.iri)


def _name(knowledge: TableKnowledge, iri: str, chinese: bool) -> str:
    language = "zh-Hans" if chinese else "en"
    return next((n.text for n in knowledge.names(iri) if n.language == language and n.preferred), "")
