"""The full report: the line of the draft, what is marked in it, what the graph says and who says it, a sentence to copy."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from kg.check.finding import Finding, Report
from kg.model import Statement

Paint = Callable[[str, str], str]
_MOST: Final = 3
_WINDOW: Final = 110


def plain(text: str, role: str) -> str:
    """The text as it is: no colour."""
    return text


def render_full(report: Report, paint: Paint = plain) -> str:
    """Every finding with its window, then the coverage; ``paint`` colours a text by its role (a level, or ``quiet``)."""
    lines = {name: text.split("\n") for name, text in report.texts.items()}
    parts = [_window(f, lines.get(f.file, []), paint) for f in report.findings]
    return "\n".join([*parts, render_summary(report, paint)])


def render_summary(report: Report, paint: Paint = plain) -> str:
    """The coverage, and what was held back."""
    held = [f"{n} {what}" for n, what in ((report.suppressed, "suppressed"), (report.baselined, "in the baseline")) if n]
    return paint("info", "info") + ": " + report.coverage.line + (f" ({', '.join(held)})" if held else "")


def _window(finding: Finding, lines: list[str], paint: Paint) -> str:
    gutter = " " * len(str(finding.begin.line))
    source = lines[finding.begin.line - 1].rstrip("\r") if finding.begin.line <= len(lines) else ""
    shown, begin = _clipped(source, finding)
    stop = begin + (finding.end - finding.start if finding.until.line == finding.begin.line else len(shown))
    head = f"{paint(f'{finding.level}[{finding.code}]', finding.level)}: {finding.headline}"
    rows = [
        head,
        f"{gutter}--> {finding.file}:{finding.begin.line}:{finding.begin.column}",
        f"{gutter} |",
        f"{finding.begin.line} | {shown}",
        f"{gutter} | {_marks(finding, shown, begin, min(stop, len(shown)), paint)}",
    ]
    return "\n".join([*rows, *(f"{gutter} = {note}" for note in _notes(finding)), ""])


def _clipped(source: str, finding: Finding) -> tuple[str, int]:
    """The part of a long line around the finding, and where the finding begins in it."""
    column = finding.begin.column - 1
    if len(source) <= _WINDOW * 2:
        return source, column
    start = max(0, column - 30)
    piece = source[start : start + _WINDOW * 2]
    return ("…" if start else "") + piece + ("…" if start + len(piece) < len(source) else ""), column - start + bool(start)


def _marks(finding: Finding, shown: str, begin: int, stop: int, paint: Paint) -> str:
    """Ends of the claim underlined with dashes, what links them with carets."""
    marks = ["^" if finding.subject is None else " "] * max(stop - begin, 1)
    if finding.subject is not None and finding.object is not None:
        for start, end, mark in (
            (finding.cue[0], finding.cue[1], "^"),
            (finding.subject.start, finding.subject.end, "-"),
            (finding.object.start, finding.object.end, "-"),
        ):
            for place in range(max(start - finding.start, 0), min(end - finding.start, len(marks))):
                marks[place] = mark
    padding = " " * sum(map(_width, shown[:begin]))
    drawn = "".join(m * _width(ch) for m, ch in zip(marks, shown[begin:stop] or " ", strict=False))
    return padding + paint(drawn.rstrip(), finding.level)


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 0 if unicodedata.combining(character) else 1


def _notes(finding: Finding) -> list[str]:
    notes = _told("graph: ", finding.statements)
    notes += _told("other: ", finding.against)
    notes += _told("near:  ", finding.nearest)
    if finding.reason and finding.verdict == "contradicted":
        notes.append(f"why:   {finding.reason}")
    if finding.help:
        notes.append(f"help:  {finding.help if finding.subject is None else f'write, for instance: {finding.help}'}")
    if finding.subject and finding.object:
        notes.append(f"more:  kg path “{finding.subject.ref.label}” “{finding.object.ref.label}”")
    return notes


def _told(lead: str, statements: Sequence[Statement]) -> list[str]:
    told = [f"{lead}{s.sentence}  [{cited(s)}]" for s in statements[:_MOST]]
    if len(statements) > _MOST:
        told.append(f"{' ' * len(lead)}and {len(statements) - _MOST} more")
    return told


def cited(statement: Statement) -> str:
    """Who says a statement, as a reader cites it."""
    if not statement.sources:
        return "follows by rule"
    told = [s.cited for s in statement.sources[:_MOST]]
    more = len(statement.sources) - _MOST
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")
