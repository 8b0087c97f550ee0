"""`kg check` as people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.context import Context
from kg.cli.main import main
from tests.check.world import engine


class _Graph:
    engine = engine()


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Context, "graph", _Graph())
    monkeypatch.chdir(tmp_path)


def test_exit_statuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.md").write_text("Blood stasis causes stabbing pain.\n")
    (tmp_path / "bad.md").write_text("Blood stasis causes dull pain.\n")
    (tmp_path / "binary.md").write_bytes(bytes(range(256)))
    assert main(["check", "good.md"]) == 0
    assert main(["check", "good.md", "bad.md"]) == 1
    assert main(["check", "bad.md", "--exit-zero"]) == 0
    assert main(["check", "bad.md", "--fail-on", "never"]) == 0
    assert main(["check", "bad.md", "binary.md"]) == 2
    assert main(["check", "missing.md"]) == 2
    assert main(["check"]) == 2
    said = capsys.readouterr()
    assert "KG204" in said.out
    assert "binary file" in said.err


def test_excluded_files_are_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "bad.md").write_text("Blood stasis causes dull pain.\n")
    (tmp_path / "good.md").write_text("Blood stasis causes stabbing pain.\n")
    (tmp_path / "kg.toml").write_text('exclude = ["old/"]\n')
    assert main(["check", "good.md", "old/bad.md"]) == 0
    assert "1 file" in capsys.readouterr().out
    (tmp_path / "kg.toml").unlink()
    (tmp_path / "pyproject.toml").write_text('[tool.kg]\nexclude = ["bad.md"]\n')
    assert main(["check", "good.md", "old/bad.md"]) == 0
    (tmp_path / "pyproject.toml").write_text('[tool.kg]\nexclude = "bad.md"\n')
    assert main(["check", "good.md"]) == 2


def test_one_claim_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--claim", "blood stasis causes dull pain", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["claims"][0]["verdict"] == "contradicted"


def test_annotated_page_is_written_whole(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Blood stasis causes dull pain.\n")
    assert main(["check", "a.md", "--annotate", "html", "-o", "a.html"]) == 1
    page = (tmp_path / "a.html").read_text()
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "a.md"]


def test_configuration_and_baseline(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Blood stasis causes dull pain.\n")
    (tmp_path / "kg.toml").write_text('ignore = ["KG204"]\n')
    assert main(["check", "a.md"]) == 0
    (tmp_path / "kg.toml").write_text('ignorance = ["KG204"]\n')
    assert main(["check", "a.md"]) == 2
    (tmp_path / "kg.toml").unlink()
    assert main(["check", "a.md", "--write-baseline", "base.json"]) == 1
    assert main(["check", "a.md", "--baseline", "base.json"]) == 0


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "kg204"]) == 0
    assert "opposite" in capsys.readouterr().out
    assert main(["check", "--explain", "KG999"]) == 2
