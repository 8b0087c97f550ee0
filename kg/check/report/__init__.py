"""Reports: each form of output is one pure function from a `Report` to text; one table names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.check.finding import Report
from kg.check.report.annotated import render_annotated_html, render_annotated_markdown
from kg.check.report.lines import render_concise, render_github
from kg.check.report.machine import render_json, render_sarif
from kg.check.report.windows import render_full

REPORTERS: Final[dict[str, Callable[[Report], str]]] = {
    "full": render_full,
    "concise": render_concise,
    "json": render_json,
    "sarif": render_sarif,
    "github": render_github,
}
"""The forms of output by name."""

ANNOTATED: Final = {"html": render_annotated_html, "markdown": render_annotated_markdown}
"""The forms of the annotated draft by name."""

__all__ = ["ANNOTATED", "REPORTERS", "render_annotated_html", "render_annotated_markdown", "render_full"]
