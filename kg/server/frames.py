"""What goes between the server and its workers: jobs one way, answers the other, as length-prefixed frames.

A frame is two big-endian 32-bit lengths, a JSON object, and bytes as they are.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

_LENGTHS = struct.Struct(">II")


@dataclass(frozen=True)
class Job:
    """A piece of work: its name in the table of jobs, what it is given, in how many seconds it must be done, and bytes as they are.

    What comes as bytes is a client's own: such a job is never shared and its answer never kept.
    """

    name: str
    arguments: dict[str, object] = field(default_factory=dict)
    seconds: float = 10.0
    body: bytes = b""

    @cached_property
    def key(self) -> str:
        """Equal for jobs that have the same answer."""
        return json.dumps([self.name, self.arguments], sort_keys=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and body of an answer; ``lasting`` when the same job always gets it.

    ``packed`` is the body once more, compressed with gzip, where that is worth while.
    """

    status: int
    headers: dict[str, str]
    body: bytes = b""
    lasting: bool = False
    packed: bytes = b""


def frame(head: dict[str, object], body: bytes = b"") -> bytes:
    """One frame as bytes."""
    text = json.dumps(head).encode()
    return _LENGTHS.pack(len(text), len(body)) + text + body


class Frames:
    """Takes bytes as they come and gives the frames that are complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[dict[str, object], bytes]]:
        """The frames that these bytes complete, as (head, body)."""
        self._buffer += data
        while len(self._buffer) >= _LENGTHS.size:
            head, body = _LENGTHS.unpack_from(self._buffer)
            end = _LENGTHS.size + head + body
            if len(self._buffer) < end:
                return
            content = bytes(self._buffer[_LENGTHS.size : end])
            del self._buffer[:end]
            yield json.loads(content[:head]), content[head:]
