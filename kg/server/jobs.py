"""The work that worker processes do, one table: name of the job to the function that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.graph import KnowledgeGraph
from kg.server import checking, describe, dumps, pages
from kg.server.evaluate import QueryJob, answer_query
from kg.server.frames import Answer
from kg.server.site import Site

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """One worker's graph and the address of its site; does any job of the table."""

    graph: KnowledgeGraph
    site_settings: Mapping[str, str]

    def do(self, name: str, arguments: Arguments) -> Answer:
        """The answer to one job; KgError or Refusal where there is none."""
        return JOBS[name](self.graph, Site(**self.site_settings), arguments)


def _query(graph: KnowledgeGraph, site: Site, arguments: Arguments) -> Answer:
    return answer_query(graph.engine, QueryJob(base=site.sparql, **arguments))


JOBS: Mapping[str, Callable[[KnowledgeGraph, Site, Arguments], Answer]] = {
    "query": _query,
    "query-page": pages.query_page,
    "resource": pages.resource,
    "vocabulary": pages.vocabulary,
    "works": pages.works,
    "search": pages.search,
    "explorer": pages.explorer,
    "check": checking.check,
    "tables": checking.tables,
    "service": describe.service,
    "void": describe.void,
    "facts": describe.facts,
    "iris": describe.iris,
    "dump": dumps.make,
}
