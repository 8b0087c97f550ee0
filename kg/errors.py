"""What can go wrong, in words for people and data for programs.

One base class and few kinds; each carries what is wrong (a name, a path and line, candidates), so that the command
line, the server and the library say the same thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path


class ExitStatus(IntEnum):
    """How a command ends. A crash is never CLEAN."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    FAILED = 3


_LONGEST = 200
"""Characters of a stranger's text that a message repeats."""


def clipped(text: str) -> str:
    """The text, cut with an ellipsis where a message would drown in it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class KgError(Exception):
    """Base of every error that this package raises on purpose."""

    kind = "error"
    exit_status = ExitStatus.FAILED

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def as_json(self) -> dict[str, object]:
        """The error as ``{"kind", "message", …}`` with the data that are wrong beside them."""
        return {"kind": self.kind, "message": self.message, **self.details}


class NotFound(KgError):
    """No concept, query, section or relation has this name; ``candidates`` are the nearest ones."""

    kind = "not-found"
    exit_status = ExitStatus.USAGE

    def __init__(self, what: str, name: str, candidates: Sequence[str] = ()) -> None:
        message = f"no {what} “{clipped(name)}”" if name.strip() else f"an empty name is no {what}"
        if candidates:
            message += "; did you mean " + ", ".join(candidates) + "?"
        super().__init__(message, name=name, candidates=list(candidates))


class QueryError(KgError):
    """A query that cannot be parsed or run; ``line`` and ``column`` count from 1 where they are known."""

    kind = "query"
    exit_status = ExitStatus.USAGE

    def __init__(self, message: str, text: str = "", line: int | None = None, column: int | None = None) -> None:
        lines = text.split("\n")
        if line is not None and 0 < line <= len(lines):
            where = f"line {line}" + (f", column {column}" if column else "")
            start = max((column or 1) - 1 - _LONGEST // 2, 0)
            shown = lines[line - 1][start : start + _LONGEST]
            pointer = "\n    " + " " * (column - 1 - start) + "^" if column else ""
            message = f"{message} ({where})\n    {shown}{pointer}"
        super().__init__(message, line=line, column=column)


class NotAllowed(KgError):
    """A query that would write, or reach beyond the graph it is put to."""

    kind = "not-allowed"
    exit_status = ExitStatus.USAGE


class SourceError(KgError):
    """A file or folder that cannot be read as what it should be; ``line`` counts from 1 where it is known."""

    kind = "source"
    exit_status = ExitStatus.USAGE

    def __init__(self, path: Path | str, message: str, line: int | None = None) -> None:
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {message}", path=str(path), line=line)


class EndpointError(KgError):
    """A SPARQL endpoint that does not answer, or not as the protocol says."""

    kind = "endpoint"

    def __init__(self, url: str, message: str) -> None:
        super().__init__(f"{url}: {message}", url=url)


class Misuse(KgError):
    """Something asked for in a way that has no answer, such as a comparison of one."""

    kind = "usage"
    exit_status = ExitStatus.USAGE


class StoreError(KgError):
    """The embedded store could not be built or opened."""

    kind = "store"


class Missing(KgError):
    """An optional part (a library, a browser, a file of the page) is not installed."""

    kind = "missing"
