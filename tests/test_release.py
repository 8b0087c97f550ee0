"""The wheel, made from the sdist, installed where no checkout is: every command answers."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from kg.cli.main import COMMANDS
from kg.version import __version__

ROOT = Path(__file__).parents[1]

CALLS = {
    "find": ["xue yu"],
    "show": ["qi stagnation"],
    "path": ["cold", "back pain"],
    "compare": ["qi stagnation", "blood stasis"],
    "differentiate": ["stabbing pain", "purple tongue"],
    "query": ["what-treats", "--param", "condition=back pain"],
    "queries": [],
    "explore": ["back pain", "-o", "page.html", "--no-open"],
    "check": ["--claim", "Blood stasis causes pain."],
    "serve": ["--help"],
    "export": ["--format", "turtle", "-o", "graph.ttl"],
    "compile": ["own.ttl", "-o", "own-store"],
    "validate": ["own.ttl"],
    "info": [],
    "completion": ["bash"],
}
"""For each command, arguments with which it must answer."""

OWN = """@prefix c: <https://w3id.org/tcm-kg/concept/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
c:liver skos:altLabel "my liver"@en .
"""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist, and the wheel that its unpacked files give."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    subprocess.run([*build, "-t", "wheel"], cwd=folder / sdist.name.removesuffix(".tar.gz"), check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def installed(dist: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel in it, and with what it depends on but not with this checkout."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "env", with_pip=False)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place / "env")}))
    with zipfile.ZipFile(dist[1]) as archive:
        archive.extractall(packages)
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (place / "own.ttl").write_text(OWN, encoding="utf-8")
    return place


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed command, in a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [str(place / "env" / "bin" / "python"), "-m", "kg", *arguments],
        cwd=place,
        env=kept | {"HOME": str(place), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_it_is_the_wheel_that_runs_and_it_tells_both_versions(installed: Path) -> None:
    told = run(installed, "--version")
    assert told.returncode == 0, told.stderr
    assert __version__ in told.stdout and "data" in told.stdout
    where = subprocess.run(
        [str(installed / "env" / "bin" / "python"), "-c", "import kg; print(kg.__file__)"],
        cwd=installed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout).is_relative_to(installed)


def test_every_command_has_a_call_here() -> None:
    assert CALLS.keys() == COMMANDS.keys()


@pytest.mark.data
@pytest.mark.slow
def test_every_command_answers_without_the_checkout(installed: Path) -> None:
    for command, arguments in CALLS.items():
        answer = run(installed, command, *arguments)
        assert answer.returncode in ((0, 1) if command == "validate" else (0,)), f"{command}: {answer.stderr}"
        assert "Traceback" not in answer.stderr
        assert (answer.stdout + answer.stderr).strip() or (installed / "graph.ttl").exists()


def test_wheel_and_sdist_hold_what_the_repository_holds(dist: tuple[Path, Path]) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    with tarfile.open(dist[0]) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    with zipfile.ZipFile(dist[1]) as archive:
        in_wheel = set(archive.namelist())
    assert {name for name in tracked if not name.startswith(".")} <= in_sdist
    assert {name for name in tracked if name.startswith("kg/")} <= in_wheel
    assert {f"kg/_data/{name}" for name in tracked if name.startswith(("ontology/", "queries/"))} <= in_wheel
