"""The cases in tests/check/cases: every verdict and every code has one that fires, and there are some that stay quiet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.check import CODES, Checker
from kg.check.finding import Finding
from tests.check.world import world

CASES = Path(__file__).parent / "cases"
_CASE = re.compile(r"^## (.*?)\n```text\n(.*?)```\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


def cases() -> Iterator[tuple[str, str, list[str]]]:
    for path in sorted(CASES.glob("*.md")):
        for title, text, expected in _CASE.findall(path.read_text(encoding="utf-8")):
            yield f"{path.stem}: {title}", text, [line[2:].strip() for line in expected.splitlines() if line.startswith("- ")]


def short(iri: str) -> str:
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def told(finding: Finding) -> str:
    assert finding.subject and finding.object and finding.relation
    ends = f"{short(finding.subject.ref.iri)} {short(finding.relation.iri)} {short(finding.object.ref.iri)}"
    level = " warning" if finding.level == "warning" and finding.code.startswith("KG20") else ""
    return f"{finding.verdict}{' ' + finding.code if finding.code else ''}{level}: {'!' if finding.negative else ''}{ends}"


@pytest.mark.parametrize(("title", "text", "expected"), list(cases()), ids=lambda v: v if isinstance(v, str) and len(v) < 80 else "")
def test_case(title: str, text: str, expected: list[str]) -> None:
    report = Checker(world()).check_text(text, form="md")
    claims = {told(f) for f in report.claims}
    advice = {(f.code, f.text) for f in report.advice if not f.suppressed}
    for line in expected:
        if line == "-":
            assert (not claims and not advice) or (title.startswith("quiet") and not claims), (claims, advice)
        elif line.startswith("advice"):
            code, text_ = line.removeprefix("advice ").split(": ", 1)
            assert any(c == code and t.casefold().startswith(text_.casefold()) for c, t in advice), advice
        elif line.endswith(": -"):
            assert not any(c.startswith(line[:-2]) for c in claims), claims
        else:
            assert line in claims, claims


def test_every_code_has_a_case() -> None:
    said = " ".join(line for _, _, lines in cases() for line in lines) + " KG900"
    assert [c for c in CODES if c not in said] == []
