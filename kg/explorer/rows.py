"""Read whole tables out of an engine fast: answers as tab-separated values, split without making a term of each cell.

Follows *SPARQL 1.1 Query Results CSV and TSV Formats* (W3C 2013); a cell is a term as in Turtle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.errors import KgError
from kg.namespaces import INFERRED, XSD
from kg.store.engine import Embedded, Engine, iri_list

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_BARE = (("boolean", re.compile(r"true|false")), ("integer", re.compile(r"[+-]?\d+")), ("decimal", re.compile(r"[+-]?\d*\.\d+")))


def cells(engine: Engine, query: str) -> Iterator[list[str]]:
    """The rows of a SELECT, each cell a term as written in Turtle (an IRI in angle brackets), an unbound one empty."""
    return _split(engine.query(query))


def sourced(engine: Engine) -> Iterator[list[str]]:
    """Every statement of a section as four cells, the section last; the graphs named one by one where they are at hand, twice as soon."""
    if isinstance(engine, Embedded):
        named = iri_list([graph.value for graph in engine.store.named_graphs() if graph.value != INFERRED])
        return _split(engine.store.query(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?g {{ {named} }} GRAPH ?g {{ ?s ?p ?o }} }}"))
    return cells(engine, f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{INFERRED}>) }}")


def of_predicates(engine: Engine, predicates: Iterable[str], graph: str = "") -> Iterator[tuple[str, str, str]]:
    """Every triple with one of these predicates (IRIs), in one named graph or in the merge of all, as three cells.

    One question in all to an endpoint, one for each predicate to a store at hand, which need not write the predicate on every row.
    """
    if not isinstance(engine, Embedded):
        query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {iri_list(list(predicates))} }} {_pattern('?p', graph)} }}"
        yield from ((s, p, o) for s, p, o in cells(engine, query))
        return
    for predicate in predicates:
        cell = f"<{predicate}>"
        rows = cells(engine, f"SELECT ?s ?o WHERE {{ {_pattern(cell, graph)} }}")
        yield from ((s, cell, o) for s, o in rows)


def _pattern(predicate: str, graph: str) -> str:
    return f"GRAPH <{graph}> {{ ?s {predicate} ?o }}" if graph else f"?s {predicate} ?o"


def _split(results: object) -> Iterator[list[str]]:
    if not isinstance(results, ox.QuerySolutions):
        raise KgError("a SELECT query is wanted here")
    text = (results.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode()
    lines = iter(text.split("\n"))
    next(lines)
    return (line.split("\t") for line in lines if line)


def iri(cell: str) -> str:
    """The IRI in a cell, or an empty string where the cell holds something else.

    >>> iri("<http://example.org/a>"), iri('"text"')
    ('http://example.org/a', '')
    """
    return cell[1:-1] if cell.startswith("<") else ""


def literal(cell: str) -> tuple[str, str, str] | None:
    """Text, language tag (lower case) and datatype of the literal in a cell; None where it holds none.

    >>> literal('"a \\\\"b\\\\""@en')
    ('a "b"', 'en', '')
    """
    if not cell.startswith('"'):
        name = next((name for name, shape in _BARE if shape.fullmatch(cell)), "")
        return (cell, "", XSD + name) if name else None
    end = cell.rindex('"')
    text, rest = cell[1:end], cell[end + 1 :]
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if rest.startswith("@"):
        return text, rest[1:].lower(), ""
    return text, "", rest[3:-1]


def _unescaped(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return _PLAIN.get(found[3], found[3])
