"""What of a page depends on the graph alone: packed once, and kept for the next page where a folder for it is given."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.explorer.columns import columns, short
from kg.explorer.gather import Gathered, gather
from kg.explorer.overview import overview
from kg.explorer.pack import packed, packed_json
from kg.explorer.sparql_data import remainder
from kg.graph import KnowledgeGraph
from kg.namespaces import CONCEPT
from kg.replacing import replacing

FIRST = CONCEPT + "qi-stagnation"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The packed data of a page, the nodes and edges of its map of kinds, the concept it begins with, and packed Turtle for SPARQL."""

    data: str
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    first: str
    turtle: str


def prepared(graph: KnowledgeGraph, sparql: bool, cache: Path | None = None) -> Prepared:
    """The graph made ready for pages; read from the cache folder where it stands there, else made and, if it can be, put there."""
    if cache is None or not graph.fingerprint:
        return _made(graph, sparql)
    place = cache / _name(graph.fingerprint, sparql)
    with_more = () if sparql else (cache / _name(graph.fingerprint, True),)
    found = next((kept for path in (place, *with_more) if (kept := _kept(path))), None)
    if found is None:
        found = _made(graph, sparql)
        _keep(found, place)
    return found


def _kept(place: Path) -> Prepared | None:
    """What was kept in a file; None where there is none, or it cannot be read."""
    try:
        return Prepared(**json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _made(graph: KnowledgeGraph, sparql: bool) -> Prepared:
    gathered = gather(graph)
    network = overview(gathered)
    turtle = packed(remainder(graph, gathered).encode()) if sparql else ""
    return Prepared(packed_json(columns(gathered, graph.rules)), network.nodes, network.edges, short(_most_connected(gathered)), turtle)


def _most_connected(gathered: Gathered) -> str:
    if FIRST in gathered.concepts:
        return FIRST
    degree = Counter(end for link in gathered.links if not link.inferred for end in (link.subject, link.object))
    return min(gathered.concepts, key=lambda iri: (-degree[iri], iri), default="")


def _name(fingerprint: str, sparql: bool) -> str:
    """A file name that changes with the data and with the modules that make this of them."""
    age = max(path.stat().st_mtime_ns for path in Path(__file__).parent.glob("*.py"))
    return f"page-{fingerprint}-{age:x}{'-sparql' if sparql else ''}.json"


def _keep(made: Prepared, place: Path) -> None:
    """Put it into the cache in one step, and what it replaces out; a folder that cannot be written is left alone."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as file:
            file.write(json.dumps(asdict(made)).encode())
        for old in sorted(place.parent.glob("page-*.json"), key=lambda p: p.stat().st_mtime)[:-4]:
            old.unlink(missing_ok=True)
    except OSError:
        return
