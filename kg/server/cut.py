"""Solutions written row by row, for answers that have to be cut: valid documents that say where they stop.

The engine's own writers are faster and do the rest; they cannot stop half way and leave a document whole.
SPARQL 1.1 Query Results JSON, XML, CSV and TSV formats.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.store.engine import Term

Row = Sequence[Term | None]
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Writer:
    """How one format begins (variables, whether cut), writes a row, joins rows and ends."""

    head: Callable[[Sequence[str], str], str]
    row: Callable[[Sequence[str], Row], str]
    joint: str
    tail: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A document, the number of its rows, and whether rows are missing."""

    body: bytes
    rows: int
    cut: bool


def write_rows(name: str, variables: Sequence[str], rows: Iterable[Row], most_rows: int, most_bytes: int, note: str) -> Cut:
    """The first rows that fit both limits; ``note`` (an IRI) goes into the head of formats that have room for it."""
    parts: list[bytes] = []
    writer, size, cut = WRITERS[name], 0, False
    for row in rows:
        text = writer.row(variables, row).encode()
        if len(parts) >= most_rows or size + len(text) > most_bytes:
            cut = True
            break
        parts.append(text)
        size += len(text) + len(writer.joint)
    head = writer.head(variables, note if cut else "")
    return Cut(head.encode() + writer.joint.encode().join(parts) + writer.tail.encode(), len(parts), cut)


def _json_head(variables: Sequence[str], note: str) -> str:
    head = {"vars": list(variables), **({"link": [note]} if note else {})}
    return json.dumps({"head": head}, ensure_ascii=False)[:-1] + ',"results":{"bindings":['


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        extra = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **(extra if extra != {"datatype": _XSD_STRING} else {})}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


def _json_row(variables: Sequence[str], row: Row) -> str:
    return json.dumps({v: _json_term(t) for v, t in zip(variables, row, strict=True) if t is not None}, ensure_ascii=False)


def _xml_head(variables: Sequence[str], note: str) -> str:
    names = "".join(f"<variable name={quoteattr(v)}/>" for v in variables)
    link = f"<link href={quoteattr(note)}/>" if note else ""
    return f'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>{names}{link}</head><results>'


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, ox.Literal):
        kind = f" xml:lang={quoteattr(term.language)}" if term.language else f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{'' if _XSD_STRING in kind else kind}>{escape(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return "<triple>" + "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts) + "</triple>"


def _xml_row(variables: Sequence[str], row: Row) -> str:
    bound = (f"<binding name={quoteattr(v)}>{_xml_term(t)}</binding>" for v, t in zip(variables, row, strict=True) if t is not None)
    return f"<result>{''.join(bound)}</result>"


def _csv_value(term: Term | None) -> str:
    if term is None:
        return ""
    text = term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
    return '"' + text.replace('"', '""') + '"' if any(ch in text for ch in '",\r\n') else text


def _csv_row(_: Sequence[str], row: Row) -> str:
    return ",".join(map(_csv_value, row)) + "\r\n"


def _tsv_row(_: Sequence[str], row: Row) -> str:
    return "\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) + "\n"


WRITERS = {
    "json": Writer(_json_head, _json_row, ",", "]}}"),
    "xml": Writer(_xml_head, _xml_row, "", "</results></sparql>"),
    "csv": Writer(lambda variables, _: ",".join(variables) + "\r\n", _csv_row, "", ""),
    "tsv": Writer(lambda variables, _: "\t".join("?" + v for v in variables) + "\n", _tsv_row, "", ""),
}
