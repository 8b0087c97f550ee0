"""The endpoint beyond the suite: formats, limits that are admitted to, refusals that say why, entity tags."""

from __future__ import annotations

import csv
import io
import json
import time
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import rdflib

from kg.server.dumps import DUMPS
from tests.server.service import Service, serving

ROWS = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def get(query: str) -> str:
    return "/sparql?query=" + quote(query)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml, */*;q=0.1", "application/sparql-results+xml"),
        ("text/csv;q=0.4, text/tab-separated-values;q=0.5", "text/tab-separated-values; charset=utf-8"),
        ("text/*;q=0.5, text/csv;q=0", "text/xml; charset=utf-8"),
        ("application/sparql-results+json;q=0.2, text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_rows_as_the_client_likes_them(service: Service, accept: str, media_type: str) -> None:
    assert service.get(get(ROWS), accept).headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("accept", "form"),
    [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")],
)
def test_triples_are_read_back_by_rdflib(service: Service, accept: str, form: str) -> None:
    reply = service.get(get("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?s = c:qi) }"), accept)
    assert reply.headers["content-type"].split(";")[0] == accept
    assert len(rdflib.Graph().parse(data=reply.body, format=form)) == 9


@pytest.mark.parametrize(
    ("query", "accept"), [(ROWS, "image/png"), (ROWS, "text/turtle"), ("ASK {}", "text/csv"), ("DESCRIBE c:qi", "text/csv")]
)
def test_what_cannot_be_written_is_406_and_says_what_can(service: Service, query: str, accept: str) -> None:
    reply = service.get(get(query), accept)
    assert reply.status == 406
    assert reply.json["offered"]


def test_head_and_options(service: Service) -> None:
    head = service.ask("HEAD", get(ROWS))
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == len(service.get(get(ROWS)).body)
    options = service.ask("OPTIONS", "/sparql", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"})
    assert options.status == 204
    assert options.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in options.headers


def test_entity_tags(service: Service) -> None:
    first = service.get(get(ROWS))
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    again = service.get(get(ROWS), **{"If-None-Match": f'"other", {tag}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert service.get(get(ROWS), "text/csv", **{"If-None-Match": tag}).status == 200
    assert "etag" not in service.get(get("SELECT (RAND() AS ?x) {}")).headers
    assert service.get(get("SELECT (UUID() AS ?x) {}")).body != service.get(get("SELECT (UUID() AS ?x) {}")).body


def test_syntax_errors_have_line_and_column(service: Service) -> None:
    reply = service.query("SELECT ?x\nWHERE { ?x ?y }")
    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")
    assert (reply.json["line"], reply.json["column"]) in ((2, 15), (2, 16))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", 403),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 403),
        ("LOAD <http://127.0.0.1:9/>", 403),
        ("SELECT * { " + "(" * 5000 + ")" * 5000 + " }", 400),
        ("SELECT * { ?s ?p ?o } #" + "x" * 2**21, 413),
    ],
    ids=["service", "escaped-service", "from-http", "from-file", "load", "parentheses", "two-megabytes"],
)
def test_refused(service: Service, query: str, status: int) -> None:
    assert service.query(query).status == status
    assert service.query("ASK {}").json["boolean"] is True


def test_unknown_dataset_is_refused_not_fetched(service: Service) -> None:
    reply = service.get(get("ASK {}") + "&default-graph-uri=" + quote("http://127.0.0.1:9/x"))
    assert reply.status == 403


def test_dataset_parameters_override_the_query(service: Service) -> None:
    book = "https://w3id.org/tcm-kg/source/book-1"
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    n = service.get(get(count) + "&default-graph-uri=" + quote(book)).json["results"]["bindings"][0]["n"]["value"]
    assert n == "2"
    none = service.get(get(count) + "&named-graph-uri=" + quote(book)).json["results"]["bindings"][0]["n"]["value"]
    assert none == "0"


def test_the_default_view_counts_each_triple_once(service: Service) -> None:
    rows = service.query("SELECT (COUNT(*) AS ?n) WHERE { c:star-leaf tcm:treats ?x }").json["results"]["bindings"]
    assert rows[0]["n"]["value"] == "1"


def test_a_slow_query_ends_at_its_deadline_and_delays_nobody(service: Service) -> None:
    import threading

    took: list[float] = []

    def slow() -> None:
        begun = time.monotonic()
        assert service.query(SLOW).status == 503
        took.append(time.monotonic() - begun)

    thread = threading.Thread(target=slow)
    thread.start()
    time.sleep(0.3)
    begun = time.monotonic()
    assert service.query("ASK { ?s ?p ?o }").status == 200
    assert time.monotonic() - begun < 3
    thread.join()
    assert 2.5 < took[0] < 8


def test_service_description_and_void(service: Service) -> None:
    graph = rdflib.Graph().parse(data=service.get("/sparql", "text/turtle").body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert graph.value(predicate=sd.endpoint, object=None, subject=rdflib.URIRef(service.url + "/sparql"))
    void = rdflib.Graph().parse(data=service.get("/.well-known/void", "text/turtle").body, format="turtle")
    assert list(void.subject_objects(rdflib.URIRef("http://rdfs.org/ns/void#sparqlEndpoint")))
    places = {str(o) for o in void.objects(None, rdflib.URIRef("http://www.w3.org/ns/dcat#downloadURL"))}
    assert {place.partition("/dump/")[2] for place in places} == DUMPS.keys()


@pytest.fixture(scope="module")
def narrow(graph_folder):
    with serving(graph_folder, rows=5, answer=10_000, deadline=5.0) as running:
        yield running


class TestCut:
    """An answer over the limit is a whole document that says that it was cut."""

    def test_json(self, narrow: Service) -> None:
        reply = narrow.query(ROWS)
        assert len(reply.json["results"]["bindings"]) == 5
        assert reply.json["head"]["link"]
        assert reply.headers["answer-cut"].startswith("rows=5")

    def test_xml(self, narrow: Service) -> None:
        root = ElementTree.fromstring(narrow.query(ROWS, "application/sparql-results+xml").body)
        ns = "{http://www.w3.org/2005/sparql-results#}"
        assert len(root.findall(f"{ns}results/{ns}result")) == 5
        assert root.find(f"{ns}head/{ns}link") is not None

    def test_csv_and_tsv(self, narrow: Service) -> None:
        assert len(list(csv.reader(io.StringIO(narrow.query(ROWS, "text/csv").text)))) == 6
        assert len(narrow.query(ROWS, "text/tab-separated-values").text.splitlines()) == 6

    @pytest.mark.parametrize(
        ("accept", "form"),
        [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")],
    )
    def test_triples(self, narrow: Service, accept: str, form: str) -> None:
        reply = narrow.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", accept)
        assert len(rdflib.Graph().parse(data=reply.body, format=form)) == 5
        assert "triples=5" in reply.headers["answer-cut"]

    def test_bytes(self, narrow: Service) -> None:
        reply = narrow.query('SELECT ?x WHERE { VALUES ?n { 1 2 3 } BIND(CONCAT(REPLACE("' + "a" * 3900 + '", "b", "c"), STR(?n)) AS ?x) }')
        assert len(reply.json["results"]["bindings"]) == 2
        assert len(reply.body) < 10_000

    def test_what_fits_is_not_called_cut(self, narrow: Service) -> None:
        assert "answer-cut" not in narrow.query(ROWS + " LIMIT 5").headers


def test_own_writers_agree_with_the_engine(service: Service, graph_folder) -> None:
    """The same rows through the writers that can cut, read back by the engine's parser."""
    import pyoxigraph as ox

    from kg.graph import open_graph
    from kg.server.cut import write_rows

    found = open_graph(graph_folder).engine.query(ROWS + " #")
    variables = [v.value for v in found.variables]
    rows = [tuple(row) for row in found]
    for name in ("json", "xml", "tsv"):
        written = write_rows(name, variables, rows, 10**6, 10**8, "urn:x")
        back = ox.parse_query_results(
            written.body, format=ox.QueryResultsFormat.from_extension({"json": "srj", "xml": "srx", "tsv": "tsv"}[name])
        )
        assert [tuple(row) for row in back] == rows
        assert not written.cut


@pytest.mark.parametrize("name", ["json", "csv", "turtle", "nonsense"])
def test_format_by_name(service: Service, name: str) -> None:
    reply = service.get(get("DESCRIBE c:qi" if name == "turtle" else ROWS) + "&format=" + name)
    assert reply.status == (400 if name == "nonsense" else 200)


def test_health(service: Service) -> None:
    told = service.get("/health").json
    assert told["status"] == "ok"
    assert json.dumps(told)
