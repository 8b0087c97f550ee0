"""`kg explore` at the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.main import main
from tests.conftest import WORLD


@pytest.fixture(autouse=True)
def own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(cache))


def test_it_writes_the_page_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.html"
    assert main(["--graph", str(WORLD), "explore", "frost", "-o", str(path), "--no-open", "--no-sparql"]) == 0
    assert capsys.readouterr().out.strip() == str(path)
    assert '"start":"frost-evil"' in path.read_text(encoding="utf-8")


def test_where_no_browser_opens_it_prints_the_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    path = tmp_path / "page.html"
    assert main(["--graph", str(WORLD), "explore", "-o", str(path), "--no-sparql"]) == 0
    assert path.as_uri() in capsys.readouterr().err


def test_an_unknown_concept_and_a_closed_folder_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--graph", str(WORLD), "explore", "flower stagnation", "-o", str(tmp_path / "p.html"), "--no-open"]) == 2
    assert "Flour stagnation" in capsys.readouterr().err
    assert main(["--graph", str(WORLD), "explore", "-o", str(tmp_path / "no" / "p.html"), "--no-open", "--no-sparql"]) == 3
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
