"""The formats of RDF and of query results: one table each, used by every reader, writer and server.

Names follow the W3C recommendations (RDF 1.1 serialisations, SPARQL 1.1 results).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """One serialisation: its name on the command line, media type and file endings (first is usual)."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    quads: bool = False


RDF_FORMATS: Final = {
    f.name: f
    for f in (
        Format("turtle", "text/turtle", ("ttl",)),
        Format("trig", "application/trig", ("trig",), quads=True),
        Format("n-triples", "application/n-triples", ("nt",)),
        Format("n-quads", "application/n-quads", ("nq",), quads=True),
        Format("rdf-xml", "application/rdf+xml", ("rdf", "owl", "xml")),
        Format("json-ld", "application/ld+json", ("jsonld",), quads=True),
    )
}

RESULT_FORMATS: Final = {
    f.name: f
    for f in (
        Format("json", "application/sparql-results+json", ("srj", "json")),
        Format("xml", "application/sparql-results+xml", ("srx",)),
        Format("csv", "text/csv", ("csv",)),
        Format("tsv", "text/tab-separated-values", ("tsv",)),
    )
}

ALIASES: Final = {"ttl": "turtle", "nt": "n-triples", "nq": "n-quads", "rdf/xml": "rdf-xml", "rdfxml": "rdf-xml", "jsonld": "json-ld"}


def rdf_format_of(file_name: str) -> Format | None:
    """The RDF format that a file name's ending stands for, a compression ending left aside.

    >>> rdf_format_of("mine.ttl.gz").name
    'turtle'
    """
    parts = file_name.lower().rsplit("/", 1)[-1].split(".")
    while parts and parts[-1] in ("gz", "zst"):
        parts.pop()
    ending = parts[-1] if len(parts) > 1 else ""
    return next((f for f in RDF_FORMATS.values() if ending in f.endings), None)
