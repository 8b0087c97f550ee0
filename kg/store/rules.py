"""Rules: what follows from what was said, worked out once, and why.

A rule is a file `ontology/rules/NN-name.rq` with one CONSTRUCT query, one triple pattern or FILTER a line, and `#+ title:`.
Files are run in the order of their names, all of them again until nothing new comes. Conclusions that some section
already says are left out, so the graph of what follows holds only that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import SourceError
from kg.namespaces import INFERRED, PREFIXES

_SHAPE = re.compile(r"CONSTRUCT\s*\{(?P<head>.*?)\}\s*WHERE\s*\{(?P<body>.*)\}\s*$", re.DOTALL | re.IGNORECASE)
_PATTERN = re.compile(r"^(\S+)\s+(\S+)\s+(\S+)\s*\.$")
_MAX_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's name, the sentence that tells it, its conclusion pattern, and its premise patterns."""

    name: str
    title: str
    text: str
    head: tuple[str, str, str]
    body: str
    premises: tuple[tuple[str, str, str], ...]

    def explain(self, subject: str, predicate: str, object_: str) -> str:
        """A SELECT for the premises that give one conclusion; its variables are those of the body."""
        bound = [(v, f"<{iri}>") for v, iri in zip(self.head, (subject, predicate, object_), strict=True) if v.startswith("?")]
        fixed = [(v, iri) for v, iri in zip(self.head, (subject, predicate, object_), strict=True) if not v.startswith("?")]
        guard = "".join(f"FILTER({v} = <{iri}>) " for v, iri in fixed)
        names = " ".join(v for v, _ in bound)
        return f"SELECT * WHERE {{ VALUES ({names}) {{ ({' '.join(i for _, i in bound)}) }} {guard}{self.body} }} LIMIT 5"


def read_rule(path: Path) -> Rule:
    """The rule in a file; SourceError when it is not of the form that rules have."""
    text = path.read_text(encoding="utf-8")
    title = next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("#+ title:")), "")
    code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    shape = _SHAPE.search(code.strip())
    if not shape or not title:
        raise SourceError(path, "a rule needs `#+ title: …` and one CONSTRUCT { … } WHERE { … }")
    heads = [m for m in (_PATTERN.match(line.strip()) for line in shape["head"].splitlines()) if m]
    body = [m for m in (_PATTERN.match(line.strip()) for line in shape["body"].splitlines()) if m]
    if len(heads) != 1 or not body:
        raise SourceError(path, "a rule concludes one pattern from patterns, each on a line of its own, ended by ' .'")
    return Rule(path.stem, title, code, _triple(heads[0]), shape["body"], tuple(_triple(m) for m in body))


def _triple(match: re.Match[str]) -> tuple[str, str, str]:
    return match[1], match[2], match[3]


def apply_rules(store: ox.Store, rules: Sequence[Rule], progress: Callable[[str], None] = lambda _: None) -> int:
    """Write into the graph of what follows all that the rules give; the number of statements that it then holds."""
    inferred = ox.NamedNode(INFERRED)
    total = 0
    for _ in range(_MAX_ROUNDS):
        before = total
        for rule in rules:
            progress(f"rule: {rule.title}")
            found = store.query(rule.text, prefixes=PREFIXES, use_default_graph_as_union=True)
            new = {ox.Quad(t.subject, t.predicate, t.object, inferred) for t in found if _is_new(store, t)}
            total += len(new)
            store.bulk_extend(new)
        if total == before:
            return total
    raise SourceError("ontology/rules", f"the rules give something new even after {_MAX_ROUNDS} rounds")


def _is_new(store: ox.Store, triple: ox.Triple) -> bool:
    if triple.subject == triple.object:
        return False
    return next(store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None), None) is None
