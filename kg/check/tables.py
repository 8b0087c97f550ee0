"""A graph as compact tables that answer the checker's questions; built once, kept as plain data, read back in milliseconds."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from kg.check.knowledge import Aspect, Fact
from kg.check.lexicon import Cue, Lexicon, NameRow, compile_lexicon
from kg.check.shortening import short_names
from kg.model import Name, Ref, Relation, Section, Statement, Work


class FactRow(NamedTuple):
    """One statement: numbers of subject, relation and object, and of the set of sections that say it (0: a rule gives it)."""

    subject: int
    relation: int
    object: int
    said: int


Pattern = tuple[str, str, str]
Derivation = tuple[Pattern, list[Pattern]]
"""A rule: what it concludes, and from what; patterns of variables (``?a``) and IRIs."""


@dataclass(slots=True)
class Rows:
    """What is read out of a graph, before it is made into tables. Concepts and relations are numbered by their place."""

    concepts: list[str]
    labels: list[str]
    kinds: list[str]
    names: list[NameRow]
    relations: list[Relation]
    facts: list[FactRow]
    said: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    sections: list[Section] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    aspects: list[Aspect] = field(default_factory=list)
    above: dict[str, list[str]] = field(default_factory=dict)
    disjoint: list[tuple[str, str]] = field(default_factory=list)
    excluded: dict[str, list[str]] = field(default_factory=dict)
    derivations: list[Derivation] = field(default_factory=list)
    inverse_functional: list[str] = field(default_factory=list)


def compile_tables(rows: Rows) -> dict[str, Any]:
    """The tables of a graph as plain data (numbers, strings, bytes, lists, dictionaries)."""
    relations = [replace(r, parents=frozenset()) for r in rows.relations]
    verbal = _ranges(rows)
    lexicon = compile_lexicon(rows.concepts, rows.kinds, [*rows.names, *short_names(rows.kinds, rows.names)], rows.cues, verbal)
    lexicon.inverses = {r.inverse: r.iri for r in rows.relations if r.inverse and r.inverse != r.iri}
    facts = sorted(set(rows.facts))
    columns = [array("i", column) for column in zip(*facts, strict=True)] if facts else [array("i")] * 4
    return {
        "lexicon": lexicon.dump(),
        "labels": rows.labels,
        "names": _packed_names(rows),
        "relations": [tuple({**asdict(r), "parents": None}.values()) for r in relations],
        "wider": {r.iri: sorted(r.parents) for r in rows.relations},
        "facts": [column.tobytes() for column in columns],
        "by_object": _by_object(columns[2]),
        "said": rows.said,
        "sections": [_packed_section(s) for s in rows.sections],
        "aspects": [(a.sign, a.plain, a.relation) for a in rows.aspects],
        "above": rows.above,
        "disjoint": rows.disjoint,
        "excluded": rows.excluded,
        "derivations": rows.derivations,
        "inverse_functional": rows.inverse_functional,
        "usual": sorted({f"{rows.kinds[f.subject]} {f.relation} {rows.kinds[f.object]}" for f in facts}),
    }


def _ranges(rows: Rows) -> frozenset[str]:
    """The kinds whose names are verb phrases: the ranges of the relations that a bare verb phrase voices."""
    voiced = {relation for cue in rows.cues if cue.kind == "phrase" for relation in cue.relations}
    tops = {r.range for r in rows.relations if r.iri in voiced and r.range}
    return frozenset(kind for kind, above in rows.above.items() if tops & {kind, *above})


def _packed_names(rows: Rows) -> list[str]:
    packed: list[list[str]] = [[] for _ in rows.concepts]
    for row in rows.names:
        if row.rank < 2:
            packed[row.concept].append(f"{row.language}\t{row.rank}\t{row.text}")
    return ["\n".join(p) for p in packed]


def _packed_section(section: Section) -> tuple[str, ...]:
    work = section.work
    return (section.iri, section.title, section.locator, section.viewpoint, work.iri, work.title, work.author, work.date)


class TableKnowledge:
    """Answers the checker's questions (`Knowledge`) out of the tables that `compile_tables` gave."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._tables = tables
        self.lexicon = Lexicon.load(tables["lexicon"])
        self.aspects: Sequence[Aspect] = [Aspect(*a) for a in tables["aspects"]]
        self._facts = [_array(column) for column in tables["facts"]]
        self._objects, self._rows_by_object = map(_array, tables["by_object"])
        self._from: dict[str, list[Fact]] = {}
        self._to: dict[str, list[Fact]] = {}
        self._above: dict[str, frozenset[str]] = {k: frozenset([k, *above]) for k, above in tables["above"].items()}
        self._disjoint = {frozenset(pair) for pair in tables["disjoint"]}
        self._said: dict[Fact, int] = {}
        self._refs: dict[str, Ref] = {}
        self._statements: dict[Fact, Statement] = {}
        self._sections: dict[int, Section] = {}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {iri: n for n, iri in enumerate(self.lexicon.concepts)}

    @cached_property
    def _relations(self) -> list[Relation]:
        wider = self._tables["wider"]
        return [replace(Relation(*fields), parents=frozenset(wider[fields[0]])) for fields in self._tables["relations"]]

    @cached_property
    def _relation_numbers(self) -> dict[str, int]:
        return {r.iri: n for n, r in enumerate(self._relations)}

    @cached_property
    def _relation_names(self) -> dict[str, str]:
        return {r.iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]: r.iri for r in self._relations}

    @cached_property
    def _usual(self) -> frozenset[str]:
        return frozenset(self._tables["usual"])

    @cached_property
    def _excluded(self) -> dict[str, frozenset[str]]:
        return {k: frozenset(v) for k, v in self._tables["excluded"].items()}

    @cached_property
    def _wider(self) -> dict[str, frozenset[str]]:
        parents = self._tables["wider"]
        return {iri: frozenset(_climb(iri, parents)) - {iri} for iri in parents}

    def ref(self, iri: str) -> Ref:
        """The concept as it is referred to."""
        known = self._refs.get(iri)
        if known is None:
            number = self._numbers.get(iri)
            known = (
                Ref(iri, iri.rsplit("/", 1)[-1], "Concept")
                if number is None
                else Ref(iri, self._tables["labels"][number], self.lexicon.kinds[number])
            )
            self._refs[iri] = known
        return known

    def names(self, iri: str) -> Sequence[Name]:
        """Every name of the concept that people may write."""
        packed = self._tables["names"][self._numbers[iri]] if iri in self._numbers else ""
        rows = (line.split("\t", 2) for line in packed.splitlines())
        return [Name(text, language, rank == "0") for language, rank, text in rows]

    def kinds(self, iri: str) -> frozenset[str]:
        """The names of the concept’s kind and of all wider kinds."""
        kind = self.ref(iri).kind
        return self._above.get(kind) or frozenset([kind])

    def disjoint(self, one: str, other: str) -> bool:
        """Whether nothing can be of both these kinds."""
        mine, theirs = self._above.get(one, frozenset()), self._above.get(other, frozenset())
        return any(frozenset((a, b)) in self._disjoint for a in mine - theirs for b in theirs - mine)

    def relation(self, iri: str) -> Relation:
        """The relation with this IRI."""
        number = self._relation_numbers.get(iri)
        return Relation(iri, iri.rsplit("#", 1)[-1]) if number is None else self._relations[number]

    def relation_named(self, name: str) -> str:
        """The IRI of the relation with this short name, or an empty string."""
        return self._relation_names.get(name, "")

    def wider(self, relation: str) -> frozenset[str]:
        """The relations that hold whenever this one does."""
        return self._wider.get(relation, frozenset())

    def excluded_by(self, relation: str) -> frozenset[str]:
        """The relations that cannot hold where this one does."""
        return self._excluded.get(relation, frozenset())

    def inverse_functional(self, relation: str) -> bool:
        """Whether an object has at most one subject by this relation."""
        return relation in self._tables["inverse_functional"]

    def usual(self, subject: str, relation: str, object: str) -> bool:
        """Whether the graph relates things of these two kinds in this way."""
        number = self._relation_numbers.get(relation, -1)
        return f"{self.ref(subject).kind} {number} {self.ref(object).kind}" in self._usual

    def facts_from(self, iri: str) -> Sequence[Fact]:
        """What the graph says with the concept as subject."""
        if iri not in self._from:
            number = self._numbers.get(iri, -1)
            begin, end = bisect_left(self._facts[0], number), bisect_right(self._facts[0], number)
            self._from[iri] = [self._fact(row) for row in range(begin, end)]
        return self._from[iri]

    def facts_to(self, iri: str) -> Sequence[Fact]:
        """What the graph says with the concept as object."""
        if iri not in self._to:
            number = self._numbers.get(iri, -1)
            begin, end = bisect_left(self._objects, number), bisect_right(self._objects, number)
            self._to[iri] = [self._fact(row) for row in self._rows_by_object[begin:end]]
        return self._to[iri]

    def statement(self, fact: Fact) -> Statement:
        """The fact in full, with the sections that say it."""
        known = self._statements.get(fact)
        if known is not None:
            return known
        if fact not in self._said:
            self.facts_from(fact.subject)
        sections = [self._section(n) for n in self._tables["said"][self._said.get(fact, 0)]]
        made = Statement(self.ref(fact.subject), self.relation(fact.relation), self.ref(fact.object), fact.inferred, tuple(sections))
        self._statements[fact] = made
        return made

    def premises(self, fact: Fact) -> Sequence[Fact]:
        """What a section says that a fact follows from."""
        if not fact.inferred:
            return ()
        for head, body in self._tables["derivations"]:
            if head[1] == fact.relation and (found := self._proof({head[0]: fact.subject, head[2]: fact.object}, body)):
                return found
        return ()

    def _proof(self, bound: dict[str, str], body: Sequence[Pattern]) -> list[Fact]:
        """The first facts that fit a rule's premises; none where they do not fit."""
        if not body:
            return []
        subject, relation, object_ = body[0]
        one, other = bound.get(subject, ""), bound.get(object_, "")
        facts = self.facts_from(one) if one else self.facts_to(other) if other else ()
        for fact in facts:
            if fact.relation == relation and other in ("", fact.object) and one in ("", fact.subject):
                rest = self._proof({**bound, subject: fact.subject, object_: fact.object}, body[1:])
                if rest or len(body) == 1:
                    return [*(self.premises(fact) or [fact]), *rest]
        return []

    def _section(self, number: int) -> Section:
        if number not in self._sections:
            iri, title, locator, viewpoint, work, name, author, date = self._tables["sections"][number]
            self._sections[number] = Section(iri, title, locator, Work(work, name, author, date), viewpoint)
        return self._sections[number]

    def _fact(self, row: int) -> Fact:
        subject, relation, object_, said = (column[row] for column in self._facts)
        concepts = self.lexicon.concepts
        fact = Fact(concepts[subject], self._relations[relation].iri, concepts[object_], said == 0)
        self._said[fact] = said
        return fact


def _by_object(objects: array[int]) -> list[bytes]:
    """The objects of all facts in order, and the rows in which they stand."""
    order = sorted(range(len(objects)), key=objects.__getitem__)
    return [array("i", (objects[row] for row in order)).tobytes(), array("i", order).tobytes()]


def _array(column: bytes) -> array[int]:
    numbers = array("i")
    numbers.frombytes(column)
    return numbers


def _climb(iri: str, parents: dict[str, list[str]]) -> Iterable[str]:
    open_, seen = [iri], {iri}
    while open_:
        for parent in parents.get(open_.pop(), ()):
            if parent not in seen:
                seen.add(parent)
                open_.append(parent)
    return seen
