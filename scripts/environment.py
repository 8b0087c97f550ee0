"""Make the project's virtual environment: the one place that knows how, used by `start` and `test`.

Needs Python 3.11 or newer and nothing else; works where the system's pip refuses to install (PEP 668), since it
installs into `.venv` only. Versions and hashes come from the pinned files beside `pyproject.toml`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
OLDEST = (3, 11)


def python_of(home: Path) -> Path:
    """The interpreter of a virtual environment."""
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ready(requirements: str) -> Path:
    """The interpreter of an environment in which the pinned requirements and this project are installed."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}")
    pinned = ROOT / requirements
    python = python_of(HOME)
    stamp = HOME / f"installed-{pinned.stem}"
    wanted = hashlib.sha256(pinned.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"installing what is needed into {HOME} (once) …", file=sys.stderr, flush=True)
    if not python.exists():
        _create()
    _pip(python, "install", "--require-hashes", "-r", str(pinned))
    _pip(python, "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(wanted)
    return python


def _create() -> None:
    try:
        venv.create(HOME, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("Python's venv module cannot make an environment here; on Debian and Ubuntu: apt install python3-venv")


def _pip(python: Path, *arguments: str) -> None:
    done = subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments], check=False)
    if done.returncode:
        sys.exit("the installation did not succeed; what pip says stands above")
