"""The rest of the data that a page needs to answer SPARQL: all that its columns do not hold, as Turtle.

Statements and names are rebuilt in the page out of the columns (`page/rdf.js`); vocabulary, works, sections and codes come from here.
"""

from __future__ import annotations

from kg.explorer.gather import ABOUT_SOURCES, Gathered
from kg.explorer.rows import of_predicates
from kg.graph import KnowledgeGraph
from kg.namespaces import RDF, SKOS
from kg.vocabulary import METADATA

_IN_COLUMNS = {f"<{p}>" for p in (RDF + "type", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "definition")}


def remainder(graph: KnowledgeGraph, gathered: Gathered) -> str:
    """Turtle of what stands in the default graph and is neither a name, definition or kind of a concept, nor a statement."""
    concepts = {f"<{iri}>" for iri in gathered.concepts}
    entry = {f"<{p}>" for p in METADATA} - _IN_COLUMNS
    wanted = sorted(METADATA | ABOUT_SOURCES | {p[1:-1] for p in _IN_COLUMNS})
    rows = of_predicates(graph.engine, wanted)
    return "\n".join(sorted(f"{s} {p} {o} ." for s, p, o in rows if s not in concepts or p in entry))
