"""Open a dataset: out of the cache of compiled stores, compiled first where it must be.

What is imported here is imported by every run of every command, so it is little; building a store has its own module.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.engine import Embedded
from kg.store.files import Sources
from kg.version import __version__

LAYOUT = "9"
"""The layout of compiled stores; a change of what is in them needs a new one."""

_SQLITE = b"SQLite format 3\0"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine and where its index of names is (None where the names must be read from the engine)."""

    engine: Embedded
    names_at: Path | None
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
    if opened := open_compiled(place):
        return opened
    from kg.store.compiled import compile_into_cache, in_memory

    try:
        compile_into_cache(sources, place, name, progress)
    except OSError as error:
        progress(f"cannot keep the compiled graph in {cache} ({error.strerror or error}); working in memory")
        return Opened(Embedded(in_memory(sources, progress)), None, name)
    if opened := open_compiled(place):
        return opened
    raise StoreError(f"the compiled graph in {place} cannot be opened; remove the folder and try again")


def open_compiled(place: Path) -> Opened | None:
    """The compiled store in a folder, or None where there is none or it is damaged."""
    try:
        stamp = json.loads((place / "stamp.json").read_text(encoding="utf-8"))
        for name, size in stamp["files"].items():
            if (place / name).stat().st_size != size:
                return None
        with (place / "names.db").open("rb") as names:
            if names.read(len(_SQLITE)) != _SQLITE:
                return None
        store = ox.Store.read_only(str(place / "oxigraph"))
        return Opened(Embedded(store, str(place)), place / "names.db", str(stamp["fingerprint"]))
    except Exception:  # noqa: BLE001 - whatever is wrong with a cache, the answer is the same: it is built anew
        return None
