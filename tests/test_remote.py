"""A graph at a SPARQL endpoint: the same answers, and plain words for an endpoint that is slow, gone or no endpoint."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from kg import EndpointError, KgError, KnowledgeGraph, NotAllowed, NotFound, QueryError, open_graph
from kg.cli.main import main
from kg.store.remote import Remote

Reply = tuple[int, str, bytes, dict[str, str]]


class Endpoint(ThreadingHTTPServer):
    """A SPARQL endpoint on loopback over a graph of ours; ``scripted`` replies come first, one a request."""

    daemon_threads = True

    def __init__(self, graph: KnowledgeGraph) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.graph = graph
        self.scripted: list[Callable[[], Reply]] = []
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"

    def handle_error(self, *_: object) -> None:
        """A client that has gone away is no news."""

    def reply(self, query: str) -> Reply:
        self.asked.append(query)
        if self.scripted:
            return self.scripted.pop(0)()
        try:
            answer = self.graph.query(query)
        except QueryError as error:
            return 400, "text/plain", error.message.encode(), {}
        if answer.kind == "triples":
            return 200, "application/n-triples; charset=utf-8", answer.serialize("n-triples"), {}
        return 200, "application/sparql-results+json", answer.serialize("json"), {}


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, media_type, body, headers = self.server.reply(form["query"][0])
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint(world: KnowledgeGraph) -> Iterator[Endpoint]:
    server = Endpoint(world)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses are asked for and not taken."""
    pauses: list[float] = []
    monkeypatch.setattr("kg.store.remote.time.sleep", pauses.append)
    return pauses


# ---------------------------------------------------------------- the same answers


def test_a_query_has_the_same_rows(endpoint: Endpoint, world: KnowledgeGraph) -> None:
    text = "SELECT ?x ?l (1 AS ?n) { ?x a tcm:Organ ; skos:prefLabel ?l OPTIONAL { ?x tcm:stores ?nothing } } ORDER BY ?x ?l"
    assert open_graph(endpoint.url).query(text).rows == world.query(text).rows
    assert open_graph(endpoint.url).query("ASK { c:mill tcm:stores c:flour }").boolean is True
    made = "CONSTRUCT { ?a tcm:stores ?b } WHERE { ?a tcm:stores ?b }"
    assert open_graph(endpoint.url).query(made).rows == world.query(made).rows


def test_concepts_statements_paths_and_comparisons_are_the_same(endpoint: Endpoint, world: KnowledgeGraph) -> None:
    remote = open_graph(endpoint.url)
    assert remote.concept("粉滞") == world.concept("粉滞")
    assert remote.statements("Mill") == world.statements("Mill")
    assert [p.text for p in remote.paths("hoarfrost evil", "stiff pain")] == [p.text for p in world.paths("hoarfrost evil", "stiff pain")]
    assert remote.compare("flour stagnation", "flour loss") == world.compare("flour stagnation", "flour loss")
    assert remote.counts() == world.counts()
    assert remote.differentiate(["creaking"]) == world.differentiate(["creaking"])
    with pytest.raises(NotFound, match="did you mean Flour stagnation"):
        remote.concept("flour stagnatoin")
    assert len(endpoint.asked) < 80, "an endpoint is asked in few questions"


def test_what_follows_is_explained(endpoint: Endpoint) -> None:
    remote = open_graph(endpoint.url)
    inferred = next(s for s in remote.statements("flour stagnation") if s.inferred)
    assert remote.explain(inferred)


