"""Readers: from the bytes of a file to a `Document`. One table; a reader is one entry and one module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.check.document import Document
from kg.check.readers.docx import read_docx
from kg.check.readers.markup import read_html
from kg.check.readers.plain import decoded, read_markdown, read_text
from kg.errors import SourceError

MAX_BYTES: Final = 64 * 1024 * 1024

READERS: Final[dict[str, Callable[[str, str], Document]]] = {
    "txt": read_text,
    "text": read_text,
    "md": read_markdown,
    "markdown": read_markdown,
    "html": read_html,
    "htm": read_html,
    "xhtml": read_html,
}
"""Which reader reads which ending; anything else is read as plain text."""

FORMATS: Final = ("txt", "md", "html", "docx")


def read_document(name: str, data: bytes, form: str = "") -> Document:
    """The document in the bytes of a file; its ending, or ``form``, says how it is read.

    Raises SourceError for a binary file, a broken encoding (with the place) or a file above 64 MB.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(name, f"it has {len(data) / 1e6:.0f} MB; at most {MAX_BYTES // (1 << 20)} MB are read at once: split it")
    ending = form or name.rsplit(".", 1)[-1].lower()
    if ending == "docx" or (not form and data[:4] == b"PK\x03\x04"):
        return read_docx(name, data)
    return READERS.get(ending, read_text)(name, decoded(name, data))
