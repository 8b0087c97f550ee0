"""The page that checks a draft: what it tells, what it refuses, and that it keeps nothing."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import urlencode

import pytest

from kg.errors import SourceError
from kg.server.checking import stretches
from kg.server.drafts import EXAMPLE, Draft, document_of, read_draft
from kg.server.problem import Refusal
from tests.server.service import Reply, Service, serving

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def form(boundary: str = "xyz", **fields: tuple[str, bytes]) -> tuple[str, bytes]:
    """A multipart form: field names to (file name, data)."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'.encode() + data + b"\r\n"
        for name, (file, data) in fields.items()
    ]
    return f"multipart/form-data; boundary={boundary}", b"".join(parts) + f"--{boundary}--\r\n".encode()


def docx(*paragraphs: str, filler: int = 0) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}{" " * filler}</w:body></w:document>')
    return written.getvalue()


def post(service: Service, content_type: str, body: bytes, accept: str = HTML) -> Reply:
    return service.ask("POST", "/check", body, {"Content-Type": content_type, "Accept": accept})


def pasted(service: Service, text: str, accept: str = HTML) -> Reply:
    return post(service, FORM, urlencode({"text": text}).encode(), accept)


def test_a_text_is_coloured_and_its_sources_are_told(service: Service) -> None:
    reply = pasted(service, "Star leaf treats moon stasis.")
    assert reply.status == 200
    assert re.search(r'<a class="v-good" href="#claim-1">Star leaf treats moon stasis', reply.text)
    assert '<li id="claim-1"' in reply.text
    assert 'href="/source/book-1"' in reply.text
    assert "Book of tests, chapter 2" in reply.text


def test_programs_get_the_report(service: Service) -> None:
    for reply in (
        pasted(service, "Star leaf treats moon stasis.", "application/json"),
        post(service, "text/plain", b"Star leaf treats moon stasis.", "application/json"),
    ):
        (claim,) = reply.json["claims"]
        assert claim["verdict"] == "supported"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("d.txt", b"Star leaf treats moon stasis."),
        ("d.md", b"# Leaves\n\nStar leaf *treats* moon stasis."),
        ("d.html", b"<!doctype html><p>Star leaf <b>treats</b> moon stasis.</p><script>alert(1)</script>"),
        ("d.docx", docx("Star leaf treats moon stasis.")),
    ],
)
def test_files_of_every_form(service: Service, name: str, data: bytes) -> None:
    reply = post(service, *form(text=("", b""), file=(name, data)))
    assert reply.status == 200
    assert 'class="v-good" href="#claim-1"' in reply.text
    assert "<script>" not in reply.text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> Star leaf treats moon stasis.",
        "</textarea><img src=x onerror=alert(1)> Star leaf treats moon stasis.",
        "Star leaf treats moon stasis.\" onmouseover=\"alert(1)' onfocus='alert(1)",
        "<!-- kg-ignore --><svg/onload=alert(1)> Star leaf treats moon stasis. {{ 7*7 }} {% raw %}",
        "</a></div></li>--></style>]]><iframe src='javascript:alert(1)'></iframe>",
    ],
)
def test_nothing_of_a_draft_runs(service: Service, hostile: str) -> None:
    for reply in (pasted(service, hostile), post(service, *form(file=('"><script>alert(2)</script>.txt', hostile.encode())))):
        assert reply.status == 200
        tags = re.findall(r"<(\w+)([^>]*)>", reply.text)
        assert not {name for name, _ in tags} & {"img", "svg", "iframe", "style", "object", "embed", "base", "x"}
        assert [rest for name, rest in tags if name == "script"] == [' src="/static/check.js" defer']
        assert not [rest for _, rest in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', rest))]
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("content_type", "body", "status", "words"),
    [
        (*form(file=("a.txt", b"\x00\x01\x02binary")), 415, "binary file"),
        (*form(file=("a.txt", b"caf\xe9")), 415, "UTF-8"),
        (*form(file=("a.docx", b"PK\x03\x04 nothing")), 422, "not a Word file"),
        (*form(file=("a.docx", docx("x", filler=40_000_000))), 422, "would unpack to"),
        ("application/pdf", b"%PDF", 415, "posted as a form"),
        ("multipart/form-data", b"--x", 400, "where its parts begin"),
        (FORM, b"text=" + b"x" * 400_000, 413, "characters"),
        (FORM, b"text=" + b"x" * 5_000_000, 413, "MB"),
        (FORM, b"", 200, "no text in it yet"),
    ],
)
def test_bad_input_is_told_in_a_sentence(service: Service, content_type: str, body: bytes, status: int, words: str) -> None:
    reply = post(service, content_type, body)
    assert reply.status == status
    assert re.search(rf'role="alert">[^<]*{words}', reply.text)
    assert "Traceback" not in reply.text
    told = post(service, content_type, body, "application/json")
    assert told.status == status
    assert status == 200 or words in told.json["detail"]


