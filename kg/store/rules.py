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
_SCHEMA = frozenset({"owl:Class", "owl:SymmetricProperty", "owl:TransitiveProperty"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's name, the sentence that tells it, its conclusion pattern, and its premise patterns."""

    name: str
    title: str
    head: tuple[str, str, str]
    body: str
    premises: tuple[tuple[str, str, str], ...]

    def updates(self, fresh: str | None, next_: str) -> list[str]:
        """SPARQL updates that write what is new into the merge, the graph of what follows and the graph ``next_``.

        With a graph of ``fresh`` statements there is one update for each premise, taken from that graph alone.
        """
        head = f"{' '.join(self.head)} ."
        inserted = f"INSERT {{ {head} GRAPH <{INFERRED}> {{ {head} }} GRAPH <{next_}> {{ {head} }} }}"
        guard = f"FILTER NOT EXISTS {{ {head} }} FILTER({self.head[0]} != {self.head[2]})"
        bodies = [self.body] if fresh is None else [self._taking(pattern, fresh) for pattern in self.premises if _is_data(pattern)]
        return [f"{inserted} WHERE {{ {body} {guard} }}" for body in bodies]

    def _taking(self, pattern: tuple[str, str, str], fresh: str) -> str:
        """The body with one premise taken from a graph of its own."""
        line = " ".join(pattern) + " ."
        return self.body.replace(f"\n  {line}", f"\n  GRAPH <{fresh}> {{ {line} }}")

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
    if any(f"\n  {' '.join(_triple(m))} ." not in code for m in body):
        raise SourceError(path, "each premise begins with two spaces and has single spaces within")
    return Rule(path.stem, title, _triple(heads[0]), shape["body"], tuple(_triple(m) for m in body))


def _triple(match: re.Match[str]) -> tuple[str, str, str]:
    return match[1], match[2], match[3]


def _is_data(pattern: tuple[str, str, str]) -> bool:
    """Whether a premise speaks of data rather than of the vocabulary, which no rule adds to."""
    return not pattern[1].startswith(("owl:", "rdfs:")) and pattern[2] not in _SCHEMA


def apply_rules(store: ox.Store, rules: Sequence[Rule], progress: Callable[[str], None] = lambda _: None) -> None:
    """Write into the graph of what follows, and into the merge (the default graph), all that the rules give.

    The default graph must hold the merge of all graphs. After the first round a rule is asked only for what follows with
    the help of something new (semi-naive evaluation).
    """
    fresh: str | None = None
    for number in range(_MAX_ROUNDS):
        next_ = f"urn:tcm-kg:new-{number}"
        for rule in rules:
            progress(f"rule: {rule.title}")
            for update in rule.updates(fresh, next_):
                store.update(update, prefixes=PREFIXES)
        if fresh:
            store.remove_graph(ox.NamedNode(fresh))
        fresh = next_
        if not store.contains_named_graph(ox.NamedNode(fresh)):
            return
    raise SourceError("ontology/rules", f"the rules give something new even after {_MAX_ROUNDS} rounds")
