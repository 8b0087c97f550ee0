"""Sends answers over ASGI: entity tags, HEAD, security headers, and no patience with a client that does not read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.types import Receive, Scope, Send

from kg.server.frames import Answer

CHUNK = 1 << 18
_ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "etag, answer-cut, answer-kind, retry-after"}
PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_STEADY = "public, max-age=300, stale-while-revalidate=3600"


def encode(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI wants them; characters that could begin another header are left out."""
    return [(name.encode("latin-1"), _one_line(value).encode("latin-1", "replace")) for name, value in headers.items()]


def _one_line(value: str) -> str:
    return value if value.isprintable() else "".join(ch for ch in value if ch >= " " and ch != "\x7f")


def headers_of(answer: Answer) -> dict[str, str]:
    """All headers of an answer: its own, those that every answer has, and what its kind of body asks for."""
    headers = {**_ALWAYS, **_OPEN, "vary": "accept", **answer.headers}
    if answer.headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("content-security-policy", PAGE_POLICY)
    headers.setdefault("cache-control", _STEADY if "etag" in headers else "no-store")
    return headers


def not_modified(scope: Scope, answer: Answer) -> bool:
    """Whether the client has this answer already (RFC 9110, If-None-Match)."""
    tag = answer.headers.get("etag")
    if not tag or scope["method"] not in ("GET", "HEAD"):
        return False
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            given = [t.strip().removeprefix("W/") for t in value.decode("latin-1").split(",")]
            return tag in given or "*" in given
    return False


async def send_answer(scope: Scope, send: Send, answer: Answer, seconds: float) -> None:
    """Send an answer; TimeoutError when the client takes longer than ``seconds`` over one piece of it."""
    headers = headers_of(answer)
    status, body = answer.status, answer.body
    if not_modified(scope, answer):
        status, body = 304, b""
        headers.pop("content-type", None)
    else:
        headers["content-length"] = str(len(body))
    await send({"type": "http.response.start", "status": status, "headers": encode(headers)})
    if len(body) <= CHUNK or scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        return
    for start in range(0, len(body), CHUNK):
        more = start + CHUNK < len(body)
        async with asyncio.timeout(seconds):
            await send({"type": "http.response.body", "body": body[start : start + CHUNK], "more_body": more})


async def read_body(receive: Receive, most: int, seconds: float) -> bytes | None:
    """The body of a request; None when it is larger than ``most``; TimeoutError when it does not come."""
    parts, size = [], 0
    async with asyncio.timeout(seconds):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise asyncio.CancelledError
            part = message.get("body", b"")
            size += len(part)
            if size > most:
                return None
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)
