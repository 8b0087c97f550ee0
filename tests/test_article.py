"""The article on back pain: each paragraph has its statements, each statement its paragraph, and all are found by name."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from kg import KnowledgeGraph, Ref
from kg.namespaces import CONCEPT, ONTOLOGY, SOURCE

pytestmark = pytest.mark.data

TABLE = Path(__file__).parent.parent / "ontology" / "statements" / "back-pain-article" / "paragraphs.tsv"
WORK = SOURCE + "back-pain-article"
PARAGRAPHS = {
    "introduction": 2,
    "qi-stagnation": 4,
    "blood-stasis": 5,
    "treating": 3,
    "acute-pain": 1,
    "acute-pain-science": 1,
    "session": 4,
}
"""The headings of the article, and how many paragraphs under each state something."""

Fact = tuple[str, str, str]


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def test_every_paragraph_that_states_something_is_in_the_table() -> None:
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows():
        found[row["section"]].add(int(row["paragraph"]))
    assert found == {section: set(range(1, n + 1)) for section, n in PARAGRAPHS.items()}


def test_the_table_and_the_graph_say_the_same(data: KnowledgeGraph) -> None:
    in_table: dict[str, set[Fact]] = defaultdict(set)
    for row in rows():
        in_table[row["section"]].add((row["subject"], row["relation"], row["object"].partition("^^")[0]))
    assert {s.iri for s in data.sections(WORK)} == {f"{WORK}-{section}" for section in PARAGRAPHS}
    for section in PARAGRAPHS:
        answer = data.query(f"SELECT ?s ?p ?o {{ GRAPH <{WORK}-{section}> {{ ?s ?p ?o }} }}")
        in_graph = {(_short(s), _short(p), _short(o)) for s, p, o in answer.rows}
        assert in_table[section] == in_graph, section


def _short(cell: object) -> str:
    text = str(cell)
    for base in (CONCEPT, ONTOLOGY, "http://www.w3.org/2004/02/skos/core#"):
        text = text.removeprefix(base)
    return text


def test_every_statement_of_the_article_has_its_section_as_source(data: KnowledgeGraph) -> None:
    for statement in data.statements("qi stagnation pain"):
        if not statement.inferred and statement.relation.label == "has the quality":
            assert any(s.iri == f"{WORK}-qi-stagnation" for s in statement.sources)


def test_its_viewpoints_are_told_apart(data: KnowledgeGraph) -> None:
    views = {s.iri.removeprefix(WORK + "-"): s.viewpoint for s in data.sections(WORK)}
    assert views["qi-stagnation"] == "traditional theory"
    assert views["acute-pain-science"] == "biomedicine"
    assert views["session"] == "clinical experience"


SAID = [
    ("acupuncture", "treats", "back pain"),
    ("qi stagnation", "mayCause", "back pain"),
    ("blood stagnation", "mayCause", "back pain"),
    ("health", "dependsOn", "qi"),
    ("qi", "warms", "body"),
    ("qi", "nourishes", "body"),
    ("qi", "protects", "body"),
    ("qi", "flowsIn", "meridians"),
    ("qi", "sustains", "organs"),
    ("free flow of qi", "sustains", "organs"),
    ("free flow of qi", "sustains", "muscles"),
    ("free flow of qi", "sustains", "tissues"),
    ("channel obstruction", "causes", "qi stagnation"),
    ("cold", "memberOf", "six evils"),
    ("heat", "memberOf", "six excesses"),
    ("summerheat", "memberOf", "six pathogenic factors"),
    ("dampness", "memberOf", "six evils"),
    ("dryness", "memberOf", "六淫"),
    ("wind", "memberOf", "liu yin"),
    ("six evils", "commonlyCauses", "qi stagnation"),
    ("six evils", "hasQuality", "external"),
    ("six evils", "invades", "body"),
    ("cold", "obstructs", "channels"),
    ("heat", "obstructs", "channels"),
    ("dampness", "obstructs", "channels"),
    ("wind", "obstructs", "channels"),
    ("emotional stress", "mayCause", "qi stagnation"),
    ("poor posture", "mayCause", "qi stagnation"),
    ("qi stagnation", "typicallyManifestsAs", "pain"),
    ("qi stagnation pain", "hasQuality", "dull"),
    ("qi stagnation pain", "hasQuality", "aching"),
    ("qi stagnation pain", "mayHaveQuality", "intermittent"),
    ("qi stagnation pain", "relievedBy", "warmth"),
    ("qi stagnation pain", "relievedBy", "pressure"),
    ("qi stagnation pain", "relievedBy", "movement"),
    ("blood", "nourishes", "qi"),
    ("qi", "moves", "blood"),
    ("blood", "flowsIn", "vessels"),
    ("qi stagnation", "leadsTo", "blood stasis"),
    ("blood stasis", "hasMechanism", "sluggish blood flow"),
    ("blood stasis", "commonlyCauses", "pain"),
    ("瘀血", "manifestsAs", "blood stasis pain"),
    ("blood stasis pain", "hasQuality", "sharp"),
    ("blood stasis pain", "hasQuality", "stabbing"),
    ("blood stasis pain", "hasQuality", "fixed"),
    ("blood stasis pain", "aggravatedBy", "warmth"),
    ("blood stasis pain", "aggravatedBy", "pressure"),
    ("blood stasis pain", "aggravatedBy", "movement"),
    ("xue yu", "manifestsAs", "bruising"),
    ("trauma", "causes", "bruising"),
    ("trauma", "injures", "vessels"),
    ("trauma", "causes", "pooling of blood"),
    ("bruising", "manifestsAs", "swelling"),
    ("bruising", "manifestsAs", "tenderness"),
    ("bruising", "manifestsAs", "loss of mobility"),
    ("blood stasis", "mayCause", "injury-related back pain"),
    ("qi stagnation", "commonlyCauses", "injury-related back pain"),
    ("qi stagnation", "coexistsWith", "blood stasis"),
    ("acupuncture", "restores", "free flow of qi"),
    ("acupuncture", "restores", "free flow of blood"),
    ("acupuncture", "prevents", "qi stagnation"),
    ("acupuncture", "hasAction", "disperse stagnation"),
    ("acupuncture", "hasAction", "relax the muscles"),
    ("acupuncture", "reduces", "inflammation"),
    ("acupuncture", "relieves", "pain"),
    ("local points", "appliedTo", "back"),
    ("local points", "combinedWith", "distal points"),
    ("internal herbal medicine", "hasAction", "expel evils"),
    ("internal herbal medicine", "hasAction", "move qi"),
    ("internal herbal medicine", "hasAction", "move blood"),
    ("internal herbal medicine", "strengthens", "Kidney"),
    ("external herbal medicine", "uses", "herbal oil"),
    ("external herbal medicine", "uses", "liniment"),
    ("external herbal medicine", "relieves", "pain"),
    ("massage", "promotes", "flexible, strong muscles"),
    ("stretches", "promotes", "flexible, strong muscles"),
    ("exercises", "promotes", "flexible, strong muscles"),
    ("dietary advice", "promotes", "lasting relief"),
    ("lifestyle advice", "promotes", "lasting relief"),
    ("dietary advice", "hasQuality", "tailored"),
    ("lifestyle advice", "hasQuality", "tailored"),
    ("acupuncture", "alternativeTo", "opioids"),
    ("acupuncture", "alternativeTo", "NSAIDs"),
    ("acupuncture", "hasQuality", "safe"),
    ("acupuncture", "hasQuality", "natural"),
    ("acupuncture", "treats", "acute pain"),
    ("acupuncture", "influences", "central nervous system"),
    ("acupuncture", "blocks", "pain signals"),
    ("acupuncture", "releases", "endorphins"),
    ("endorphins", "memberOf", "natural painkillers"),
    ("acupuncture", "improves", "circulation"),
    ("pointed questioning", "distinguishes", "qi stagnation"),
    ("pointed questioning", "distinguishes", "blood stasis"),
    ("channel diagnosis", "determines", "choice of points"),
    ("choice of points", "hasQuality", "varying"),
    ("acupuncture session", "promotes", "sleep"),
    ("acupuncturist", "promotes", "comfort"),
]


@pytest.mark.parametrize(("subject", "relation", "object_"), SAID, ids=[" ".join(s) for s in SAID])
def test_what_the_article_says_is_found_by_names_a_reader_would_use(
    data: KnowledgeGraph, subject: str, relation: str, object_: str
) -> None:
    """One of the things that bear the first name stands in the relation, said or following, to one that bears the other."""
    ones, others = ([r.iri for r in data.meanings(name)] for name in (subject, object_))
    values = " ".join(f"(<{one}> <{other}>)" for one in ones for other in others)
    assert data.query(f"ASK {{ VALUES (?s ?o) {{ {values} }} ?s tcm:{relation} ?o }}"), (ones, others)


NUMBERS = [
    ("acupuncture course", "sessionsForFullEffect", 5),
    ("acupuncture course", "sessionsUntilRelief", 1),
    ("acupuncture course", "yearsOfExperience", 10),
    ("acupuncture course", "sessionsObserved", 100_000),
    ("needle retention", "retentionTime", "PT30M"),
]


@pytest.mark.parametrize(("subject", "relation", "value"), NUMBERS)
def test_its_numbers_are_values(data: KnowledgeGraph, subject: str, relation: str, value: object) -> None:
    iris = " ".join(f"<{r.iri}>" for r in data.meanings(subject))
    assert (value,) in data.query(f"SELECT ?v {{ VALUES ?s {{ {iris} }} ?s tcm:{relation} ?v }}").rows


def test_acupuncture_has_been_in_use_for_thousands_of_years(data: KnowledgeGraph) -> None:
    assert data.query("SELECT ?n { c:acupuncture tcm:yearsInUse ?n }").rows[0][0] >= 2000  # type: ignore[operator]


def test_cold_reaches_back_pain_through_blocked_channels_and_qi_stagnation(data: KnowledgeGraph) -> None:
    path = data.paths("cold", "back pain")[0]
    assert "Qi stagnation" in [n.label for n in path.nodes]
    assert all(s.sources or s.inferred for s in path.steps)
    assert "annel" in path.nodes[1].label, path.text


def test_the_two_stagnations_are_told_apart(data: KnowledgeGraph) -> None:
    found = data.compare("qi stagnation", "blood stasis")
    opposed = {(_label(c.left.object), _label(c.right.object)) for c in found.opposed}
    for pair in (("Dull", "Stabbing"), ("Pressure", "Pressure"), ("Warmth", "Warmth"), ("Movement", "Movement")):
        assert pair in opposed, sorted(opposed)
    one, other = ({_label(s.object) for s in side} for side in found.different)
    assert "Intermittent" in one - other and "Fixed" in other - one


def _label(end: object) -> str:
    return end.label if isinstance(end, Ref) else str(end)


def test_its_pain_is_carried_up_to_the_pattern_by_rule(data: KnowledgeGraph) -> None:
    inferred = [s for s in data.statements("blood stasis") if s.inferred and s.relation.iri == ONTOLOGY + "hasPainQuality"]
    stabbing = next(s for s in inferred if _label(s.object) == "Stabbing")
    assert any(p.sources and p.sources[0].work.iri == WORK for c in data.explain(stabbing) for p in c.premises)