def test_nothing_is_kept(service: Service) -> None:
    before = service.get("/health").json["kept_bytes"]
    for _ in range(2):
        reply = pasted(service, "Star leaf treats moon stasis. A private word.")
        assert reply.headers["cache-control"] == "no-store"
        assert "etag" not in reply.headers
    assert service.get("/health").json["kept_bytes"] == before
    asked = service.get("/check?text=Star+leaf+treats+moon+stasis.", HTML)
    assert "Star leaf" not in asked.text
    assert service.ask("PUT", "/check", b"x").status == 405


def test_a_draft_that_takes_too_long_is_given_up(graph_folder) -> None:
    with serving(graph_folder, deadline=0.3) as hasty:
        reply = pasted(hasty, "Star leaf treats moon stasis and qi and moon stasis. " * 5_000)
        assert reply.status == 503
        assert "took longer than 0.3 seconds" in reply.text
        assert hasty.get("/health").status == 200


def test_the_example_is_read_as_text() -> None:
    draft = read_draft(*form(example=("", b"1")))
    assert document_of(draft, 10_000).text == EXAMPLE


def test_a_pasted_text_is_read_as_what_it_looks_like() -> None:
    for text, expected in (("<!DOCTYPE html><p>x", "html"), ("# Head\n\ntext", "md"), ("- one\n- two", "md"), ("Plain text.", "txt")):
        assert read_draft(FORM, urlencode({"text": text}).encode()).form == expected


def test_a_page_becomes_its_text_with_its_places() -> None:
    page = b"<title>T</title><!-- kg-ignore-next --><p>Qi &amp;\n moves.</p><ul><li>one</li></ul>"
    document = document_of(Draft(page, form="html"), 1000)
    assert document.text == "T\n\nQi &  moves.\n\none"
    assert [document.text[b.locate(0) : b.end_of(len(b.text))].strip() for b in document.blocks] == ["T", "Qi &  moves.", "one"]
    assert [c.offset for c in document.comments] == [3]


def test_too_many_characters_and_unreadable_bytes() -> None:
    with pytest.raises(Refusal, match="1,001 characters"):
        document_of(Draft(b"x" * 1001, form="txt"), 1000)
    with pytest.raises(SourceError):
        document_of(Draft(b"\xff\x00\xff", form="txt"), 1000)


class _Claim:
    def __init__(self, start: int, end: int, verdict: str) -> None:
        self.start, self.end, self.verdict = start, end, verdict


def test_every_claim_can_be_reached_from_the_text() -> None:
    text = "a and b cause c and d."
    claims = [_Claim(0, 15, "supported"), _Claim(0, 15, "contradicted"), _Claim(6, 21, "not-in-graph"), _Claim(6, 21, "supported")]
    found = stretches(claims, text)  # type: ignore[arg-type]
    assert "".join(s.text for s in found) == text
    reached = {s.claim for s in found} | {n for s in found for n in s.ending}
    assert reached == {0, 1, 2, 3, 4}
    assert found[0].tone == "bad"
