"""Load on the SPARQL endpoint, side by side with Oxigraph's own server and rdflib-endpoint, on this machine only.

    python scripts/load_test.py [--seconds 3] [--clients 8 64] [--others FOLDER]

Starts each server in turn on a free port of 127.0.0.1, over the same data, asks it for a few seconds, and ends it. The
others are used where they are found: make them at hand with

    python -m venv others && others/bin/pip install oxigraph rdflib-endpoint uvicorn
    python scripts/load_test.py --others others/bin

and are left out with a word where they are not. Prints requests a second, latencies in milliseconds, and errors.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

HOSTILE = [
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "SELECT * WHERE { ?a (!<http://e/x>)* ?b . ?c (!<http://e/y>)* ?d }",
    "SELECT * WHERE { " + "(" * 5000 + ")" * 5000 + " }",
    'SELECT * WHERE { ?s ?p ?o FILTER(REGEX(?o, "(a+)+(b+)+(c+)+x")) ?t ?q ?u }',
]


@dataclass(frozen=True)
class Server:
    """A server to be asked: its name, its command for a port, the path of its endpoint."""

    name: str
    command: Callable[[int], list[str]]
    path: str


@dataclass
class Tally:
    """What one run of a load gave."""

    latencies: list[float]
    statuses: dict[int, int]
    seconds: float

    def line(self) -> str:
        done = sorted(self.latencies)
        if not done:
            return "no answer"
        cuts = [done[min(len(done) - 1, int(len(done) * q))] * 1000 for q in (0.5, 0.95, 0.99)]
        errors = {status: n for status, n in self.statuses.items() if status != 200}
        return f"{len(done) / self.seconds:8,.0f} /s   p50 {cuts[0]:7.1f}  p95 {cuts[1]:7.1f}  p99 {cuts[2]:7.1f} ms   " + (
            f"not 200: {errors}" if errors else "no errors"
        )

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, int]:
    """One request over a connection that stays open; status and size of the body."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        length = int(lowered[at + 15 : lowered.index(b"\r", at)])
        await reader.readexactly(length)
        return status, length
    size = 0
    if b"chunked" in lowered:
        while length := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await reader.readexactly(length + 2)
            size += length
        await reader.readexactly(2)
    return status, size


def request_for(path: str, query: str, port: int) -> bytes:
    """A GET of a query as bytes."""
    target = f"{path}?{urllib.parse.urlencode({'query': query})}"
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/sparql-results+json\r\n\r\n".encode()


async def load(port: int, requests: Iterator[bytes], clients: int, seconds: float, address: str = "127.0.0.1") -> Tally:
    """Ask from so many clients at once for so many seconds, all at one address of this machine."""
    tally = Tally([], {}, seconds)
    until = time.perf_counter() + seconds

    async def client() -> None:
        reader = writer = None
        while (begun := time.perf_counter()) < until:
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22, local_addr=(address, 0))
                async with asyncio.timeout(60):
                    status, _ = await ask(reader, writer, next(requests))
            except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                status, writer = 0, None
            tally.latencies.append(time.perf_counter() - begun)
            tally.statuses[status] = tally.statuses.get(status, 0) + 1
            if status == 0:
                await asyncio.sleep(0.05)
        if writer:
            writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    tally.seconds = time.perf_counter() - begun
    return tally


def loads(iris: list[str], path: str, port: int) -> dict[str, Callable[[], Iterator[bytes]]]:
    """The kinds of load; every request but the repeated ones is unlike all before it."""
    number = itertools.count()

    def point() -> bytes:
        return request_for(path, f"SELECT ?p ?o WHERE {{ <{random.choice(iris)}> ?p ?o }} #{next(number)}", port)

    def join() -> bytes:
        return request_for(
            path, f"SELECT ?y ?r ?z ?q WHERE {{ ?y ?r <{random.choice(iris[:200])}> . ?y ?q ?z }} LIMIT 500 #{next(number)}", port
        )

    same = [request_for(path, f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o }}", port) for iri in iris[200:220]]

    def forever(make: Callable[[], bytes]) -> Callable[[], Iterator[bytes]]:
        return lambda: (make() for _ in itertools.count())

    return {"repeated": lambda: itertools.cycle(same), "point look-up": forever(point), "two-hop join": forever(join)}


