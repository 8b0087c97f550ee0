"""The whole data set as files, made when first asked for and kept beside the compiled graph or in a folder of the server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.graph import KnowledgeGraph
from kg.server.frames import Answer
from kg.server.problem import Refusal
from kg.server.site import Site

DUMPS: Mapping[str, tuple[str, str]] = {
    "nq.gz": ("n-quads", "application/n-quads"),
    "trig.gz": ("trig", "application/trig"),
    "ttl.gz": ("turtle", "text/turtle"),
    "jsonld.gz": ("json-ld", "application/ld+json"),
    "rdf.gz": ("rdf-xml", "application/rdf+xml"),
    "skos.ttl.gz": ("skos", "text/turtle"),
    "graphml.gz": ("graphml", "application/graphml+xml"),
}
"""The file's ending, the exporter that makes it, and its media type before compression."""


def make(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """Write one dump into the folder that is given, whole or not at all; Refusal 503 when the folder cannot take it."""
    from kg.export import write_export

    ending = str(arguments["ending"])
    place = Path(str(arguments["folder"])) / f"tcm-kg.{ending}"
    try:
        write_export(graph, DUMPS[ending][0], place)
    except (OSError, KgError) as error:
        raise Refusal(503, f"the dump could not be written ({error})", {"retry-after": "60"}) from None
    return Answer(200, {}, b"")
