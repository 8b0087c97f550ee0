"""What a Chinese name or an account of causes involves: organs, substances, channels, parts, evils, mechanisms, natures.

Grammar: the text is cut from left to right into the longest terms of ``involvement.tsv`` (term, where, facts); ``where``
is ``n`` for names alone, ``c`` for causes alone, ``b`` for both; ``facts`` are "relation slug" pairs, and none for a word
that only looks like a term (心下, 血海). Causes are found in the same way with ``causes.tsv`` (term → slugs): one that
stands alone ``causes``, one of several alternatives (或) ``mayCause``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from importing import read_table, several

CAUSES = "causes"
MAY_CAUSE = "mayCause"


@cache
def _terms(where: str) -> dict[str, tuple[tuple[str, str], ...]]:
    rows = (row for row in read_table("involvement.tsv") if row["where"] in (where, "b"))
    return {row["term"]: tuple((fact.split()[0], fact.split()[1]) for fact in several(row["facts"])) for row in rows}


@cache
def _cause_terms() -> dict[str, tuple[str, ...]]:
    return {row["term"]: tuple(several(row["slugs"])) for row in read_table("causes.tsv")}


def involved_by_name(name: str) -> list[tuple[str, str]]:
    """Relation and slug of everything that a name names, each once, in order."""
    found = _terms("n")
    return list(dict.fromkeys(fact for term in _longest(name.removesuffix("证"), frozenset(found)) for fact in found[term]))


def involved_by_cause(account: str) -> list[tuple[str, str]]:
    """Relation and slug of the organs and channels that an account of causes names, each once, in order."""
    found = _terms("c")
    return list(dict.fromkeys(fact for term in _longest(account, frozenset(found)) for fact in found[term]))


def causes_of(account: str) -> list[tuple[str, str]]:
    """Relation and slug of the causes that an account names; alternatives are weaker."""
    alternatives = [part for part in re.split(r"[，；]?或", account) if part]
    relation = MAY_CAUSE if len(alternatives) > 1 else CAUSES
    found = _cause_terms()
    return list(dict.fromkeys((relation, slug) for term in _longest(account, frozenset(found)) for slug in found[term]))


def _longest(text: str, terms: frozenset[str]) -> Iterator[str]:
    longest = max(map(len, terms), default=0)
    start = 0
    while start < len(text):
        size = next((n for n in range(min(longest, len(text) - start), 0, -1) if text[start : start + n] in terms), 0)
        if size:
            yield text[start : start + size]
        start += size or 1
