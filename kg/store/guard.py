"""Refuse queries that would write or reach out: updates, SERVICE, FROM a graph that is not here.

The embedded engine would call any address that SERVICE names and cannot be told not to, so every query with those
letters is refused, even inside a string: a lexer that tells strings from keywords can be fooled, this cannot.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.errors import NotAllowed, QueryError

_UPDATES = re.compile(r"^(insert|delete|load|clear|create|drop|copy|move|add|with)\b", re.IGNORECASE)
_PROLOGUE = re.compile(r"(?:\s|#[^\n]*\n|base\s*<[^>]*>|prefix\s+[^\s:]*:\s*<[^>]*>)*", re.IGNORECASE)
_NOISE = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|(?<!\S)#[^\n]*", re.DOTALL)
_FROM = re.compile(r"\bfrom\s+(?:named\s+)?(<[^>\s]*>|[\w-]*:[\w.%-]*)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
MAX_LENGTH = 1_000_000
MAX_DEPTH = 200


def check_query(text: str, has_graph: Callable[[str], bool], prefixes: dict[str, str]) -> None:
    """Raise NotAllowed or QueryError where a query must not be run; ``has_graph`` tells which graph IRIs are here."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query has {len(text):,} characters; at most {MAX_LENGTH:,} are read")
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
    if "service" in plain.lower():
        raise NotAllowed("SERVICE is refused: a query may not reach beyond this graph (the word may not appear, not even in a string)")
    bare = _NOISE.sub(" ", plain)
    start = _PROLOGUE.match(bare)
    if start and _UPDATES.match(bare[start.end() :]):
        raise NotAllowed("this graph is read-only: INSERT, DELETE, LOAD and other updates are refused")
    _check_depth(bare)
    declared = prefixes | dict(re.findall(r"prefix\s+([^\s:]*):\s*<([^>]*)>", plain, re.IGNORECASE))
    for name in _FROM.findall(bare):
        prefix, _, local = name.partition(":")
        iri = name[1:-1] if name.startswith("<") else declared.get(prefix, prefix + ":") + local
        if not has_graph(iri):
            raise NotAllowed(f"FROM <{iri}> names a graph that is not in this store; nothing is fetched from elsewhere", graph=iri)


def _check_depth(text: str) -> None:
    """Refuse nesting so deep that the engine's parser would overflow its stack and end the process."""
    depth = 0
    for ch in text:
        if ch in "([{":
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryError(f"the query nests brackets more than {MAX_DEPTH} deep")
        elif ch in ")]}":
            depth -= 1
