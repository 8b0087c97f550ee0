"""HTML pages: the text of their blocks, tags left out, entities read, each character's place in the source kept.

A scanner of its own, which looks at each character a bounded number of times however broken the page is; it wants no
well-formed tree, only to know where running text begins and ends.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from kg.check.document import Block, Comment, Document
from kg.check.words import word_set

_SKIPPED: Final = word_set("script style code pre head template noscript svg math textarea nav")
_BREAKING: Final = word_set(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html"
    " li main ol p section summary table tbody td tfoot th thead title tr ul"
)
_LISTS: Final = frozenset({"ul", "ol", "dl"})
_TAG: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_SPACES: Final = str.maketrans("\n\r\t", "   ")


def read_html(name: str, text: str) -> Document:
    """An HTML page."""
    document = Document(name, text)
    _Page(document).scan()
    return document


class _Page:
    """Goes through a page once and gathers blocks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.source = document.text
        self.text: list[str] = []
        self.length = 0
        self.pieces: list[tuple[int, int]] = []
        self.kind, self.level, self.depth = "paragraph", 0, 0
        self.table, self.row, self.column, self.tables = -1, 0, 0, 0
        self.skipping = ""

    def scan(self) -> None:
        """Read the whole page."""
        source, at = self.source, 0
        while at < len(source):
            opening = source.find("<", at)
            if opening < 0:
                break
            self.put(at, opening)
            at = self._markup(opening)
        self.put(at, len(source))
        self.flush()

    def _markup(self, at: int) -> int:
        """Past the tag, comment or declaration that begins here; past one character where none does."""
        source = self.source
        if source.startswith("<!--", at):
            end = source.find("-->", at + 4)
            if end < 0:
                return len(source)
            self.document.comments.append(Comment(at, source[at + 4 : end].strip()))
            return end + 3
        tag = _TAG.match(source, at)
        if tag is None and not source.startswith(("<!", "<?"), at):
            self.put(at, at + 1)
            return at + 1
        end = self._tag_end(at)
        if tag is not None:
            self._tag(tag[1].lower(), source[at + 1] == "/")
        return end

    def _tag_end(self, at: int) -> int:
        """Past the ``>`` that ends a tag, one inside quotes not counted."""
        end = self.source.find(">", at)
        for _ in range(4):
            if end < 0:
                return len(self.source)
            if self.source.count('"', at, end) % 2 == 0:
                break
            end = self.source.find(">", end + 1)
        return end + 1

    def _tag(self, tag: str, closing: bool) -> None:
        if tag == "body" and self.skipping == "head":
            self.skipping = ""
        if tag in _SKIPPED:
            if closing and tag == self.skipping:
                self.skipping = ""
            elif not closing and not self.skipping:
                self.skipping = tag
        if tag in _BREAKING and not self.skipping:
            self.flush()
            if closing:
                self._close(tag)
            else:
                self._open(tag)

    def _open(self, tag: str) -> None:
        if tag == "table":
            self.tables += 1
            self.table, self.row = self.tables, -1
        elif tag == "tr":
            self.row, self.column = self.row + 1, -1
        elif tag in ("td", "th"):
            self.column += 1
            self.kind, self.level = "cell", 0
        elif tag in _LISTS:
            self.depth += 1
        elif tag in ("li", "dd"):
            self.kind, self.level = "item", self.depth
        elif tag[0] == "h" and tag[1:].isdigit():
            self.kind, self.level = "heading", int(tag[1])
        elif tag not in ("br", "div", "p", "section") or self.kind == "heading":
            self.kind, self.level = "paragraph", 0

    def _close(self, tag: str) -> None:
        if tag in _LISTS:
            self.depth = max(0, self.depth - 1)
        if tag in ("li", "dd", "td", "th", *_LISTS) or tag[0] == "h":
            self.kind, self.level = "paragraph", 0

    def put(self, start: int, end: int) -> None:
        """Take in a stretch of the source as running text."""
        if self.skipping or start >= end:
            return
        begin = start
        for entity in _ENTITY.finditer(self.source, start, end):
            self._add(self.source[begin : entity.start()], begin)
            self._add(unescape(entity[0]), entity.start())
            begin = entity.end()
        self._add(self.source[begin:end], begin)

    def _add(self, text: str, source: int) -> None:
        if text:
            self.pieces.append((self.length, source))
            self.text.append(text)
            self.length += len(text)

    def flush(self) -> None:
        """End the block that is open."""
        text = "".join(self.text)
        if text.strip():
            line = self.document.position(self.pieces[0][1]).line - 1
            place = (self.table, self.row, self.column) if self.kind == "cell" else (-1, 0, 0)
            self.document.blocks.append(Block(text.translate(_SPACES), self.pieces, self.kind, self.level, *place, line=line))
        self.text, self.pieces, self.length = [], [], 0
