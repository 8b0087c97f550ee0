"""A dataset compiled into an embedded store: built once, opened read-only in milliseconds.

A compiled store is a folder: `oxigraph/` (RocksDB), `names.db` (the index of names) and `stamp.json`, written last, which
tells what it was made from and which files it must have. It is built beside its place and moved there in one step, so a
reader sees all of it or nothing, however many processes start at once and whenever one is killed.

Its default graph holds the merge of all graphs, each triple once: what a plain query sees. The engine's own union of
graphs would give a triple once for each section that says it, and every count would be wrong.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.store.engine import Embedded
from kg.store.files import Sources
from kg.store.load import load
from kg.store.names import names_of, write_index
from kg.store.opened import Progress, open_compiled, quiet
from kg.store.rules import apply_rules, read_rule

KEPT = 6
SMALL = 200_000_000
"""Bytes of RDF up to which a dataset is put together in memory, which is many times faster, and then written at once."""


def compile_into_cache(sources: Sources, place: Path, fingerprint: str, progress: Progress = quiet) -> None:
    """Build the compiled store at its place in a cache folder, once however many processes ask; forget old ones."""
    with _locked(place.parent):
        if open_compiled(place):
            return
        for left_over in (place, *place.parent.glob(".building-*")):
            _remove(left_over)
        compile_to(sources, place, fingerprint, progress)
        _forget_old(place.parent)


def compile_to(sources: Sources, place: Path, fingerprint: str, progress: Progress = quiet) -> None:
    """Build a compiled store at a place where none is; OSError when the folder cannot be written."""
    place.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=place.parent))
    building.chmod(0o755)
    try:
        store = ox.Store(str(building / "oxigraph"))
        filled = ox.Store() if sources.size() < SMALL else store
        _fill(filled, sources, progress)
        progress("indexing names")
        write_index(building / "names.db", names_of(Embedded(filled))).close()
        if filled is not store:
            progress("writing the store")
            store.bulk_extend(filled)
        store.optimize()
        store.flush()
        del store, filled
        files = {
            str(p.relative_to(building)): p.stat().st_size for p in sorted(building.rglob("*")) if p.is_file() and p.name not in _VOLATILE
        }
        stamp = {"fingerprint": fingerprint, "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "files": files}
        (building / "stamp.json").write_text(json.dumps(stamp), encoding="utf-8")
        building.replace(place)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def in_memory(sources: Sources, progress: Progress = quiet) -> ox.Store:
    """The same dataset without a file: slower to start, nothing left behind."""
    store = ox.Store()
    _fill(store, sources, progress)
    return store


_VOLATILE = frozenset({"LOCK", "LOG", "IDENTITY"})


def _fill(store: ox.Store, sources: Sources, progress: Progress) -> None:
    for number, path in enumerate(sources.data, 1):
        progress(f"reading {path.name} ({number} of {len(sources.data)})")
        load(store, path)
    progress("merging the graphs")
    store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in store if isinstance(q.graph_name, ox.NamedNode))
    apply_rules(store, [read_rule(path) for path in sources.rules], progress)


def quads_as_said(store: ox.Store) -> Iterator[ox.Quad]:
    """Every quad of a compiled store where it was said: the default graph without what it merges from the named ones."""
    for quad in store:
        everywhere = (
            () if isinstance(quad.graph_name, ox.NamedNode) else store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        )
        if all(isinstance(q.graph_name, ox.DefaultGraph) for q in everywhere):
            yield quad


@contextlib.contextmanager
def _locked(cache: Path) -> Iterator[None]:
    from filelock import FileLock

    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "compiling.lock"):
        yield


def _remove(place: Path) -> None:
    """Take a damaged store, or what a killed process left, out of the cache."""
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _forget_old(cache: Path) -> None:
    """Keep the newest few compiled stores; readers of an older one keep their open files."""
    stores = sorted((p for p in cache.iterdir() if (p / "stamp.json").exists()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in stores[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
