"""A small part of the robustness run (`scripts/fuzz.py`), with a seed of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
@pytest.mark.parametrize("family", ["rdf", "sparql", "drafts", "http", "commands"])
def test_spoilt_input_is_answered_or_refused(family: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "fuzz.py"), "--count", "150", "--seed", "7", "--only", family],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 wrong" in done.stdout
