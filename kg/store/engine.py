"""Two engines with one face: Oxigraph embedded in this process, and any SPARQL 1.1 endpoint over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

import pyoxigraph as ox

from kg.errors import KgError, QueryError, StoreError
from kg.namespaces import PREFIXES
from kg.store.guard import check_query

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_POSITION = re.compile(r"^error at (\d+):(\d+): (?:expected )?", re.DOTALL)


class Engine(Protocol):
    """Something that answers SPARQL 1.1 queries over the merge of its graphs."""

    def query(self, text: str) -> Results:
        """Solutions, a boolean or triples; QueryError, NotAllowed or EndpointError when there is no answer."""
        ...

    @property
    def address(self) -> str:
        """Where the data are: a folder, ``memory``, or a URL."""
        ...


class Embedded:
    """Oxigraph in this process, over a store that is never written to."""

    def __init__(self, store: ox.Store, address: str = "memory") -> None:
        self.store = store
        self.address = address

    @cached_property
    def _graphs(self) -> frozenset[str]:
        return frozenset(g.value for g in self.store.named_graphs())

    def query(self, text: str) -> Results:
        """The engine's answer to a query that reads and stays here; its errors are told as ours."""
        check_query(text, lambda iri: iri in self._graphs, PREFIXES)
        return _run(lambda: self.store.query(text, prefixes=PREFIXES), text)


def _run(ask: Callable[[], Results], text: str) -> Results:
    """The engine's answer, its errors told as ours."""
    try:
        return ask()
    except SyntaxError as error:
        raise syntax_error(str(error), text) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(f"the engine could not answer: {error}") from None


def syntax_error(message: str, text: str) -> QueryError:
    """A QueryError with line and column out of the engine's own message."""
    found = _POSITION.match(message)
    if not found:
        return QueryError(f"this is not a SPARQL query: {message}", text)
    expected = " ".join(message[found.end() :].split())
    if "Prefix not found" in expected:
        what = "this prefix is not declared"
    else:
        words = [w for w in expected.removeprefix("one of ").split(", ") if re.fullmatch(r"[A-Z_ ]{2,}|\S", w)]
        what = "the query cannot be read here" + (f"; expected {', '.join(words[:6])}" if words else "")
    return QueryError(what, text, int(found[1]), int(found[2]))


def rows(results: Results) -> list[tuple[Term | None, ...]]:
    """The solutions of a SELECT as tuples in the order of its variables; KgError for another kind of query."""
    if not isinstance(results, ox.QuerySolutions):
        raise KgError("a SELECT query is wanted here")
    return [tuple(row) for row in results]


def values(engine: Engine, text: str) -> list[tuple[str, ...]]:
    """The solutions of a SELECT as plain strings (IRIs and lexical forms), unbound as an empty string."""
    return [tuple(_plain(t) for t in row) for row in rows(engine.query(text))]


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, (ox.BlankNode, ox.Triple)) else term.value


def iri_list(iris: Sequence[str]) -> str:
    """IRIs as they stand in a VALUES block; QueryError for one that could break out of its brackets.

    >>> iri_list(["http://example.org/a"])
    '<http://example.org/a>'
    """
    for iri in iris:
        if re.search(r"[<>\"{}|^`\\\x00-\x20]", iri):
            raise QueryError(f"not an IRI: {iri!r}")
    return " ".join(f"<{iri}>" for iri in iris)
