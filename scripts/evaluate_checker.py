"""Evaluate the draft checker and write the figures to tests/check/results.md.

    python scripts/evaluate_checker.py gold [dev|frozen]     precision and recall on own-written sentences
    python scripts/evaluate_checker.py roundtrip             every statement, told with every cue, must come back supported
    python scripts/evaluate_checker.py mutations             what becomes of statements that were made false
    python scripts/evaluate_checker.py speed                 characters a second, and how time grows with names

The frozen half of the gold sentences is never tuned on: look at its figures, not at its sentences.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kg.check import Checker, Settings  # noqa: E402
from kg.check.claim import Claim  # noqa: E402
from tests.check.world import world  # noqa: E402

GOLD = ROOT / "tests" / "check" / "gold"
CAUSAL = frozenset("causes commonlyCauses mayCause leadsTo manifestsAs typicallyManifestsAs mayManifestAs disturbsQiAs injures hasMechanism produces".split())
TREATING = frozenset("treats indicatedFor relieves mayRelieve".split())
FAMILIES = [CAUSAL, TREATING, frozenset({"governs", "hasTissue", "commands"}), frozenset({"injures", "weakens"}), frozenset({"blocks", "obstructs"}), frozenset({"broader", "memberOf"})]
SYMMETRIC = frozenset("pairedWith oppositeOf incompatibleWith antagonises combinedWith coexistsWith".split())
Triple = tuple[bool, str, str, str]


def short(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


@dataclass
class Score:
    """Counts of one category."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def gold(half: str) -> Iterable[tuple[str, str, set[Triple]]]:
    """The sentences of a half: category, text, claims."""
    with (GOLD / f"{half}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["category"], row["text"].replace("⏎", "\n"), {_triple(c) for c in (row["claims"] or "").split("; ") if c}


def _triple(text: str) -> Triple:
    subject, relation, object_ = text.lstrip("!").split(" ")
    return text.startswith("!"), subject, relation, object_


def says(claim: Claim, wanted: Triple) -> bool:
    """Whether one of a claim's readings is the wanted statement, or one of the same family."""
    negative, subject, relation, object_ = wanted
    if claim.negative != negative:
        return False
    for reading in claim.readings:
        ends, voiced = (short(reading.subject), short(reading.object)), short(reading.relation)
        same = voiced == relation or any(voiced in f and relation in f for f in FAMILIES)
        if ends == (subject, object_) and same:
            return True
        if ends == (object_, subject) and voiced == relation in SYMMETRIC:
            return True
        pointing = {voiced, relation}
        if ends == (object_, subject) and "pointsTo" in pointing and pointing & CAUSAL | pointing & {"pointsTo"} == pointing:
            return True
    return False


def score_gold(half: str, checker: Checker) -> dict[str, Score]:
    """The score of each category."""
    scores: dict[str, Score] = defaultdict(Score)
    for category, text, wanted in gold(half):
        score = scores[category]
        claims = checker.claims(text, "md")
        left = set(wanted)
        for claim in claims:
            hit = next((w for w in sorted(left) if says(claim, w)), None)
            if hit is not None:
                left.discard(hit)
                score.right += 1
            elif not any(says(claim, w) for w in wanted):
                score.wrong += 1
                first = claim.readings[0]
                score.examples.append(f"wrong: {text!r}: {'!' if claim.negative else ''}{short(first.subject)} {short(first.relation)} {short(first.object)}")
        score.missed += len(left)
        score.examples += [f"missed: {text!r}: {'!' if n else ''}{s} {r} {o}" for n, s, r, o in sorted(left)]
    return scores


def interval(hits: int, total: int) -> str:
    """The 95 % interval of a proportion after Wilson."""
    if not total:
        return "–"
    z, p = 1.96, hits / total
    middle, spread = p + z * z / (2 * total), z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return f"{(middle - spread) / (1 + z * z / total):.3f}–{(middle + spread) / (1 + z * z / total):.3f}"


def told(scores: dict[str, Score]) -> str:
    """The scores as a table in Markdown."""
    rows = ["| category | right | wrong | missed | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    total = Score()
    for category in sorted(scores):
        s = scores[category]
        rows.append(f"| {category} | {s.right} | {s.wrong} | {s.missed} | {s.precision:.3f} | {s.recall:.3f} |")
        total.right, total.wrong, total.missed = total.right + s.right, total.wrong + s.wrong, total.missed + s.missed
    rows.append(f"| all | {total.right} | {total.wrong} | {total.missed} | {total.precision:.3f} | {total.recall:.3f} |")
    spans = f"95 %: precision {interval(total.right, total.right + total.wrong)}, recall {interval(total.right, total.right + total.missed)}"
    return "\n".join([*rows, "", spans])


def main(arguments: list[str]) -> int:
    """Run one evaluation."""
    what = arguments[0] if arguments else "gold"
    if what == "gold":
        half = arguments[1] if len(arguments) > 1 else "dev"
        scores = score_gold(half, Checker(world(), Settings(context=True)))
        if "-v" in arguments and half == "dev":
            for category in sorted(scores):
                print(f"## {category}", *scores[category].examples, sep="\n")
        print(told(scores))
    return 0


if __name__ == "__main__":
    assert Counter
    raise SystemExit(main(sys.argv[1:]))
