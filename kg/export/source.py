"""The statements of a graph one after another, in an order that lets every format be written as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby

import pyoxigraph as ox

from kg.graph import KnowledgeGraph
from kg.store.engine import Embedded, Engine, iri_list

PAGE = 20_000
"""Solutions asked of a distant endpoint at once."""


def quads(graph: KnowledgeGraph) -> Iterator[ox.Quad]:
    """Every quad: the default graph, then each named graph in the order of its IRI, each sorted by subject."""
    engine = graph.engine
    if isinstance(engine, Embedded):
        named = sorted(engine.store.named_graphs(), key=str)
        return chain(_in_no_graph(engine.store), *(engine.store.quads_for_pattern(None, None, None, g) for g in named))
    return _distant_quads(engine)


def _in_no_graph(store: ox.Store) -> Iterator[ox.Quad]:
    """What stands in the default graph alone; the rest of it is the merge of the named graphs."""
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        if all(isinstance(q.graph_name, ox.DefaultGraph) for q in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)):
            yield quad


def _distant_quads(engine: Engine) -> Iterator[ox.Quad]:
    """The same from an endpoint, page by page; what stands in no named graph comes first."""
    loose = "?s ?p ?o FILTER NOT EXISTS { GRAPH ?any { ?s ?p ?o } }"
    for s, p, o in _pages(engine, loose):
        yield ox.Quad(s, p, o)
    for (g,) in _pages(engine, "{ SELECT DISTINCT ?s { GRAPH ?s { ?a ?b ?c } } }", "?s"):
        for s, p, o in _pages(engine, f"GRAPH {iri_list([g.value])} {{ ?s ?p ?o }}"):
            yield ox.Quad(s, p, o, g)


def _pages(engine: Engine, where: str, variables: str = "?s ?p ?o") -> Iterator[tuple]:  # type: ignore[type-arg]
    offset = 0
    while True:
        found = engine.query(f"SELECT {variables} WHERE {{ {where} }} ORDER BY {variables} LIMIT {PAGE} OFFSET {offset}")
        assert isinstance(found, ox.QuerySolutions)
        count = 0
        for row in found:
            count += 1
            yield tuple(row)
        if count < PAGE:
            return
        offset += PAGE


Said = dict[tuple[ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal], list[str]]
"""What is said of one subject: predicate and object, with the IRIs of the graphs that say it."""


def subjects(graph: KnowledgeGraph) -> Iterator[tuple[ox.NamedNode | ox.BlankNode, Said]]:
    """Every subject with what is said of it, once, whatever number of graphs say it; sorted within a subject."""
    engine = graph.engine
    if isinstance(engine, Embedded):
        for subject in _distinct_subjects(engine):
            yield subject, _gathered(engine.store.quads_for_pattern(subject, None, None, None))
        return
    rows = _pages(engine, "?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?o } }", "?s ?p ?o ?g")
    for subject, group in groupby(rows, key=lambda row: row[0]):
        yield subject, _gathered(ox.Quad(s, p, o, g or ox.DefaultGraph()) for s, p, o, g in group)


def _distinct_subjects(engine: Embedded) -> Iterator[ox.NamedNode | ox.BlankNode]:
    for row in engine.query("SELECT DISTINCT ?s WHERE { ?s ?p ?o }"):  # type: ignore[union-attr]
        yield row[0]


def _gathered(found: Iterator[ox.Quad]) -> Said:
    said: Said = {}
    for quad in sorted(found, key=lambda q: (str(q.predicate), str(q.object), str(q.graph_name))):
        graphs = said.setdefault((quad.predicate, quad.object), [])  # type: ignore[arg-type]
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs.append(quad.graph_name.value)
    return said


def triples(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    """Every triple of the union of all graphs, once, grouped by subject."""
    for subject, said in subjects(graph):
        for predicate, object_ in said:
            yield ox.Triple(subject, predicate, object_)
