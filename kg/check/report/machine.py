"""Reports for programs: JSON (every claim that was read) and SARIF 2.1.0 (findings)."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from kg.check.finding import CODES, Finding, Report

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


def render_json(report: Report) -> str:
    """One JSON object: ``claims`` (all that were read), ``advice``, ``coverage``."""
    shown = {
        "format": "kg-check/1",
        "claims": [f.as_json() for f in report.claims],
        "advice": [f.as_json() for f in report.advice if not f.suppressed],
        "coverage": {**report.coverage.as_json(), "suppressed": report.suppressed, "baselined": report.baselined},
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)


def render_sarif(report: Report) -> str:
    """A SARIF 2.1.0 log with one run; suppressed findings are left out."""
    rules = [_rule(code) for code in CODES]
    run = {
        "tool": {"driver": {"name": "kg check", "informationUri": "https://w3id.org/tcm-kg/ontology", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(f) for f in report.findings],
        "properties": {"coverage": report.coverage.as_json()},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str) -> dict[str, Any]:
    told = CODES[code]
    return {
        "id": code,
        "name": told.name,
        "shortDescription": {"text": told.meaning},
        "defaultConfiguration": {"level": _LEVELS[told.level]},
    }


def _result(finding: Finding) -> dict[str, Any]:
    region = {
        "startLine": finding.begin.line,
        "startColumn": finding.begin.column,
        "endLine": finding.until.line,
        "endColumn": finding.until.column,
    }
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": list(CODES).index(finding.code),
        "level": _LEVELS[finding.level],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(finding.file)}, "region": region}}],
        "partialFingerprints": {"kgClaim/v1": finding.fingerprint},
    }
    return result


def _message(finding: Finding) -> str:
    told = [f"The graph: {s.sentence} [{'; '.join(x.cited for x in s.sources) or 'by rule'}]" for s in finding.statements[:3]]
    return ". ".join([finding.headline, *told]) + "."
