"""Word files (.docx): paragraphs, headings, lists and tables; a paragraph counts as a line.

A file from a stranger is hostile until shown otherwise: sizes are bounded, and XML that declares a document type or
entities is refused (ECMA-376 parts have neither).
"""

from __future__ import annotations

import io
import zipfile
from typing import Final
from xml.parsers import expat

from kg.check.document import Block, Comment, Document
from kg.errors import SourceError

MAX_PART: Final = 48 * 1024 * 1024
MAX_RATIO: Final = 200
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_PARTS: Final = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


def read_docx(name: str, data: bytes) -> Document:
    """A Word file; SourceError when it is none, is damaged, or would grow beyond bounds when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if _PARTS[0] not in names:
                raise SourceError(name, "a zip archive without word/document.xml: not a Word file")
            parts = [_part(name, archive, part) for part in _PARTS if part in names]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SourceError(name, f"not a Word file, or damaged: {error}") from None
    gathered = _Gathered()
    for part in parts:
        _parse(name, part, gathered)
    document = Document(name, gathered.text)
    document.blocks = gathered.blocks
    document.comments = gathered.comments
    return document


def _part(name: str, archive: zipfile.ZipFile, part: str) -> bytes:
    told = archive.getinfo(part)
    if told.file_size > MAX_PART or told.file_size > MAX_RATIO * max(told.compress_size, 1024):
        raise SourceError(name, f"{part} would unpack to {told.file_size / 1e6:.0f} MB; it is not read")
    with archive.open(part) as stream:
        read = stream.read(MAX_PART + 1)
    if len(read) > MAX_PART:
        raise SourceError(name, f"{part} unpacks to more than it says; it is not read")
    return read


def _parse(name: str, part: bytes, gathered: _Gathered) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> int:
        raise SourceError(name, "its XML declares a document type or entities; it is not read")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = gathered.start
    parser.EndElementHandler = gathered.end
    parser.CharacterDataHandler = gathered.data
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise SourceError(name, f"damaged Word file: {error}") from None


class _Gathered:
    """The blocks met so far; every paragraph is one line of `text`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.comments: list[Comment] = []
        self.run: list[str] = []
        self.inside = False
        self.kind, self.level = "paragraph", 0
        self.table, self.tables, self.row, self.column, self.depth = -1, 0, -1, -1, 0

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.removeprefix(_W)
        if local == "p":
            self.run, self.kind, self.level = [], "paragraph", 0
        elif local == "t":
            self.inside = True
        elif local in ("tab", "br"):
            self.run.append(" ")
        elif local == "pStyle":
            self._style(attributes.get(_W + "val", ""))
        elif local == "numPr" and self.kind == "paragraph":
            self.kind, self.level = "item", 1
        elif local == "ilvl" and self.kind == "item":
            value = attributes.get(_W + "val", "0")
            self.level = 1 + (int(value) if value.isdigit() else 0)
        elif local == "tbl":
            self.depth += 1
            self.tables += 1
            self.table, self.row = self.tables, -1
        elif local == "tr":
            self.row, self.column = self.row + 1, -1
        elif local == "tc":
            self.column += 1

    def _style(self, style: str) -> None:
        name = style.lower()
        if name.startswith(("heading", "title", "berschrift", "titre")):
            self.kind, self.level = "heading", int(name[-1]) if name[-1:].isdigit() else 1
        elif name.startswith("list"):
            self.kind, self.level = "item", 1

    def end(self, tag: str) -> None:
        local = tag.removeprefix(_W)
        if local == "t":
            self.inside = False
        elif local == "p":
            self._close()
        elif local == "tbl":
            self.depth -= 1
            if not self.depth:
                self.table = -1

    def data(self, text: str) -> None:
        if self.inside:
            self.run.append(text)

    def _close(self) -> None:
        text = "".join(self.run).replace("\n", " ")
        if text.strip():
            if self.depth:
                block = Block(text, [(0, self.length)], "cell", 0, self.table, self.row, self.column, len(self.lines))
            else:
                block = Block(text, [(0, self.length)], self.kind, self.level, line=len(self.lines))
            if text.lstrip().startswith("kg-"):
                self.comments.append(Comment(self.length, text.strip()))
            else:
                self.blocks.append(block)
        self.lines.append(text + "\n")
        self.length += len(text) + 1
        self.run = []
