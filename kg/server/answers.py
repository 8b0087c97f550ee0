"""Answers, each made once: kept while there is room, shared by those who ask the same at the same time."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from kg.server.frames import Answer, Job
from kg.server.pool import Pool

_LARGEST_SHARE = 8


class Kept:
    """Answers by key up to a number of bytes; the one longest not asked for goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def get(self, key: str) -> Answer | None:
        """The answer kept under a key."""
        if answer := self._answers.get(key):
            self._answers.move_to_end(key)
        return answer

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer, unless it would take more than its share."""
        cost = _cost(key, answer)
        if cost > self._most // _LARGEST_SHARE or key in self._answers:
            return
        self._answers[key] = answer
        self._size += cost
        while self._size > self._most:
            old, dropped = self._answers.popitem(last=False)
            self._size -= _cost(old, dropped)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size


def _cost(key: str, answer: Answer) -> int:
    return len(key) + len(answer.body) + 1000


@dataclass(slots=True)
class _Making:
    task: asyncio.Task[Answer]
    asking: int = 0


class Answers:
    """Asks the pool, keeps what lasts, and gives it an entity tag that changes with its bytes."""

    def __init__(self, pool: Pool, most: int) -> None:
        self.kept = Kept(most)
        self._pool = pool
        self._making: dict[str, _Making] = {}

    async def get(self, job: Job, client: str) -> Answer:
        """The answer to a job; Refusal where there is none. Ends the work when nobody waits for it any more."""
        key = job.key
        if answer := self.kept.get(key):
            return answer
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = _Making(asyncio.create_task(self._make(key, job, client)))
        making.asking += 1
        try:
            return await asyncio.shield(making.task)
        finally:
            making.asking -= 1
            if not making.asking and not making.task.done():
                making.task.cancel()
                self._making.pop(key, None)

    async def _make(self, key: str, job: Job, client: str) -> Answer:
        try:
            answer = await self._pool.do(job, client)
        finally:
            if (now := self._making.get(key)) and now.task is asyncio.current_task():
                del self._making[key]
        if answer.status == 200 and answer.lasting:
            answer.headers["etag"] = f'"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"'
            self.kept.put(key, answer)
        return answer
