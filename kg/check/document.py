"""A draft as blocks of running text, each of which knows where its characters stand in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

_LARGE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: line and column, both from 1, in code points."""

    line: int
    column: int


@dataclass(slots=True)
class Block:
    """A stretch of text that is read as a whole.

    ``kind`` is ``paragraph``, ``heading``, ``item`` or ``cell``; ``pieces`` tell from which offset of the text on characters
    stand at which offset of the file. ``level`` is the depth of a heading or list; ``row`` and ``column`` place a cell of a
    table (row 0 is its head).
    """

    text: str
    pieces: list[tuple[int, int]]
    kind: str = "paragraph"
    level: int = 0
    table: int = -1
    row: int = 0
    column: int = 0
    line: int = 0

    def locate(self, offset: int) -> int:
        """Where in the file a character of the text stands."""
        at = bisect_right(self.pieces, (offset, 1 << 60)) - 1
        begin, source = self.pieces[max(at, 0)]
        return source + offset - begin

    def end_of(self, offset: int) -> int:
        """Where in the file a stretch ends that ends before this offset of the text."""
        return self.locate(offset - 1) + 1 if offset else self.locate(0)


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark for the checker in the draft: where it begins and what it says."""

    offset: int
    text: str


@dataclass
class Document:
    """A file that was read: its name, its text, its blocks and the remarks in it."""

    name: str
    text: str
    blocks: list[Block] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def position(self, offset: int) -> Position:
        """Line and column of an offset."""
        line = bisect_right(self.lines, offset) - 1
        return Position(line + 1, offset - self.lines[line] + 1)

    def line(self, number: int) -> str:
        """A line of the text, counted from 1, without its end."""
        begin = self.lines[number - 1]
        end = self.lines[number] if number < len(self.lines) else len(self.text)
        return self.text[begin:end].rstrip("\r\n")

    @cached_property
    def lines(self) -> list[int]:
        """Where each line begins."""
        return line_starts(self.text)


def line_starts(text: str) -> list[int]:
    """The offset at which each line of a text begins."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def parted(document: Document) -> Iterator[Block]:
    """The blocks of a document, those beyond all measure cut at the end of a sentence or word, so that memory stays bounded."""
    for block in document.blocks:
        if len(block.text) <= _LARGE:
            yield block
            continue
        begin = 0
        while begin < len(block.text):
            end = _cut(block.text, begin)
            inside = [(at - begin, source) for at, source in block.pieces if begin < at < end]
            yield replace(block, text=block.text[begin:end], pieces=[(0, block.locate(begin)), *inside])
            begin = end


def _cut(text: str, begin: int) -> int:
    end = begin + _LARGE
    if end >= len(text):
        return len(text)
    for mark in (". ", "。", " "):
        at = text.rfind(mark, begin + 1, end)
        if at > begin:
            return at + len(mark)
    return end
