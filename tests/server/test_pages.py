"""Pages and descriptions: every IRI opens, nothing of a stranger's runs in a browser, no path leads out."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
import rdflib

from tests.server.service import Service

PAGES = [
    "/sparql",
    "/concept/qi.html",
    "/concept/star-leaf.html",
    "/source/book.html",
    "/source/book-1.html",
    "/source/inferred.html",
    "/ontology.html",
    "/works",
    "/search?q=qi",
    "/check",
    "/dump",
]
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("accept", "ending"),
    [(HTML, "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf"), ("*/*", "html")],
)
@pytest.mark.parametrize("path", ["/concept/qi", "/source/book-1", "/ontology"])
def test_see_other(service: Service, path: str, accept: str, ending: str) -> None:
    reply = service.get(path, accept)
    assert (reply.status, reply.headers["location"]) == (303, f"{path}.{ending}")
    there = service.get(reply.headers["location"], accept)
    assert there.status == 200
    assert reply.headers["vary"] == "accept"


def test_not_acceptable_and_not_there(service: Service) -> None:
    assert service.get("/concept/qi", "image/png").status == 406
    assert service.get("/concept/nothing.ttl").status == 404
    assert "text/html" in service.get("/concept/nothing.html", HTML).headers["content-type"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_and_fetch_nothing(service: Service, path: str) -> None:
    reply = service.get(path, HTML)
    assert reply.status == 200
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    tags = Tags(reply.text)
    assert ("html", {"lang": "en"}) in tags.seen
    assert sum(tag == "h1" for tag, _ in tags.seen) == 1
    active = [t for t in tags.seen if t[0] in ("script", "img", "iframe", "object", "embed") or any(name.startswith("on") for name in t[1])]
    assert active == ([("script", {"src": "/static/check.js", "defer": None})] if path == "/check" else [])
    assert "it is not medical advice" in reply.text
    for _, attributes in tags.seen:
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))
        assert not (attributes.get("src") or "").replace("/static/check.js", "")


def test_names_in_every_script_carry_their_language(service: Service) -> None:
    text = service.get("/concept/qi.html").text
    for language, name in (("zh-Hans", "气"), ("zh-Hant", "氣"), ("zh-Latn-pinyin", "qì")):
        assert re.search(rf'lang="{language}"[^>]*>{name}<', text), language


def test_statements_link_to_their_section(service: Service) -> None:
    text = service.get("/concept/moon-stasis.html").text
    assert 'href="/source/book-1"' in text
    assert "Book of tests, chapter 2" in text
    assert '<div class="safety">' in text


def test_hostile_labels_stay_text(service: Service) -> None:
    for path in (
        "/concept/evil.html",
        "/concept/star-leaf.html",
        "/search?q=alert",
        "/source/book-1.html",
        "/sparql?query=" + quote("SELECT * { ?s ?p ?o }"),
    ):
        text = service.get(path, HTML).text
        assert "alert(" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_hostile_queries_stay_text(service: Service) -> None:
    query = "</textarea><script>alert(9)</script> \"' onfocus=alert(9) "
    for path in ("/sparql?query=" + quote(query), "/search?q=" + quote(query)):
        text = service.get(path, HTML).text
        assert "<script>alert" not in text
    posted = service.ask(
        "POST",
        "/check",
        b"text=" + quote("</textarea><script>alert(9)</script>").encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert b"<script>alert" not in posted.body


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/concept/../../etc/passwd.html",
        "/concept/%2e%2e%2f%2e%2e%2fetc%2fpasswd.ttl",
        "/dump/..%2f..%2fetc%2fpasswd",
        "/dump/%00",
        "/static//etc/passwd",
    ],
)
def test_no_path_leads_out(service: Service, path: str) -> None:
    reply = service.get(path)
    assert reply.status in (404, 400)
    assert b"root:" not in reply.body


def test_no_header_can_be_put_in(service: Service) -> None:
    for path in ("/concept/qi%0d%0aX-Evil:%201", "/concept/qi%0aSet-Cookie:a=b", "/sparql?query=ASK{}&format=x%0d%0aX-Evil:1"):
        reply = service.get(path, HTML)
        assert "x-evil" not in reply.headers
        assert "set-cookie" not in reply.headers


def test_descriptions_are_read_by_rdflib(service: Service) -> None:
    c, tcm = "https://w3id.org/tcm-kg/concept/", "https://w3id.org/tcm-kg/ontology#"
    wanted = (rdflib.URIRef(c + "star-leaf"), rdflib.URIRef(tcm + "treats"), rdflib.URIRef(c + "moon-stasis"))
    assert wanted in rdflib.Graph().parse(data=service.get("/concept/moon-stasis.ttl").body, format="turtle")
    dataset = rdflib.Dataset().parse(data=service.get("/concept/moon-stasis.jsonld").body, format="json-ld")
    graphs = {str(g) for *_, g in dataset.quads(wanted)}
    assert graphs == {"https://w3id.org/tcm-kg/source/book-1", "https://w3id.org/tcm-kg/source/book-2"}


def test_sparql_page_shows_a_table_with_links_and_downloads(service: Service) -> None:
    text = service.get("/sparql?query=" + quote("SELECT ?x ?n { ?x skos:prefLabel ?n }"), HTML).text
    assert '<a href="/concept/qi" rel="noreferrer">c:qi</a>' in text
    assert "format=csv" in text
    broken = service.get("/sparql?query=" + quote("SELECT"), HTML)
    assert broken.status == 400
    assert 'role="alert"' in broken.text


def test_pages_travel_compressed_each_form_with_its_own_tag(service: Service) -> None:
    path = "/concept/star-leaf.html"
    plain, packed = service.get(path), service.get(path, **{"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["vary"] == "accept, accept-encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert service.get(path, **{"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]}).status == 304
    assert service.get(path, **{"Accept-Encoding": "gzip;q=0"}).body == plain.body
    head = service.ask("HEAD", path, headers={"Accept-Encoding": "gzip"})
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(packed.body)))


def test_the_explorer_is_made_then_served_compressed_with_a_tag(service: Service) -> None:
    pytest.importorskip("pyvis")
    first = service.get("/", HTML)
    assert first.status in (200, 503)
    if first.status == 503:
        assert "/static/wait.js" in first.text
        assert "script-src 'self'" in first.headers["content-security-policy"]
    page = service.get("/", "*/*", **{"Accept-Encoding": "gzip"})
    assert (page.status, page.headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(page.body).lstrip().lower().startswith(b"<!doctype html>")
    assert service.get("/", "*/*", **{"Accept-Encoding": "gzip", "If-None-Match": page.headers["etag"]}).status == 304


def test_nothing_there_is_told_in_the_form_that_is_wanted(service: Service) -> None:
    page, problem = service.get("/nothing", HTML), service.get("/nothing", "application/json")
    assert (page.status, problem.status) == (404, 404)
    assert "<h1>Not Found</h1>" in page.text
    assert problem.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/works", "/concept/qi", "/concept/qi.html", "/void", "/dump/nq.gz", "/search", "/health"])
def test_pages_are_read_only_and_say_so(service: Service, path: str) -> None:
    asked = service.ask("OPTIONS", path)
    assert (asked.status, asked.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = service.ask(method, path)
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert service.ask("OPTIONS", "/check").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_dumps(service: Service) -> None:
    reply = service.get("/dump/nq.gz")
    assert reply.status == 200
    assert b"star-leaf" in gzip.decompress(reply.body)
    tag = reply.headers["etag"]
    assert service.get("/dump/nq.gz", **{"If-None-Match": tag}).status == 304
    assert service.get("/dump/zip.bomb").status == 404


def test_context_sitemap_robots(service: Service) -> None:
    assert json.loads(service.get("/context.jsonld").body)["@context"]["@vocab"].endswith("ontology#")
    sitemap = service.get("/sitemap.xml").text
    assert f"<loc>{service.url}/concept/qi</loc>" in sitemap
    assert "/sitemap.xml" in service.get("/robots.txt").text


def test_a_draft_is_not_too_long_nor_kept(service: Service) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert service.ask("POST", "/check", b"text=" + b"x" * 2**21, headers).status == 413
    assert service.get("/check").headers["cache-control"] == "no-store"
