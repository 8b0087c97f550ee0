"""Large data: streamed in, whole or not at all, opened at once, the same answers as any other way in."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import SourceError, StoreError
from kg.graph import open_graph
from kg.store.large import compile_large
from scripts import grow

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("grown") / "grown.nq.gz"
    assert 1900 < grow.write(2000, place) < 2200
    return place


def test_the_same_seed_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    again = tmp_path / "grown.nq"
    grow.write(2000, again)
    assert gzip.decompress(source.read_bytes()) == again.read_bytes()


def test_compiled_data_answer_at_once(source: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    compile_large([source], [], tmp_path / "big", lambda _, share: shares.append(share))
    graph = open_graph(tmp_path / "big")
    lines = gzip.decompress(source.read_bytes()).decode().splitlines()
    triples = {
        line.rsplit(" <https://w3id.org/tcm-kg/source/", 1)[0] if line.count("<") == 4 else line.removesuffix(" .") for line in lines
    }
    assert graph.query(COUNT).rows == [(len(triples),)]
    assert graph.find("xue pain 7") or graph.find("grown-7")
    assert graph.meanings("grown-7")[0].iri.endswith("/grown-7")
    assert max(shares) == 1
    assert {p.name for p in tmp_path.iterdir()} == {"big"}


@pytest.mark.parametrize("ending", ["nq", "nq.zst"])
def test_other_wrappings(source: Path, tmp_path: Path, ending: str) -> None:
    if ending.endswith("zst"):
        pytest.importorskip("zstandard")
    place = tmp_path / f"x.{ending}"
    grow.write(500, place)
    compile_large([place], [], tmp_path / "big")
    assert open_graph(tmp_path / "big").query("ASK { ?s a tcm:Pattern }").boolean


def test_a_broken_file_leaves_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.nq"
    bad.write_text("<http://e/s> <http://e/p> <http://e/o> .\nnot a quad\n")
    with pytest.raises(SourceError, match=r"bad\.nq"):
        compile_large([bad], [], tmp_path / "big")
    cut = tmp_path / "cut.nq.gz"
    cut.write_bytes(gzip.compress(b"<http://e/s> <http://e/p> <http://e/o> .\n" * 1000)[:-20])
    with pytest.raises(SourceError, match=r"cut\.nq\.gz"):
        compile_large([cut], [], tmp_path / "big")
    assert {p.name for p in tmp_path.iterdir()} == {"bad.nq", "cut.nq.gz"}


def test_a_place_that_is_taken_is_left_alone(source: Path, tmp_path: Path) -> None:
    (tmp_path / "big").mkdir()
    with pytest.raises(StoreError, match="is there already"):
        compile_large([source], [], tmp_path / "big")


def test_a_killed_run_leaves_nothing_in_the_place_and_the_next_one_succeeds(tmp_path: Path) -> None:
    source = tmp_path / "grown.nq"
    grow.write(60_000, source)
    place = tmp_path / "big"
    code = "import sys; from pathlib import Path; from kg.store.large import compile_large; compile_large([Path(sys.argv[1])], [], Path(sys.argv[2]))"
    process = subprocess.Popen([sys.executable, "-c", code, str(source), str(place)], cwd=Path(__file__).parents[1])
    until = time.monotonic() + 20
    while not (tmp_path / ".building-big" / "oxigraph").exists() and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not place.exists()
    compile_large([source], [], place)
    assert open_graph(place).query("ASK { ?s ?p ?o }").boolean
    assert not (tmp_path / ".building-big").exists()
