"""The SPARQL 1.1 Protocol's query operation, read out of a request: GET, POST of a form, POST of the query itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.server.problem import Refusal

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
READ_ONLY = "this endpoint is read-only: updates are refused"
_UPDATE_WORDS = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
_MAX_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its dataset; ``default`` and ``named`` are None where the request names none. Empty query: none asked."""

    query: str = ""
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str = ""


def read_request(method: str, query_string: bytes, headers: Mapping[bytes, bytes], body: bytes) -> Asked:
    """What a request to the endpoint asks for; Refusal (400, 403, 405, 415) where the protocol does not allow it."""
    fields = _fields(query_string)
    if method in ("GET", "HEAD"):
        return _asked(fields)
    if method != "POST":
        raise Refusal(405, f"{method} is not allowed here; use GET or POST", {"allow": METHODS})
    media_type, charset = _content_type(headers.get(b"content-type", b""))
    if media_type == UPDATE:
        raise Refusal(403, READ_ONLY)
    if media_type not in (FORM, QUERY):
        raise Refusal(415, f"a query is posted as {FORM} or {QUERY}", {"accept-post": f"{FORM}, {QUERY}"})
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Refusal(415, f"queries are read as UTF-8, not {charset}")
    if media_type == FORM:
        return _asked(fields + _fields(body))
    return _asked([*fields, ("query", _text(body))])


def _content_type(header: bytes) -> tuple[str, str]:
    media_type, *parameters = header.decode("latin-1").lower().split(";")
    charsets = [value.strip(' "') for name, _, value in (p.partition("=") for p in parameters) if name.strip() == "charset"]
    return media_type.strip(), charsets[0] if charsets else ""


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"the query is not UTF-8 (byte {error.start})") from None


def _fields(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(encoded), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError:
        raise Refusal(400, "the parameters are not UTF-8") from None
    except ValueError:
        raise Refusal(400, f"more than {_MAX_FIELDS} parameters") from None


def _asked(fields: list[tuple[str, str]]) -> Asked:
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    if _UPDATE_WORDS & given.keys():
        raise Refusal(403, READ_ONLY)
    queries = given.get("query", [])
    if len(queries) > 1:
        raise Refusal(400, "more than one query parameter")
    if not queries and {"default-graph-uri", "named-graph-uri"} & given.keys():
        raise Refusal(400, "a dataset is given but no query")
    return Asked(
        query=queries[0] if queries else "",
        default=_iris(given.get("default-graph-uri")),
        named=_iris(given.get("named-graph-uri")),
        format=given.get("format", [""])[0],
    )


def _iris(values: list[str] | None) -> tuple[str, ...] | None:
    return tuple(values) if values else None
