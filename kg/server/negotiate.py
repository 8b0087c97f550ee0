"""Content negotiation (RFC 9110, section 12.5.1): which of the types at hand a client likes best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=1024)
def preferences(accept: str) -> tuple[tuple[str, float], ...]:
    """The media ranges of an Accept header with their q-values; ``*/*`` where the header is empty.

    >>> preferences("text/turtle;q=0.5, */*;q=0.1")
    (('text/turtle', 0.5), ('*/*', 0.1))
    """
    found = []
    for part in accept[:4096].split(","):
        media_range, *parameters = (p.strip().lower() for p in part.split(";"))
        if media_range:
            found.append((media_range, _quality(parameters)))
    return tuple(found) or (("*/*", 1.0),)


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def quality(accept: str, media_type: str) -> float:
    """How much a client wants a media type, 0 to 1: the most specific range that fits decides."""
    major = media_type.split("/", maxsplit=1)[0]
    ranked = dict(preferences(accept))
    for media_range in (media_type, f"{major}/*", "*/*"):
        if media_range in ranked:
            return ranked[media_range]
    return 0.0


@lru_cache(maxsize=4096)
def best(accept: str, offered: tuple[str, ...]) -> str | None:
    """The offered media type that the client likes best, the first of equals; None when it takes none of them.

    >>> best("text/csv, application/json;q=0.9", ("application/json", "text/csv"))
    'text/csv'
    """
    wanted, chosen = 0.0, None
    for media_type in offered:
        if (value := quality(accept, media_type)) > wanted:
            wanted, chosen = value, media_type
    return chosen
