"""A baseline: how many findings of each fingerprint were there before, so that only new ones are told."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from kg.check.finding import Report
from kg.errors import SourceError


def render_baseline(report: Report) -> str:
    """The findings of a report as a baseline: file, fingerprint and count, sorted."""
    counts = Counter((f.file, f.fingerprint) for f in report.findings)
    rows = [{"file": file, "fingerprint": mark, "count": n} for (file, mark), n in sorted(counts.items())]
    return json.dumps({"format": "kg-check-baseline/1", "findings": rows}, ensure_ascii=False, indent=1) + "\n"


def apply_baseline(report: Report, text: str, name: str) -> None:
    """Hold back the findings that a baseline knows; SourceError where the text is no baseline."""
    try:
        rows = json.loads(text)["findings"]
        known = Counter({(str(r["file"]), str(r["fingerprint"])): int(r["count"]) for r in rows})
    except (ValueError, KeyError, TypeError):
        raise SourceError(name, "not a baseline; write one with --write-baseline") from None
    for findings in (report.claims, report.advice):
        for place, finding in enumerate(findings):
            key = (finding.file, finding.fingerprint)
            if finding.code and not finding.suppressed and known[key] > 0:
                known[key] -= 1
                report.baselined += 1
                findings[place] = replace(finding, suppressed=True)
