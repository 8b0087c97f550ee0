"""Plain text and Markdown. What is no prose (code, addresses, marks) is blanked out, never cut, so that places stay true."""

from __future__ import annotations

import re
from typing import Final

from kg.check.document import Block, Comment, Document
from kg.errors import SourceError

_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+")
_ITEM: Final = re.compile(r"([ \t]*)(?:[-*+•·–▪◦]|\d{1,3}[.)]|\([a-z0-9]{1,3}\)|[（(][一二三四五六七八九十]+[)）])[ \t]+")
_INLINE: Final = re.compile(
    r"(?P<code>`+[^`\n]*`+)|(?P<image>!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\))|(?P<url>\]\([^)\n]{0,2000}\)|\]\[[^\]\n]{0,200}\]|<?https?://[^\s>)]+>?)"
    r"|(?P<note>\[\^[^\]\n]{1,60}\]:?)|(?P<tag></?[A-Za-z][^<>\n]{0,500}>)|(?P<mark>\*+|__+|~~+|\[|\\(?=[*_\[\]]))"
)
_ADDRESS: Final = re.compile(r"https?://\S+")
_LABEL: Final = re.compile(r"[^:：\n]{1,60}[:：][ \t]*\S")
_TITLE_WORDS: Final = 9
_LONG_RULE: Final = 4000


def decoded(name: str, data: bytes) -> str:
    """The text in some bytes: UTF-8, or UTF-16 with a byte order mark; SourceError tells what and where it is not."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\x00" in data[:8192]:
            raise SourceError(name, "a binary file, not a text: txt, md, html and docx are read")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        raise SourceError(name, f"not {encoding.removesuffix('-sig').upper()} at byte {error.start}; save it as UTF-8", line) from None


def _rules(line: str) -> bool:
    """Whether a line is the rule under the head of a table."""
    return len(line) < _LONG_RULE and "-" in line and "|" in line and not set(line) - set("|:- \t\r")


def _blanked(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def read_markdown(name: str, text: str) -> Document:
    """A Markdown text (CommonMark with tables and front matter)."""
    document = Document(name, text)
    masked = _without_comments(document, text)
    masked = _front_matter(masked)
    _Scanner(document, masked, marks=True).scan()
    return document


def read_text(name: str, text: str) -> Document:
    """A plain text: paragraphs, lists, headings (short lines by themselves) and ``Key: value`` lines."""
    document = Document(name, text)
    masked = _without_comments(document, text)
    _Scanner(document, _ADDRESS.sub(lambda m: " " * len(m[0]), masked), marks=False).scan()
    return document


def _without_comments(document: Document, text: str) -> str:
    """The text with its HTML comments blanked out and kept as remarks."""
    parts, begin = [], 0
    while (start := text.find("<!--", begin)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        document.comments.append(Comment(start, text[start + 4 : end].strip()))
        parts += [text[begin:start], _blanked(text[start : end + 3])]
        begin = end + 3
    return "".join([*parts, text[begin:]])


def _front_matter(text: str) -> str:
    if not text.startswith(("---\n", "---\r\n")):
        return text
    end = text.find("\n---", 4)
    return _blanked(text[: end + 4]) + text[end + 4 :] if end > 0 else text


def _unmarked(line: str) -> str:
    return _INLINE.sub(lambda m: " " * len(m[0]), line)


class _Scanner:
    """Goes through the lines once and gathers blocks."""

    def __init__(self, document: Document, masked: str, marks: bool) -> None:
        self.document = document
        self.marks = marks
        self.lines = masked.split("\n")
        self.starts = document.lines
        self.open: list[tuple[int, str]] = []
        self.kind = ("paragraph", 0)
        self.tables = 0

    def scan(self) -> None:
        at = 0
        while at < len(self.lines):
            at = self._line(at)
        self.close()

    def _line(self, at: int) -> int:
        line = self.lines[at].rstrip("\r")
        if not line.strip():
            self.close()
            return at + 1
        if self.marks and (fence := _FENCE.match(line)):
            self.close()
            return self._past_fence(at, fence[1])
        if "|" in line and at + 1 < len(self.lines) and _rules(self.lines[at + 1]):
            self.close()
            return self._table(at)
        if self.marks and (heading := _HEADING.match(line)):
            self.close()
            self.add("heading", len(heading[1]), [(at, _blanked(heading[0]) + line[heading.end() :].rstrip("# "))])
            return at + 1
        return self._running(at, line)

    def _running(self, at: int, line: str) -> int:
        if self.marks and line.startswith(">"):
            line = re.sub(r"^[>\s]+", lambda m: " " * len(m[0]), line)
        if self.marks and self.open and set(line.strip()) in ({"="}, {"-"}) and self.kind[0] == "paragraph":
            self.kind = ("heading", 1 if "=" in line else 2)
            self.close()
            return at + 1
        if item := _ITEM.match(line):
            self.close()
            self.kind = ("item", len(item[1].expandtabs(4)) // 2 + 1)
            line = " " * item.end() + line[item.end() :]
        elif self.open and _LABEL.match(line) and _LABEL.match(self.open[0][1]):
            self.close()
        self.open.append((at, line))
        if not self.marks and self._is_title(at, line):
            self.kind = ("heading", 1)
            self.close()
        return at + 1

    def _is_title(self, at: int, line: str) -> bool:
        alone = len(self.open) == 1 and self.kind[0] == "paragraph" and (at + 1 >= len(self.lines) or not self.lines[at + 1].strip())
        words = line.split()
        return (
            alone
            and 0 < len(words) <= _TITLE_WORDS
            and words[-1][-1] not in ".!?,;:。！？：；，"
            and not _LABEL.match(line)
            and words[0][0].isupper()
        )

    def _past_fence(self, at: int, fence: str) -> int:
        at += 1
        while at < len(self.lines) and not self.lines[at].lstrip().startswith(fence):
            at += 1
        return at + 1

    def _table(self, at: int) -> int:
        self.tables += 1
        row = 0
        while at < len(self.lines) and "|" in self.lines[at]:
            if row != 1:
                self._cells(at, max(0, row - 1))
            at += 1
            row += 1
        return at

    def _cells(self, at: int, row: int) -> None:
        line = self.lines[at].rstrip("\r")
        offset = 0
        parts = line.split("|")
        if not parts[0].strip():
            offset = len(parts.pop(0)) + 1
        for column, part in enumerate(parts):
            if part.strip() or column < len(parts) - 1:
                text = _unmarked(part) if self.marks else part
                self.document.blocks.append(
                    Block(text, [(0, self.starts[at] + offset)], "cell", table=self.tables, row=row, column=column, line=at)
                )
            offset += len(part) + 1

    def add(self, kind: str, level: int, lines: list[tuple[int, str]]) -> None:
        text, pieces = "", []
        for at, line in lines:
            pieces.append((len(text), self.starts[at]))
            text += (_unmarked(line) if self.marks else line) + " "
        if text.strip():
            self.document.blocks.append(Block(text, pieces, kind, level, line=lines[0][0]))

    def close(self) -> None:
        if self.open:
            self.add(*self.kind, self.open)
        self.open, self.kind = [], ("paragraph", 0)
