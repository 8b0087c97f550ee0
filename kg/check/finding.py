"""Findings: what the checker tells of a claim or a term, each kind with a code, a level and words for people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from kg.check.document import Document, Position
from kg.model import Ref, Relation, Statement

LEVELS: Final = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: level, short name, and what it means."""

    code: str
    level: str
    name: str
    meaning: str


CODES: Final = {
    c.code: c
    for c in (
        Code("KG101", "info", "near-miss-spelling", "A word is one or two letters away from the name of a concept."),
        Code("KG102", "info", "ambiguous-name", "A name stands for several concepts, and the text does not tell which."),
        Code("KG103", "info", "term-not-preferred", "The concept has a preferred term, and the text uses another."),
        Code("KG104", "info", "two-names", "The text uses two names for one concept."),
        Code("KG201", "error", "excluded", "The graph holds a relation that excludes the one claimed."),
        Code("KG202", "error", "roles-reversed", "The graph has the relation the other way round, and it goes one way only."),
        Code("KG203", "error", "denied", "The text denies what the graph says."),
        Code("KG204", "error", "opposite-quality", "The graph gives the opposite."),
        Code("KG205", "error", "another-value", "There is one such thing only, and the graph gives another."),
        Code("KG206", "error", "opposite-action", "The graph gives the opposite action on the same thing."),
        Code("KG207", "error", "contraindicated", "What the text recommends, the graph holds contraindicated, or the reverse."),
        Code("KG208", "error", "disjoint-kinds", "Nothing is of both these kinds."),
        Code("KG211", "warning", "other-relation", "The graph links the two concepts by another relation."),
        Code("KG212", "warning", "other-strength", "The graph says it more, or less, strongly."),
        Code("KG213", "warning", "disputed", "The sources differ."),
        Code("KG214", "warning", "broader-or-narrower", "The graph says it of a broader or narrower concept."),
        Code("KG221", "info", "not-in-graph", "The graph says nothing about it; absence is no error."),
        Code("KG222", "info", "follows", "No source says it, but it follows by rule from what they say."),
        Code("KG223", "info", "follows-in-steps", "No source says it, but two statements lead there."),
        Code("KG900", "info", "not-read", "A sentence names two concepts, and no claim could be read in it."),
        Code("KG901", "warning", "unused-suppression", "A suppression silences nothing."),
        Code("KG902", "warning", "unknown-code", "A suppression names no code of the checker."),
        Code("KG903", "info", "suppression-without-reason", "A suppression gives no reason."),
    )
}
"""Every code of the checker."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a claim: the concept that is meant, and the words that name it."""

    ref: Ref
    text: str
    start: int
    end: int

    def as_json(self) -> dict[str, object]:
        """The concept with the words that name it here."""
        return {**self.ref.as_json(), "text": self.text}


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim with its verdict, or one piece of advice (then without ends and verdict).

    Offsets count code points of the file (``start``, ``end``); ``begin`` and ``until`` are the same as lines and columns.
    """

    file: str
    code: str
    level: str
    headline: str
    start: int
    end: int
    begin: Position
    until: Position
    text: str
    sentence: str = ""
    verdict: str = ""
    subject: End | None = None
    relation: Relation | None = None
    object: End | None = None  # the object of the claim
    negative: bool = False
    strength: str = "plain"
    via: str = "direct"
    cue: tuple[int, int, str] = (0, 0, "")
    reason: str = ""
    statements: tuple[Statement, ...] = ()
    against: tuple[Statement, ...] = ()
    nearest: tuple[Statement, ...] = ()
    help: str = ""
    suppressed: bool = False

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits over what is found, not where: the same after the draft has grown above it."""
        ends = [e.ref.iri if e else "" for e in (self.subject, self.object)]
        relation = self.relation.iri if self.relation else ""
        parts = (self.code, ends[0], relation, ends[1], str(self.negative), " ".join((self.sentence or self.text).casefold().split()))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """The finding as the JSON contract has it."""
        place: dict[str, Any] = {
            "file": self.file,
            "line": self.begin.line,
            "column": self.begin.column,
            "end_line": self.until.line,
            "end_column": self.until.column,
            "text": self.text,
        }
        if self.subject is None or self.object is None or self.relation is None:
            return {
                **place,
                "code": self.code,
                "level": self.level,
                "message": self.headline,
                "help": self.help,
                "fingerprint": self.fingerprint,
            }
        return {
            **place,
            "subject": self.subject.as_json(),
            "relation": self.relation.as_json(),
            "object": self.object.as_json(),
            "polarity": "negative" if self.negative else "positive",
            "strength": self.strength,
            "via": self.via,
            "verdict": self.verdict,
            "code": self.code,
            "level": self.level,
            "message": self.headline,
            "reason": self.reason,
            "sources": _sources(self.statements),
            "statements": [s.as_json() for s in self.statements],
            "against": [s.as_json() for s in self.against],
            "nearest": [s.as_json() for s in self.nearest],
            "help": self.help,
            "suppressed": self.suppressed,
            "fingerprint": self.fingerprint,
        }