@contextlib.contextmanager
def running(server: Server) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server on a free port, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(server.command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(4000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{server.name} did not start")
        yield port, process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()


def wait_until_warm(port: int) -> None:
    """Wait until the service holds the graph in memory, as it does some seconds after its start."""
    for _ in range(300):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            told = json.load(answer)
        if told["in_memory"] or not told["will_be_in_memory"]:
            return
        time.sleep(0.2)


def servers(folder: str, data: Path, others: Path | None) -> list[Server]:
    """The servers that are at hand; those that are not are named."""
    ours = Server("kg serve", lambda port: [sys.executable, "-m", "kg", "--graph", folder, "serve", "--port", str(port)], "/sparql")
    found = [ours]
    commands = {
        "oxigraph": Server(
            "oxigraph",
            lambda port: [str(tool("oxigraph", others)), "serve-read-only", "-l", f"{folder}/oxigraph", "-b", f"127.0.0.1:{port}"],
            "/query",
        ),
        "rdflib-endpoint": Server(
            "rdflib-endpoint", lambda port: [str(tool("rdflib-endpoint", others)), "serve", "--port", str(port), str(data)], "/"
        ),
    }
    for name, server in commands.items():
        if tool(name, others):
            found.append(server)
        else:
            print(f"{name} is not here: pip install {name} (see the head of this script); left out")
    return found


def tool(name: str, others: Path | None) -> Path | None:
    """A command in the folder of the others, or on the path."""
    where = shutil.which(name, path=str(others) if others else None)
    return Path(where) if where else None


def hostile(port: int, path: str, iris: list[str], seconds: float) -> None:
    """Point look-ups from one address while another puts hostile queries."""

    async def both() -> None:
        bad = itertools.cycle([request_for(path, f"{q} #{n}", port) for n, q in enumerate(HOSTILE)])
        attack = asyncio.create_task(load(port, bad, 4, seconds, "127.0.0.2"))
        good = await load(port, loads(iris, path, port)["point look-up"](), 4, seconds)
        print(f"   {'under attack':15} {good.line()}   slowest {max(good.latencies):.2f} s")
        print(f"   {'the attack':15} {(await attack).statuses}")

    asyncio.run(both())


def main() -> None:
    """Run all loads and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--clients", type=int, nargs="+", default=[8, 64])
    options.add_argument("--others", type=Path, help="folder with the commands oxigraph and rdflib-endpoint")
    options.add_argument("--graph", help="a compiled folder (the built-in graph if not given)")
    options.add_argument("--no-attack", action="store_true")
    options.add_argument("--json", type=Path, help="write requests a second by server, kind and clients into this file")
    given = options.parse_args()

    from kg import open_graph
    from kg.export import write_export

    graph = open_graph(given.graph)
    iris = [
        str(i)
        for (i, _) in graph.query(
            "SELECT ?x (COUNT(*) AS ?n) WHERE { ?x skos:prefLabel ?l . ?y ?p ?x } GROUP BY ?x ORDER BY DESC(?n) ?x"
        ).rows
    ]
    rates: dict[tuple[str, str, int], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.nq"
        if tool("rdflib-endpoint", given.others):
            write_export(graph, "n-quads", data)
        for server in servers(graph.engine.address, data, given.others):
            print(f"{server.name}")
            with running(server) as (port, _):
                if server.name == "kg serve":
                    wait_until_warm(port)
                for clients in given.clients:
                    for kind, make in loads(iris, server.path, port).items():
                        asyncio.run(load(port, make(), clients, 0.5))
                        tally = asyncio.run(load(port, make(), clients, given.seconds))
                        rates[server.name, kind, clients] = tally.rate
                        print(f"   {kind:15} {clients:3} clients {tally.line()}", flush=True)
                if server.name == "kg serve" and not given.no_attack:
                    hostile(port, server.path, iris, max(15.0, given.seconds))
    for (name, kind, clients), rate in rates.items():
        if name != "kg serve" and rate:
            print(f"kg serve is {rates['kg serve', kind, clients] / rate:5.2f} times {name} at {kind}, {clients} clients")
    if given.json:
        told = [{"server": name, "kind": kind, "clients": clients, "rate": rate} for (name, kind, clients), rate in rates.items()]
        given.json.write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
