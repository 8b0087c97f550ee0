"""The server's end of a nursery: asks for workers, and learns how one ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from typing import Any

from kg.errors import StoreError
from kg.server.frames import Frames
from kg.server.nursery import BOOT

START_SECONDS = 600.0


@dataclass(slots=True)
class Nursery:
    """A nursery process and the line to it; one wish at a time."""

    process: asyncio.subprocess.Process
    line: socket.socket
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _frames: Frames = field(default_factory=Frames)

    @classmethod
    async def open(cls, graph: str, memory: int, site: dict[str, str], warm: bool) -> Nursery:
        """A nursery for a graph; StoreError when it cannot open it."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            settings = {"path": sys.path, "socket": theirs.fileno(), "graph": graph, "memory": memory, "site": site, "warm": warm}
            command = [sys.executable, "-c", BOOT.format("nursery", "main"), json.dumps(settings)]
            process = await asyncio.create_subprocess_exec(*command, pass_fds=(theirs.fileno(),), stdin=asyncio.subprocess.DEVNULL)
        nursery = cls(process, ours)
        try:
            head = await asyncio.wait_for(nursery._told(), START_SECONDS)
        except BaseException:
            nursery.close()
            raise
        if "failed" in head:
            nursery.close()
            raise StoreError(f"the server's workers cannot open the graph: {head['failed']}")
        return nursery

    async def born(self) -> tuple[int, socket.socket]:
        """The process number of a new worker and the line to it; StoreError when the nursery is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            head = await self._wish({"spawn": True}, [theirs.fileno()])
        return int(str(head["pid"])), ours

    async def reaped(self, pid: int) -> int:
        """How a worker that has been ended ended: its exit status, or the negative number of a signal."""
        try:
            return int(str((await self._wish({"reap": pid}, []))["status"]))
        except StoreError:
            return 0

    def close(self) -> None:
        """End the nursery; its workers end when their own lines are closed."""
        self.line.close()
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()

    async def _wish(self, wish: dict[str, object], descriptors: list[int]) -> dict[str, Any]:
        async with self._turn:
            try:
                socket.send_fds(self.line, [json.dumps(wish).encode()], descriptors)
            except OSError:
                raise StoreError("the nursery of the server's workers is gone") from None
            return await self._told()

    async def _told(self) -> dict[str, Any]:
        while True:
            data = await asyncio.get_running_loop().sock_recv(self.line, 4096)
            if not data:
                raise StoreError("the nursery of the server's workers ended")
            for head, _ in self._frames.feed(data):
                return head


def end(pid: int) -> None:
    """End a worker at once. Its number is still its own: only the nursery can give it free."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
