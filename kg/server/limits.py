"""What one request may cost, and what the server says when it costs more."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


def _workers() -> int:
    return max(3, min((os.cpu_count() or 2) + 1, 16))


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of the server; times in seconds, sizes in bytes.

    ``deadline`` bounds both the wait for a worker and the work; ``rows`` and ``answer`` bound an answer, which says so
    when it was cut; ``memory`` bounds the data of one worker process. A compiled graph of at most ``held_in_memory`` on disk
    is held in memory, which makes queries two to four times faster. ``drafts`` are read off the wire at once.
    """

    workers: int = field(default_factory=_workers)
    deadline: float = 10.0
    rows: int = 1_000_000
    shown_rows: int = 1_000
    answer: int = 64 * 2**20
    request: int = 2**20
    draft: int = 4 * 2**20
    draft_characters: int = 300_000
    drafts: int = 16
    queue: int = 200
    memory: int = 4 * 2**30
    held_in_memory: int = 300 * 2**20
    cache: int = 64 * 2**20
    connections: int = 1_000
    header_seconds: float = 10.0
    body_seconds: float = 20.0
    send_seconds: float = 30.0
    dump_seconds: float = 1_800.0
