"""How a sentence opens: who says it, and whether it is denied or only reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from kg.check.marks import Item
from kg.check.words import word_set

_CONTENTS: Final = word_set(
    "theory idea notion claim belief hypothesis suggestion assumption question possibility proposal allegation impression speculation doubt concern argument"
)
OPINION: Final = frozenset(
    f"{form}"
    for verb in (
        "claim",
        "argue",
        "allege",
        "suspect",
        "wonder",
        "doubt",
        "deny",
        "dispute",
        "ask",
        "speculate",
        "insist",
        "assert",
        "pretend",
        "hope",
        "assume",
        "suppose",
        "fear",
    )
    for form in (verb, verb + "s", verb + "d", verb + "ed", verb[:-1] + "ies", verb[:-1] + "ied")
)
"""Verbs of opinion: what follows “that” is somebody’s view."""
_SAYING: Final = word_set(
    "say says said believe believes believed think thinks thought feel feels felt hold holds held maintain maintains maintained"
)
_MYTHS: Final = word_set(
    "myth misconception fallacy false untrue wrong incorrect mistaken error mistake superstition misunderstanding lie nonsense"
)
_UNSURE: Final = word_set(
    "claimed alleged rumoured rumored doubtful unclear unknown questionable debated disputed possible unproven speculated suggested"
)
_IMPERATIVES: Final = word_set(
    "choose consider imagine suppose explain compare discuss decide ask remember note think write describe define list name guess let assume picture true"
)
_REPORTERS: Final = word_set(
    "some critics skeptics sceptics opponents proponents people patients writers authors bloggers folk others many few"
)
_TRADITION: Final = word_set("tcm medicine su wen classic text texts tradition theory")
_DENYING: Final = word_set("并非 不是 并不是")
_FAR: Final = 14


class Opening(NamedTuple):
    """Where the sentence proper begins, whether it is denied (“it is a myth that”), whether it is only reported or asked."""

    at: int = 0
    denied: bool = False
    mute: bool = False


def opening(items: Sequence[Item]) -> Opening:
    """What the first words of a sentence do to the rest of it."""
    if not items or items[0].word in _IMPERATIVES or any(i.kind == "？" or i.word == "?" for i in items[-2:]):
        return Opening(mute=True)
    if items[0].word in _DENYING:
        return Opening(1, denied=True)
    if items[0].word == "according to" and (told := _told_before_comma(items)):
        return told
    for at, item in enumerate(items[:_FAR]):
        if item.word == "that" and at and (found := _before_that(items[:at], item)) is not None:
            return found
    reported = items[0].word in _REPORTERS and any(i.word in OPINION | _SAYING for i in items[1:5])
    return Opening(mute=reported)


def _told_before_comma(items: Sequence[Item]) -> Opening | None:
    """“According to a popular misconception, …” denies what follows."""
    comma = next((n for n, i in enumerate(items[:_FAR]) if i.kind == ","), 0)
    return Opening(comma + 1, denied=True) if any(i.word in _MYTHS for i in items[:comma]) else None


def _before_that(before: Sequence[Item], that: Item) -> Opening | None:
    words = [i.word for i in before]
    said, last, at = set(words), words[-1], len(words) + 1
    being = any(i.kind in ("B", "i") for i in before)
    if last in _CONTENTS:
        return Opening(at, mute=True)
    if last in OPINION | _SAYING and not said & _TRADITION:
        return Opening(at, mute=last in OPINION or bool(said & _REPORTERS) or any(i.kind in "nM" for i in before))
    if being and (said & _MYTHS or ("not" in said and said & {"true", "correct", "right", "case", "so"})):
        return Opening(at, denied=not (said & _MYTHS and "not" in said))
    if said & _UNSURE or {"no", "evidence"} <= said or {"no", "proof"} <= said or said & {"idea", "question", "notion"}:
        return Opening(at, mute=True)
    if that.kind == "S" and not any(i.kind in "CV" for i in before):
        return Opening(at)
    return None
