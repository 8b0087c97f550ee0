"""Worker processes and the queue before them: leased one job at a time, ended at the deadline, replaced when they die."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import StoreError
from kg.server.births import Nursery, end
from kg.server.frames import Answer, Frames, Job, frame
from kg.server.limits import Limits
from kg.server.problem import Refusal

_PAUSES = (0.0, 0.2, 1.0, 5.0)
_OPEN_SECONDS = 60.0
_KILLED = (-9, -15)


class Lost(Exception):
    """The worker ended before it answered."""


class Worker(asyncio.Protocol):
    """One process at the other end of a socket."""

    def __init__(self, pid: int, nursery: Nursery) -> None:
        self.pid = pid
        self.nursery = nursery
        self.client = ""
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.status: asyncio.Task[int] | None = None
        self._transport: asyncio.Transport | None = None
        self._frames = Frames()
        self._waiting: asyncio.Future[tuple[dict[str, object], bytes]] | None = None
        self._early: tuple[dict[str, object], bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        for found in self._frames.feed(data):
            if self._waiting and not self._waiting.done():
                self._waiting.set_result(found)
            else:
                self._early = found

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Lost())
        end(self.pid)
        self.status = asyncio.get_running_loop().create_task(self.nursery.reaped(self.pid))
        if not self.gone.done():
            self.gone.set_result(None)

    def expect(self) -> asyncio.Future[tuple[dict[str, object], bytes]]:
        """The next frame that comes; Lost when the process ends before."""
        self._waiting = asyncio.get_running_loop().create_future()
        if self._early is not None:
            self._waiting.set_result(self._early)
            self._early = None
        elif self.gone.done():
            self._waiting.set_exception(Lost())
        return self._waiting

    async def do(self, job: Job) -> Answer:
        """The answer to a job; Lost when the process ends, TimeoutError at the deadline."""
        answer = self.expect()
        if self._transport is None or self.closing:
            raise Lost
        self._transport.write(frame({"job": job.name, "arguments": job.arguments, "seconds": job.seconds}, job.body))
        async with asyncio.timeout(job.seconds):
            head, body = await answer
        return Answer(int(str(head["status"])), head["headers"], body, bool(head["lasting"]))  # type: ignore[arg-type]

    @property
    def closing(self) -> bool:
        """Whether the process is gone or going."""
        return self._transport is None or self._transport.is_closing()

    def end(self) -> None:
        """End the process at once."""
        if not self.gone.done():
            end(self.pid)
        if self._transport:
            self._transport.abort()


@dataclass(slots=True)
class Pool:
    """The workers of one graph; no client may hold all of them at once."""

    graph: str
    limits: Limits
    site: dict[str, str]
    stopping: bool = False
    lost: int = 0
    warm: bool = False
    _nursery: Nursery | None = None
    _idle: list[Worker] = field(default_factory=list)
    _busy: set[Worker] = field(default_factory=set)
    _apart: set[Worker] = field(default_factory=set)
    _queues: dict[str, deque[asyncio.Future[Worker]]] = field(default_factory=dict)
    _holding: Counter[str] = field(default_factory=Counter)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _warming: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the workers; StoreError when the graph cannot be opened by them."""
        self._nursery = await self._open_nursery(warm=False)
        first = await self._spawn()
        self._add(first)
        self._tasks = [asyncio.create_task(self._keep(first))]
        self._tasks += [asyncio.create_task(self._keep(None)) for _ in range(self.limits.workers - 1)]
        if self.small:
            self._warming = asyncio.create_task(self._warm_up())
            self._tasks.append(self._warming)

    async def stop(self) -> None:
        """End every worker."""
        self.stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in [*self._idle, *self._busy, *self._apart]:
            worker.end()
        if self._nursery:
            self._nursery.close()
            await self._nursery.process.wait()

    async def warmed(self) -> bool:
        """Whether the workers have everything in memory, once that has been tried."""
        if self._warming:
            await asyncio.wait({self._warming})
        return self.warm

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
                raise Refusal(
                    503, f"not done within {job.seconds:g} seconds; ask for less", {"retry-after": "10"}, limit_seconds=job.seconds
                ) from None
            except Lost:
                self.lost += 1
                if last or not await self._killed(worker):
                    raise Refusal(
                        503, "the worker ended over this request: it needs more memory or a deeper stack than one may have"
                    ) from None
            except asyncio.CancelledError:
                worker.end()
                raise
            finally:
                self._give_back(worker)
        raise AssertionError("unreachable")

    @staticmethod
    async def _killed(worker: Worker) -> bool:
        await worker.gone
        assert worker.status
        return await worker.status in _KILLED

    async def do_apart(self, job: Job) -> Answer:
        """The answer to a long job in a process of its own, ended afterwards."""
        worker = await self._spawn()
        self._apart.add(worker)
        try:
            return await worker.do(job)
        except (TimeoutError, Lost):
            raise Refusal(503, "this could not be made in the time and space that there is") from None
        finally:
            worker.end()
            self._apart.discard(worker)

    # ------------------------------------------------------------------ the queue

    async def _lease(self, client: str) -> Worker:
        if self._idle and self._fair(client):
            return self._take(self._idle.pop(), client)
        if sum(map(len, self._queues.values())) >= self.limits.queue:
            raise Refusal(503, "too many requests are waiting; try again in a moment", {"retry-after": "2"})
        lease: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(lease)
        taken = False
        try:
            async with asyncio.timeout(self.limits.deadline):
                worker = await lease
                taken = True
                return worker
        except TimeoutError:
            raise Refusal(503, "every worker is busy; try again in a moment", {"retry-after": "5"}) from None
        finally:
            if not taken:
                self._leave(client, lease)

    def _leave(self, client: str, lease: asyncio.Future[Worker]) -> None:
        """Out of the queue; a lease that came to one who no longer waits for it goes back."""
        if lease in self._queues.get(client, ()):
            self._queues[client].remove(lease)
        if lease.done() and not lease.cancelled():
            self._give_back(lease.result())

    def _fair(self, client: str) -> bool:
        return self._holding[client] < max(1, self.limits.workers - 1)

    def _take(self, worker: Worker, client: str) -> Worker:
        worker.client = client
        self._busy.add(worker)
        self._holding[client] += 1
        return worker

    def _give_back(self, worker: Worker) -> None:
        if worker in self._busy:
            self._busy.remove(worker)
            self._holding[worker.client] -= 1
            self._holding += Counter()
        if worker.nursery is not self._nursery or self.stopping:
            worker.end()
        elif not worker.closing:
            self._idle.append(worker)
        self._serve_queue()

    def _serve_queue(self) -> None:
        """Hand out what is idle: to the client that holds the fewest workers, within a client to the one who came first."""
        while self._idle:
            waiting = [client for client, queue in self._queues.items() if queue and self._fair(client)]
            if not waiting:
                break
            client = min(waiting, key=lambda c: self._holding[c])
            lease = self._queues[client].popleft()
            if not lease.done():
                lease.set_result(self._take(self._idle.pop(), client))
        for client in [c for c, queue in self._queues.items() if not queue]:
            del self._queues[client]

    # ------------------------------------------------------------------ the processes

    @property
    def small(self) -> bool:
        """Whether the graph is compiled and small enough to be held in memory."""
        folder = Path(self.graph) / "oxigraph"
        return folder.is_dir() and sum(p.stat().st_size for p in folder.iterdir()) <= self.limits.held_in_memory

    async def _open_nursery(self, warm: bool) -> Nursery:
        return await Nursery.open(self.graph, self.limits.memory, self.site, warm)

    async def _warm_up(self) -> None:
        """Copy the graph into memory while the first workers serve from disk; then let others take their places."""
        try:
            warm = await self._open_nursery(warm=True)
        except StoreError:
            return
        old, self._nursery, self.warm = self._nursery, warm, True
        while any(w.nursery is old for w in (*self._idle, *self._busy, *self._apart)):
            for worker in [w for w in self._idle if w.nursery is old][:1]:
                self._idle.remove(worker)
                worker.end()
            await asyncio.sleep(0.1)
        if old:
            old.close()

    def _add(self, worker: Worker) -> None:
        """A new worker for the queue; one whose nursery has been replaced meanwhile ends at once."""
        if worker.nursery is not self._nursery:
            worker.end()
            return
        self._idle.append(worker)
        self._serve_queue()

    async def _keep(self, worker: Worker | None) -> None:
        """Keep one place filled: wait until its worker is gone, then start another, more slowly when that fails."""
        failures = 0
        while not self.stopping:
            if worker is not None:
                await worker.gone
                self._idle = [w for w in self._idle if w is not worker]
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            try:
                worker = await self._spawn()
                self._add(worker)
                failures = 0
            except (StoreError, OSError, TimeoutError):
                worker, failures = None, failures + 1
                await self._restore_nursery()

    async def _restore_nursery(self) -> None:
        """Another nursery in the place of one that is gone."""
        if self._nursery and self._nursery.process.returncode is not None:
            with contextlib.suppress(StoreError, OSError):
                self._nursery = await self._open_nursery(warm=self.warm)

    async def _spawn(self) -> Worker:
        nursery = self._nursery
        assert nursery
        pid, line = await nursery.born()
        _, worker = await asyncio.get_running_loop().create_connection(lambda: Worker(pid, nursery), sock=line)
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                head, _ = await worker.expect()
        except Lost:
            raise StoreError("a worker of the server could not start") from None
        except BaseException:
            worker.end()
            raise
        if "failed" in head:
            worker.end()
            raise StoreError(f"the server's workers cannot open the graph: {head['failed']}")
        return worker
