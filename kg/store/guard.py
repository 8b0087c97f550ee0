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
_NOISE = re.compile(
    r"""\\.|(?P<iri><[^<>"{}|^`\\\s]*>)
    |\"{3}(?:[^"\\]|\\.|"(?!""))*(?:"{3}|\Z)|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3}|\Z)
    |"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\#[^\n]*""",
    re.DOTALL | re.VERBOSE,
)
"""An escape, an IRI, a string (perhaps without its end) or a comment; each alternative takes all it sees, so time grows with the text."""
_FROM = re.compile(r"\bfrom\s+(?:named\s+)?(<[^>\s]*>|[\w-]*:[\w.%-]*)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
_LISTS = re.compile(r"\bvalues\s+(?:[?$]\w+|\([^(){}]*\))\s*\{[^{}]*\}|\bin\s*\([^()]*\)", re.IGNORECASE)
_WORD = re.compile(r"[?$:\w.-]+|[^\s\w]")
MAX_LENGTH = 1_000_000
MAX_DEPTH = 200
MAX_WORDS = 6_000
"""Words and signs of a query outside its VALUES and IN lists: the engine takes a chain of operators apart by recursion."""


def check_query(text: str, has_graph: Callable[[str], bool], prefixes: dict[str, str]) -> None:
    """Raise NotAllowed or QueryError where a query must not be run; ``has_graph`` tells which graph IRIs are here."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query has {len(text):,} characters; at most {MAX_LENGTH:,} are read")
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
    if "service" in plain.lower():
        raise NotAllowed("SERVICE is refused: a query may not reach beyond this graph (the word may not appear, not even in a string)")
    bare = _NOISE.sub(lambda m: m["iri"] or " ", plain)
    start = _PROLOGUE.match(bare)
    if start and _UPDATES.match(bare[start.end() :]):
        raise NotAllowed("this graph is read-only: INSERT, DELETE, LOAD and other updates are refused")
    _check_size(_NOISE.sub(lambda m: "x" if m["iri"] else " ", plain))
    declared = prefixes | dict(re.findall(r"prefix\s+([^\s:]*):\s*<([^>]*)>", plain, re.IGNORECASE))
    for name in _FROM.findall(bare):
        prefix, _, local = name.partition(":")
        iri = name[1:-1] if name.startswith("<") else declared.get(prefix, prefix + ":") + local
        if not has_graph(iri):
            raise NotAllowed(f"FROM <{iri}> names a graph that is not in this store; nothing is fetched from elsewhere", graph=iri)


def _check_size(text: str) -> None:
    """Refuse nesting so deep, or a chain so long, that the engine would overflow its stack and end the process."""
    if sum(1 for _ in _WORD.finditer(_LISTS.sub(" ", text))) > MAX_WORDS:
        raise QueryError(f"the query has more than {MAX_WORDS:,} words and signs; put long lists into VALUES")
    depth = 0
    for ch in text:
        if ch in "([{":
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryError(f"the query nests brackets more than {MAX_DEPTH} deep")
        elif ch in ")]}":
            depth -= 1
