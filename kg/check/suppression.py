"""Remarks in a draft that hold findings back: ``<!-- kg-ignore KG204: folk usage -->`` and its kin.

``kg-ignore CODES: reason`` holds for the paragraph that the remark stands in, or the next one; ``kg-ignore-file CODES:
reason`` for the file; ``kg-off`` … ``kg-on`` for what stands between. A remark that silences nothing is itself a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from kg.check.document import Document
from kg.check.finding import CODES, Finding, Report, advice

_REMARK: Final = re.compile(r"kg-(ignore-file|ignore|off|on)\b\s*([A-Z]{2}\d+(?:[\s,]+[A-Z]{2}\d+)*)?\s*:?\s*(.*)", re.DOTALL)


@dataclass(slots=True)
class Suppression:
    """Which codes are held back between two offsets, and why."""

    start: int
    end: int
    codes: tuple[str, ...]
    reason: str
    at: int
    used: bool = False

    def holds(self, finding: Finding) -> bool:
        """Whether it holds a finding back."""
        return self.start <= finding.start < self.end and (not self.codes or any(finding.code.startswith(c) for c in self.codes))


def suppressions(document: Document) -> list[Suppression]:
    """The suppressions that a document's remarks ask for."""
    found: list[Suppression] = []
    off: Suppression | None = None
    for comment in document.comments:
        match = _REMARK.match(comment.text)
        if not match:
            continue
        what, codes, reason = match[1], tuple(re.findall(r"[A-Z]{2}\d+", match[2] or "")), match[3].strip()
        if what == "on":
            if off is not None:
                off.end, off = comment.offset, None
            continue
        start, end = (0, len(document.text) + 1) if what == "ignore-file" else (comment.offset, len(document.text) + 1)
        if what == "ignore":
            start, end = _paragraph(document, comment.offset)
        made = Suppression(start, end, codes, reason, comment.offset)
        found.append(made)
        if what == "off":
            off = made
    return found


def _paragraph(document: Document, at: int) -> tuple[int, int]:
    """The paragraph around an offset, or the next one where the remark stands alone."""
    blocks = [(b.locate(0), b.end_of(len(b.text))) for b in document.blocks if b.text.strip()]
    for start, end in blocks:
        if start <= at < end or (start <= at and "\n" not in document.text[start:at]):
            return start, max(end, at)
    following = [(start, end) for start, end in blocks if start > at]
    return following[0] if following else (at, at)


def apply_suppressions(report: Report, document: Document) -> None:
    """Hold back what the remarks ask for, and tell of remarks that do nothing or say too little."""
    asked = suppressions(document)
    if not asked:
        return
    for findings in (report.claims, report.advice):
        for place, finding in enumerate(findings):
            holding = [s for s in asked if finding.code and s.holds(finding)]
            for suppression in holding:
                suppression.used = True
            if holding:
                findings[place] = replace(finding, suppressed=True)
                report.suppressed += 1
    for suppression in asked:
        report.advice += _remarks_on(suppression, document)


def _remarks_on(suppression: Suppression, document: Document) -> list[Finding]:
    end = suppression.at + 4
    told = []
    unknown = [c for c in suppression.codes if c not in CODES]
    if unknown:
        told.append(advice(document, (suppression.at, end), "KG902", f"no such code: {', '.join(unknown)}"))
    elif not suppression.used:
        told.append(advice(document, (suppression.at, end), "KG901", "this suppression silences nothing", "take it out"))
    elif not suppression.reason:
        told.append(advice(document, (suppression.at, end), "KG903", "this suppression gives no reason", "write it after a colon"))
    return told
