"""Sentences as writers write them, about the real graph: what is read of them, and what the graph answers."""

from __future__ import annotations

from functools import cache

import pytest

from scripts.evaluate_checker import EXPECTED, RealScore, knowledge_asked, score_real

pytestmark = pytest.mark.data


@cache
def score() -> RealScore:
    return score_real(knowledge_asked(["--graph"]))


def test_claims_are_read() -> None:
    assert score().claims.precision >= 0.92
    assert score().claims.recall >= 0.90


def test_true_text_is_never_contradicted() -> None:
    assert score().verdicts["held"]["contradicted"] == 0
    assert score().verdicts["absent"]["contradicted"] == 0


def test_false_text_is_never_supported() -> None:
    for wanted in ("contradicted", "absent"):
        assert score().verdicts[wanted]["supported"] == score().verdicts[wanted]["supported-indirect"] == 0


def test_verdicts_are_right() -> None:
    held = score().verdicts["held"]
    assert sum(held[v] for v in EXPECTED["held"]) >= 0.97 * held.total()
    assert score().accuracy >= 0.93
