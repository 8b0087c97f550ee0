"""One query of a stranger, evaluated and written out within the limits; runs in a worker process only."""

from __future__ import annotations

import io
import itertools
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import NotAllowed, StoreError
from kg.formats import RDF_FORMATS, RESULT_FORMATS
from kg.namespaces import PREFIXES
from kg.server import cut
from kg.server.frames import Answer
from kg.server.media import KINDS, not_acceptable, with_charset
from kg.server.problem import Refusal
from kg.store.engine import Embedded, Engine, Results, syntax_error
from kg.store.guard import check_query

CUT_HEADER = "answer-cut"
CUT_NOTE = "urn:tcm-kg:answer-cut"
_UNSTEADY = ("rand", "now", "uuid", "bnode", "_:", "[")
"""Letters without which the same query always has the same answer, byte for byte."""
_ROW_MARK = {"json": b"},{", "xml": b"<result>", "csv": b"\n", "tsv": b"\n"}


@dataclass(frozen=True, slots=True)
class QueryJob:
    """A query with its dataset, the media type for each kind of answer, and how much may be written."""

    query: str
    default: list[str] | None
    named: list[str] | None
    media: dict[str, str]
    base: str
    rows: int
    bytes: int


class _Full(OSError):
    """The answer has as many bytes as it may."""


class _Sink(io.RawIOBase):
    """Takes bytes until there are too many."""

    def __init__(self, most: int) -> None:
        self.buffer = bytearray()
        self._most = most

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.buffer += data
        if len(self.buffer) > self._most:
            raise _Full
        return len(data)


def answer_query(engine: Engine, job: QueryJob) -> Answer:
    """The answer to a query in the chosen format; Refusal, QueryError, NotAllowed where there is none."""
    ask = _asker(engine, job)
    with _nothing_new_opened() if isinstance(engine, Embedded) else nullcontext():
        results = ask()
        kind = _kind(results)
        media_type = job.media[kind]
        if not media_type:
            raise not_acceptable(tuple(KINDS[kind]))
        body, note = _WRITERS[kind](results, KINDS[kind][media_type], job, ask)
    headers = {"content-type": with_charset(media_type), "answer-kind": kind}
    if note:
        headers[CUT_HEADER] = note
    return Answer(200, headers, body, lasting=not any(word in job.query.lower() for word in _UNSTEADY))


def _asker(engine: Engine, job: QueryJob) -> Callable[[], Results]:
    if isinstance(engine, Embedded):
        return lambda: _embedded(engine, job)
    if job.default is not None or job.named is not None:
        raise Refusal(400, "this graph is at another endpoint: write FROM or GRAPH into the query instead of dataset parameters")
    return lambda: engine.query(job.query)


def _embedded(engine: Embedded, job: QueryJob) -> Results:
    store = engine.store
    check_query(job.query, lambda iri: store.contains_named_graph(ox.NamedNode(iri)), PREFIXES)
    dataset: dict[str, object] = {}
    if job.default is not None or job.named is not None:
        dataset = {"default_graph": _graphs(store, job.default), "named_graphs": _graphs(store, job.named)}
    try:
        return store.query(job.query, base_iri=job.base, prefixes=PREFIXES, **dataset)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise syntax_error(str(error), job.query) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(f"the engine could not answer: {error}") from None


def _graphs(store: ox.Store, iris: list[str] | None) -> list[ox.NamedNode]:
    graphs = []
    for iri in iris or ():
        try:
            graph = ox.NamedNode(iri)
        except ValueError:
            raise Refusal(400, f"not an IRI: {iri!r}") from None
        if not store.contains_named_graph(graph):
            raise NotAllowed(f"no graph <{iri}> in this store; nothing is fetched from elsewhere", graph=iri)
        graphs.append(graph)
    return graphs


@contextmanager
def _nothing_new_opened() -> Iterator[None]:
    """While a query runs the process can open no file and no socket: what is open stays, the next number is out of bounds.

    The second wall behind the refusal of SERVICE, should a way round that be found.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(2)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _kind(results: Results) -> str:
    if isinstance(results, ox.QueryBoolean):
        return "boolean"
    return "rows" if isinstance(results, ox.QuerySolutions) else "triples"


def _rows(results: Results, name: str, job: QueryJob, ask: Callable[[], Results]) -> tuple[bytes, str]:
    sink = _Sink(job.bytes)
    try:
        _serialize(results, sink, name)
        if sink.buffer.count(_ROW_MARK[name]) <= job.rows:
            return bytes(sink.buffer), ""
    except _Full:
        pass
    again = ask()
    assert isinstance(again, ox.QuerySolutions)
    width = range(len(again.variables))
    rows = (tuple(row[i] for i in width) for row in again)
    written = cut.write_rows(name, [v.value for v in again.variables], rows, job.rows, job.bytes, CUT_NOTE)
    return written.body, f"rows={written.rows}; limit-rows={job.rows}; limit-bytes={job.bytes}" if written.cut else ""


def _serialize(results: Results, sink: _Sink, name: str) -> None:
    try:
        results.serialize(sink, format=ox.QueryResultsFormat.from_media_type(RESULT_FORMATS[name].media_type))  # type: ignore[arg-type]
    except _Full:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(f"the engine could not answer: {error}") from None


def _boolean(results: Results, name: str, job: QueryJob, ask: Callable[[], Results]) -> tuple[bytes, str]:
    sink = _Sink(job.bytes)
    _serialize(results, sink, name)
    return bytes(sink.buffer), ""


def _triples(results: Results, name: str, job: QueryJob, ask: Callable[[], Results]) -> tuple[bytes, str]:
    most = job.rows
    while True:
        taken = _Counted(results, most)  # type: ignore[arg-type]
        sink = _Sink(job.bytes)
        form = ox.RdfFormat.from_media_type(RDF_FORMATS[name].media_type)
        try:
            ox.serialize(taken, sink, format=form, prefixes=PREFIXES)  # type: ignore[arg-type]
        except _Full:
            most, results = max(1, taken.count * 9 // 10), ask()
            continue
        note = f"triples={taken.count}; limit-triples={job.rows}; limit-bytes={job.bytes}" if taken.more else ""
        comment = _COMMENT.get(name, "").format(note=note) if note else ""
        return bytes(sink.buffer) + comment.encode(), note


class _Counted:
    """The first triples of an answer, how many were taken, and whether there were more."""

    def __init__(self, triples: Iterator[ox.Triple], most: int) -> None:
        self._triples = triples
        self._most = most
        self.count = 0
        self.more = False

    def __iter__(self) -> Iterator[ox.Triple]:
        for triple in itertools.islice(self._triples, self._most):
            self.count += 1
            yield triple
        self.more = next(iter(self._triples), None) is not None


_COMMENT = {"turtle": "# answer cut: {note}\n", "n-triples": "# answer cut: {note}\n", "rdf-xml": "<!-- answer cut: {note} -->\n"}
_WRITERS = {"rows": _rows, "boolean": _boolean, "triples": _triples}
