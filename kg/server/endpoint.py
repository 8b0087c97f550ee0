"""The SPARQL endpoint as an ASGI application: GET, POST, HEAD, OPTIONS at one address, for programs and for people."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from kg.server.answers import Answers
from kg.server.frames import Answer, Job
from kg.server.limits import Limits
from kg.server.media import EVERY, HTML, choose
from kg.server.negotiate import best, quality
from kg.server.problem import Refusal
from kg.server.protocol import METHODS, Asked, read_request
from kg.server.respond import send_answer, whole_body

_PREFLIGHT = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "accept, content-type",
    "access-control-max-age": "86400",
}
_DESCRIPTIONS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
WATCH_AFTER = 0.25
_REMEMBERED = 4096


class Desk:
    """What every door of the server needs: answers, limits, and the manner in which both are given out."""

    def __init__(self, answers: Answers, limits: Limits) -> None:
        self.answers = answers
        self.limits = limits

    async def give(self, scope: Scope, receive: Receive, send: Send, job: Job) -> None:
        """Answer a request with a job's answer, or with the refusal that comes instead."""
        answer = self.answers.kept.get(job.key)
        if answer is None:
            with _Listening(receive) as listening:
                try:
                    answer = await self.answers.get(job, client_of(scope))
                except Refusal as refusal:
                    answer = refusal.answer()
            if listening.hung_up:
                return
        if answer is not None:
            await send_answer(scope, send, answer, self.limits.send_seconds)

    async def refuse(self, scope: Scope, send: Send, refusal: Refusal) -> None:
        """Answer a request with a refusal."""
        await send_answer(scope, send, refusal.answer(), self.limits.send_seconds)


class _Listening:
    """While work takes longer than a moment, listens for the client hanging up, and then ends the work."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.hung_up = False

    def __enter__(self) -> _Listening:
        self._task = asyncio.current_task()
        self._listener: asyncio.Task[None] | None = None
        self._clock = asyncio.get_running_loop().call_later(WATCH_AFTER, self._begin)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self._clock.cancel()
        if self._listener:
            self._listener.cancel()
        if kind is asyncio.CancelledError and self.hung_up and self._task:
            self._task.uncancel()
            return True
        return False

    def _begin(self) -> None:
        self._listener = asyncio.get_running_loop().create_task(self._listen())

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.hung_up = True
        if self._task:
            self._task.cancel()


def client_of(scope: Scope) -> str:
    """The address of a client, for fairness among clients."""
    return scope["client"][0] if scope.get("client") else ""


class Endpoint:
    """Reads the protocol, chooses the format, and has the query answered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._jobs: dict[tuple[bytes, bytes], Job] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limits = self._desk.limits
        if scope["method"] == "OPTIONS":
            return await send_answer(scope, send, Answer(204, _PREFLIGHT), limits.send_seconds)
        try:
            headers = dict(scope["headers"])
            accept = headers.get(b"accept", b"")
            seen = (scope["query_string"], accept)
            job = self._jobs.get(seen) if scope["method"] == "GET" else None
            if job is None:
                body = await self._body(scope, headers, receive)
                asked = read_request(scope["method"], scope["query_string"], headers, body)
                job = self._job(asked, accept.decode("latin-1"))
                self._remember(scope, seen, job)
        except Refusal as refusal:
            return await self._desk.refuse(scope, send, refusal)
        return await self._desk.give(scope, receive, send, job)

    def _remember(self, scope: Scope, seen: tuple[bytes, bytes], job: Job) -> None:
        """The same short request need not be read again."""
        if scope["method"] == "GET" and len(seen[0]) < 4096:
            if len(self._jobs) >= _REMEMBERED:
                self._jobs.clear()
            self._jobs[seen] = job

    async def _body(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        if scope["method"] != "POST":
            return b""
        most = self._desk.limits.request
        too_large = Refusal(413, f"a request has at most {most:,} bytes", {"connection": "close"})
        length = headers.get(b"content-length", b"0").decode("latin-1")
        return await whole_body(receive, length, most, self._desk.limits.body_seconds, too_large, "the request did not come in time")

    def _job(self, asked: Asked, accept: str) -> Job:
        limits = self._desk.limits
        page = not asked.format and quality(accept, HTML) > 0 and best(accept, (*EVERY, HTML)) == HTML
        if not asked.query.strip():
            if page:
                return Job("query-page", {"query": "", "rows": limits.shown_rows}, limits.deadline)
            if asked.query or not (media_type := best(accept, _DESCRIPTIONS)):
                raise Refusal(400, "no query: give one as the parameter “query”, or post it as application/sparql-query")
            return Job("service", {"media": media_type}, limits.deadline)
        dataset = {"default": _listed(asked.default), "named": _listed(asked.named)}
        if page:
            return Job("query-page", {"query": asked.query, "rows": limits.shown_rows, **dataset}, limits.deadline)
        media = choose(accept, asked.format).as_json()
        return Job("query", {"query": asked.query, "media": media, "rows": limits.rows, "bytes": limits.answer, **dataset}, limits.deadline)


def _listed(iris: tuple[str, ...] | None) -> list[str] | None:
    """The graphs of a dataset of which only the other half is given are none, not all."""
    return None if iris is None else list(iris)
