"""Sends answers over ASGI: entity tags, HEAD, security headers, and no patience with a client that does not read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from starlette.types import Receive, Scope, Send

from kg.server.frames import Answer
from kg.server.problem import Refusal

CHUNK = 1 << 18
HEARD_OUT = 8
_ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "etag, answer-cut, answer-kind, retry-after"}
PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
SCRIPT_POLICY = f"{PAGE_POLICY}; script-src 'self'"
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


def not_modified(scope: Scope, tag: str) -> bool:
    """Whether the client has the answer with this tag already (RFC 9110, If-None-Match)."""
    if not tag or scope["method"] not in ("GET", "HEAD"):
        return False
    given = _header(scope, b"if-none-match")
    return tag in (t.strip().removeprefix("W/") for t in given.split(",")) or given.strip() == "*"


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def unpacks(accept_encoding: str) -> bool:
    """Whether a client takes gzip (RFC 9110, Accept-Encoding).

    >>> unpacks("br, gzip;q=0.5"), unpacks("gzip;q=0"), unpacks("")
    (True, False, False)
    """
    for part in accept_encoding.lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";q=")
        if name in ("gzip", "x-gzip"):
            return not re.fullmatch(r"0(\.0*)?", quality)
    return False


async def send_answer(scope: Scope, send: Send, answer: Answer, seconds: float) -> None:
    """Send an answer; TimeoutError when the client takes longer than ``seconds`` over one piece of it."""
    headers = headers_of(answer)
    status, body = answer.status, answer.body
    if answer.packed:
        headers["vary"] = "accept, accept-encoding"
        if unpacks(_header(scope, b"accept-encoding")):
            body = answer.packed
            headers |= {"content-encoding": "gzip", "etag": headers["etag"][:-1] + '-gz"'}
    if not_modified(scope, headers.get("etag", "")):
        status, body = 304, b""
        headers.pop("content-type", None)
        headers.pop("content-encoding", None)
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


class HungUp(Exception):
    """The client is gone; nobody waits for an answer."""


async def whole_body(receive: Receive, length: str, most: int, seconds: float, too_large: Refusal, late: str) -> bytes:
    """The body of a request of the ``length`` that its header tells; Refusal when it is ``too_large`` or (with the words ``late``) does not come."""
    if length.isdigit() and int(length) > most * HEARD_OUT:
        raise too_large
    try:
        body = await _read_body(receive, most, seconds)
    except TimeoutError:
        raise Refusal(408, late, {"connection": "close"}) from None
    if body is None:
        raise too_large
    return body


async def _read_body(receive: Receive, most: int, seconds: float) -> bytes | None:
    """The body of a request; None when it is larger than ``most``; TimeoutError when it does not come, HungUp when its client is gone.

    One up to ``HEARD_OUT`` times too large is heard out, and dropped, so that its client can read why it is refused.
    """
    parts, size = list[bytes](), 0
    async with asyncio.timeout(seconds):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise HungUp
            part = message.get("body", b"")
            size += len(part)
            if size <= most:
                parts.append(part)
            else:
                parts.clear()
            if size > most * HEARD_OUT or not message.get("more_body"):
                return b"".join(parts) if size <= most else None
