"""A worker process: takes one job after another over a socket until it is closed, in a graph that was opened for it.

Each job arms a timer that ends the process a moment after its deadline, should the server be gone by then.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import socket
import sys
from typing import Any, Protocol

from kg.errors import KgError
from kg.server.frames import Answer, Frames, frame
from kg.server.problem import Refusal, refusal_of

_GRACE = 2.0


class Does(Protocol):
    """Something that does jobs by name."""

    def do(self, name: str, arguments: Any) -> Answer:
        """The answer to a job."""
        ...


def work(line: socket.socket, desk: Does, memory: int) -> None:
    """Say ready, then answer jobs until the other end is closed."""
    _bound_memory(memory)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(frame({"ready": True}))
        _serve(line, desk)


def _bound_memory(most: int) -> None:
    """A process that wants more data than this is ended by the failure to get it."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(line: socket.socket, desk: Does) -> None:
    frames = Frames()
    while data := line.recv(1 << 18):
        for head, body in frames.feed(data):
            signal.setitimer(signal.ITIMER_REAL, float(str(head["seconds"])) + _GRACE)
            answer = _answer(desk, head, body)
            signal.setitimer(signal.ITIMER_REAL, 0)
            line.sendall(frame({"status": answer.status, "headers": answer.headers, "lasting": answer.lasting}, answer.body))


def _answer(desk: Does, head: dict[str, Any], body: bytes) -> Answer:
    try:
        return desk.do(str(head["job"]), {**head["arguments"], "body": body} if body else head["arguments"])
    except Refusal as refusal:
        return refusal.answer()
    except KgError as error:
        return refusal_of(error).answer()
    except MemoryError:
        return Refusal(503, "the request needs more memory than one may have").answer()
    except Exception as error:  # noqa: BLE001 - a fault in one job must not end the worker, and is told without its traceback
        sys.stderr.write(json.dumps({"job": head["job"], "fault": _fault(error)}) + "\n")
        return Refusal(500, "a fault in the server; it has been written to its log").answer()


def _fault(error: Exception) -> str:
    """What went wrong and where, without the words of the error: a stranger's text could be among them."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{type(error).__name__} in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace else type(error).__name__
