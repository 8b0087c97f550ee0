"""SKOS as Skosmos and other vocabulary browsers take it: one scheme, kinds as top concepts, one preferred name a language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

import pyoxigraph as ox

from kg.export.source import Said, subjects
from kg.graph import KnowledgeGraph
from kg.namespaces import CONCEPT, INFERRED, ONTOLOGY, OWL, PREFIXES, RDF, RDFS, SKOS
from kg.vocabulary import REMOTE

SCHEME: Final = CONCEPT.rstrip("/")
_TITLE: Final = "TCM knowledge graph"
_PREF, _ALT = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel")
_BROADER = ox.NamedNode(SKOS + "broader")


def write(graph: KnowledgeGraph, output: IO[bytes]) -> None:
    """Write the concepts as a SKOS concept scheme in Turtle; asserted relations between concepts come along under their own names."""
    ox.serialize(_triples(graph), output, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)


def _triples(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    yield _triple(SCHEME, RDF + "type", SKOS + "ConceptScheme")
    yield ox.Triple(ox.NamedNode(SCHEME), _PREF, ox.Literal(_TITLE, language="en"))
    used: set[str] = set()
    for subject, said in subjects(graph):
        if isinstance(subject, ox.NamedNode) and not subject.value.startswith(ONTOLOGY) and any(p == _PREF for p, _ in said):
            yield from _concept(graph, subject, said, used)
    yield from _kinds(graph, used)
    yield from _relations(graph)


def _triple(subject: str, predicate: str, object_: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(object_))


def _concept(graph: KnowledgeGraph, subject: ox.NamedNode, said: Said, used: set[str]) -> Iterator[ox.Triple]:
    yield _triple(subject.value, RDF + "type", SKOS + "Concept")
    yield _triple(subject.value, SKOS + "inScheme", SCHEME)
    kind = graph.reader.vocabulary.most_specific(
        frozenset(o.value for p, o in said if p.value == RDF + "type" and isinstance(o, ox.NamedNode))
    )
    preferred: dict[str, ox.Literal] = {}
    wider = False
    for (predicate, object_), graphs in said.items():
        if graphs == [INFERRED] or predicate.value in REMOTE or predicate.value == RDF + "type":
            continue
        if predicate == _PREF and isinstance(object_, ox.Literal):
            first = preferred.setdefault(object_.language or "", object_)
            yield ox.Triple(subject, _PREF if first == object_ else _ALT, object_)
        elif not (predicate == _ALT and object_ in preferred.values()):
            wider = wider or predicate == _BROADER
            yield ox.Triple(subject, predicate, object_)
    if kind:
        used.add(kind)
        yield _triple(subject.value, RDF + "type", kind)
        if not wider:
            yield _triple(subject.value, SKOS + "broader", kind)


def _kinds(graph: KnowledgeGraph, used: set[str]) -> Iterator[ox.Triple]:
    for iri in sorted(used):
        kind = graph.reader.vocabulary.kinds.get(iri)
        node = ox.NamedNode(iri)
        yield _triple(iri, RDF + "type", SKOS + "Concept")
        yield _triple(iri, RDF + "type", OWL + "Class")
        yield _triple(iri, SKOS + "inScheme", SCHEME)
        yield _triple(iri, SKOS + "topConceptOf", SCHEME)
        yield _triple(SCHEME, SKOS + "hasTopConcept", iri)
        names = {"en": kind.label if kind else iri.rsplit("#", 1)[-1], "zh": kind.label_zh if kind else ""}
        for language, name in names.items():
            if name:
                yield ox.Triple(node, _PREF, ox.Literal(name, language=language))
                yield ox.Triple(node, ox.NamedNode(RDFS + "label"), ox.Literal(name, language=language))


def _relations(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    for relation in sorted(graph.reader.vocabulary.relations.values(), key=lambda r: r.iri):
        yield _triple(relation.iri, RDF + "type", OWL + "ObjectProperty")
        yield ox.Triple(ox.NamedNode(relation.iri), ox.NamedNode(RDFS + "label"), ox.Literal(relation.label, language="en"))
