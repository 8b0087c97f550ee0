"""The media types of the endpoint: what each kind of answer can be written as, in the order the server likes best."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.formats import ALIASES, RDF_FORMATS, RESULT_FORMATS
from kg.server.negotiate import best
from kg.server.problem import Refusal

HTML: Final = "text/html"

ROWS: Final = {
    RESULT_FORMATS["json"].media_type: "json",
    "application/json": "json",
    RESULT_FORMATS["xml"].media_type: "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    RESULT_FORMATS["csv"].media_type: "csv",
    RESULT_FORMATS["tsv"].media_type: "tsv",
}
BOOLEAN: Final = {media_type: name for media_type, name in ROWS.items() if name in ("json", "xml")}
TRIPLES: Final = {
    RDF_FORMATS["turtle"].media_type: "turtle",
    RDF_FORMATS["n-triples"].media_type: "n-triples",
    RDF_FORMATS["rdf-xml"].media_type: "rdf-xml",
    RDF_FORMATS["json-ld"].media_type: "json-ld",
    "application/x-turtle": "turtle",
    "text/plain": "n-triples",
    "application/xml": "rdf-xml",
    "application/json": "json-ld",
}
KINDS: Final = {"rows": ROWS, "boolean": BOOLEAN, "triples": TRIPLES}
EVERY: Final = tuple(dict.fromkeys([*ROWS, *TRIPLES]))


@dataclass(frozen=True, slots=True)
class Choice:
    """The media type for each kind of answer, an empty string where the client takes none of them."""

    rows: str
    boolean: str
    triples: str

    def as_json(self) -> dict[str, str]:
        return {"rows": self.rows, "boolean": self.boolean, "triples": self.triples}


@lru_cache(maxsize=4096)
def choose(accept: str, wanted: str = "") -> Choice:
    """What to write, by the Accept header or by the name of a format that was asked for outright; Refusal 406 or 400."""
    if wanted:
        return _named(ALIASES.get(wanted, wanted))
    choice = Choice(*(best(accept, tuple(KINDS[kind])) or "" for kind in ("rows", "boolean", "triples")))
    if not (choice.rows or choice.triples):
        raise not_acceptable(EVERY)
    return choice


def _named(name: str) -> Choice:
    found = [next((media_type for media_type, n in KINDS[kind].items() if n == name), "") for kind in ("rows", "boolean", "triples")]
    if not any(found):
        raise Refusal(400, f"no format “{name}”; one of {', '.join([*RESULT_FORMATS, *dict.fromkeys(TRIPLES.values())])}")
    return Choice(*found)


def not_acceptable(offered: tuple[str, ...]) -> Refusal:
    """The refusal that says what could be had."""
    return Refusal(406, "none of the types that are accepted can be written; offered are " + ", ".join(offered), offered=list(offered))


def with_charset(media_type: str) -> str:
    """A media type as it stands in a header."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
