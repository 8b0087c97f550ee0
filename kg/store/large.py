"""Compile RDF of any size: streamed into the embedded store, in memory that does not grow with it.

The store is built in a folder beside its place, under a lock, and moved there when it is whole; what a killed run left
behind is thrown away by the next one, which begins anew.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import SourceError, StoreError
from kg.formats import rdf_format_of
from kg.namespaces import SKOS
from kg.store.load import load
from kg.store.names import NameRow, other_number, write_index
from kg.store.rules import apply_rules, read_rule

STREAMED = ("turtle", "trig", "n-triples", "n-quads")
"""Formats that are read as a stream; the others are read whole."""

_BATCH = 200_000
_VOLATILE = frozenset({"LOCK", "LOG", "IDENTITY"})
_NAMING = (("prefLabel", 0), ("altLabel", 1), ("hiddenLabel", 2), ("notation", 2))

Watch = Callable[[str, float], None]
"""Told what is being done and which share of it is done, 0 to 1 (below 0 where nobody knows)."""


def compile_large(files: Sequence[Path], rules: Sequence[Path], place: Path, watch: Watch = lambda *_: None) -> None:
    """Build a compiled store of RDF files at a place where none is; no rules given, nothing is inferred.

    Raises SourceError for a file that cannot be read, StoreError when the place is taken or another run builds it, OSError
    when the disk cannot take it. Whatever ends the run, either the whole store is at the place or nothing.
    """
    if place.exists():
        raise StoreError(f"{place} is there already; remove it or choose another folder")
    building = place.parent / f".building-{place.name}"
    with _alone(place):
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            _build(files, rules, building, watch)
            building.replace(place)
        finally:
            shutil.rmtree(building, ignore_errors=True)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    place.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place.parent / f".{place.name}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreError(f"another run is building {place}") from None
    try:
        yield
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _build(files: Sequence[Path], rules: Sequence[Path], building: Path, watch: Watch) -> None:
    store = ox.Store(str(building / "oxigraph"))
    total = sum(p.stat().st_size for p in files) or 1
    read = 0
    for path in files:
        before = read
        _load(store, path, lambda n, path=path, before=before: watch(f"reading {path.name}", (before + n) / total))  # type: ignore[misc]
        read += path.stat().st_size
    _merge(store, watch)
    if rules:
        apply_rules(store, [read_rule(path) for path in rules], lambda text: watch(text, -1))
    watch("settling the store", -1)
    store.optimize()
    store.flush()
    watch("indexing names", -1)
    _index_names(store, building / "names.db")
    del store
    _stamp(building, files)


def _load(store: ox.Store, path: Path, count: Callable[[int], None]) -> None:
    form = rdf_format_of(path.name)
    if form is None or form.name not in STREAMED:
        load(store, path)
        return
    try:
        with path.open("rb") as raw:
            stream = _unpacked(path, cast("IO[bytes]", _Counting(raw, count)))
            store.bulk_load(stream, format=ox.RdfFormat.from_media_type(form.media_type), base_iri=path.resolve().as_uri())
    except SyntaxError as error:
        raise SourceError(path, f"not readable as {form.name}: {error}") from None
    except (EOFError, gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise SourceError(path, f"cannot be read: {error}") from None


def _unpacked(path: Path, raw: IO[bytes]) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
    if path.suffix == ".zst":
        try:
            import zstandard
        except ImportError:
            raise SourceError(path, "reading .zst needs the package zstandard: pip install 'tcm-kg[zstd]'") from None
        return zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
    return raw


class _Counting(io.RawIOBase):
    """A file that tells how far it has been read."""

    def __init__(self, raw: IO[bytes], count: Callable[[int], None]) -> None:
        self._raw = raw
        self._count = count
        self._read = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._raw.read(size)
        self._read += len(data)
        self._count(self._read)
        return data

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)


def _merge(store: ox.Store, watch: Watch) -> None:
    """Every triple of a named graph into the default graph too, as every compiled store has it."""
    graphs = list(store.named_graphs())
    batch: list[ox.Quad] = []
    for number, graph in enumerate(graphs):
        batch.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store.quads_for_pattern(None, None, None, graph))
        if len(batch) >= _BATCH or number + 1 == len(graphs):
            store.bulk_extend(batch)
            batch.clear()
            watch("merging the graphs", (number + 1) / len(graphs))


def _index_names(store: ox.Store, place: Path) -> None:
    write_index(place, _names(store)).close()


def _names(store: ox.Store) -> Iterator[NameRow]:
    """Every name as the index of names has them, one after another."""
    slugged = ""
    for predicate, rank in _NAMING:
        for quad in store.quads_for_pattern(None, ox.NamedNode(SKOS + predicate), None, ox.DefaultGraph()):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
                continue
            iri, form, language = quad.subject.value, quad.object.value, quad.object.language
            yield iri, form, rank + (language == "zh-latn-pinyin")
            if language == "en":
                yield iri, other_number(form), 2
            if predicate == "prefLabel" and iri != slugged and "/concept/" in iri:
                slugged = iri
                yield iri, iri.rsplit("/", 1)[-1], 2


def _stamp(building: Path, files: Sequence[Path]) -> None:
    """Written last: what the folder must have, and from what it was made."""
    import hashlib

    digest = hashlib.sha256("\n".join(f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in files).encode()).hexdigest()[:20]
    sizes = {str(p.relative_to(building)): p.stat().st_size for p in sorted(building.rglob("*")) if p.is_file() and p.name not in _VOLATILE}
    stamp = {"fingerprint": digest, "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "files": sizes}
    (building / "stamp.json").write_text(json.dumps(stamp), encoding="utf-8")
