"""Errors as answers: ``application/problem+json`` (RFC 9457) for programs, the same words on the page for people."""

from __future__ import annotations

import json
from http import HTTPStatus

from kg.errors import EndpointError, KgError, Missing, NotAllowed, NotFound, QueryError
from kg.server.frames import Answer

PROBLEM_TYPE = "application/problem+json"

STATUS_OF: dict[type[KgError], int] = {QueryError: 400, NotAllowed: 403, NotFound: 404, EndpointError: 502, Missing: 503}
"""The HTTP status for each kind of error; 500 for the rest."""


class Refusal(Exception):
    """A request that is answered with an error: status, a sentence, headers and data beside it."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **data: object) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.data = data

    def answer(self) -> Answer:
        """The refusal as an answer, never stored by anyone."""
        title = HTTPStatus(self.status).phrase
        body = {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail, **self.data}
        headers = {"content-type": PROBLEM_TYPE, "cache-control": "no-store", **self.headers}
        return Answer(self.status, headers, json.dumps(body, ensure_ascii=False).encode())


def refusal_of(error: KgError) -> Refusal:
    """The refusal that tells one of this package's errors, with line, column or candidates where it has them."""
    status = next((code for kind, code in STATUS_OF.items() if isinstance(error, kind)), 500)
    data = {key: value for key, value in error.details.items() if value is not None and key != "path"}
    return Refusal(status, error.message, None, kind=error.kind, **data)
