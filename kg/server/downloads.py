"""Dumps and the explorer page on their way to files: each made once, one at a time, while those who want it wait or come back."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from kg.server.frames import Job
from kg.server.pool import Pool
from kg.server.problem import Refusal

PATIENCE = 20.0


class BeingMade(Refusal):
    """The file is on its way; whoever wants it comes back."""

    def __init__(self) -> None:
        super().__init__(503, "this is being made; come back in a minute", {"retry-after": "10"})


class Downloads:
    """The large files of one graph in a folder of the server."""

    def __init__(self, pool: Pool, folder: Path, seconds: float) -> None:
        self._pool = pool
        self._folder = folder
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._making: dict[str, asyncio.Task[None]] = {}

    def begun(self, name: str) -> bool:
        """Whether a file is being made."""
        return name in self._making

    async def get(self, name: str, job: str, patience: float = PATIENCE, **arguments: str) -> Path:
        """The file with a name, made by a job; `BeingMade` when that takes longer than ``patience``, Refusal when it cannot be."""
        place = self._folder / name
        if place.exists():
            return place
        making = self._making.get(name)
        if making is None:
            wanted = Job(job, {**arguments, "folder": str(self._folder)}, self._seconds)
            making = self._making[name] = asyncio.create_task(self._make(name, wanted))
            making.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            await asyncio.wait_for(asyncio.shield(making), patience)
        except TimeoutError:
            raise BeingMade from None
        return place

    async def _make(self, name: str, job: Job) -> None:
        try:
            async with self._turn:
                answer = await self._pool.do_apart(job)
            if answer.status != 200:
                detail = json.loads(answer.body).get("detail", "it could not be made")
                raise Refusal(answer.status, detail, {"retry-after": "600"})
        finally:
            self._making.pop(name, None)
