"""Worker processes and the queue before them: leased one job at a time, ended at the deadline, replaced when they die."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections import Counter, deque
from dataclasses import dataclass, field

from kg.errors import StoreError
from kg.server.frames import Answer, Frames, Job, frame
from kg.server.limits import Limits
from kg.server.problem import Refusal
from kg.server.worker import BOOT

_START_SECONDS = 60.0
_PAUSES = (0.0, 0.2, 1.0, 5.0)


class Lost(Exception):
    """The worker ended before it answered."""


class Worker(asyncio.Protocol):
    """One process at the other end of a socket."""

    def __init__(self) -> None:
        self._frames = Frames()
        self._waiting: asyncio.Future[tuple[dict[str, object], bytes]] | None = None
        self.process: asyncio.subprocess.Process | None = None
        self.transport: asyncio.Transport | None = None
        self.gone = asyncio.get_running_loop().create_future()
        self.client = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        for found in self._frames.feed(data):
            if self._waiting and not self._waiting.done():
                self._waiting.set_result(found)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Lost())
        if not self.gone.done():
            self.gone.set_result(None)

    def expect(self) -> asyncio.Future[tuple[dict[str, object], bytes]]:
        """The next frame that comes; Lost when the process ends before."""
        self._waiting = asyncio.get_running_loop().create_future()
        if self.gone.done():
            self._waiting.set_exception(Lost())
        return self._waiting

    async def do(self, job: Job) -> Answer:
        """The answer to a job; Lost when the process ends, TimeoutError at the deadline."""
        answer = self.expect()
        assert self.transport
        self.transport.write(frame({"job": job.name, "arguments": job.arguments, "seconds": job.seconds}))
        head, body = await asyncio.wait_for(answer, job.seconds)
        return Answer(int(str(head["status"])), head["headers"], body, bool(head["lasting"]))  # type: ignore[arg-type]

    def end(self) -> None:
        """End the process at once."""
        if self.process and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
        if self.transport:
            self.transport.abort()


@dataclass(slots=True)
class _Waiter:
    client: str
    lease: asyncio.Future[Worker]


@dataclass(slots=True)
class Pool:
    """The workers of one graph; no client may hold all of them at once."""

    graph: str
    limits: Limits
    site: dict[str, str]
    stopping: bool = False
    lost: int = 0
    _idle: list[Worker] = field(default_factory=list)
    _busy: set[Worker] = field(default_factory=set)
    _queue: deque[_Waiter] = field(default_factory=deque)
    _keepers: list[asyncio.Task[None]] = field(default_factory=list)
    _extra: set[Worker] = field(default_factory=set)

    async def start(self) -> None:
        """Start the workers; StoreError when the graph cannot be opened by them."""
        first = await self._spawn()
        self._add(first)
        self._keepers = [asyncio.create_task(self._keep(first))]
        self._keepers += [asyncio.create_task(self._keep(None)) for _ in range(self.limits.workers - 1)]

    async def stop(self) -> None:
        """End every worker."""
        self.stopping = True
        for task in self._keepers:
            task.cancel()
        workers = [*self._idle, *self._busy, *self._extra]
        for worker in workers:
            worker.end()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for worker in workers:
            if worker.process:
                await worker.process.wait()

    @property
    def alive(self) -> int:
        """How many workers are ready or at work."""
        return len(self._idle) + len(self._busy)

    async def do(self, job: Job, client: str) -> Answer:
        """The answer to a job within its seconds after at most as many in the queue; Refusal 503 when that cannot be.

        A worker killed from outside costs the client nothing: the job is done once more.
        """
        for last in (False, True):
            worker = await self._lease(client)
            try:
                return await worker.do(job)
            except TimeoutError:
                worker.end()
                raise Refusal(503, f"not done within {job.seconds:g} seconds; make the query narrower", {"retry-after": "10"}, limit_seconds=job.seconds) from None
            except Lost:
                self.lost += 1
                if last or not await self._killed(worker):
                    raise Refusal(503, "the worker ended over this request: it needs more memory or a deeper stack than one may have") from None
            except asyncio.CancelledError:
                worker.end()
                raise
            finally:
                self._give_back(worker)
        raise AssertionError("unreachable")

    @staticmethod
    async def _killed(worker: Worker) -> bool:
        assert worker.process
        return await worker.process.wait() in (-9, -15)

    async def do_apart(self, job: Job) -> Answer:
        """The answer to a long job in a process of its own, ended afterwards."""
        worker = await self._spawn()
        self._extra.add(worker)
        try:
            return await worker.do(job)
        except (TimeoutError, Lost):
            raise Refusal(503, "this could not be made in the time and space that there is") from None
        finally:
            worker.end()
            self._extra.discard(worker)

    # ------------------------------------------------------------------ the queue

    async def _lease(self, client: str) -> Worker:
        if self._idle and self._fair(client):
            return self._take(self._idle.pop(), client)
        if len(self._queue) >= self.limits.queue:
            raise Refusal(503, "too many requests are waiting; try again in a moment", {"retry-after": "2"})
        waiter = _Waiter(client, asyncio.get_running_loop().create_future())
        self._queue.append(waiter)
        try:
            return await asyncio.wait_for(waiter.lease, self.limits.deadline)
        except TimeoutError:
            raise Refusal(503, "every worker is busy; try again in a moment", {"retry-after": "5"}) from None
        finally:
            if waiter in self._queue:
                self._queue.remove(waiter)
            elif waiter.lease.done() and not waiter.lease.cancelled() and asyncio.current_task().cancelling():  # type: ignore[union-attr]
                self._give_back(waiter.lease.result())

    def _fair(self, client: str) -> bool:
        held = Counter(w.client for w in self._busy)
        return held[client] < max(1, self.limits.workers - 1)

    def _take(self, worker: Worker, client: str) -> Worker:
        worker.client = client
        self._busy.add(worker)
        return worker

    def _give_back(self, worker: Worker) -> None:
        self._busy.discard(worker)
        if not worker.gone.done() and not self.stopping and worker.transport and not worker.transport.is_closing():
            self._idle.append(worker)
        self._serve_queue()

    def _serve_queue(self) -> None:
        for waiter in list(self._queue):
            if not self._idle:
                return
            if waiter.lease.done():
                self._queue.remove(waiter)
            elif self._fair(waiter.client):
                self._queue.remove(waiter)
                waiter.lease.set_result(self._take(self._idle.pop(), waiter.client))

    # ------------------------------------------------------------------ the processes

    def _add(self, worker: Worker) -> None:
        self._idle.append(worker)
        self._serve_queue()

    async def _keep(self, worker: Worker | None) -> None:
        """Keep one place filled: wait until its worker is gone, then start another, more slowly when that fails."""
        failures = 0
        while not self.stopping:
            if worker is not None:
                await worker.gone
                self._idle = [w for w in self._idle if w is not worker]
                await self._reap(worker)
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            try:
                worker = await self._spawn()
                self._add(worker)
                failures = 0
            except (StoreError, OSError):
                worker, failures = None, failures + 1

    @staticmethod
    async def _reap(worker: Worker) -> None:
        worker.end()
        if worker.process:
            await worker.process.wait()

    async def _spawn(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            settings = {"path": sys.path, "socket": theirs.fileno(), "graph": self.graph, "memory": self.limits.memory, "site": self.site}
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", BOOT, json.dumps(settings), pass_fds=(theirs.fileno(),), stdin=asyncio.subprocess.DEVNULL
            )
        _, worker = await asyncio.get_running_loop().create_connection(Worker, sock=ours)
        worker.process = process
        try:
            head, _ = await asyncio.wait_for(worker.expect(), _START_SECONDS)
        except (Lost, TimeoutError):
            worker.end()
            raise StoreError("a worker of the server could not start") from None
        if "failed" in head:
            worker.end()
            raise StoreError(f"a worker of the server could not open the graph: {head['failed']}")
        return worker
