"""Text for a terminal: columns that fit the width, Chinese counted as two columns, statements grouped and told."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.cli.context import style
from kg.model import Ref, Section, Statement

if TYPE_CHECKING:
    from kg.reader import Reader


def width(text: str) -> int:
    """The columns that a text takes on a terminal (UAX 11: wide and fullwidth characters take two)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def clip(text: str, columns: int) -> str:
    """The text cut to some columns, with an ellipsis where it was cut."""
    if width(text) <= columns:
        return text
    kept = taken = 0
    while taken + (wide := width(text[kept])) < columns:
        kept, taken = kept + 1, taken + wide
    return text[:kept] + "…"


def pad(text: str, columns: int) -> str:
    """The text, clipped or filled with spaces to exactly some columns."""
    clipped = clip(text, columns)
    return clipped + " " * (columns - width(clipped))


def clean(text: str) -> str:
    """The text without control characters, which a stranger's label could use to steer a terminal."""
    if text.isprintable():
        return text
    return "".join(ch if unicodedata.category(ch)[0] != "C" or ch == "\n" else " " for ch in text)


def wrap(text: str, columns: int, indent: str = "") -> str:
    """The text broken at spaces (and between Chinese characters) to fit some columns."""
    lines, line = [], ""
    for word in _words(text, columns - width(indent)):
        if line and width(indent + line + word) > columns:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return "\n".join(indent + part for part in [*lines, line.rstrip()])


def _words(text: str, longest: int) -> list[str]:
    words: list[str] = [""]
    for ch in text:
        wide = unicodedata.east_asian_width(ch) in "WF"
        if len(words[-1]) >= longest:
            words.append("")
        if ch == " " or wide:
            words += [ch, ""] if wide else [ch]
        else:
            words[-1] += ch
    return [w for w in words if w]


def table(rows: Sequence[Sequence[str]], heads: Sequence[str], columns: int) -> str:
    """Rows under heads, each column as wide as it needs and the widest ones shortened until all fit."""
    heads = [clean(h) for h in heads]
    cells = [[clean(c) for c in row] for row in rows]
    widths = [max([width(h), *(width(row[i]) for row in cells)]) for i, h in enumerate(heads)]
    while sum(widths) + 2 * (len(widths) - 1) > columns and max(widths) > 3:
        widths[widths.index(max(widths))] -= 1
    lines = ["  ".join(pad(h, w) for h, w in zip(heads, widths, strict=True)).rstrip()]
    lines += ["  ".join("─" * w for w in widths)]
    lines += ["  ".join(pad(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines)


def cite(sections: Sequence[Section], most: int = 3) -> str:
    """The sections as a reader cites them, the first few named and the others counted."""
    told = "; ".join(s.cited for s in sections[:most])
    return told + (f"; and {len(sections) - most} more" if len(sections) > most else "")


def side(reader: Reader, statement: Statement, iri: str) -> tuple[str, str]:
    """Relation and other end of a statement as one of its concepts has them."""
    if not isinstance(statement.object, Ref):
        return statement.relation.label, statement.object.text
    if statement.subject.iri == iri:
        return statement.relation.label, statement.object.label
    if statement.relation.symmetric:
        return statement.relation.label, statement.subject.label
    inverse = statement.relation.inverse
    label = reader.vocabulary.relation(inverse).label if inverse else f"← {statement.relation.label}"
    return label, statement.subject.label


def grouped(reader: Reader, statements: Sequence[Statement], iri: str) -> dict[str, list[tuple[str, Statement]]]:
    """Statements about one concept by relation: other end and statement, what was said before what follows.

    A symmetric relation that one section states one way and another the other way stands once, with both.
    """
    groups: dict[str, dict[str, Statement]] = {}
    for statement in statements:
        relation, _ = side(reader, statement, iri)
        ends = groups.setdefault(relation, {})
        known = ends.get(_other_end(statement, iri))
        if known is None:
            ends[_other_end(statement, iri)] = statement
        elif not statement.inferred:
            ends[_other_end(statement, iri)] = replace(known, sources=tuple(dict.fromkeys((*known.sources, *statement.sources))))
    return {relation: [(side(reader, s, iri)[1], s) for s in ends.values()] for relation, ends in groups.items()}


def _other_end(statement: Statement, iri: str) -> str:
    if not isinstance(statement.object, Ref):
        return statement.object.text
    return statement.object.iri if statement.subject.iri == iri else statement.subject.iri


def statement_lines(groups: dict[str, list[tuple[str, Statement]]], columns: int, most: int | None) -> list[str]:
    """The grouped statements as lines: relation, then an end and its sources on each line, hubs cut with a count."""
    lines = []
    for relation, rows in groups.items():
        lines.append("")
        lines.append(style(relation, bold=True))
        shown = rows if most is None else rows[:most]
        left = min(max((width(end) for end, _ in shown), default=0), columns // 2)
        for end, statement in shown:
            told = "follows by rule" if statement.inferred else cite(statement.sources) or "no source"
            view = {s.viewpoint for s in statement.sources} - {"traditional theory", "standard", "composition of terms", ""}
            told += f" [{', '.join(sorted(view))}]" if view else ""
            mark = "∴ " if statement.inferred else "  "
            lines.append(f"{mark}{pad(clean(end), left)}  {style(clip(clean(told), max(columns - left - 4, 10)), dim=True)}")
        if len(rows) > len(shown):
            lines.append(f"  and {len(rows) - len(shown):,} more (--all)")
    return lines
