"""Precision, recall, round trip and mutations stay where they are; the figures themselves are in results.md."""

from __future__ import annotations

import pytest

from kg.check import Checker, Settings
from scripts.evaluate_checker import Score, gold, mutations, round_trip, score_gold
from tests.check.world import engine, world


def total(scores: dict[str, Score]) -> Score:
    return Score(*(sum(getattr(s, name) for s in scores.values()) for name in ("right", "wrong", "missed")))


@pytest.mark.parametrize(("half", "precision", "recall"), [("dev", 0.98, 0.97), ("frozen", 0.93, 0.91)])
def test_precision_and_recall(half: str, precision: float, recall: float) -> None:
    score = total(score_gold(half, Checker(world(), Settings(context=True))))
    assert score.precision >= precision
    assert score.recall >= recall


def test_the_halves_are_large_and_share_nothing() -> None:
    halves = {half: list(gold(half)) for half in ("dev", "frozen")}
    texts = {half: {text for _, text, _ in rows} for half, rows in halves.items()}
    assert not texts["dev"] & texts["frozen"]
    adversarial = sum(category == "adversarial" for rows in halves.values() for category, _, _ in rows)
    assert adversarial >= 200
    assert sum(map(len, texts.values())) - adversarial >= 600


def test_every_statement_comes_back_supported() -> None:
    tried, kept, lost = round_trip(world(), 20_000)
    assert tried.total() > 2500
    assert lost == []
    assert kept == tried


def test_mutations() -> None:
    table = mutations(world(), 3000)
    share = {kind: {o: n / max(1, counts.total() - counts["not read"]) for o, n in counts.items()} for kind, counts in table.items()}
    assert share["true"].get("contradicted", 0) <= 0.005
    assert share["reversed"]["contradicted"] >= 0.85
    assert share["negated"]["contradicted"] >= 0.90
    for kind in ("object swapped", "subject swapped", "reversed", "negated"):
        assert share[kind].get("supported", 0) + share[kind].get("supported-indirect", 0) <= 0.01


def test_supported_statements_are_true_by_sparql() -> None:
    """Every statement that a verdict shows is asked for again, in the engine itself."""
    checker = Checker(world(), Settings(context=True, terms=False))
    asked = set()
    for _, text, _ in gold("dev"):
        for claim in checker.check_text(text, form="md").claims:
            if claim.verdict.startswith("supported"):
                assert claim.statements
                asked |= {(s.subject.iri, s.relation.iri, s.object.iri) for s in claim.statements}  # type: ignore[union-attr]
    assert len(asked) > 50
    for subject, relation, object_ in asked:
        assert bool(engine().query(f"ASK {{ <{subject}> <{relation}> <{object_}> }}")), (subject, relation, object_)
