"""Readers: places are true to the file, and bad input ends in a clear word."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from kg.check import Checker, read_document
from kg.errors import SourceError
from tests.check.world import world

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, part: str = "word/document.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, body)
    return made.getvalue()


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def places(name: str, data: bytes) -> list[tuple[int, int, int, int, str]]:
    report = Checker(world()).check_bytes(name, data)
    return [(c.begin.line, c.begin.column, c.until.line, c.until.column, c.text) for c in report.claims]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markdown_places(end: str) -> None:
    text = end.join(
        [
            "---",
            "title: blood stasis causes pain",
            "---",
            "",
            "# Notes",
            "",
            "Some **blood stasis** causes",
            "[stabbing pain](http://a.b/c).",
            "",
        ]
    )
    assert places("a.md", text.encode()) == [(7, 8, 8, 15, "blood stasis causes stabbing pain")]


def test_markdown_leaves_code_and_addresses_alone() -> None:
    text = "```\nBlood stasis causes pain.\n```\n\n`blood stasis causes pain` <https://a.b/blood-stasis-causes-pain>\n"
    assert places("a.md", text.encode()) == []


def test_html_places_with_entities() -> None:
    page = b"<html><head><title>x</title></head><body><p>Caf&eacute;: blood&nbsp;stasis <b>causes</b>\nstabbing&#32;pain.</p><script>blood stasis causes pain</script></body></html>"
    [(line, column, end_line, _, text)] = places("a.html", page)
    assert (line, end_line) == (1, 2)
    assert page.decode()[column - 1 :].startswith("blood&nbsp;stasis")
    assert text == "blood stasis causes stabbing pain"


def test_html_table() -> None:
    page = "<table><tr><th>Organ<th>Stores<tr><td>Liver<td>blood<tr><td>Kidney<td>essence</table>"
    report = Checker(world()).check_text(page, form="html")
    assert {c.verdict for c in report.claims} == {"supported"}
    assert len(report.claims) == 2


def test_docx_places_headings_and_tables() -> None:
    table = f"<w:tbl>{''.join(f'<w:tr><w:tc>{paragraph(a)}</w:tc><w:tc>{paragraph(b)}</w:tc></w:tr>' for a, b in [('Organ', 'Stores'), ('Liver', 'blood')])}</w:tbl>"
    body = (
        paragraph("Blood stasis", "Heading1")
        + paragraph("It causes stabbing pain.")
        + paragraph("Causes swelling.", "ListParagraph")
        + table
    )
    found = places("a.docx", docx(f"<w:document {WORD}><w:body>{body}</w:body></w:document>"))
    assert [f[0] for f in found] == [2, 3, 7]


def test_columns_count_code_points() -> None:
    assert places("a.txt", "𠀀𠀀 血瘀引起刺痛。".encode())[0][:2] == (1, 4)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.md", bytes(range(256)), "binary"),
        ("a.txt", "caf\xe9".encode("latin-1"), "not UTF-8 at byte 3"),
        ("a.txt", b"line\nline \xff", "a.txt:2"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 40, "not a Word file"),
        ("a.docx", docx("<a/>", "other.xml"), "not a Word file"),
        ("a.docx", docx("<a>"), "damaged"),
        ("a.docx", docx("<a>" + "A" * 60_000_000 + "</a>"), "unpack"),
        ("a.docx", docx('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), "entities"),
        ("a.docx", docx('<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'), "entities"),
        ("a.txt", b"a" * (65 * 1024 * 1024), "split it"),
    ],
)
def test_bad_input_is_told(name: str, data: bytes, said: str) -> None:
    with pytest.raises(SourceError) as error:
        read_document(name, data)
    assert said in error.value.message


def test_utf_16_with_a_mark_is_read() -> None:
    assert len(places("a.txt", "Blood stasis causes pain.".encode("utf-16"))) == 1


HOSTILE = {
    "a.md": [
        "(" * 60_000,
        "*" * 60_000,
        "[" * 60_000,
        "`" * 30_000 + "a" + "` " * 15_000,
        "<!--" * 20_000,
        "|" * 60_000 + "\n" + "|-" * 30_000,
        ">" * 60_000,
    ],
    "a.txt": ["of the liver " * 6_000, "blood stasis causes pain and " * 2_000, "liver, " * 10_000, "which " * 10_000, "不" * 30_000],
    "a.html": [
        "<" * 60_000,
        "<!--" * 20_000,
        "<a " * 20_000,
        "<div>" * 20_000 + "x",
        "&" * 60_000,
        "<![CDATA[" * 9_000,
        '<a "' * 15_000,
        "<script>" * 10_000,
    ],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in HOSTILE.items() for text in texts], ids=lambda v: v[:12])
def test_hostile_text_is_read_in_linear_time(name: str, text: str) -> None:
    checker = Checker(world())
    begun = time.process_time()
    checker.check_bytes(name, text.encode())
    assert time.process_time() - begun < 4


def test_a_deep_list_is_read() -> None:
    text = "\n".join("  " * depth + "- blood stasis causes pain" for depth in range(300))
    assert len(places("a.md", text.encode())) == 300
