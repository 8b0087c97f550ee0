"""The RDF serialisations, by the engine's own streaming writers (RDF 1.1 Turtle, TriG, N-Triples, N-Quads, RDF/XML)."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

import pyoxigraph as ox

from kg.export.source import quads, triples
from kg.formats import RDF_FORMATS
from kg.graph import KnowledgeGraph
from kg.namespaces import PREFIXES


def writer(name: str) -> Callable[[KnowledgeGraph, IO[bytes]], None]:
    """The function that writes a graph in one serialisation: with its named graphs where it has them, else their union."""
    form = RDF_FORMATS[name]

    def write(graph: KnowledgeGraph, output: IO[bytes]) -> None:
        found = quads(graph) if form.quads else triples(graph)
        ox.serialize(found, output, format=ox.RdfFormat.from_media_type(form.media_type), prefixes=PREFIXES)

    return write
