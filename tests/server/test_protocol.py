"""The 34 tests of the W3C SPARQL 1.1 Protocol suite, told again as a table: 20 of queries to pass, 14 of updates to be refused.

A request is method, parameters in the address, content type and body. Where the published manifest has escaped the
ampersand between two parameters by mistake (query_multiple_dataset), the parameters are taken as they were meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest

from tests.server.service import Service

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
ZERO = [("default-graph-uri", DATA.format(0))]
TWO_NAMED = [("named-graph-uri", DATA.format(1)), ("named-graph-uri", DATA.format(2))]
TWO_DEFAULT = [("default-graph-uri", DATA.format(1)), ("default-graph-uri", DATA.format(2))]
IN_BOTH = f"<{DATA.format(1)}> a ?type . <{DATA.format(2)}> a ?type ."
IN_GRAPHS = f"GRAPH ?g1 {{ <{DATA.format(1)}> a ?type }} GRAPH ?g2 {{ <{DATA.format(2)}> a ?type }}"


@dataclass(frozen=True)
class Case:
    """One test of the suite and what is expected: ``yes`` (a true boolean), ``rows``, ``boolean``, ``rdf`` or ``refused``."""

    name: str
    expected: str
    method: str = "POST"
    parameters: list[tuple[str, str]] = field(default_factory=list)
    content_type: str = ""
    body: bytes | None = None


def form(**fields: str) -> bytes:
    return urlencode(fields, quote_via=quote).encode()


QUERIES = [
    Case("query_post_form", "yes", parameters=ZERO, content_type=FORM, body=form(query="ASK {}")),
    Case("query_dataset_default_graphs_get", "yes", "GET", [("query", f"ASK {{ {IN_BOTH} }}"), *TWO_DEFAULT]),
    Case("query_dataset_default_graphs_post", "yes", "POST", TWO_DEFAULT, QUERY, f"ASK {{ {IN_BOTH} }}".encode()),
    Case("query_dataset_named_graphs_post", "yes", "POST", TWO_NAMED, QUERY, f"ASK {{ {IN_GRAPHS} }}".encode()),
    Case("query_dataset_named_graphs_get", "yes", "GET", [("query", f"ASK {{ {IN_GRAPHS} }}"), *TWO_NAMED]),
    Case(
        "query_dataset_full",
        "yes",
        "POST",
        [("default-graph-uri", DATA.format(3)), *TWO_NAMED],
        QUERY,
        f"ASK {{ <{DATA.format(3)}> a ?type {IN_GRAPHS} }}".encode(),
    ),
    Case("query_multiple_dataset", "yes", "POST", TWO_NAMED, QUERY, f"ASK FROM <{DATA.format(3)}> {{ {IN_GRAPHS} }}".encode()),
    Case("query_get", "yes", "GET", [("query", "ASK {}"), *ZERO]),
    Case("query_content_type_select", "rows", "POST", ZERO, QUERY, b"SELECT (1 AS ?value) {}"),
    Case("query_content_type_ask", "boolean", "POST", ZERO, QUERY, b"ASK {}"),
    Case("query_content_type_describe", "rdf", "POST", ZERO, QUERY, b"DESCRIBE <http://example.org/>"),
    Case("query_content_type_construct", "rdf", "POST", ZERO, QUERY, b"CONSTRUCT { <s> <p> 1 } WHERE {}"),
    Case("query_post_direct", "yes", "POST", ZERO, QUERY, b"ASK {}"),
    Case("bad_query_method", "refused", "PUT", [("query", "ASK {}"), *ZERO], FORM),
    Case("bad_multiple_queries", "refused", "GET", [("query", "ASK {}"), ("query", "SELECT * {}")]),
    Case("bad_query_wrong_media_type", "refused", "POST", [], "text/plain", b"ASK {}"),
    Case("bad_query_missing_form_type", "refused", "POST", [], "", form(query="ASK {}")),
    Case("bad_query_missing_direct_type", "refused", "POST", [], "", b"ASK {}"),
    Case("bad_query_non_utf8", "refused", "POST", [], f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16")),
    Case("bad_query_syntax", "refused", "GET", [("query", "ASK {")]),
]

_INSERT = b"INSERT DATA { GRAPH <http://example.org/t> { <http://example.org/s> a <http://example.org/T> } }"
UPDATES = [
    Case("update_dataset_default_graph", "refused", "POST", [("using-graph-uri", DATA.format(1))], UPDATE, b"CLEAR ALL ; " + _INSERT),
    Case("update_dataset_default_graphs", "refused", "POST", [("using-graph-uri", DATA.format(n)) for n in (1, 2)], UPDATE, _INSERT),
    Case("update_dataset_named_graphs", "refused", "POST", [("using-named-graph-uri", DATA.format(n)) for n in (1, 2)], UPDATE, _INSERT),
    Case(
        "update_dataset_full",
        "refused",
        "POST",
        [("using-graph-uri", DATA.format(1)), ("using-named-graph-uri", DATA.format(2))],
        UPDATE,
        _INSERT,
    ),
    Case("update_post_form", "refused", content_type=FORM, body=form(update="CLEAR ALL")),
    Case("update_post_direct", "refused", content_type=UPDATE, body=b"CLEAR ALL"),
    Case(
        "update_base_uri",
        "refused",
        content_type=UPDATE,
        body=b"INSERT DATA { GRAPH <http://example.org/b> { <http://example.org/s> a <test> } }",
    ),
    Case("bad_update_get", "refused", "GET", [("update", "CLEAR ALL")]),
    Case("bad_multiple_updates", "refused", content_type=FORM, body=b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
    Case("bad_update_wrong_media_type", "refused", content_type="text/plain", body=b"CLEAR NAMED"),
    Case("bad_update_missing_form_type", "refused", body=form(update="CLEAR NAMED")),
    Case("bad_update_non_utf8", "refused", content_type=f"{UPDATE}; charset=UTF-16", body="CLEAR NAMED".encode("utf-16")),
    Case("bad_update_syntax", "refused", content_type=FORM, body=form(update="CLEAR XYZ")),
    Case(
        "bad_update_dataset_conflict",
        "refused",
        content_type=FORM,
        body=form(
            **{
                "using-named-graph-uri": "http://example.org/people",
                "update": "WITH <http://example.org/a> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }",
            }
        ),
    ),
]
TYPES = {
    "rows": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"},
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "rdf": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}


def test_the_table_is_the_suite() -> None:
    assert (len({c.name for c in QUERIES}), len({c.name for c in UPDATES})) == (20, 14)


@pytest.mark.parametrize("case", [*QUERIES, *UPDATES], ids=lambda c: c.name)
@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_w3c_protocol(service: Service, case: Case, path: str) -> None:
    target = path + ("?" + urlencode(case.parameters, quote_via=quote) if case.parameters else "")
    reply = service.ask(case.method, target, case.body, {"Content-Type": case.content_type} if case.content_type else {})
    if case.expected == "refused":
        assert 400 <= reply.status < 500
        assert reply.headers["content-type"] == "application/problem+json"
        return
    media_type = reply.headers["content-type"].split(";")[0]
    assert reply.status == 200
    assert media_type in TYPES["boolean" if case.expected == "yes" else case.expected]
    if case.expected == "yes":
        assert reply.json["boolean"] is True


def test_updates_changed_nothing(service: Service) -> None:
    assert service.query("ASK { ?s a <http://example.org/T> }").json["boolean"] is False
