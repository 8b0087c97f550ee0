"""Two tables as Neo4j's importer (`neo4j-admin database import`) and any spreadsheet take them: nodes and edges (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from typing import IO

from kg.export.edges import LANGUAGES, edges, nodes
from kg.graph import KnowledgeGraph
from kg.reader import last_part

_NAMES = tuple(LANGUAGES.values())


def write_nodes(graph: KnowledgeGraph, output: IO[bytes]) -> None:
    """Write the table of nodes: IRI as ID, names, definition, and the kind as label."""
    text, rows = _table(output)
    rows.writerow(["iri:ID", *_NAMES, "definition", ":LABEL"])
    for node in nodes(graph):
        row = node.row()
        rows.writerow([node.iri, *(row[name] for name in _NAMES), row["definition"], f"Concept;{node.kind}" if node.kind else "Concept"])
    text.detach()


def write_edges(graph: KnowledgeGraph, output: IO[bytes]) -> None:
    """Write the table of relationships: both ends, type in capitals, relation, inferred, sources as an array."""
    text, rows = _table(output)
    rows.writerow([":START_ID", ":END_ID", ":TYPE", "label", "relation", "inferred:boolean", "sources:string[]"])
    for edge in edges(graph):
        kind = relation_type(edge.relation)
        rows.writerow([edge.subject, edge.object, kind, edge.label, edge.relation, str(edge.inferred).lower(), ";".join(edge.sources)])
    text.detach()


def relation_type(iri: str) -> str:
    """The type of a relationship as Neo4j users write it.

    >>> relation_type("https://w3id.org/tcm-kg/ontology#manifestsAs")
    'MANIFESTS_AS'
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", last_part(iri))
    return re.sub(r"\W+", "_", words).upper()


def _table(output: IO[bytes]):  # type: ignore[no-untyped-def]
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    return text, csv.writer(text, lineterminator="\n")
