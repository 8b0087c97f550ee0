"""The tables of `kg info`: each a query over the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

Tally = tuple[tuple[str, ...], list[tuple[object, ...]]]

_KINDS = """SELECT ?kind (COUNT(DISTINCT ?x) AS ?n) (SAMPLE(?text) AS ?definition) WHERE { ?x skos:prefLabel ?l ; a ?class FILTER(LANG(?l) = "en")
  FILTER NOT EXISTS { GRAPH src:inferred { ?x a ?class } } ?class rdfs:label ?kind FILTER(LANG(?kind) = "en") ?class skos:definition ?text }
  GROUP BY ?kind ORDER BY DESC(?n) ?kind"""
_RELATIONS = """SELECT ?relation (COUNT(*) AS ?n) (SAMPLE(?text) AS ?definition) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?g != src:inferred)
  ?p rdfs:label ?relation FILTER(LANG(?relation) = "en") ?p skos:definition ?text } GROUP BY ?relation ORDER BY DESC(?n) ?relation"""
_WORKS = """SELECT ?title (COUNT(DISTINCT ?g) AS ?sections) (COUNT(*) AS ?statements) (SAMPLE(?r) AS ?rights) WHERE { GRAPH ?g { ?s ?p ?o }
  ?g tcm:sectionOf ?work . ?work dcterms:title ?title FILTER(LANG(?title) = "en") OPTIONAL { ?work dcterms:rights ?r } } GROUP BY ?title ORDER BY DESC(?statements)"""
_COVERAGE = {
    "patterns with a sign": ("tcm:Pattern", "{ ?x tcm:mayManifestAs ?y }"),
    "patterns with a tongue or pulse sign": (
        "tcm:Pattern",
        "{ ?x tcm:mayManifestAs ?y . VALUES ?k { tcm:TongueSign tcm:PulseSign } ?y a ?k }",
    ),
    "patterns with a method that treats them": ("tcm:Pattern", "{ ?y tcm:treats ?x . ?y a tcm:Method }"),
    "disorders with a cause or sign": ("tcm:Disorder", "{ ?x tcm:mayManifestAs ?y } UNION { ?y tcm:mayCause ?x }"),
    "methods with an action": ("tcm:Method", "{ ?x tcm:hasAction ?y }"),
    "herbs with an action": ("tcm:Herb", "{ ?x tcm:hasAction ?y }"),
    "herbs with a nature": ("tcm:Herb", "{ ?x tcm:hasNature ?y }"),
    "herbs with a channel": ("tcm:Herb", "{ ?x tcm:entersChannel ?y }"),
    "formulas with ingredients": ("tcm:Formula", "{ ?x tcm:hasIngredient ?y }"),
    "formulas with an indication": ("tcm:Formula", "{ ?x tcm:indicatedFor ?y }"),
    "points with an indication": ("tcm:Acupoint", "{ ?x tcm:indicatedFor ?y }"),
}


def _asked(query: str, heads: tuple[str, ...]) -> Callable[[KnowledgeGraph], Tally]:
    return lambda graph: (heads, [tuple(row) for row in graph.query(query).rows])


def _coverage(graph: KnowledgeGraph) -> Tally:
    rows: list[tuple[object, ...]] = []
    for what, (kind, pattern) in _COVERAGE.items():
        query = f"SELECT (COUNT(DISTINCT ?all) AS ?of) (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {{ ?all a {kind} }} UNION {{ ?x a {kind} FILTER EXISTS {{ {pattern} }} }} }}"
        of, n = (int(str(cell)) for cell in graph.query(query).rows[0])
        rows.append((what, n, of, f"{n / of:.0%}" if of else "—"))
    return ("coverage", "have it", "of", "share"), rows


TALLIES: dict[str, Callable[[KnowledgeGraph], Tally]] = {
    "kinds": _asked(_KINDS, ("kind", "concepts", "definition")),
    "relations": _asked(_RELATIONS, ("relation", "statements", "definition")),
    "works": _asked(_WORKS, ("work", "sections", "statements", "rights")),
    "coverage": _coverage,
}