def advice(document: Document, place: tuple[int, int], code: str, headline: str, help: str = "") -> Finding:
    """A finding without a claim, about the stretch of a document between two offsets."""
    start, end = place
    text = " ".join(document.text[start:end].split())
    return Finding(
        document.name, code, CODES[code].level, headline, start, end, document.position(start), document.position(end), text, help=help
    )


def _sources(statements: tuple[Statement, ...]) -> list[dict[str, object]]:
    sections = {section.iri: section for statement in statements for section in statement.sources}
    return [sections[iri].as_json() for iri in sorted(sections)]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a text was read."""

    files: int = 0
    sentences: int = 0
    with_two_concepts: int = 0
    unread: int = 0
    claims: int = 0
    verdicts: tuple[tuple[str, int], ...] = ()

    def plus(self, other: Coverage) -> Coverage:
        """The sum of two."""
        counts = dict(self.verdicts)
        for verdict, count in other.verdicts:
            counts[verdict] = counts.get(verdict, 0) + count
        return Coverage(
            self.files + other.files,
            self.sentences + other.sentences,
            self.with_two_concepts + other.with_two_concepts,
            self.unread + other.unread,
            self.claims + other.claims,
            tuple(sorted(counts.items())),
        )

    @property
    def line(self) -> str:
        """The coverage in one line, as every report ends with it."""
        told = " · ".join(f"{count} {verdict}" for verdict, count in self.verdicts)
        parts = [
            _count(self.files, "file"),
            _count(self.sentences, "sentence"),
            f"{self.with_two_concepts} with two or more concepts ({self.unread} not read)",
        ]
        return " · ".join([*parts, _count(self.claims, "claim") + " read", *([told] if told else [])])

    def as_json(self) -> dict[str, object]:
        """The counts by name."""
        return {
            "files": self.files,
            "sentences": self.sentences,
            "sentences_with_two_concepts": self.with_two_concepts,
            "sentences_not_read": self.unread,
            "claims": self.claims,
            "verdicts": dict(self.verdicts),
        }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


@dataclass(slots=True)
class Report:
    """What came out of one or more files: claims with verdicts, advice, coverage, and how many findings were held back."""

    claims: list[Finding] = field(default_factory=list)
    advice: list[Finding] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)
    suppressed: int = 0
    baselined: int = 0
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """Everything with a code that is not held back, in the order of the text."""
        told = [f for f in (*self.claims, *self.advice) if f.code and not f.suppressed]
        return sorted(told, key=lambda f: (f.file, f.start, f.end, f.code))

    def add(self, other: Report) -> None:
        """Take in the report on another file."""
        self.claims += other.claims
        self.advice += other.advice
        self.coverage = self.coverage.plus(other.coverage)
        self.suppressed += other.suppressed
        self.baselined += other.baselined
        self.texts.update(other.texts)
