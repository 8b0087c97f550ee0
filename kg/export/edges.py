"""The graph as nodes and edges, for the formats that know no more than these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.export.source import Said, subjects
from kg.graph import KnowledgeGraph
from kg.namespaces import INFERRED, RDF, SKOS
from kg.reader import language_tag, last_part
from kg.vocabulary import METADATA, REMOTE

LANGUAGES = {"en": "label", "zh-Hans": "zh_hans", "zh-Hant": "zh_hant", "zh-Latn-pinyin": "pinyin", "la": "latin"}
"""Languages of names and the columns that they fill."""


@dataclass(frozen=True, slots=True)
class Node:
    """A concept: IRI, kind, preferred name by language, definition."""

    iri: str
    kind: str
    names: dict[str, str]
    definition: str

    @property
    def label(self) -> str:
        """The English name, else any other, else the last part of the IRI."""
        return self.names.get("en") or next(iter(self.names.values()), "") or last_part(self.iri)

    def row(self) -> dict[str, str]:
        """The node as named columns."""
        return {
            **{column: self.names.get(lang, "") for lang, column in LANGUAGES.items()},
            "label": self.label,
            "kind": self.kind,
            "definition": self.definition,
        }


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement between two concepts, once, with the sections that make it; inferred where none does."""

    subject: str
    relation: str
    label: str
    object: str
    inferred: bool
    sources: tuple[str, ...]


def nodes(graph: KnowledgeGraph) -> Iterator[Node]:
    """Every concept that has a name, and everything else that an edge leads to or comes from."""
    known: set[str] = set()
    ends: set[str] = set()
    for subject, said in subjects(graph):
        if not isinstance(subject, ox.NamedNode):
            continue
        if any(predicate.value == SKOS + "prefLabel" for predicate, _ in said):
            known.add(subject.value)
            yield _node(graph, subject.value, said)
        for _, object_ in _related(said):
            ends |= {subject.value, object_}
    for iri in sorted(ends - known):
        yield Node(iri, "", {}, "")


def _node(graph: KnowledgeGraph, iri: str, said: Said) -> Node:
    names: dict[str, str] = {}
    kinds, definition = set(), ""
    for predicate, object_ in said:
        if predicate.value == RDF + "type" and isinstance(object_, ox.NamedNode):
            kinds.add(object_.value)
        elif isinstance(object_, ox.Literal):
            if predicate.value == SKOS + "prefLabel":
                names.setdefault(language_tag(object_), object_.value)
            elif predicate.value == SKOS + "definition":
                definition = definition or object_.value
    return Node(iri, last_part(graph.reader.vocabulary.most_specific(frozenset(kinds))), names, definition)


def _related(said: Said) -> Iterator[tuple[str, str]]:
    for predicate, object_ in said:
        if (
            predicate.value not in METADATA
            and predicate.value not in REMOTE
            and isinstance(object_, ox.NamedNode)
            and not _is_entry(predicate.value)
        ):
            yield predicate.value, object_.value


def _is_entry(predicate: str) -> bool:
    """Whether a predicate tells of an entry of the vocabulary or of a work, not of a concept."""
    return predicate.startswith(("http://purl.org/dc/terms/", "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#"))


def edges(graph: KnowledgeGraph) -> Iterator[Edge]:
    """Every statement between two things, once."""
    words = graph.reader.vocabulary
    for subject, said in subjects(graph):
        if not isinstance(subject, ox.NamedNode):
            continue
        for predicate, object_ in _related(said):
            graphs = said[(ox.NamedNode(predicate), ox.NamedNode(object_))]
            sources = tuple(g for g in graphs if g != INFERRED)
            yield Edge(subject.value, predicate, words.relation(predicate).label, object_, INFERRED in graphs and not sources, sources)
