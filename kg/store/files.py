"""Which files make up a dataset, and a fingerprint that changes when any of them does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import locate
from kg.errors import SourceError, clipped
from kg.formats import rdf_format_of

SKIPPED_FOLDERS = frozenset({"shapes", "rules", "tours"})


@dataclass(frozen=True, slots=True)
class Sources:
    """The RDF files of a dataset and its rules, in a fixed order."""

    data: tuple[Path, ...]
    rules: tuple[Path, ...]

    def size(self) -> int:
        """Bytes of all data files together."""
        return sum(path.stat().st_size for path in self.data)

    def fingerprint(self, *versions: str) -> str:
        """Twenty hex digits over the files' names, sizes and times and the given versions."""
        digest = hashlib.sha256("\0".join(versions).encode())
        for path in (*self.data, *self.rules):
            stat = path.stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
        return digest.hexdigest()[:20]


def built_in() -> Sources:
    """The project's own data."""
    root = locate.ontology()
    return Sources(tuple(rdf_files(root)), tuple(sorted((root / "rules").glob("*.rq"))))


def from_path(path: Path, with_built_in: bool = False) -> Sources:
    """A file or folder of RDF with the project's vocabulary and rules, and with all its data if asked for.

    Raises SourceError when the path is not there or holds no RDF.
    """
    own = built_in()
    try:
        path.stat()
        files = tuple(rdf_files(path)) if path.is_dir() else (path,)
    except FileNotFoundError:
        raise SourceError(path, "no such file or folder") from None
    except (OSError, ValueError) as error:
        raise SourceError(clipped(str(path)), f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not files or rdf_format_of(files[0].name) is None:
        raise SourceError(path, "no RDF here; file names should end in .ttl, .trig, .nt, .nq, .rdf or .jsonld (also .gz)")
    base = own.data if with_built_in else (locate.ontology() / "tcm.ttl",)
    return Sources((*base, *(f.resolve() for f in files)), own.rules)


def rdf_files(root: Path) -> Iterator[Path]:
    """Every RDF file below a folder, sorted, the folders of rules, shapes and tours left aside."""
    for path in sorted(root.iterdir()):
        if path.is_dir():
            if path.name not in SKIPPED_FOLDERS and not path.name.startswith("."):
                yield from rdf_files(path)
        elif rdf_format_of(path.name):
            yield path
