"""A process that opens the graph once and gives birth to workers by forking: a worker costs milliseconds and little memory.

It has one thread and serves nobody itself. A warm nursery first copies a graph that is small enough into memory, where
its workers share it; a cold one leaves the data on disk, and each worker opens them. Run with ``python -c BOOT SETTINGS``.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError
from kg.graph import KnowledgeGraph, open_graph
from kg.server.frames import frame
from kg.server.jobs import Desk
from kg.server.site import Site
from kg.server.worker import work
from kg.store.engine import Embedded, values

BOOT = "import json,sys; a=json.loads(sys.argv[1]); sys.path[:]=a['path']; from kg.server.{0} import {1} as main; main(a)"
_READ_AHEAD = 50_000
_DUMP = "import sys, pyoxigraph as ox; ox.Store.read_only(sys.argv[1]).dump(sys.stdout.buffer, format=ox.RdfFormat.N_QUADS)"


def main(settings: dict[str, Any]) -> None:
    """Serve the pool's wishes until its socket is closed; settings: ``socket``, ``graph``, ``memory``, ``site``, ``warm``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = socket.socket(fileno=settings["socket"])
    try:
        opened = _Opened(settings["graph"], settings["warm"])
    except (KgError, OSError) as error:
        line.sendall(frame({"failed": str(error)}))
        sys.exit(3)
    gc.freeze()
    line.sendall(frame({"ready": True}))
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        while True:
            message, descriptors, _, _ = socket.recv_fds(line, 1024, 1)
            if not message:
                return
            wish = json.loads(message)
            line.sendall(frame(_reaped(wish["reap"]) if "reap" in wish else _born(descriptors[0], line, opened, settings)))


def _born(descriptor: int, line: socket.socket, opened: _Opened, settings: dict[str, Any]) -> dict[str, object]:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return {"pid": pid}
    try:
        line.close()
        mine = socket.socket(fileno=descriptor)
        try:
            desk = Desk(opened.graph(), settings["site"])
        except KgError as error:
            mine.sendall(frame({"failed": error.message}))
            os._exit(3)
        work(mine, desk, settings["memory"])
    finally:
        os._exit(0)


def _reaped(pid: int) -> dict[str, object]:
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        return {"status": 0}
    return {"status": os.waitstatus_to_exitcode(status)}


class _Opened:
    """The graph as far as it may be opened before a fork: the data in memory, but no file and no thread."""

    def __init__(self, address: str, warm: bool) -> None:
        self._address = address
        self._ready: KnowledgeGraph | None = None
        if warm:
            place = Path(address)
            fingerprint = str(json.loads((place / "stamp.json").read_text(encoding="utf-8"))["fingerprint"])
            self._ready = KnowledgeGraph(Embedded(_in_memory(address), address), place / "names.db", fingerprint)
            _warmed(self._ready)

    def graph(self) -> KnowledgeGraph:
        """The graph for one worker, asked after the fork; what it has not read yet it opens for itself."""
        return self._ready or open_graph(self._address)


def _warmed(graph: KnowledgeGraph) -> None:
    """Read what every worker would have to read: the vocabulary, names and sections, the checker's tables, the templates."""
    from kg.server import checking, pages

    _ = graph.reader.vocabulary.relations, graph.reader.vocabulary.kinds
    graph.reader.refs(_some(graph, "SELECT DISTINCT ?x WHERE { ?x skos:prefLabel ?label }"))
    graph.reader.sections(_some(graph, "SELECT DISTINCT ?x WHERE { ?x tcm:sectionOf ?work }"))
    pages.render("problem.html", site=Site(""), title="", detail="")
    with contextlib.suppress(Exception):  # the checker tells what is wrong when it is asked; all else works without it
        checking.checker_of(graph)


def _some(graph: KnowledgeGraph, query: str) -> list[str]:
    return [iri for (iri,) in values(graph.engine, f"{query} LIMIT {_READ_AHEAD}")]


def _in_memory(address: str) -> ox.Store:
    """The compiled store as a store in memory; another process reads it, so that none of its threads is here at a fork."""
    store = ox.Store()
    with subprocess.Popen([sys.executable, "-c", _DUMP, f"{address}/oxigraph"], stdout=subprocess.PIPE) as reading:
        assert reading.stdout
        store.bulk_load(reading.stdout, format=ox.RdfFormat.N_QUADS)
    if reading.returncode:
        raise OSError("the compiled graph could not be read into memory")
    return store