def test_an_endpoint_has_no_dataset(endpoint: Endpoint) -> None:
    with pytest.raises(KgError, match="embedded"):
        open_graph(endpoint.url).dataset()


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "SELECT ?x { ?x tcm:stores ?y }"],
        ["show", "粉滞"],
        ["path", "hoarfrost evil", "stiff pain"],
        ["find", "fen zhi"],
        ["info"],
        ["compare", "Mill", "Barn"],
    ],
)
def test_the_commands_say_the_same(
    endpoint: Endpoint, arguments: list[str], capsys: pytest.CaptureFixture[str], cache: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.conftest import WORLD

    monkeypatch.setenv("KG_CACHE", str(cache))
    told = []
    for graph in (endpoint.url, str(WORLD)):
        assert main(["--graph", graph, *arguments]) == 0
        told.append([line for line in capsys.readouterr().out.splitlines() if not line.startswith("graph ")])
    assert told[0] == told[1]


def test_prefixes_are_declared_and_lines_keep_their_numbers(endpoint: Endpoint) -> None:
    Remote(endpoint.url).query("SELECT ?x {\n ?x a tcm:Organ }")
    assert endpoint.asked[-1].startswith("PREFIX tcm: <https://w3id.org/tcm-kg/ontology#> SELECT ?x {\n")
    with pytest.raises(QueryError, match="cannot read the query"):
        Remote(endpoint.url).query("SELECT ?x {\n ?x a }")


def test_service_is_refused(endpoint: Endpoint) -> None:
    with pytest.raises(NotAllowed):
        Remote(endpoint.url).query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    assert endpoint.asked == []


# ---------------------------------------------------------------- when there is no answer


def scripted(status: int, media_type: str, body: bytes, **headers: str) -> Callable[[], Reply]:
    return lambda: (status, media_type, body, {k.replace("_", "-"): v for k, v in headers.items()})


JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (scripted(200, "text/html", b"<html>Welcome</html>"), "text/html, which is no format of SPARQL results"),
        (scripted(200, JSON, b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": '), "is not the"),
        (scripted(200, JSON, b""), "is not the"),
        (scripted(200, JSON, b"[1, 2]"), "is not the"),
        (scripted(200, JSON, b"\xff\xfe"), "is not the"),
        (scripted(200, "application/sparql-results+xml", b"<sparql>"), "is not the"),
        (scripted(200, "application/n-triples", b"<http://a> <http://b> ."), "is not the"),
        (scripted(200, JSON, b"{}", Content_Length="1000"), "does not answer"),
        (scripted(404, "text/html", b"<h1>Not Found</h1>"), "HTTP status 404"),
        (scripted(401, "text/plain", b"who are you?"), "HTTP status 401"),
        (scripted(500, "text/plain", b"x" * 100_000), "HTTP status 500"),
        (scripted(302, "text/plain", b"", Location="file:///etc/passwd"), "HTTP status 302|does not answer"),
    ],
)
def test_a_wrong_answer_is_told(endpoint: Endpoint, reply: Callable[[], Reply], told: str) -> None:
    endpoint.scripted = [reply] * 3
    with pytest.raises(EndpointError, match=told) as caught:
        open_graph(endpoint.url).query("SELECT ?x { ?x ?p ?o }")
    assert caught.value.details["url"] == endpoint.url and len(caught.value.message) < 1000


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_endpoint_is_asked_again(endpoint: Endpoint, status: int, hurried: list[float]) -> None:
    endpoint.scripted = [scripted(status, "text/plain", b"busy", Retry_After="2"), scripted(status, "text/plain", b"busy")]
    assert open_graph(endpoint.url).query("ASK { c:mill tcm:stores c:flour }")
    assert len(endpoint.asked) == 3 and hurried == [2.0, 1.0]


def test_one_that_stays_busy_is_told(endpoint: Endpoint) -> None:
    endpoint.scripted = [scripted(503, "text/plain", b"maintenance")] * 3
    with pytest.raises(EndpointError, match=r"503.*maintenance"):
        Remote(endpoint.url).query("ASK {}")


def test_a_long_pause_is_not_waited_for(endpoint: Endpoint, hurried: list[float]) -> None:
    endpoint.scripted = [scripted(503, "text/plain", b"", Retry_After="99999")]
    Remote(endpoint.url).query("ASK {}")
    assert max(hurried) <= 10


def test_a_slow_endpoint_is_told(endpoint: Endpoint) -> None:
    release = threading.Event()

    def slow() -> Reply:
        release.wait(20)
        return 200, JSON, b"{}", {}

    endpoint.scripted = [slow]
    with pytest.raises(EndpointError, match=r"no answer within 0\.2 seconds"):
        Remote(endpoint.url, timeout=0.2).query("ASK {}")
    release.set()


def test_one_that_is_gone_is_told() -> None:
    with pytest.raises(EndpointError, match="does not answer"):
        open_graph("http://127.0.0.1:1/sparql").query("ASK {}")


@pytest.mark.parametrize("address", ["http://", "http://[::1", "http://127.0.0.1:notaport/", "https://127.0.0.1:1/", "http://a b/"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(EndpointError):
        open_graph(address).query("ASK {}")


def test_a_huge_answer_is_refused(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.remote._MAX_BYTES", 1000)
    endpoint.scripted = [scripted(200, JSON, b" " * 5000)]
    with pytest.raises(EndpointError, match="larger than"):
        Remote(endpoint.url).query("ASK {}")


def test_the_command_tells_it_in_a_line_and_ends_with_three(endpoint: Endpoint, capsys: pytest.CaptureFixture[str]) -> None:
    endpoint.scripted = [scripted(200, "text/html", b"<html>")]
    assert main(["--graph", endpoint.url, "show", "Mill"]) == 3
    told = capsys.readouterr()
    assert told.err.startswith(f"kg: {endpoint.url}: ") and told.err.count("\n") == 1 and not told.out
