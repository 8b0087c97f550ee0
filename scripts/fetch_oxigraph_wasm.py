#!/usr/bin/env python3
"""Fetch Oxigraph's WebAssembly build, which lets the explorer page answer SPARQL, into kg/explorer/vendor/.

    python scripts/fetch_oxigraph_wasm.py

Uses the ordinary npm client, with whatever registry it is set up for. The folder is not committed (it is told to
git as ignored); the wheel carries it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "oxigraph@0.5.11"
WANTED = ("web.js", "web_bg.wasm", "package.json", "README.md")
VENDOR = Path(__file__).resolve().parent.parent / "kg" / "explorer" / "vendor"


def fetch(vendor: Path = VENDOR) -> list[Path]:
    """The files put into the folder; CalledProcessError where npm fails, FileNotFoundError where there is no npm."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(scratch).glob("*.tgz"))
        vendor.mkdir(parents=True, exist_ok=True)
        (vendor / ".gitignore").write_text("*\n", encoding="utf-8")
        with tarfile.open(archive) as tar:
            return [_extracted(tar, name, vendor) for name in WANTED]


def _extracted(tar: tarfile.TarFile, name: str, vendor: Path) -> Path:
    source = tar.extractfile(f"package/{name}")
    if source is None:
        raise FileNotFoundError(f"{PACKAGE} holds no {name}")
    with source, (vendor / name).open("wb") as target:
        shutil.copyfileobj(source, target)
    return vendor / name


if __name__ == "__main__":
    try:
        for path in fetch():
            print(path)
    except FileNotFoundError as error:
        sys.exit(f"npm is needed to fetch {PACKAGE}: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"npm could not fetch {PACKAGE} (status {error.returncode})")
