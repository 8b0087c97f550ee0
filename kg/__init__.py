"""A knowledge graph of traditional Chinese medicine, every statement with its source.

    from kg import open_graph

    graph = open_graph()
    for statement in graph.statements("qi stagnation"):
        print(statement.sentence, "—", ", ".join(s.cited for s in statement.sources))

The front door: these names are all that a user of the library needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.answer import Answer
    from kg.catalogue import Question
    from kg.errors import EndpointError, KgError, NotAllowed, NotFound, QueryError, SourceError
    from kg.graph import KnowledgeGraph, open_graph
    from kg.model import Comparison, Concept, Conclusion, Match, Path, Ref, Relation, Section, Statement, Value, Work
    from kg.network import PathOptions

_HOME = {
    "open_graph": "graph",  # open the built-in graph, one's own RDF, or an endpoint
    "KnowledgeGraph": "graph",  # the object that all questions go to
    "Answer": "answer",  # what a SPARQL query answers
    "Question": "catalogue",  # a named query with parameters
    "PathOptions": "network",  # what a path may use
    "Ref": "model",  # a concept as it is referred to
    "Concept": "model",  # a concept with names, definition and codes
    "Match": "model",  # a concept found by a name
    "Relation": "model",  # a relation of the vocabulary
    "Value": "model",  # a literal in place of an object
    "Statement": "model",  # subject, relation, object, and who says so
    "Section": "model",  # the part of a work that makes a statement
    "Work": "model",  # a book, standard, data set or article
    "Path": "model",  # a chain of statements
    "Comparison": "model",  # what concepts share and where they differ
    "Conclusion": "model",  # why an inferred statement holds
    "KgError": "errors",  # base of all errors
    "NotFound": "errors",  # no such name; carries candidates
    "QueryError": "errors",  # a query that cannot be read; carries line and column
    "NotAllowed": "errors",  # a query that would write or reach out
    "SourceError": "errors",  # a file that cannot be read; carries path and line
    "EndpointError": "errors",  # an endpoint that does not answer
}

__all__ = [
    "Answer",
    "Comparison",
    "Concept",
    "Conclusion",
    "EndpointError",
    "KgError",
    "KnowledgeGraph",
    "Match",
    "NotAllowed",
    "NotFound",
    "Path",
    "PathOptions",
    "QueryError",
    "Question",
    "Ref",
    "Relation",
    "Section",
    "SourceError",
    "Statement",
    "Value",
    "Work",
    "open_graph",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"kg.{_HOME[name]}"), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
