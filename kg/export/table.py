"""The table of exporters, and the two things done with one: give its bytes, or put its file in its place."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import KgError
from kg.export import jsonld, neo4j, rdf, skos, xml
from kg.formats import ALIASES, RDF_FORMATS
from kg.graph import KnowledgeGraph
from kg.replacing import replacing

Write = Callable[[KnowledgeGraph, IO[bytes]], None]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: name, what it is for, usual file ending, media type, and the files that it has (one, if not said otherwise)."""

    name: str
    about: str
    ending: str
    media_type: str
    parts: Mapping[str, Write]

    @property
    def single(self) -> bool:
        """Whether the export is one file."""
        return len(self.parts) == 1


def _rdf(name: str, about: str) -> Exporter:
    form = RDF_FORMATS[name]
    return Exporter(name, about, form.endings[0], form.media_type, {"": rdf.writer(name)})


EXPORTERS: Mapping[str, Exporter] = {
    e.name: e
    for e in (
        _rdf("trig", "everything, each section a named graph, for people and git"),
        _rdf("n-quads", "everything, a statement a line, for loading into other engines"),
        _rdf("turtle", "the union of all graphs, without who says what"),
        _rdf("n-triples", "the union of all graphs, a statement a line"),
        _rdf("rdf-xml", "the union of all graphs, for older tools"),
        Exporter("json-ld", "everything, with a context of short words", "jsonld", RDF_FORMATS["json-ld"].media_type, {"": jsonld.write}),
        Exporter("skos", "a concept scheme for Skosmos and vocabulary browsers", "skos.ttl", "text/turtle", {"": skos.write}),
        Exporter("graphml", "nodes and edges for yEd, igraph, networkx", "graphml", "application/graphml+xml", {"": xml.write_graphml}),
        Exporter("gexf", "nodes and edges for Gephi", "gexf", "application/gexf+xml", {"": xml.write_gexf}),
        Exporter(
            "csv",
            "tables of nodes and edges for Neo4j and spreadsheets",
            "zip",
            "application/zip",
            {"nodes.csv": neo4j.write_nodes, "edges.csv": neo4j.write_edges},
        ),
    )
}


def exporter(name: str) -> Exporter:
    """The exporter with a name or its usual short form; KgError with the names there are."""
    found = EXPORTERS.get(ALIASES.get(name, name))
    if found is None:
        raise KgError(f"no export format “{name}”; one of {', '.join(EXPORTERS)}")
    return found


def render_export(graph: KnowledgeGraph, name: str) -> bytes:
    """A graph in a format, as bytes; several files come as one ZIP archive."""
    output = io.BytesIO()
    put_export(graph, name, output)
    return output.getvalue()


def put_export(graph: KnowledgeGraph, name: str, output: IO[bytes]) -> None:
    """Write a graph in a format to a binary stream as it is read; several files as one ZIP archive."""
    chosen = exporter(name)
    if chosen.single:
        chosen.parts[""](graph, output)
        return
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, write in chosen.parts.items():
            with archive.open(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), "w", force_zip64=True) as file:
                write(graph, file)


def write_export(graph: KnowledgeGraph, name: str, place: Path) -> None:
    """Put an export into a file, whole or not at all; ``.gz`` compresses it.

    A format of several files goes into a folder, or into one archive where the name ends in ``.zip``. OSError where the
    place cannot be written; what stood there before then still stands.
    """
    chosen = exporter(name)
    if not chosen.single and place.suffix != ".zip":
        place.mkdir(parents=True, exist_ok=True)
        for part, write in chosen.parts.items():
            with replacing(place / part) as output:
                write(graph, output)
        return
    with replacing(place) as output:
        if place.suffix == ".gz":
            with gzip.GzipFile("", "wb", 6, output, mtime=0) as packed:
                put_export(graph, name, packed)  # type: ignore[arg-type]
        else:
            put_export(graph, name, output)
