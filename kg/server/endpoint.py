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
from kg.server.respond import read_body, send_answer

_PREFLIGHT = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "accept, content-type",
    "access-control-max-age": "86400",
}
_DESCRIPTIONS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
WATCH_AFTER = 0.25


class Desk:
    """What every door of the server needs: answers, limits, and the manner in which both are given out."""

    def __init__(self, answers: Answers, limits: Limits) -> None:
        self.answers = answers
        self.limits = limits

    async def give(self, scope: Scope, receive: Receive, send: Send, job: Job) -> None:
        """Answer a request with a job's answer, or with the refusal that comes instead."""
        if answer := self.answers.kept.get(job.key):
            return await send_answer(scope, send, answer, self.limits.send_seconds)
        try:
            answer = await self._while_listening(receive, job, client_of(scope))
        except Refusal as refusal:
            answer = refusal.answer()
        if answer is not None:
            await send_answer(scope, send, answer, self.limits.send_seconds)
        return None

    async def refuse(self, scope: Scope, send: Send, refusal: Refusal) -> None:
        """Answer a request with a refusal."""
        await send_answer(scope, send, refusal.answer(), self.limits.send_seconds)

    async def _while_listening(self, receive: Receive, job: Job, client: str) -> Answer | None:
        """The answer; None, and the work ended, when the client hangs up before."""
        work = asyncio.ensure_future(self.answers.get(job, client))
        done, _ = await asyncio.wait({work}, timeout=WATCH_AFTER)
        if not done:
            gone = asyncio.ensure_future(_hang_up(receive))
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            gone.cancel()
            if not work.done():
                work.cancel()
                return None
        return await work


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def client_of(scope: Scope) -> str:
    """The address of a client, for fairness among clients."""
    return scope["client"][0] if scope.get("client") else ""


class Endpoint:
    """Reads the protocol, chooses the format, and has the query answered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limits = self._desk.limits
        if scope["method"] == "OPTIONS":
            return await send_answer(scope, send, Answer(204, _PREFLIGHT), limits.send_seconds)
        try:
            headers = dict(scope["headers"])
            body = await self._body(scope, headers, receive)
            asked = read_request(scope["method"], scope["query_string"], headers, body)
            job = self._job(asked, headers.get(b"accept", b"").decode("latin-1"))
        except Refusal as refusal:
            return await self._desk.refuse(scope, send, refusal)
        return await self._desk.give(scope, receive, send, job)

    async def _body(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        if scope["method"] != "POST":
            return b""
        most = self._desk.limits.request
        too_large = Refusal(413, f"a request has at most {most:,} bytes", {"connection": "close"})
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > most:
            raise too_large
        try:
            body = await read_body(receive, most, self._desk.limits.body_seconds)
        except TimeoutError:
            raise Refusal(408, "the request did not come in time", {"connection": "close"}) from None
        if body is None:
            raise too_large
        return body

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
