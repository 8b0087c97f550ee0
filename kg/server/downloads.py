"""Dumps on their way to files: each made once, one at a time, while those who want it wait or are told to come back."""

from __future__ import annotations

import asyncio
from pathlib import Path

from kg.server.frames import Job
from kg.server.pool import Pool
from kg.server.problem import Refusal

_PATIENCE = 20.0


class Downloads:
    """The dumps of one graph in a folder of the server."""

    def __init__(self, pool: Pool, folder: Path, seconds: float) -> None:
        self._pool = pool
        self._folder = folder
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._making: dict[str, asyncio.Task[None]] = {}

    async def get(self, ending: str) -> Path:
        """The dump with an ending; Refusal 503 while it is still being made, or when it cannot be."""
        place = self._folder / f"tcm-kg.{ending}"
        if place.exists():
            return place
        making = self._making.get(ending)
        if making is None:
            making = self._making[ending] = asyncio.create_task(self._make(ending))
        try:
            await asyncio.wait_for(asyncio.shield(making), _PATIENCE)
        except TimeoutError:
            raise Refusal(503, "this file is being made; come back in a minute", {"retry-after": "60"}) from None
        return place

    async def _make(self, ending: str) -> None:
        try:
            async with self._turn:
                job = Job("dump", {"ending": ending, "folder": str(self._folder)}, self._seconds)
                answer = await self._pool.do_apart(job)
            if answer.status != 200:
                raise Refusal(503, "the dump could not be written; the disk may be full", {"retry-after": "600"})
        finally:
            self._making.pop(ending, None)
