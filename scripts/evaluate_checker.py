"""Evaluate the draft checker and write the figures to tests/check/results.md.

    python scripts/evaluate_checker.py gold [dev|frozen]     precision and recall on own-written sentences
    python scripts/evaluate_checker.py real --graph          writers' sentences about the real graph: claims and verdicts
    python scripts/evaluate_checker.py roundtrip             every statement, told with every cue, must come back supported
    python scripts/evaluate_checker.py mutations             what becomes of statements that were made false

The frozen half of the gold sentences is never tuned on: look at its figures, not at its sentences.
"""

from __future__ import annotations

import csv
import random
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
from kg.check.finding import Finding  # noqa: E402
from kg.check.knowledge import Fact  # noqa: E402
from kg.check.lexicon import Cue  # noqa: E402
from kg.check.tables import TableKnowledge  # noqa: E402
from kg.check.words import word_set  # noqa: E402
from scripts.told import cues_of, told  # noqa: E402
from tests.check.world import world  # noqa: E402

GOLD = ROOT / "tests" / "check" / "gold"
CAUSAL = word_set(
    "causes commonlyCauses mayCause leadsTo manifestsAs typicallyManifestsAs mayManifestAs disturbsQiAs injures hasMechanism produces"
)
TREATING = word_set("treats indicatedFor relieves mayRelieve")
FAMILIES = [
    CAUSAL,
    TREATING,
    frozenset({"governs", "hasTissue", "commands"}),
    frozenset({"injures", "weakens"}),
    frozenset({"blocks", "obstructs"}),
    frozenset({"broader", "memberOf"}),
]
SYMMETRIC = word_set("pairedWith oppositeOf incompatibleWith antagonises combinedWith coexistsWith")
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
        """The share of what was read that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what there is that was read."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def gold(half: str) -> Iterable[tuple[str, str, set[Triple]]]:
    """The sentences of a half: category, text, claims."""
    for category, text, claims in _rows(half):
        yield category, text, {_triple(c) for c in claims}


def _rows(name: str) -> Iterable[tuple[str, str, list[str]]]:
    with (GOLD / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["category"], row["text"].replace("⏎", "\n"), [c for c in (row["claims"] or "").split("; ") if c]


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
                score.examples.append(
                    f"wrong: {text!r}: {'!' if claim.negative else ''}{short(first.subject)} {short(first.relation)} {short(first.object)}"
                )
        score.missed += len(left)
        score.examples += [f"missed: {text!r}: {'!' if n else ''}{s} {r} {o}" for n, s, r, o in sorted(left)]
    return scores


EXPECTED = {
    "held": ("supported", "supported-indirect", "disputed", "partly"),
    "contradicted": ("contradicted",),
    "absent": ("not-in-graph", "partly"),
}
"""The verdicts that are right for what the graph holds, what it speaks against, and what it does not have."""


@dataclass
class RealScore:
    """Claims as in `Score`, and the verdict of each claim that was read rightly by what was expected of it."""

    claims: Score = field(default_factory=Score)
    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def accuracy(self) -> float:
        """The share of right verdicts among the claims that were read rightly."""
        right = sum(n for wanted, counts in self.verdicts.items() for v, n in counts.items() if v in EXPECTED[wanted])
        return right / max(1, sum(c.total() for c in self.verdicts.values()))


def score_real(knowledge: TableKnowledge) -> RealScore:
    """What becomes of the sentences in gold/real.tsv, whose claims say what the graph should answer."""
    checker = Checker(knowledge, Settings(context=True, terms=False))
    score = RealScore()
    for category, text, said in _rows("real"):
        expected = {_triple(claim): wanted for claim, wanted in (c.rsplit("=", 1) for c in said)}
        left = dict(expected)
        for claim in checker.claims(text, "md"):
            hit = next((w for w in left if says(claim, w)), None)
            if hit is not None:
                verdict, wanted = checker.verdict(claim), left.pop(hit)
                score.claims.right += 1
                score.verdicts[wanted][verdict] += 1
                if verdict not in EXPECTED[wanted]:
                    score.claims.examples.append(f"{wanted}, but {verdict}: {text!r}: {hit}")
            elif not any(says(claim, w) for w in expected):
                score.claims.wrong += 1
                score.claims.examples.append(f"wrong ({category}): {text!r}: {claim.readings[0]}")
        score.claims.missed += len(left)
        score.claims.examples += [f"missed ({category}): {text!r}: {w}" for w in left]
    return score


def told_real(score: RealScore) -> str:
    """The score as text and a table in Markdown."""
    claims = score.claims
    rows = [f"| graph | {' | '.join(OUTCOMES[:-1])} |", "|---|" + "---:|" * (len(OUTCOMES) - 1)]
    rows += [f"| {wanted} | " + " | ".join(str(score.verdicts[wanted][o]) for o in OUTCOMES[:-1]) + " |" for wanted in EXPECTED]
    found, there = claims.right + claims.wrong, claims.right + claims.missed
    told = f"{claims.right} right, {claims.wrong} wrong, {claims.missed} missed: "
    told += (
        f"precision {claims.precision:.3f} ({interval(claims.right, found)}), recall {claims.recall:.3f} ({interval(claims.right, there)})"
    )
    return "\n".join([f"{told}; verdicts right {score.accuracy:.3f}", "", *rows])


def interval(hits: int, total: int) -> str:
    """The 95 % interval of a proportion after Wilson."""
    if not total:
        return "–"
    z, p = 1.96, hits / total
    middle, spread = p + z * z / (2 * total), z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return f"{(middle - spread) / (1 + z * z / total):.3f}–{(middle + spread) / (1 + z * z / total):.3f}"


def told_scores(scores: dict[str, Score]) -> str:
    """The scores as a table in Markdown."""
    rows = ["| category | right | wrong | missed | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    total = Score()
    for category in sorted(scores):
        s = scores[category]
        rows.append(f"| {category} | {s.right} | {s.wrong} | {s.missed} | {s.precision:.3f} | {s.recall:.3f} |")
        total.right, total.wrong, total.missed = total.right + s.right, total.wrong + s.wrong, total.missed + s.missed
    rows.append(f"| all | {total.right} | {total.wrong} | {total.missed} | {total.precision:.3f} | {total.recall:.3f} |")
    spans = (
        f"95 %: precision {interval(total.right, total.right + total.wrong)}, recall {interval(total.right, total.right + total.missed)}"
    )
    return "\n".join([*rows, "", spans])


def round_trip(knowledge: TableKnowledge, most: int, seed: int = 7) -> tuple[Counter[str], Counter[str], list[str]]:
    """By form, how many told statements there were and how many came back supported; and those that did not."""
    checker = Checker(knowledge, Settings(context=True, terms=False))
    cues = cues_of(knowledge)
    facts = [f for iri in knowledge.lexicon.concepts for f in knowledge.facts_from(iri) if not f.inferred]
    cases = [(f, cue, turned) for f in facts for cue, turned in cues.get(f.relation, ())]
    if len(cases) > most:
        cases = random.Random(seed).sample(cases, most)
    tried: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    lost: list[str] = []
    for fact, cue, turned in cases:
        for text in told(knowledge, fact, cue, turned):
            tried[text.form] += 1
            verdicts = {c.verdict for c in checker.check_text(text.text, form="md").claims if c.subject and c.object and _same(c, fact)}
            if verdicts & {"supported", "disputed"}:
                kept[text.form] += 1
            else:
                lost.append(
                    f"{text.form} {short(cue.iri)}: {text.text!r} {short(fact.subject)} {short(fact.relation)} {short(fact.object)} {sorted(verdicts)}"
                )
    return tried, kept, lost


def _same(finding: Finding, fact: Fact) -> bool:
    assert finding.subject and finding.object
    return {finding.subject.ref.iri, finding.object.ref.iri} == {fact.subject, fact.object}


def mutations(knowledge: TableKnowledge, most: int, seed: int = 7, verbose: bool = False) -> dict[str, Counter[str]]:
    """What becomes of true sentences and of five kinds of false ones."""
    checker = Checker(knowledge, Settings(context=True, terms=False))
    cues = cues_of(knowledge)
    chance = random.Random(seed)
    facts = [f for iri in knowledge.lexicon.concepts for f in knowledge.facts_from(iri) if not f.inferred and _tellable(cues, f)]
    by_kind: dict[str, list[str]] = defaultdict(list)
    for f in facts:
        by_kind[knowledge.ref(f.object).kind].append(f.object)
        by_kind[knowledge.ref(f.subject).kind].append(f.subject)
    linked = {frozenset((f.subject, f.object)) for iri in knowledge.lexicon.concepts for f in knowledge.facts_from(iri)}
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in facts if len(facts) <= most else chance.sample(facts, most):
        cue, turned = chance.choice(_tellable(cues, fact))
        one_way = not knowledge.relation(fact.relation).symmetric and sum(c is cue for c, _ in cues[fact.relation]) == 1
        for kind, false in _mutants(knowledge, fact, by_kind, linked, chance).items():
            texts = list(told(knowledge, false, cue, turned))
            text = texts[0].text
            if kind == "negated":
                text = _negated(text)
            if kind == "reversed" and not one_way:
                continue
            outcome = _outcome(checker, text, false)
            table[kind][outcome] += 1
            if verbose and outcome not in GOOD.get(kind, OUTCOMES):
                print(f"{kind}: {outcome}: {text!r} ({short(false.subject)} {short(false.relation)} {short(false.object)})")
    return table


def _tellable(cues: dict[str, list[tuple[Cue, bool]]], fact: Fact) -> list[tuple[Cue, bool]]:
    return [
        (c, t) for c, t in cues.get(fact.relation, ()) if c.kind in ("verb", "passive", "noun") and c.patterns and c.patterns[0][1] == "en"
    ]


def _mutants(
    knowledge: TableKnowledge, fact: Fact, by_kind: dict[str, list[str]], linked: set[frozenset[str]], chance: random.Random
) -> dict[str, Fact]:
    found = {"true": fact, "reversed": Fact(fact.object, fact.relation, fact.subject), "negated": fact}
    for end, name in (("object", "object swapped"), ("subject", "subject swapped")):
        old, kept = (fact.object, fact.subject) if end == "object" else (fact.subject, fact.object)
        others = by_kind[knowledge.ref(old).kind]
        for _ in range(20):
            new = chance.choice(others)
            if frozenset((new, kept)) not in linked and new not in (old, kept):
                found[name] = Fact(kept, fact.relation, new) if end == "object" else Fact(new, fact.relation, kept)
                break
    against = [other for other in _opposites(knowledge, fact.object) if frozenset((fact.subject, other)) not in linked]
    if against:
        found["opposite"] = Fact(fact.subject, fact.relation, chance.choice(sorted(against)))
    return found


def _opposites(knowledge: TableKnowledge, iri: str) -> set[str]:
    """What is opposite to a thing: by statement, or a sister sign with an opposite quality."""
    opposite, quality, broader, site = (knowledge.relation_named(n) for n in ("oppositeOf", "hasQuality", "broader", "hasSite"))
    direct = {f.object for f in knowledge.facts_from(iri) if f.relation == opposite} | {
        f.subject for f in knowledge.facts_to(iri) if f.relation == opposite
    }
    mine = {f.object for f in knowledge.facts_from(iri) if f.relation == quality}
    against = {o for q in mine for o in _opposites_of(knowledge, q, opposite)}
    parents = {f.object for f in knowledge.facts_from(iri) if f.relation == broader}
    sites = {f.object for f in knowledge.facts_from(iri) if f.relation == site}
    sisters = {f.subject for p in parents for f in knowledge.facts_to(p) if f.relation == broader}
    for sister in sisters - {iri}:
        facts = knowledge.facts_from(sister)
        if {f.object for f in facts if f.relation == quality} & against and {f.object for f in facts if f.relation == site} == sites:
            direct.add(sister)
    return direct


def _opposites_of(knowledge: TableKnowledge, iri: str, opposite: str) -> set[str]:
    return {f.object for f in knowledge.facts_from(iri) if f.relation == opposite} | {
        f.subject for f in knowledge.facts_to(iri) if f.relation == opposite
    }


def _negated(text: str) -> str:
    """The sentence denied: “is” becomes “is not”, any other sentence is put behind “It is not true that”."""
    return (
        "It is not true that " + text[0].lower() + text[1:]
        if random.Random(text).random() < 0.5 or " is " not in text
        else text.replace(" is ", " is not ", 1)
    )


def _outcome(checker: Checker, text: str, fact: Fact) -> str:
    verdicts = {c.verdict for c in checker.check_text(text).claims if _same(c, fact)}
    for verdict in ("supported", "supported-indirect", "disputed", "partly", "contradicted", "not-in-graph"):
        if verdict in verdicts:
            return verdict
    return "not read"


GOOD = {
    "true": ("supported", "disputed", "not read"),
    "reversed": ("contradicted", "not read"),
    "negated": ("contradicted", "not read"),
    "object swapped": ("not-in-graph", "contradicted", "partly", "not read"),
    "subject swapped": ("not-in-graph", "contradicted", "partly", "not read"),
    "opposite": ("contradicted", "not read"),
}
OUTCOMES = ("supported", "supported-indirect", "disputed", "partly", "contradicted", "not-in-graph", "not read")


def told_mutations(table: dict[str, Counter[str]]) -> str:
    """The outcomes as a table in Markdown, as shares of what was read."""
    rows = ["| sentence | n | read | " + " | ".join(OUTCOMES[:-1]) + " |", "|---|" + "---:|" * (len(OUTCOMES) + 1)]
    for kind, counts in table.items():
        read = counts.total() - counts["not read"]
        rows.append(
            f"| {kind} | {counts.total()} | {read} | " + " | ".join(f"{counts[o] / max(read, 1):.1%}" for o in OUTCOMES[:-1]) + " |"
        )
    return "\n".join(rows)


def knowledge_asked(arguments: list[str]) -> TableKnowledge:
    """The small world, or with ``--graph [PATH]`` the real graph."""
    if "--graph" not in arguments:
        return world()
    from kg import open_graph
    from kg.knowledge import knowledge_of

    after = arguments[arguments.index("--graph") + 1 :]
    return knowledge_of(open_graph(after[0] if after else None).engine)


def main(arguments: list[str]) -> int:
    """Run one evaluation."""
    what = arguments[0] if arguments else "gold"
    most = next((int(a) for a in arguments if a.isdigit()), 20_000)
    if what == "gold":
        half = arguments[1] if len(arguments) > 1 else "dev"
        scores = score_gold(half, Checker(world(), Settings(context=True)))
        if "-v" in arguments and half == "dev":
            for category in sorted(scores):
                print(f"## {category}", *scores[category].examples, sep="\n")
        print(told_scores(scores))
    elif what == "real":
        real = score_real(knowledge_asked(arguments))
        print(*real.claims.examples if "-v" in arguments else [], sep="\n")
        print(told_real(real))
    elif what == "roundtrip":
        tried, kept, lost = round_trip(knowledge_asked(arguments), most)
        print(*lost[:400] if "-v" in arguments else [], sep="\n")
        for form in sorted(tried):
            print(f"{form}: {kept[form]} of {tried[form]}")
        print(f"all: {kept.total()} of {tried.total()} ({kept.total() / max(tried.total(), 1):.2%})")
    elif what == "mutations":
        print(told_mutations(mutations(knowledge_asked(arguments), min(most, 3000), verbose="-v" in arguments)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
