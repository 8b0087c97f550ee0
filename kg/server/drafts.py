"""A draft on its way in: out of a form, out of a form with a file, or as the body itself; read in a worker process only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from kg.server.problem import Refusal

if TYPE_CHECKING:
    from kg.check import Document

_FORM = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODIES = {"text/plain": "txt", "text/markdown": "md", "text/html": "html", "application/xhtml+xml": "html", _DOCX: "docx"}
"""The media types in which a program may post a draft, and the form in which each is read."""

_LOOKS = (("html", re.compile(r"\A\s*<(?:!doctype|html)\b", re.I)), ("md", re.compile(r"^(?:#{1,6} |```|[-*] |> )|\]\(", re.M)))
_MOST_PARTS = 16
_MOST_HEAD = 4096

EXAMPLE = """Qi stagnation and blood stasis

Blood stasis causes dull pain, and the pain of blood stasis is made worse by pressure. Qi stagnation commonly causes pain.
The liver stores blood; the spleen governs the bones. Ginseng tonifies qi and enters the lung channel.

氣滯導致疼痛。肝藏血。肝主脾。
"""
"""What the page reads for those who only want to see what it does: some of it holds and some does not."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The bytes of a draft, the name of its file, and the form in which it is to be read (empty: by name)."""

    data: bytes
    name: str = "draft"
    form: str = ""


def read_draft(content_type: str, body: bytes) -> Draft:
    """The draft in a request, an empty one where the form is empty; Refusal 415 for a type that is not read."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in BODIES:
        return Draft(body, form=BODIES[media_type])
    if media_type not in (_FORM, _PARTS):
        raise Refusal(415, f"a draft is posted as a form, or as {', '.join(BODIES)}")
    fields = dict(_url_fields(body)) if media_type == _FORM else {name: d for name, d in _parts(content_type, body) if d.data}
    if "example" in fields:
        return Draft(EXAMPLE.encode(), form="txt")
    return fields.get("file") or _pasted(fields.get("text", Draft(b"")))


def _url_fields(body: bytes) -> Iterator[tuple[str, Draft]]:
    try:
        given = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=_MOST_PARTS)
    except ValueError:
        raise Refusal(400, f"the form has more than {_MOST_PARTS} fields") from None
    for name, values in given.items():
        yield name, Draft(values[0].encode("utf-8", "replace"))


def _parts(content_type: str, body: bytes) -> Iterator[tuple[str, Draft]]:
    """The fields of a form with files (RFC 7578), first parts first."""
    told = re.search(r'boundary="?([^";,\s]{1,70})"?', content_type)
    if not told:
        raise Refusal(400, "the form does not say where its parts begin")
    for part in body.split(b"--" + told[1].encode(), _MOST_PARTS)[1:]:
        head, _, data = part.partition(b"\r\n\r\n")
        names = dict(re.findall(r'\b(name|filename)="([^"]*)"', head[:_MOST_HEAD].decode("utf-8", "replace")))
        if "name" in names:
            yield names["name"], Draft(data.removesuffix(b"\r\n"), names.get("filename") or "draft")


def _pasted(draft: Draft) -> Draft:
    """A text from the clipboard: line ends as one character, read as what it looks like."""
    text = draft.data.decode("utf-8", "replace").replace("\r\n", "\n")
    form = next((form for form, look in _LOOKS if look.search(text)), "txt")
    return Draft(text.encode(), form=form)


def document_of(draft: Draft, most: int) -> Document:
    """The draft as a document of at most so many characters, an HTML page as its text; SourceError, Refusal 413."""
    from kg.check import read_document

    document = read_document(draft.name, draft.data, draft.form)
    if draft.form == "html" or draft.name.lower().endswith((".html", ".htm", ".xhtml")):
        document = _without_tags(document)
    if len(document.text) > most:
        raise Refusal(
            413, f"this draft has {len(document.text):,} characters; at most {most:,} are read here. Check a part of it, or use kg check."
        )
    return document


def _without_tags(page: Document) -> Document:
    """The blocks of a page one under the other, the remarks for the checker kept at their places."""
    from dataclasses import replace

    from kg.check import Document

    blocks, comments, lines, length = [], [], list[str](), 0
    remarks = sorted(page.comments, key=lambda c: c.offset)
    for block in page.blocks:
        while remarks and remarks[0].offset < block.locate(0):
            comments.append(replace(remarks.pop(0), offset=length))
        text = block.text.strip()
        ahead = len(block.text) - len(block.text.lstrip())
        blocks.append(replace(block, pieces=[(0, length - ahead)], line=2 * len(lines)))
        lines.append(text)
        length += len(text) + 2
    comments += [replace(remark, offset=length) for remark in remarks]
    return Document(page.name, "\n\n".join(lines), blocks, comments)
