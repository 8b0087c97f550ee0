"""What a query answers: rows for programs, serialised formats for other programs, an rdflib Result for those who want one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import KgError, Misuse
from kg.formats import ALIASES, RDF_FORMATS, RESULT_FORMATS
from kg.store.engine import Results, Term

if TYPE_CHECKING:
    import rdflib.query

Cell = str | int | float | bool | None


class Answer:
    """The answer to one query; read once and kept.

    ``kind`` is ``rows`` (SELECT), ``boolean`` (ASK) or ``triples`` (CONSTRUCT, DESCRIBE).
    """

    def __init__(self, results: Results) -> None:
        self.variables: tuple[str, ...] = ()
        self.terms: list[tuple[Term | None, ...]] = []
        self.boolean: bool | None = None
        self.triples: list[ox.Triple] = []
        if isinstance(results, ox.QueryBoolean):
            self.kind = "boolean"
            self.boolean = bool(results)
        elif isinstance(results, ox.QuerySolutions):
            self.kind = "rows"
            self.variables = tuple(v.value for v in results.variables)
            self.terms = [tuple(row[i] for i in range(len(self.variables))) for row in results]
        else:
            self.kind = "triples"
            self.triples = list(results)

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.triples) if self.kind == "triples" else len(self.terms)

    def __bool__(self) -> bool:
        return bool(self.boolean) if self.kind == "boolean" else len(self) > 0

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The solutions as tuples of Python values: IRIs and texts as str, numbers and booleans as such, unbound as None."""
        if self.kind == "triples":
            return [(_cell(t.subject), _cell(t.predicate), _cell(t.object)) for t in self.triples]
        return [tuple(_cell(term) for term in row) for row in self.terms]

    def serialize(self, format_name: str) -> bytes:
        """The answer in a W3C format by its name (json, xml, csv, tsv; turtle, n-triples … for triples); Misuse for one that does not fit."""
        name = ALIASES.get(format_name, format_name)
        if self.kind == "triples":
            if name == "json":
                name = "json-ld"
            if name not in RDF_FORMATS:
                raise Misuse(f"triples cannot be written as {format_name}; one of {', '.join(RDF_FORMATS)}")
            return ox.serialize(self.triples, format=ox.RdfFormat.from_media_type(RDF_FORMATS[name].media_type)) or b""
        if name not in RESULT_FORMATS:
            raise Misuse(f"rows cannot be written as {format_name}; one of {', '.join(RESULT_FORMATS)}")
        return self._results().serialize(format=ox.QueryResultsFormat.from_media_type(RESULT_FORMATS[name].media_type)) or b""

    def _results(self) -> ox.QuerySolutions | ox.QueryBoolean:
        """The answer as a fresh result of the engine, which can be read once more."""
        if self.kind == "boolean":
            answer = ox.Store().query("ASK {}" if self.boolean else "ASK { ?s ?p ?o }")
        else:
            answer = ox.parse_query_results(_as_json(self), format=ox.QueryResultsFormat.JSON)
        assert isinstance(answer, (ox.QuerySolutions, ox.QueryBoolean))
        return answer

    def as_rdflib(self) -> rdflib.query.Result:
        """The answer as an rdflib Result."""
        import rdflib
        from rdflib.query import Result

        if self.kind == "triples":
            graph = rdflib.Graph().parse(self.serialize("n-triples"), format="nt")
            result = Result("CONSTRUCT")
            result.graph = graph
            return result
        return Result.parse(io.BytesIO(self.serialize("json")), format="json")

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; KgError where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise KgError("pandas is not installed: pip install pandas") from None
        return pandas.DataFrame(self.rows, columns=list(self.variables))

    def to_polars(self) -> Any:
        """The rows as a polars DataFrame; KgError where polars is not installed."""
        try:
            import polars
        except ImportError:
            raise KgError("polars is not installed: pip install polars") from None
        return polars.DataFrame(self.rows, schema=list(self.variables), orient="row", infer_schema_length=None)


_NUMBERS = {"integer": int, "int": int, "long": int, "decimal": float, "double": float, "float": float}


def _cell(term: Term | None) -> Cell:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        name = term.datatype.value.rsplit("#", 1)[-1]
        if name == "boolean":
            return term.value == "true"
        try:
            return _NUMBERS[name](term.value) if name in _NUMBERS else term.value
        except ValueError:
            return term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _as_json(answer: Answer) -> bytes:
    import json

    bindings = [
        {name: _json_term(term) for name, term in zip(answer.variables, row, strict=True) if term is not None} for row in answer.terms
    ]
    return json.dumps({"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}).encode()


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        return {
            "type": "triple",
            "value": {"subject": _json_term(term.subject), "predicate": _json_term(term.predicate), "object": _json_term(term.object)},
        }
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif not term.datatype.value.endswith("#string"):
        found["datatype"] = term.datatype.value
    return found
