"""Answers, each made once: kept while there is room, shared by those who ask the same at the same time."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from dataclasses import replace

from kg.server.frames import Answer, Job
from kg.server.pool import Pool
from kg.server.problem import Refusal

_LARGEST_SHARE = 8
_LARGEST_PACKED = 2**20


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
    return len(key) + len(answer.body) + len(answer.packed) + 1000


def tagged(answer: Answer) -> Answer:
    """The answer with the entity tag of its bytes, and packed when it is a page."""
    tag = hashlib.blake2b(answer.body, digest_size=12).hexdigest()
    page = answer.headers.get("content-type", "").startswith("text/html") and len(answer.body) < _LARGEST_PACKED
    packed = answer.packed or (gzip.compress(answer.body, 5, mtime=0) if page else b"")
    return replace(answer, headers={**answer.headers, "etag": f'"{tag}"'}, packed=packed)


class Answers:
    """Asks the pool, keeps what lasts, and gives it an entity tag that changes with its bytes."""

    def __init__(self, pool: Pool, most: int) -> None:
        self.kept = Kept(most)
        self._pool = pool
        self._making: dict[str, asyncio.Future[Answer]] = {}

    async def get(self, job: Job, client: str) -> Answer:
        """The answer to a job; Refusal where there is none.

        Of those who ask the same at once the first has it made. When that one gives up the work ends, and the next begins it anew.
        """
        while True:
            if answer := self.kept.get(job.key):
                return answer
            making = self._making.get(job.key)
            if making is None:
                return await self._make(job, client)
            await asyncio.wait({making})
            if not making.cancelled():
                return making.result()

    async def _make(self, job: Job, client: str) -> Answer:
        making = self._making[job.key] = asyncio.get_running_loop().create_future()
        try:
            answer = await self._pool.do(job, client)
            if answer.status == 200 and answer.lasting:
                answer = tagged(answer)
                self.kept.put(job.key, answer)
            making.set_result(answer)
            return answer
        except Refusal as refusal:
            making.set_exception(refusal)
            making.exception()
            raise
        finally:
            del self._making[job.key]
            making.cancel()
