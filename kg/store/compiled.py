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
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.engine import Embedded, Engine, values
from kg.store.files import Sources
from kg.store.load import load
from kg.store.names import NameIndex, NameRow, write_index
from kg.store.rules import apply_rules, read_rule
from kg.version import __version__

LAYOUT = "8"
KEPT = 6
SMALL = 200_000_000
"""Bytes of RDF up to which a dataset is put together in memory, which is many times faster, and then written at once."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine and its index of names, ready to be asked."""

    engine: Embedded
    names: NameIndex
    fingerprint: str


def quiet(_: str) -> None:
    """Report no progress."""


def fingerprint_of(sources: Sources) -> str:
    """What a compiled store of these sources is called: changes with the data, the rules and the versions that made it."""
    return sources.fingerprint(LAYOUT, ox.__version__, __version__)


def open_cached(sources: Sources, cache: Path, progress: Progress = quiet) -> Opened:
    """The compiled store of these sources out of the cache folder, compiled first where it is not there or damaged.

    Where the folder cannot be written the data are compiled in memory and progress is told so.
    """
    name = fingerprint_of(sources)
    place = cache / name
    for attempt in range(2):
        if opened := open_compiled(place):
            return opened
        try:
            with _locked(cache):
                if opened := open_compiled(place):
                    return opened
                _discard(place)
                compile_to(sources, place, name, progress)
                _forget_old(cache)
        except OSError as error:
            progress(f"cannot keep the compiled graph in {cache} ({error.strerror or error}); working in memory")
            return in_memory(sources, name, progress)
        if attempt:
            break
    raise StoreError(f"the compiled graph in {place} cannot be opened; remove the folder and try again")


def open_compiled(place: Path) -> Opened | None:
    """The compiled store in a folder, or None where there is none or it is damaged."""
    try:
        stamp = json.loads((place / "stamp.json").read_text(encoding="utf-8"))
        for name, size in stamp["files"].items():
            if (place / name).stat().st_size != size:
                return None
        names = NameIndex.open(place / "names.db")
        names.check()
        store = ox.Store.read_only(str(place / "oxigraph"))
        return Opened(Embedded(store, str(place)), names, str(stamp["fingerprint"]))
    except Exception:  # noqa: BLE001 - whatever is wrong with a cache, the answer is the same: it is built anew
        return None


def compile_to(sources: Sources, place: Path, fingerprint: str, progress: Progress = quiet) -> None:
    """Build a compiled store at a place where none is; OSError when the folder cannot be written."""
    place.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=place.parent))
    try:
        store = ox.Store(str(building / "oxigraph"))
        if sources.size() < SMALL:
            memory = ox.Store()
            names = _fill(memory, sources, progress)
            progress("writing the store")
            store.bulk_extend(memory)
        else:
            names = _fill(store, sources, progress)
        store.optimize()
        store.flush()
        write_index(building / "names.db", names).close()
        del store
        files = {str(p.relative_to(building)): p.stat().st_size for p in sorted(building.rglob("*")) if p.is_file() and p.name not in _VOLATILE}
        stamp = {"fingerprint": fingerprint, "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "files": files}
        (building / "stamp.json").write_text(json.dumps(stamp), encoding="utf-8")
        os.replace(building, place)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def in_memory(sources: Sources, fingerprint: str, progress: Progress = quiet) -> Opened:
    """The same dataset without a file: slower to start, nothing left behind."""
    store = ox.Store()
    names = _fill(store, sources, progress)
    return Opened(Embedded(store), NameIndex(write_index(None, names)), fingerprint)


_VOLATILE = frozenset({"LOCK", "LOG", "IDENTITY"})


def _fill(store: ox.Store, sources: Sources, progress: Progress) -> list[NameRow]:
    for number, path in enumerate(sources.data, 1):
        progress(f"reading {path.name} ({number} of {len(sources.data)})")
        load(store, path)
    progress("merging the graphs")
    store.bulk_extend([ox.Quad(q.subject, q.predicate, q.object) for q in store if isinstance(q.graph_name, ox.NamedNode)])
    apply_rules(store, [read_rule(path) for path in sources.rules], progress)
    progress("indexing names")
    return names_of(Embedded(store))


def quads_as_said(store: ox.Store) -> Iterator[ox.Quad]:
    """Every quad of a compiled store where it was said: the default graph without what it merges from the named ones."""
    for quad in store:
        if isinstance(quad.graph_name, ox.NamedNode):
            yield quad
        elif all(isinstance(q.graph_name, ox.DefaultGraph) for q in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)):
            yield quad


NAMES_QUERY = """SELECT ?iri ?form (LANG(?form) AS ?lang) (MIN(IF(LCASE(LANG(?form)) = "zh-latn-pinyin", ?r + 1, ?r)) AS ?rank) WHERE {
  VALUES (?p ?r) { (skos:prefLabel 0) (skos:altLabel 1) (skos:hiddenLabel 2) (skos:notation 2) }
  ?iri ?p ?form . FILTER NOT EXISTS { ?iri a tcm:FormulaIngredient } } GROUP BY ?iri ?form (LANG(?form))"""


def names_of(engine: Engine) -> list[NameRow]:
    """Every name and code in a graph; English names also in the other number, and each concept's slug, as names of the lowest rank."""
    found: list[NameRow] = []
    for iri, form, language, rank in values(engine, NAMES_QUERY):
        found.append((iri, form, int(rank)))
        if language == "en":
            found.append((iri, other_number(form), 2))
    slugs = {(iri, iri.rsplit("/", 1)[-1], 2) for iri, _, _ in found if "/concept/" in iri}
    return found + sorted(slugs)


def other_number(name: str) -> str:
    """An English name's plural, or its singular where it is a plural.

    >>> other_number("Source points"), other_number("headache")
    ('Source point', 'headaches')
    """
    if name.endswith("s") and not name.endswith(("ss", "us", "is")):
        return name[:-1]
    return name + "s"


@contextlib.contextmanager
def _locked(cache: Path) -> Iterator[None]:
    from filelock import FileLock

    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "compiling.lock"):
        yield


def _discard(place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)


def _forget_old(cache: Path) -> None:
    """Keep the newest few compiled stores; readers of an older one keep their open files."""
    stores = sorted((p for p in cache.iterdir() if (p / "stamp.json").exists()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in stores[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
