"""A running service for tests: compiled from RDF given as text, in a process of its own, on a free port of this machine."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.store.compiled import compile_to
from kg.store.files import Sources

ROOT = Path(__file__).resolve().parents[2]
_RUN = """
import json, sys
a = json.loads(sys.argv[1]); sys.path.insert(0, a["root"])
from kg.server.limits import Limits
from kg.server.run import server
from kg.server.site import Site
server(a["graph"], Site(f"http://127.0.0.1:{a['port']}"), Limits(**a["limits"]), "127.0.0.1", a["port"]).run()
"""


@dataclass
class Reply:
    """Status, headers in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Service:
    """A service at work."""

    port: int
    process: subprocess.Popen[bytes]
    temporary: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, timeout: float = 30
    ) -> Reply:
        """One request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            got = connection.getresponse()
            return Reply(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str = "*/*", **headers: str) -> Reply:
        return self.ask("GET", path, headers={"Accept": accept, **headers})

    def query(self, text: str, accept: str = "application/sparql-results+json", path: str = "/sparql") -> Reply:
        return self.ask("POST", path, text.encode(), {"Content-Type": "application/sparql-query", "Accept": accept})

    def workers(self) -> list[int]:
        """The process numbers of the workers."""
        folder = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in folder.read_text().split()]


def compiled(folder: Path, text: str, suffix: str = "trig") -> Path:
    """RDF text compiled into a folder."""
    source = folder / f"data.{suffix}"
    source.write_text(text, encoding="utf-8")
    place = folder / "compiled"
    compile_to(Sources((source,), ()), place, "test")
    return place


@contextlib.contextmanager
def serving(graph: Path | str, **limits: object) -> Iterator[Service]:
    """A service over a compiled folder or the address of an endpoint, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = json.dumps({"root": str(ROOT), "graph": str(graph), "port": port, "limits": limits})
    temporary = tempfile.TemporaryDirectory()
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": temporary.name}
    process = subprocess.Popen([sys.executable, "-c", _RUN, settings], env=environment)
    try:
        _wait(port, process)
        yield Service(port, process, Path(temporary.name))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        temporary.cleanup()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the service ended before it began")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
            return
        time.sleep(0.05)
    raise RuntimeError("the service did not begin")
