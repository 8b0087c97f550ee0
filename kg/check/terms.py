"""Advice on terms: what the standards prefer, two names for one thing, near-miss spellings, ambiguous names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.check.document import Block, Document
from kg.check.finding import Finding
from kg.check.knowledge import Knowledge
from kg.check.sentences import SentenceRead

Advise = Callable[..., Finding]


def advise(knowledge: Knowledge, document: Document, read: Sequence[tuple[Block, list[SentenceRead]]], make: Advise) -> list[Finding]:
    """Advice on the terms of a document, each kind once for a concept."""
    return []
