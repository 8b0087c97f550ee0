"""The few questions that the checker asks of a graph, and what it expects for an answer.

Whoever wants drafts checked against a graph gives the checker an object that follows `Knowledge`; the checker itself
knows no RDF, opens no file and reaches no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kg.check.lexicon import Lexicon
from kg.model import Name, Ref, Relation, Statement


class Fact(NamedTuple):
    """A statement in brief: the IRIs of subject, relation and object; ``inferred`` when a rule gives it and no section says it."""

    subject: str
    relation: str
    object: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Aspect:
    """A relation told of a sign that belongs to something: “the pain of blood stasis is dull” is a relation of blood stasis."""

    sign: str
    plain: str
    relation: str


class Knowledge(Protocol):
    """A graph, as the checker sees it. Relations are always the forward ones, never inverses."""

    lexicon: Lexicon
    """The names of all concepts and the phrases that voice relations, compiled."""

    aspects: Sequence[Aspect]
    """The relations that are told of a sign and hold for its owner."""

    def ref(self, iri: str) -> Ref:
        """The concept as it is referred to."""
        ...

    def names(self, iri: str) -> Sequence[Name]:
        """Every name of the concept that people may write, preferred ones marked."""
        ...

    def kinds(self, iri: str) -> frozenset[str]:
        """The names of the concept's kind and of all wider kinds."""
        ...

    def disjoint(self, one: str, other: str) -> bool:
        """Whether nothing can be of both these kinds (names)."""
        ...

    def relation(self, iri: str) -> Relation:
        """The relation with this IRI; its domain and range are names of kinds."""
        ...

    def relation_named(self, name: str) -> str:
        """The IRI of the relation with this short name (``oppositeOf``); an empty string where the graph has none."""
        ...

    def wider(self, relation: str) -> frozenset[str]:
        """The relations that hold whenever this one does."""
        ...

    def excluded_by(self, relation: str) -> frozenset[str]:
        """The relations that cannot hold where this one does; ``^`` before an IRI: read from object to subject."""
        ...

    def inverse_functional(self, relation: str) -> bool:
        """Whether an object has at most one subject by this relation."""
        ...

    def usual(self, subject: str, relation: str, object: str) -> bool:
        """Whether the graph ever relates a thing of the first one's kind to a thing of the other's kind in this way."""
        ...

    def facts_from(self, iri: str) -> Sequence[Fact]:
        """What the graph says with the concept as subject."""
        ...

    def facts_to(self, iri: str) -> Sequence[Fact]:
        """What the graph says with the concept as object."""
        ...

    def statement(self, fact: Fact) -> Statement:
        """The fact in full, with the sections that say it."""
        ...

    def premises(self, fact: Fact) -> Sequence[Fact]:
        """What a section says that a fact follows from; nothing for a fact that a section says itself."""
        ...
