"""Read RDF files into a store, refusing what reaches out and telling file and line where a file is broken."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.errors import SourceError, clipped
from kg.formats import Format, rdf_format_of

_LINE = re.compile(r"line (\d+)")
_REMOTE_CONTEXT = re.compile(rb'"@(?:context|import)"\s*:\s*(?:\[[^\]]*)?"')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def load(store: ox.Store, path: Path) -> None:
    """Add one file to the store; SourceError with file and line when it cannot be read."""
    form = rdf_format_of(path.name)
    if form is None:
        raise SourceError(path, "not an RDF file by its ending")
    try:
        with _opened(path) as stream:
            safe = _without_reach(path, form, stream)
            store.bulk_load(safe, format=ox.RdfFormat.from_media_type(form.media_type), base_iri=path.resolve().as_uri())
    except SyntaxError as error:
        told = str(error)
        line = _LINE.search(told)
        raise SourceError(path, f"not readable as {form.name}: {clipped(told)}", int(line[1]) if line else None) from None
    except UnicodeDecodeError as error:
        raise SourceError(path, f"not UTF-8 at byte {error.start}") from None
    except (OSError, ValueError, EOFError) as error:
        raise SourceError(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if path.suffix == ".zst":
        return _zstd(path)
    return path.open("rb")


def _zstd(path: Path) -> IO[bytes]:
    try:
        import zstandard
    except ImportError:
        raise SourceError(path, "reading .zst needs the package zstandard: pip install 'tcm-kg[zstd]'") from None
    return zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True)


def _without_reach(path: Path, form: Format, stream: IO[bytes]) -> IO[bytes]:
    """The stream, once it is certain that reading it opens no address: remote JSON-LD contexts, XML entities."""
    if form.name not in ("json-ld", "rdf-xml"):
        return stream
    data = stream.read()
    if form.name == "json-ld" and _REMOTE_CONTEXT.search(data):
        raise SourceError(path, "its JSON-LD context is an address; nothing is fetched: write the context into the file")
    if form.name == "rdf-xml" and _ENTITY.search(data):
        raise SourceError(path, "it declares XML entities or a document type, which are not read: write the IRIs out")
    return io.BytesIO(data)
