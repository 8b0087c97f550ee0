"""What the README says is so: its three starts run, its picture of the house is the house, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PARTS = dict(zip(*[iter(re.split(r"^## (.+)$", README, flags=re.MULTILINE)[1:])] * 2, strict=True))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DRAFT = "# Back pain\n\nBlood stasis causes sharp pain. Cold may block the channels.\n"


def blocks(part: str, language: str) -> list[str]:
    """The blocks of one language in one part of the README."""
    return [text for name, text in BLOCK.findall(PARTS[part]) if name == language]


COMMANDS = [line for text in blocks("Three starts", "sh") for line in text.splitlines()]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a draft in it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "draft.md").write_text(DRAFT, encoding="utf-8")
    return folder


def run(desk: Path, kept: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with some arguments, in that folder."""
    environment = os.environ | {"KG_CACHE": str(kept), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *arguments], cwd=desk, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_three_starts_are_at_most_ten_lines_each() -> None:
    texts = [text for _, text in BLOCK.findall(PARTS["Three starts"])]
    assert len(texts) == 4
    assert all(len(text.splitlines()) <= 10 for text in texts)


@pytest.mark.data
@pytest.mark.parametrize("line", COMMANDS)
def test_a_line_of_the_three_starts_runs(line: str, desk: Path, kept: Path) -> None:
    program, *arguments = shlex.split(line)
    assert program == "kg"
    done = run(desk, kept, "-m", "kg", *arguments)
    assert done.returncode == (1 if "dull" in line else 0), done.stderr
    assert done.stdout.strip() or (desk / arguments[-1]).exists()


@pytest.mark.data
def test_the_start_in_python_runs(desk: Path, kept: Path) -> None:
    (text,) = blocks("Three starts", "python")
    done = run(desk, kept, "-c", text.replace("open_graph()", f"open_graph(cache=__import__('pathlib').Path({str(kept)!r}))"))
    assert done.returncode == 0, done.stderr
    assert "Cold" in done.stdout and "wind" in done.stdout


def test_the_picture_of_the_house_is_the_import_contract_and_the_folder() -> None:
    (picture,) = blocks("The house", "")
    floors = [set(re.split(r"\s{3,}(?=\S)", line.strip())[0:]) for line in picture.splitlines()]
    drawn = [{word for part in floor for word in part.split() if re.fullmatch(r"[a-z]+", word)} for floor in floors]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = [set(layer.split(" | ")) for layer in project["tool"]["importlinter"]["contracts"][0]["layers"]]
    assert len(drawn) == len(contract)
    assert all(layer <= words for layer, words in zip(contract, drawn, strict=True))
    modules = {p.stem for p in (ROOT / "kg").iterdir() if not p.name.startswith(("_", "."))}
    assert modules == set().union(*contract)


def test_every_link_in_the_readme_leads_to_something() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []


@pytest.mark.data
def test_the_counts_in_the_readme_are_counted() -> None:
    done = subprocess.run([sys.executable, "scripts/readme.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
