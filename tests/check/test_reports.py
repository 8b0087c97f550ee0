"""Reports, suppression, baseline, settings: what machines and people are promised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.check import Checker, Report, Settings, settings_from
from kg.check.baseline import apply_baseline, render_baseline
from kg.check.report import ANNOTATED, REPORTERS, render_annotated_html, render_annotated_markdown
from kg.errors import SourceError
from tests.check.world import world

DRAFT = "Blood stasis causes dull pain.\nPoor posture causes qi stagnation. Blood stasis causes stabbing pain.\n"


def report(text: str = DRAFT, **settings: object) -> Report:
    return Checker(world(), Settings(**settings)).check_text(text, "draft.md", "md")  # type: ignore[arg-type]


def test_json_contract() -> None:
    said = json.loads(REPORTERS["json"](report()))
    assert {c["verdict"] for c in said["claims"]} == {"contradicted", "partly", "supported"}
    first = said["claims"][0]
    assert (first["file"], first["line"], first["column"], first["end_line"], first["end_column"]) == ("draft.md", 1, 1, 1, 30)
    assert first["text"] == "Blood stasis causes dull pain"
    assert first["subject"]["iri"].endswith("/blood-stasis")
    assert first["object"]["label"] == "Dull pain"
    assert first["polarity"] == "positive"
    assert first["reason"] and first["sources"] and first["relation"]["iri"]
    assert said["coverage"]["claims"] == 3


def test_sarif() -> None:
    log = json.loads(REPORTERS["sarif"](report()))
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [r["ruleId"] for r in run["results"]] == ["KG204", "KG212"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["endColumn"] == 30


def test_github_and_concise() -> None:
    lines = REPORTERS["github"](report()).splitlines()
    assert lines[0].startswith("::error file=draft.md,line=1,")
    assert "claims read" in lines[-1]
    assert REPORTERS["concise"](report()).splitlines()[0].startswith("draft.md:1:1: KG204 error ")


@pytest.mark.parametrize("form", REPORTERS)
def test_every_report_ends_with_the_coverage(form: str) -> None:
    said = REPORTERS[form](report("Nothing here.\n"))
    assert "coverage" in said or "1 sentence" in said


def test_full_report_underlines_wide_characters() -> None:
    lines = REPORTERS["full"](report("血瘀引起隐痛。")).splitlines()
    assert "1 | 血瘀引起隐痛。" in lines
    assert "  | ----^^^^----" in lines


def test_annotated_html_escapes_everything() -> None:
    text = '<script>alert(1)</script> Blood stasis causes "stabbing pain" & more.'
    page = render_annotated_html(Checker(world()).check_text(text).claims, text)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<mark") == page.count("</mark>") > 0
    assert "Book A" in page


def test_annotated_markdown_keeps_the_text() -> None:
    marked = render_annotated_markdown(report().claims, DRAFT)
    assert "causes dull pain[^kg1]." in marked
    assert "[^kg1]: **contradicted**" in marked
    assert set(ANNOTATED) == {"html", "markdown"}


def test_suppression_with_a_reason() -> None:
    held = report("<!-- kg-ignore KG204: folk usage -->\n" + DRAFT)
    assert [f.code for f in held.findings] == ["KG212"]
    assert held.suppressed == 1
    everywhere = report("<!-- kg-ignore-file KG2: a parody -->\n\n" + DRAFT + "\n\nBlood stasis causes dull pain.\n")
    assert [f.code for f in everywhere.findings if f.code.startswith("KG2")] == []
    between = report("<!-- kg-off: quotation -->\n\n" + DRAFT + "\n<!-- kg-on -->\n\nBlood stasis causes dull pain.\n")
    assert [f.code for f in between.findings] == ["KG204"]


def test_baseline_holds_back_what_was_there() -> None:
    kept = render_baseline(report())
    later = report("New first line about blood stasis.\n\n" + DRAFT + "\nCoptis is hot.\n")
    apply_baseline(later, kept, "baseline.json")
    assert later.baselined == 2
    assert [f.code for f in later.findings] == ["KG204"]
    with pytest.raises(SourceError):
        apply_baseline(later, "{}", "baseline.json")


def test_settings() -> None:
    chosen = settings_from({"ignore": ["KG212"], "fail-on": "warning", "per-file-ignores": {"draft*": ["KG204"]}}, "kg.toml")
    assert chosen.fail_on == "warning"
    assert Checker(world(), chosen).check_text(DRAFT, "draft.md", "md").findings == []
    assert [f.code for f in report(select=("KG212",)).findings] == ["KG212"]


def test_exclude_matches_paths_names_and_folders() -> None:
    chosen = settings_from({"exclude": ["drafts/old/*", "*.tmp.md", "vendor/"]}, "kg.toml")
    passed = ["drafts/old/a.md", "/srv/me/drafts/old/a.md", "x.tmp.md", "deep/x.tmp.md", "vendor/a/b.md", "./vendor/a.md"]
    assert [p for p in passed if not chosen.passes_over(p)] == []
    assert [p for p in ("drafts/new/a.md", "old/a.md", "x.md", "vendors/a.md") if chosen.passes_over(p)] == []


@pytest.mark.parametrize(
    "table", [{"ignored": []}, {"ignore": "KG2"}, {"ignore": ["XX"]}, {"fail-on": "always"}, {"terms": 1}, {"exclude": "x"}]
)
def test_wrong_settings_are_told(table: dict[str, object]) -> None:
    with pytest.raises(SourceError):
        settings_from(table, "kg.toml")


def test_the_report_is_the_same_to_the_byte() -> None:
    """Whatever the hash seed, and with either line end."""
    code = (
        "from tests.check.world import world; from kg.check import Checker; from kg.check.report import REPORTERS;"
        "from scripts.evaluate_checker import gold; c = Checker(world());"
        "print(*(REPORTERS['json'](c.check_text(t, form='md')) for _, t, _ in gold('dev')), sep='\\n')"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    lines = [json.loads(REPORTERS["json"](report(text)))["claims"] for text in (DRAFT, DRAFT.replace("\n", "\r\n"))]
    assert lines[0] == lines[1]
