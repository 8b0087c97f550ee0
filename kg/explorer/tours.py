"""Guided walks, read from `ontology/tours/*.toml`: steps of a concept or a link, each with a sentence or two."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SourceError
from kg.explorer.columns import short
from kg.namespaces import expand


@dataclass(frozen=True, slots=True)
class Step:
    """One halt of a tour: the concept stood at, what is told (by language), and the link that leads on from it, if one does."""

    concept: str
    text: dict[str, str]
    link: tuple[str, str, str] | None = None

    def as_json(self) -> list[object]:
        """The step as the page reads it."""
        return [short(self.concept), self.text, [short(self.link[0]), self.link[1], short(self.link[2])] if self.link else None]


@dataclass(frozen=True, slots=True)
class Tour:
    """A guided walk: its name in links, title and summary by language, and steps."""

    name: str
    title: dict[str, str]
    summary: dict[str, str]
    steps: tuple[Step, ...]

    def as_json(self) -> list[object]:
        """The tour as the page reads it."""
        return [self.name, self.title, self.summary, [s.as_json() for s in self.steps]]


def read_tours(folder: Path) -> list[Tour]:
    """The tours in a folder by their `order`, then name; SourceError for one that is not as it should be."""
    found = [(_order(path), read_tour(path)) for path in sorted(folder.glob("*.toml"))]
    return [tour for _, tour in sorted(found, key=lambda pair: (pair[0], pair[1].name))]


def _order(path: Path) -> int:
    order = _table(path).get("order", 99)
    if not isinstance(order, int):
        raise SourceError(path, "`order` is a whole number")
    return order


def _table(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(path, f"not readable as TOML: {error}") from None


def read_tour(path: Path) -> Tour:
    """The tour in a file: `title` and `summary` by language, and `[[step]]` with `concept`, `text` and perhaps `link`."""
    table = _table(path)
    steps = table.get("step")
    if not isinstance(steps, list) or not steps:
        raise SourceError(path, "a tour has at least one [[step]]")
    return Tour(path.stem, _words(path, table, "title"), _words(path, table, "summary"), tuple(_step(path, s) for s in steps))


def _words(path: Path, table: dict[str, object], key: str) -> dict[str, str]:
    found = table.get(key)
    if not isinstance(found, dict) or "en" not in found:
        raise SourceError(path, f"`{key}` is a table of texts by language, English at least: {key}.en = …")
    return {str(language): str(text) for language, text in found.items()}


def _step(path: Path, table: dict[str, object]) -> Step:
    link = table.get("link")
    if link is not None and not (isinstance(link, list) and len(link) == 3):
        raise SourceError(path, "`link` is three names: subject, relation, object")
    ends = tuple(_iri(path, name) for name in link) if link else None
    return Step(_iri(path, table.get("concept")), _words(path, table, "text"), ends)  # type: ignore[arg-type]


def _iri(path: Path, name: object) -> str:
    found = expand(name) if isinstance(name, str) else None
    if not found:
        raise SourceError(path, f"a step names concepts and relations as c:… and tcm:…, not {name!r}")
    return found
