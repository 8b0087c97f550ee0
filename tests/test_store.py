"""Compiling: once, whole or not at all, again when anything changed, and somewhere else when it cannot be kept."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import site
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg import open_graph
from kg.store import compiled
from kg.store.files import from_path
from kg.store.opened import fingerprint_of, open_compiled
from tests.conftest import WORLD

ROOT = Path(__file__).parent.parent
ANSWER = "Flour"
NOBODY = 65534
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *site.getsitepackages()])}


def stored(graph_at: Path, cache: Path) -> str:
    """What the Mill stores: one answer that needs vocabulary, statements and names."""
    graph = open_graph(graph_at, cache=cache)
    return next(s.object.label for s in graph.statements("Mill") if s.relation.label == "stores")  # type: ignore[union-attr]


def stores_in(cache: Path) -> list[Path]:
    return [p for p in cache.iterdir() if (p / "stamp.json").exists()]


def left_over(cache: Path) -> list[Path]:
    return list(cache.glob(".building-*"))


def start(cache: Path, code: str = "", user: int | None = None, python: str = sys.executable) -> subprocess.Popen[bytes]:
    """A process of its own that opens the world with its own cache folder and prints the answer."""
    script = (
        f"{code}\nfrom pathlib import Path\nfrom kg import open_graph\n"
        f"g = open_graph(Path({str(WORLD)!r}), cache=Path({str(cache)!r}), progress=lambda m: m.startswith('cannot') and print(m))\n"
        "print(next(s.object.label for s in g.statements('Mill') if s.relation.label == 'stores'))"
    )
    return subprocess.Popen([python, "-c", script], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, user=user)


def python_of_another_user(user: int) -> str:
    """A Python that another user can run with the libraries of this one; skips the test where there is none."""
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(
                [python, "-c", "import pyoxigraph, kg, filelock"], cwd=ROOT, env=ENVIRONMENT, user=user, capture_output=True, check=True
            )
            return python
    pytest.skip("another user cannot run this Python")


@pytest.fixture
def world_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WORLD, tmp_path / "world"))


def test_it_is_compiled_once_and_then_opened(tmp_path: Path) -> None:
    assert stored(WORLD, tmp_path) == ANSWER
    (place,) = stores_in(tmp_path)
    made = (place / "stamp.json").stat().st_mtime_ns
    assert stored(WORLD, tmp_path) == ANSWER
    assert (place / "stamp.json").stat().st_mtime_ns == made
    assert left_over(tmp_path) == []


def test_the_stamp_tells_what_it_was_made_from(tmp_path: Path) -> None:
    stored(WORLD, tmp_path)
    (place,) = stores_in(tmp_path)
    stamp = json.loads((place / "stamp.json").read_text(encoding="utf-8"))
    assert stamp["fingerprint"] == place.name == fingerprint_of(from_path(WORLD))
    assert {"names.db"} < set(stamp["files"])


def test_it_is_compiled_anew_when_the_data_change(world_copy: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert stored(world_copy, cache) == ANSWER
    path = world_copy / "concepts.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace('"Flour"@en', '"Bread"@en'), encoding="utf-8")
    assert stored(world_copy, cache) == "Bread"
    (world_copy / "more.ttl").write_text("<http://a/b> <http://a/c> <http://a/d> .", encoding="utf-8")
    assert len(open_graph(world_copy, cache=cache).query("SELECT ?x { <http://a/b> <http://a/c> ?x }")) == 1
    assert len(stores_in(cache)) == 3


def test_only_the_newest_few_are_kept(world_copy: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(compiled.KEPT + 2):
        (world_copy / "more.ttl").write_text(f"<http://a/b> <http://a/c> {number} .", encoding="utf-8")
        os.utime(world_copy / "more.ttl", (number, number))
        open_graph(world_copy, cache=cache)
    assert len(stores_in(cache)) == compiled.KEPT


def _truncate_table(place: Path) -> None:
    table = max((place / "oxigraph").glob("*.sst"), key=lambda p: p.stat().st_size)
    table.write_bytes(table.read_bytes()[:100])


def _spoil_table(place: Path) -> None:
    for table in (place / "oxigraph").glob("*.sst"):
        table.write_bytes(b"\0" * table.stat().st_size)


def _spoil_manifest(place: Path) -> None:
    for manifest in (place / "oxigraph").glob("MANIFEST-*"):
        manifest.write_bytes(b"\xff" * manifest.stat().st_size)


DAMAGE = {
    "a truncated table": _truncate_table,
    "tables of zeros": _spoil_table,
    "a spoilt manifest": _spoil_manifest,
    "no stamp": lambda place: (place / "stamp.json").unlink(),
    "an empty stamp": lambda place: (place / "stamp.json").write_text(""),
    "a stamp that is no object": lambda place: (place / "stamp.json").write_text("[1]"),
    "no names": lambda place: (place / "names.db").unlink(),
    "names cut short": lambda place: (place / "names.db").write_bytes((place / "names.db").read_bytes()[:100]),
    "names overwritten": lambda place: (place / "names.db").write_bytes(b"\xff" * (place / "names.db").stat().st_size),
    "no store": lambda place: shutil.rmtree(place / "oxigraph"),
    "a file in its place": lambda place: (shutil.rmtree(place), place.write_text("")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_built_anew(tmp_path: Path, damage: str) -> None:
    assert stored(WORLD, tmp_path) == ANSWER
    (place,) = stores_in(tmp_path)
    DAMAGE[damage](place)
    assert stored(WORLD, tmp_path) == ANSWER
    assert open_compiled(place) is not None


def test_several_processes_at_once_compile_once(tmp_path: Path) -> None:
    running = [start(tmp_path) for _ in range(5)]
    told = [p.communicate(timeout=120) for p in running]
    assert [p.returncode for p in running] == [0] * 5
    assert {out for out, _ in told} == {f"{ANSWER}\n".encode()}, told
    assert len(stores_in(tmp_path)) == 1 and left_over(tmp_path) == []


STEPS = ("load", "apply_rules", "write_index")


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_compiling_nothing_half_made_is_left(tmp_path: Path, step: str) -> None:
    code = f"import os, signal\nfrom kg.store import compiled\ncompiled.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    killed = start(tmp_path, code)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert stores_in(tmp_path) == []
    assert stored(WORLD, tmp_path) == ANSWER
    assert left_over(tmp_path) == [], "what a killed process left is cleared away by the next"


def test_a_failure_while_compiling_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compiled, "write_index", fail)
    said: list[str] = []
    graph = open_graph(WORLD, cache=tmp_path, progress=said.append)
    assert graph.query("ASK { c:mill tcm:stores c:flour }")
    assert any("cannot keep the compiled graph" in s and "No space left" in s for s in said)
    assert stores_in(tmp_path) == [] and left_over(tmp_path) == []


@pytest.mark.parametrize("place", ["file", "below-a-file", "null"])
def test_where_nothing_can_be_kept_it_works_in_memory(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    cache = {"file": tmp_path / "file", "below-a-file": tmp_path / "file" / "cache", "null": Path("/dev/null/cache")}[place]
    said: list[str] = []
    graph = open_graph(WORLD, cache=cache, progress=said.append)
    assert [r.label for r in graph.meanings("粉滞")] == ["Flour stagnation"]
    assert graph.engine.address == "memory"
    assert sum("working in memory" in s for s in said) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become another user")
def test_a_read_only_folder_without_a_compiled_graph_and_with_one() -> None:
    import tempfile

    python = python_of_another_user(NOBODY)
    cache = Path(tempfile.mkdtemp(prefix="kg-read-only-", dir="/tmp"))
    try:
        cache.chmod(0o555)
        out, err = start(cache, user=NOBODY, python=python).communicate(timeout=60)
        assert out.endswith(f"{ANSWER}\n".encode()) and b"working in memory" in out, err
        assert list(cache.iterdir()) == []
        stored(WORLD, cache)
        out, err = start(cache, user=NOBODY, python=python).communicate(timeout=60)
        assert out == f"{ANSWER}\n".encode(), err
    finally:
        shutil.rmtree(cache)


def test_a_compiled_folder_opens_by_itself(tmp_path: Path) -> None:
    stored(WORLD, tmp_path)
    (place,) = stores_in(tmp_path)
    moved = place.rename(tmp_path / "elsewhere")
    graph = open_graph(moved)
    assert graph.concept("粉滞").label == "Flour stagnation" and graph.engine.address == str(moved)


def test_memory_and_disk_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    everything = "SELECT ?g ?s ?p ?o { { GRAPH ?g { ?s ?p ?o } } UNION { ?s ?p ?o } FILTER(!isBlank(?s) && !isBlank(?o)) }"
    on_disk = open_graph(WORLD, cache=tmp_path / "cache").query(everything).rows
    in_memory = open_graph(WORLD, cache=tmp_path / "file").query(everything).rows
    assert sorted(map(str, on_disk)) == sorted(map(str, in_memory))


def test_the_index_of_names_is_one_file_that_sqlite_reads(tmp_path: Path) -> None:
    stored(WORLD, tmp_path)
    (place,) = stores_in(tmp_path)
    with sqlite3.connect(place / "names.db") as db:
        assert db.execute("SELECT iri FROM name WHERE key = 'fenzhi'").fetchall() == [("https://w3id.org/tcm-kg/concept/flour-stagnation",)]


def test_a_folder_that_links_to_itself_ends(world_copy: Path, tmp_path: Path) -> None:
    (world_copy / "again").symlink_to(world_copy)
    assert stored(world_copy, tmp_path / "cache") == ANSWER


def test_rdf_is_read_packed(tmp_path: Path) -> None:
    import gzip

    with gzip.open(tmp_path / "one.ttl.gz", "wt") as out:
        out.write("<http://a/b> <http://a/c> 7 .")
    assert open_graph(tmp_path / "one.ttl.gz", cache=tmp_path / "c").query("SELECT ?x { <http://a/b> <http://a/c> ?x }").rows == [(7,)]
