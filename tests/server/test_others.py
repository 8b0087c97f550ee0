"""Servers and clients that no one here wrote: Oxigraph's server and Comunica, where they are installed.

Found on the path or in the folder that KG_OTHERS names: `pip install oxigraph`, `npm install @comunica/query-sparql`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.export import write_export
from kg.graph import KnowledgeGraph, open_graph
from tests.server.service import serving

FOLDERS = os.pathsep.join([*os.environ.get("KG_OTHERS", "").split(os.pathsep), os.environ.get("PATH", "")])
NAMES = "SELECT ?x ?l WHERE { ?x skos:prefLabel ?l } ORDER BY ?x ?l"


def tool(name: str) -> str:
    found = shutil.which(name, path=FOLDERS)
    if not found:
        pytest.skip(f"{name} is not installed here")
    return found


@contextlib.contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(15)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def same(distant: KnowledgeGraph, here: KnowledgeGraph) -> None:
    lowered = [[tuple(str(c).lower() for c in row) for row in g.query(NAMES).rows] for g in (distant, here)]
    assert sorted(lowered[0]) == sorted(lowered[1])
    assert distant.concept("Moon stasis").label == "Moon stasis"
    ours = {(s.sentence, tuple(x.iri for x in s.sources)) for s in here.statements("Moon stasis")}
    assert {(s.sentence, tuple(x.iri for x in s.sources)) for s in distant.statements("Moon stasis")} == ours


def test_oxigraphs_server_holds_the_graph(graph_folder: Path, tmp_path: Path) -> None:
    oxigraph = tool("oxigraph")
    here = open_graph(graph_folder)
    write_export(here, "n-quads", tmp_path / "all.nq")
    subprocess.run([oxigraph, "load", "--location", "db", "--file", "all.nq"], cwd=tmp_path, check=True, capture_output=True)
    port = free_port()
    with running([oxigraph, "serve-read-only", "--location", "db", "--bind", f"127.0.0.1:{port}", "--union-default-graph"], port, tmp_path):
        distant = open_graph(f"http://127.0.0.1:{port}/query")
        same(distant, here)
        with serving(f"http://127.0.0.1:{port}/query") as service:
            assert service.query("ASK { c:qi ?p ?o }").json["boolean"]
            assert "Moon stasis" in service.get("/concept/moon-stasis.html").text


def test_comunica_holds_the_graph(graph_folder: Path, tmp_path: Path) -> None:
    comunica = tool("comunica-sparql-http")
    here = open_graph(graph_folder)
    with serving(graph_folder) as service:
        port = free_port()
        with running([comunica, f"sparql@{service.url}/sparql", "-p", str(port)], port, tmp_path):
            same(open_graph(f"http://127.0.0.1:{port}/sparql"), here)


def test_comunicas_client_asks_us(graph_folder: Path, tmp_path: Path) -> None:
    comunica = tool("comunica-sparql")
    query = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?x WHERE { ?x skos:prefLabel 'Qi'@en }"
    with serving(graph_folder) as service:
        done = subprocess.run(
            [comunica, f"{service.url}/sparql", query, "-t", "application/sparql-results+json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    assert json.loads(done.stdout)["results"]["bindings"][0]["x"]["value"].endswith("/concept/qi")
