"""One line a finding: for a terminal, and for the annotations of GitHub."""

from __future__ import annotations

from typing import Final

from kg.check.finding import LEVELS, Finding, Report
from kg.check.report.windows import render_summary

_COMMANDS: Final = {"error": "error", "warning": "warning", "info": "notice"}


def render_concise(report: Report) -> str:
    """``file:line:column: CODE level message``, a line a finding, then the coverage."""
    rows = [f"{f.file}:{f.begin.line}:{f.begin.column}: {f.code} {f.level} {f.headline}" for f in report.findings]
    return "\n".join([*rows, render_summary(report)])


def render_github(report: Report) -> str:
    """Workflow commands, the gravest first (GitHub shows ten of a kind a step), then the coverage as a notice."""
    ordered = sorted(report.findings, key=lambda f: (LEVELS.index(f.level), f.file, f.start))
    return "\n".join([*map(_command, ordered), f"::notice title=kg check::{_escaped(report.coverage.line)}"])


def _command(finding: Finding) -> str:
    place = f"file={_property(finding.file)},line={finding.begin.line},endLine={finding.until.line},col={finding.begin.column},endColumn={finding.until.column}"
    return f"::{_COMMANDS[finding.level]} {place},title={finding.code}::{_escaped(finding.headline)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
