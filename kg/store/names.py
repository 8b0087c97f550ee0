"""The index of names: any name, in any script, with or without tones, to the concepts that bear it.

One SQLite file beside the compiled store (or in memory for a graph elsewhere), so that looking a name up costs the same
whether the graph has a hundred concepts or a million.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.store.engine import Engine, values

NameRow = tuple[str, str, int]
"""IRI, name as written, rank: 0 preferred, 1 other or pinyin, 2 hidden, code or slug."""

_SEPARATORS = dict.fromkeys(map(ord, " -‐‑–—_·'’`´.,/()（）"))
_CODE_RANK = 2
_LONGEST_COMPOUND = 12
"""Characters beyond which a text is a sentence rather than a compound name."""
_LONGEST = 300
"""Characters of a folded text beyond which no name is like it (the search engine refuses patterns that are much longer)."""


def fold(text: str) -> str:
    """A name without case, tone marks, spaces, hyphens and width, as it is compared.

    >>> fold("Xuè-yū"), fold("xue yu"), fold("Lǜ"), fold("氣滯")
    ('xueyu', 'xueyu', 'lu', '氣滯')
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_SEPARATORS)
    return "".join(ch for ch in plain if not unicodedata.combining(ch) and not unicodedata.category(ch).startswith("C"))


def write_index(path: Path | None, rows: Iterable[NameRow]) -> sqlite3.Connection:
    """A new index of the given names, in a file or (None) in memory; the open connection."""
    db = sqlite3.connect(path or ":memory:", check_same_thread=False)
    db.execute("CREATE TABLE name (key TEXT, iri TEXT, form TEXT, rank INTEGER)")
    db.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", ((fold(form), iri, form, rank) for iri, form, rank in rows))
    db.execute("CREATE INDEX by_key ON name (key, rank)")
    db.commit()
    return db


_RANK = {"prefLabel": 0, "altLabel": 1, "hiddenLabel": 2, "notation": 2}
_NAMES = """SELECT ?iri ?form (LANG(?form) AS ?lang) ?p WHERE {
  VALUES ?p { skos:prefLabel skos:altLabel skos:hiddenLabel skos:notation }
  ?iri ?p ?form MINUS { ?iri a tcm:FormulaIngredient } }"""


def names_of(engine: Engine) -> list[NameRow]:
    """Every name and code in a graph; English names also in the other number, and each concept's slug, as names of the lowest rank."""
    best: dict[tuple[str, str], int] = {}
    for iri, form, language, predicate in values(engine, _NAMES):
        rank = _RANK[predicate.rsplit("#", 1)[-1]] + (language.lower() == "zh-latn-pinyin")
        best[iri, form] = min(rank, best.get((iri, form), rank))
        if language == "en":
            best.setdefault((iri, other_number(form)), 2)
    found = [(iri, form, rank) for (iri, form), rank in best.items()]
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


class NameIndex:
    """Looks names up; never writes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path) -> NameIndex:
        """The index in a file, read-only; sqlite3.Error when it is damaged."""
        return cls(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False))

    def _ask(self, sql: str, given: tuple[object, ...] = ()) -> list[Any]:
        try:
            return self._db.execute(sql, given).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"the index of names is damaged ({error}); remove the folder of the compiled graph and try again") from None

    def exact(self, text: str) -> list[NameRow]:
        """The concepts one of whose names is the text, folded: written the same first, then best rank; one row a concept."""
        same = unicodedata.normalize("NFC", text).casefold()
        found: list[NameRow] = self._ask("SELECT iri, form, rank FROM name WHERE key = ?", (fold(text),))
        toned = fold(text) != "".join(same.split())
        found.sort(key=lambda row: (toned and row[1].casefold() != same, row[2], row[0]))
        return _first_of_each(found, len(found))

    def starting(self, text: str, limit: int) -> list[NameRow]:
        """The concepts with a name that begins with the text, or has it inside; short names first."""
        key = fold(text)
        if not key or len(key) > _LONGEST:
            return []
        like = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        sql = (
            "SELECT iri, form, rank + CASE WHEN key LIKE ? ESCAPE '\\' THEN 3 ELSE 6 END AS worth FROM name "
            "WHERE key LIKE ? ESCAPE '\\' ORDER BY worth, LENGTH(key), iri LIMIT ?"
        )
        return _first_of_each(self._ask(sql, (like + "%", "%" + like + "%", limit * 4)), limit)

    def parts(self, text: str) -> list[NameRow]:
        """The concepts that a compound name in Chinese is put together from, in their order; nothing where it is not all known.

        Signs are written together: 脉细数 is 脉细 and 脉数, 舌红少苔 is 舌红 and 少苔.
        """
        whole = fold(text)
        if not 3 <= len(whole) <= _LONGEST_COMPOUND or not all("\u4e00" <= ch <= "\u9fff" for ch in whole):
            return []
        names = {whole[i:j] for i in range(len(whole)) for j in range(i + 1, len(whole) + 1)}
        names |= {whole[0] + name for name in names}
        marks = ",".join("?" * len(names))
        known: dict[str, NameRow] = {}
        for key, *row in self._ask(f"SELECT key, iri, form, rank FROM name WHERE key IN ({marks}) ORDER BY rank DESC", tuple(names)):
            known[key] = (row[0], row[1], row[2])
        return _first_of_each(_partition(whole, 0, known), len(whole))

    def similar(self, text: str, limit: int) -> list[NameRow]:
        """The concepts with a name a few typing errors away, nearest first."""
        from rapidfuzz import fuzz, process

        key = fold(text)
        if len(key) > _LONGEST:
            return []
        keys = [k for (k,) in self._ask("SELECT DISTINCT key FROM name WHERE LENGTH(key) BETWEEN ? AND ?", (len(key) - 3, len(key) + 3))]
        near = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=72 if len(key) > 3 else 60, limit=limit)
        rows = (row for k, _, _ in near for row in self._ask("SELECT iri, form, rank + 9 FROM name WHERE key = ? ORDER BY rank", (k,)))
        return _first_of_each(rows, limit)

    def shared(self) -> list[tuple[str, int]]:
        """The folded names that more than one concept bears, with how many."""
        return self._ask("SELECT key, COUNT(DISTINCT iri) AS n FROM name WHERE rank < ? GROUP BY key HAVING n > 1", (_CODE_RANK,))

    def check(self) -> bool:
        """Whether the index can be read."""
        return bool(self._ask("SELECT COUNT(*) FROM name"))


def _partition(whole: str, start: int, known: dict[str, NameRow]) -> list[NameRow]:
    """Names of two characters or more that follow one another from a place to the end, the longest first; the first
    character of the whole is taken as said again before each of them."""
    for end in range(len(whole), start, -1):
        name = whole[start:end]
        row = (known.get(name) if len(name) > 1 else None) or (known.get(whole[0] + name) if start else None)
        if row and (end == len(whole) or (rest := _partition(whole, end, known))):
            return [row, *rest] if end < len(whole) else [row]
    return []


def _first_of_each(rows: Iterable[NameRow], limit: int) -> list[NameRow]:
    best: dict[str, NameRow] = {}
    for row in rows:
        best.setdefault(row[0], row)
    return list(best.values())[:limit]
