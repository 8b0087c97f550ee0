"""A worker process: opens the graph once, then takes one job after another over a socket until it is closed.

Started by the pool as ``python -c`` with the search path, the socket's number, the graph's address and the limits.
Each job arms a timer that ends the process a moment after its deadline, should the server be gone by then.
"""

from __future__ import annotations

import json
import resource
import signal
import socket
import sys

from kg.errors import KgError
from kg.server.frames import Answer, Frames, frame
from kg.server.problem import Refusal, refusal_of

BOOT = "import json,sys; a=json.loads(sys.argv[1]); sys.path[:]=a['path']; from kg.server.worker import main; main(a)"
_GRACE = 2.0


def main(settings: dict[str, object]) -> None:
    """Serve jobs until the socket is closed; settings: ``socket``, ``graph``, ``memory``, ``site``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory(int(str(settings["memory"])))
    line = socket.socket(fileno=int(str(settings["socket"])))
    try:
        from kg.graph import open_graph
        from kg.server.jobs import Desk

        desk = Desk(open_graph(str(settings["graph"])), settings["site"])  # type: ignore[arg-type]
    except KgError as error:
        line.sendall(frame({"failed": error.message}))
        sys.exit(3)
    line.sendall(frame({"ready": True}))
    _serve(line, desk)


def _bound_memory(most: int) -> None:
    """A process that wants more data than this is ended by the failure to get it."""
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        pass


def _serve(line: socket.socket, desk: object) -> None:
    frames = Frames()
    while data := line.recv(1 << 16):
        for head, _ in frames.feed(data):
            signal.setitimer(signal.ITIMER_REAL, float(str(head["seconds"])) + _GRACE)
            answer = _answer(desk, head)
            signal.setitimer(signal.ITIMER_REAL, 0)
            line.sendall(frame({"status": answer.status, "headers": answer.headers, "lasting": answer.lasting}, answer.body))


def _answer(desk: object, head: dict[str, object]) -> Answer:
    try:
        return desk.do(str(head["job"]), head["arguments"])  # type: ignore[attr-defined,no-any-return]
    except Refusal as refusal:
        return refusal.answer()
    except KgError as error:
        return refusal_of(error).answer()
    except MemoryError:
        return Refusal(503, "the request needs more memory than one may have").answer()
    except Exception as error:  # noqa: BLE001 - a fault in one job must not end the worker, and is told without its traceback
        print(json.dumps({"job": head["job"], "fault": repr(error)}), file=sys.stderr)
        return Refusal(500, "a fault in the server; it has been written to its log").answer()
