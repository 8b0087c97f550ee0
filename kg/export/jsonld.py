"""JSON-LD 1.1 with the project's published context: short words for relations, one object a subject, written as read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from itertools import groupby
from typing import IO, Final

import pyoxigraph as ox

from kg.export.source import quads
from kg.graph import KnowledgeGraph
from kg.namespaces import ONTOLOGY, PREFIXES, RDF, SKOS, shorten
from kg.reader import language_tag

_BY_LANGUAGE: Final = ("prefLabel", "altLabel", "hiddenLabel", "definition")
CONTEXT: Final[dict[str, object]] = {
    "@version": 1.1,
    "@vocab": ONTOLOGY,
    **PREFIXES,
    **{name: {"@id": SKOS + name, "@container": "@language"} for name in _BY_LANGUAGE},
}
"""What `/context.jsonld` publishes and every export carries: names by language, relations by their last part."""

_WORDS: Final = frozenset(CONTEXT) | {"graph", "id", "type"}
_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def write(graph: KnowledgeGraph, output: IO[bytes]) -> None:
    """Write a graph as JSON-LD: a named graph is an object with `@id` and `@graph`."""
    write_quads(quads(graph), output)


def render_quads(found: Iterable[ox.Quad]) -> bytes:
    """Quads, those of one graph and subject beside one another, as a JSON-LD document."""
    output = io.BytesIO()
    write_quads(found, output)
    return output.getvalue()


def write_quads(found: Iterable[ox.Quad], output: IO[bytes]) -> None:
    """Write quads, those of one graph and subject beside one another, as a JSON-LD document."""
    output.write(b'{"@context":' + _dumped(CONTEXT) + b',\n"@graph":[')
    first = True
    for graph_name, group in groupby(found, key=lambda q: q.graph_name):
        named = isinstance(graph_name, (ox.NamedNode, ox.BlankNode))
        if named:
            output.write((b"\n" if first else b",\n") + b'{"@id":' + _dumped(_id(graph_name)) + b',"@graph":[')
            first = True
        for _, of_subject in groupby(group, key=lambda q: q.subject):
            output.write((b"\n" if first else b",\n") + _dumped(_node(list(of_subject))))
            first = False
        if named:
            output.write(b"]}")
            first = False
    output.write(b"\n]}\n")


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _node(of_subject: list[ox.Quad]) -> dict[str, object]:
    node: dict[str, object] = {"@id": _id(of_subject[0].subject)}
    for quad in of_subject:
        _put(node, quad.predicate.value, quad.object)
    return node


def _put(node: dict[str, object], predicate: str, object_: object) -> None:
    name = predicate.removeprefix(SKOS)
    if predicate == RDF + "type" and isinstance(object_, ox.NamedNode):
        node.setdefault("@type", []).append(_key(object_.value))  # type: ignore[attr-defined]
    elif name in _BY_LANGUAGE and isinstance(object_, ox.Literal) and object_.language:
        node.setdefault(name, {}).setdefault(language_tag(object_), []).append(object_.value)  # type: ignore[attr-defined]
    else:
        node.setdefault(_key(predicate), []).append(_value(object_))  # type: ignore[attr-defined]


def _key(iri: str) -> str:
    """An IRI as the key of a relation or kind: its last part where that is one of the project's own words."""
    local = iri.removeprefix(ONTOLOGY)
    if local != iri and local.isalnum() and local not in _WORDS:
        return local
    return _compact(iri)


def _compact(iri: str) -> str:
    short = shorten(iri)
    return iri if short.startswith("<") else short


def _id(term: object) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else _compact(term.value)  # type: ignore[attr-defined]


def _value(term: object) -> object:
    if not isinstance(term, ox.Literal):
        return {"@id": _id(term)}
    if term.language:
        return {"@value": term.value, "@language": language_tag(term)}
    if term.datatype.value == _XSD_STRING:
        return term.value
    return {"@value": term.value, "@type": _compact(term.datatype.value)}
