"""HTML pages: the text of their blocks, tags left out, entities read, each character's place in the source kept."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from typing import Final

from kg.check.document import Block, Comment, Document
from kg.check.words import word_set

_SKIPPED: Final = frozenset({"script", "style", "code", "pre", "head", "template", "noscript", "svg", "math", "textarea", "nav"})
_BREAKING: Final = word_set(
    "address article aside blockquote body br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html"
    " li main ol p section summary table tbody td tfoot th thead tr ul"
)
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col", "area", "base", "embed", "track"})


def read_html(name: str, text: str) -> Document:
    """An HTML page."""
    document = Document(name, text)
    parser = _Page(document)
    parser.feed(text)
    parser.close()
    parser.flush()
    return document


class _Page(HTMLParser):
    def __init__(self, document: Document) -> None:
        super().__init__(convert_charrefs=False)
        self.document = document
        self.skipping = 0
        self.text: list[str] = []
        self.length = 0
        self.pieces: list[tuple[int, int]] = []
        self.kind = "paragraph"
        self.level = 0
        self.depth = 0
        self.table, self.row, self.column, self.tables = -1, 0, 0, 0

    def here(self) -> int:
        line, column = self.getpos()
        return self.document.lines[line - 1] + column

    def put(self, text: str, source: int) -> None:
        if not self.skipping:
            self.pieces.append((self.length, source))
            self.text.append(text)
            self.length += len(text)

    def flush(self) -> None:
        text = "".join(self.text)
        if text.strip():
            line = self.document.position(self.pieces[0][1]).line - 1
            place = (self.table, self.row, self.column) if self.kind == "cell" else (-1, 0, 0)
            flat = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
            self.document.blocks.append(Block(flat, self.pieces, self.kind, self.level, *place, line=line))
        self.text, self.pieces, self.length = [], [], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipping += 1
        if tag not in _BREAKING:
            return
        self.flush()
        if tag == "table":
            self.tables += 1
            self.table, self.row = self.tables, -1
        elif tag == "tr":
            self.row, self.column = self.row + 1, -1
        elif tag in ("td", "th"):
            self.column += 1
            self.kind, self.level = "cell", 0
        elif tag in ("ul", "ol", "dl"):
            self.depth += 1
        elif tag in ("li", "dd"):
            self.kind, self.level = "item", self.depth
        elif tag[0] == "h" and tag[1:].isdigit():
            self.kind, self.level = "heading", int(tag[1])
        elif tag not in ("br", "div", "p", "section") or self.kind == "heading":
            self.kind, self.level = "paragraph", 0

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        if tag in _BREAKING and tag not in _VOID:
            self.flush()
            if tag in ("ul", "ol", "dl"):
                self.depth = max(0, self.depth - 1)
            if tag in ("li", "dd", "td", "th", "ul", "ol") or tag[0] == "h":
                self.kind, self.level = "paragraph", 0

    def handle_data(self, data: str) -> None:
        self.put(data, self.here())

    def handle_entityref(self, name: str) -> None:
        self.put(unescape(f"&{name};"), self.here())

    def handle_charref(self, name: str) -> None:
        self.put(unescape(f"&#{name};"), self.here())

    def handle_comment(self, data: str) -> None:
        self.document.comments.append(Comment(self.here(), data.strip()))
