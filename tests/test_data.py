"""The real graph: sound by every quality query, in agreement with the counts that the literature fixes, and plausibly spread."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from kg import KnowledgeGraph
from kg.namespaces import CONCEPT
from kg.quality.checks import Check, read_checks, run_checks
from kg.store.engine import values

pytestmark = pytest.mark.data

TABLES = Path(__file__).parent.parent / "scripts" / "tables"
SAID = "GRAPH ?g { %s } FILTER(?g != src:inferred)"
"""What some section says, whatever follows by rule."""


def asked(graph: KnowledgeGraph, where: str, *names: str) -> list[tuple[str, ...]]:
    rows = values(graph.engine, f"SELECT DISTINCT {' '.join('?' + n for n in names)} WHERE {{ {where} }}")
    return [tuple(cell.removeprefix(CONCEPT) for cell in row) for row in rows]


def said(graph: KnowledgeGraph, pattern: str, *names: str) -> set[tuple[str, ...]]:
    return set(asked(graph, SAID % pattern, *names))


def counted(graph: KnowledgeGraph, pattern: str, of: str, by: str) -> Counter[str]:
    """How many different ?of there are by ?by in what sections say."""
    return Counter(group for _, group in said(graph, pattern, of, by))


# ---------------------------------------------------------------- soundness


@pytest.mark.parametrize("check", [c for c in read_checks() if c.severity == "error"], ids=lambda c: c.name)
def test_no_quality_query_finds_an_error(data: KnowledgeGraph, check: Check) -> None:
    found = [p.told() for p in run_checks(data, [check])]
    assert not found, f"{len(found)} problems, the first: {found[:3]}"


def test_size(data: KnowledgeGraph) -> None:
    counts = data.counts()
    assert counts["concepts"] >= 5_000 and counts["statements"] >= 30_000 and counts["works"] >= 20
    assert counts["inferred"] < 5 * counts["statements"], "rules sum up, they do not flood"


def test_common_teaching_without_a_citation_is_rare(data: KnowledgeGraph) -> None:
    (uncited,) = values(data.engine, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'common')) }")[0]
    assert int(uncited) <= data.counts()["statements"] / 100


LINKED = 3
BOUND = 0.04
"""The share of concepts that may have fewer links than three; the test lists how many of which kind."""


def test_few_concepts_have_fewer_than_three_links(data: KnowledgeGraph) -> None:
    links: Counter[str] = Counter()
    for subject, _, object_ in asked(data, SAID % "?s ?p ?o", "s", "p", "o"):
        links.update({subject, object_})
    kinds = dict(
        asked(
            data,
            "?x a ?k ; skos:prefLabel ?l FILTER NOT EXISTS { GRAPH src:inferred { ?x a ?k } } FILTER NOT EXISTS { ?x owl:deprecated true }",
            "x",
            "k",
        )
    )
    few = {x: kind.rsplit("#", 1)[-1] for x, kind in kinds.items() if links[x] < LINKED and kind.rsplit("#", 1)[-1] != "FormulaIngredient"}
    by_kind = Counter(few.values())
    assert len(few) <= BOUND * len(kinds), (len(few), by_kind.most_common(), sorted(few)[:40])


# ---------------------------------------------------------------- counts fixed by the literature

POINTS = {
    "lung-channel": 11,
    "large-intestine-channel": 20,
    "stomach-channel": 45,
    "spleen-channel": 21,
    "heart-channel": 9,
    "small-intestine-channel": 19,
    "bladder-channel": 67,
    "kidney-channel": 27,
    "pericardium-channel": 9,
    "san-jiao-channel": 23,
    "gallbladder-channel": 44,
    "liver-channel": 14,
    "governing-vessel": 28,
    "conception-vessel": 24,
}


def test_the_361_points_by_channel(data: KnowledgeGraph) -> None:
    assert counted(data, "?p tcm:onChannel ?c", "p", "c") == Counter(POINTS)
    assert sum(POINTS.values()) == 361 == len(asked(data, "?p a tcm:ChannelPoint", "p"))


def test_points_are_numbered_without_a_gap(data: KnowledgeGraph) -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for point, channel, number in asked(data, "?p tcm:onChannel ?c ; tcm:pointNumber ?n", "p", "c", "n"):
        numbers[channel].append(int(number))
        assert point.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == number
    assert {channel: sorted(found) for channel, found in numbers.items()} == {
        channel: list(range(1, n + 1)) for channel, n in POINTS.items()
    }


def test_points_agree_with_the_list_of_their_names(data: KnowledgeGraph) -> None:
    listed = list(csv.DictReader((TABLES / "points.tsv").open(encoding="utf-8", newline=""), delimiter="\t"))
    assert len(listed) == 361
    labels = {
        (x, lang.lower()): text
        for x, text, lang in asked(data, "?x a tcm:ChannelPoint ; skos:prefLabel ?l BIND(LANG(?l) AS ?lang)", "x", "l", "lang")
    }
    assert len({x for x, _ in labels}) == 361
    assert all((x, lang) in labels for x, _ in labels for lang in ("en", "zh-hans", "zh-hant", "zh-latn-pinyin"))


def test_forty_extra_points(data: KnowledgeGraph) -> None:
    assert len(asked(data, "?p a tcm:ExtraPoint", "p")) >= 40


ROLES = {
    "five-shu-points": 60,
    "jing-well-points": 12,
    "ying-spring-points": 12,
    "shu-stream-points": 12,
    "jing-river-points": 12,
    "he-sea-points": 12,
    "source-points": 12,
    "luo-connecting-points": 15,
    "xi-cleft-points": 16,
    "front-mu-points": 12,
    "back-shu-points": 12,
    "meeting-points": 8,
    "confluent-points": 8,
    "lower-he-sea-points": 6,
}


@pytest.mark.parametrize(("role", "number"), ROLES.items())
def test_points_with_a_special_role(data: KnowledgeGraph, role: str, number: int) -> None:
    assert len(asked(data, f"?p tcm:hasRole c:{role}", "p")) == number


def test_the_five_shu_points_have_each_phase_twelve_times(data: KnowledgeGraph) -> None:
    phases = Counter(phase for _, phase in asked(data, "?p tcm:hasRole c:five-shu-points ; tcm:belongsToPhase ?f", "p", "f"))
    assert phases == Counter(dict.fromkeys(("wood", "fire", "earth", "metal", "water"), 12))


def test_each_channel_has_five_shu_points_and_one_source_point(data: KnowledgeGraph) -> None:
    for role, number in (("five-shu-points", 5), ("source-points", 1)):
        per = Counter(channel for _, channel in asked(data, f"?p tcm:hasRole c:{role} ; tcm:onChannel ?c", "p", "c"))
        assert len(per) == 12 and set(per.values()) == {number}


def test_twelve_and_eight_channels_and_six_and_six_organs(data: KnowledgeGraph) -> None:
    numbers = {
        kind: len(asked(data, f"?x a tcm:{kind}", "x"))
        for kind in ("PrimaryChannel", "ExtraordinaryVessel", "Phase", "ZangOrgan", "FuOrgan")
    }
    assert numbers == {"PrimaryChannel": 12, "ExtraordinaryVessel": 8, "Phase": 5, "ZangOrgan": 6, "FuOrgan": 6}
    evils = {x.removesuffix("-evil") for (x,) in said(data, "?x tcm:memberOf c:six-evils", "x")}
    assert (
        {"wind", "cold", "summerheat", "dampness", "dryness"}
        < evils
        <= {"wind", "cold", "summerheat", "dampness", "dryness", "fire", "heat"}
    )
    assert len(said(data, "?x tcm:memberOf c:seven-emotions", "x")) == 7


def cycle(pairs: set[tuple[str, ...]], start: str) -> list[str]:
    """The things met from one onwards, until one comes again."""
    following = dict(pair[:2] for pair in pairs)
    met = [start]
    while (next_ := following.get(met[-1])) and next_ not in met:
        met.append(next_)
    return [*met, following.get(met[-1], "")]


@pytest.mark.parametrize(
    ("relation", "order"),
    [("generates", ["wood", "fire", "earth", "metal", "water"]), ("controls", ["wood", "earth", "water", "fire", "metal"])],
)
def test_the_cycles_of_the_five_phases_are_closed(data: KnowledgeGraph, relation: str, order: list[str]) -> None:
    pairs = {(a, b) for a, b in said(data, f"?a tcm:{relation} ?b . ?a a tcm:Phase . ?b a tcm:Phase", "a", "b")} or {
        (a, b) for a, b in said(data, f"?a tcm:{relation} ?b", "a", "b") if a in order
    }
    assert len(pairs) == 5
    assert cycle(pairs, "wood") == [*order, "wood"]


def test_the_flow_through_the_twelve_channels_is_closed(data: KnowledgeGraph) -> None:
    primary = {x for (x,) in asked(data, "?x a tcm:PrimaryChannel", "x")}
    pairs = {pair for pair in said(data, "?a tcm:flowsTo ?b", "a", "b") if set(pair) <= primary}
    order = [
        "lung",
        "large-intestine",
        "stomach",
        "spleen",
        "heart",
        "small-intestine",
        "bladder",
        "kidney",
        "pericardium",
        "san-jiao",
        "gallbladder",
        "liver",
    ]
    assert cycle(pairs, "lung-channel") == [f"{o}-channel" for o in order] + ["lung-channel"]
    assert len(pairs) == 12


def test_each_zang_has_its_fu_channel_and_phase(data: KnowledgeGraph) -> None:
    pairs = {frozenset(p) for p in asked(data, "?a tcm:pairedWith ?b . ?a a tcm:ZangOrgan . ?b a tcm:FuOrgan", "a", "b")}
    wanted = [
        ("lung", "large-intestine"),
        ("spleen", "stomach"),
        ("heart", "small-intestine"),
        ("kidney", "bladder"),
        ("pericardium", "san-jiao"),
        ("liver", "gallbladder"),
    ]
    assert pairs == {frozenset(p) for p in wanted}
    organs = {x for (x,) in asked(data, "?x a ?k VALUES ?k { tcm:ZangOrgan tcm:FuOrgan }", "x")}
    assert {x for (x,) in asked(data, "?x tcm:hasChannel ?c . ?c a tcm:PrimaryChannel", "x")} == organs


@pytest.mark.parametrize(
    ("relation", "pairs"),
    [
        ("opensInto", {"liver": "eyes", "heart": "tongue", "spleen": "mouth", "lung": "nose", "kidney": "ears"}),
        ("belongsToPhase", {"liver": "wood", "heart": "fire", "spleen": "earth", "lung": "metal", "kidney": "water"}),
        ("hasEmotion", {"liver": "anger", "heart": "joy", "spleen": "pensiveness", "lung": "worry or sadness", "kidney": "fear"}),
    ],
)
def test_the_correspondences_of_the_five_zang(data: KnowledgeGraph, relation: str, pairs: dict[str, str]) -> None:
    found = defaultdict(set)
    for organ, other in asked(data, f"?a tcm:{relation} ?b . ?a a tcm:ZangOrgan", "a", "b"):
        found[organ].add(other)
    assert all(found[organ] & set(other.split(" or ")) for organ, other in pairs.items()), dict(found)


def test_the_pulses(data: KnowledgeGraph) -> None:
    assert len(asked(data, "?x a tcm:PulseSign", "x")) >= 28


def test_the_standard_is_read_whole(data: KnowledgeGraph) -> None:
    numbers = {kind: len(asked(data, f"?x a tcm:{kind}", "x")) for kind in ("Pattern", "Disorder", "Method")}
    assert 2_040 <= numbers["Pattern"] <= 2_100
    assert 1_340 <= numbers["Disorder"] <= 1_400
    assert 940 <= numbers["Method"] <= 1_010


# ---------------------------------------------------------------- names


def test_the_names_of_the_issue_find_their_concepts(data: KnowledgeGraph) -> None:
    wanted = {
        "blood stagnation": "blood-stasis",
        "瘀血": "blood-stasis",
        "xue yu": "blood-stasis",
        "Xuè-yū": "blood-stasis",
        "meridians": "channels",
        "six excesses": "six-evils",
        "six pathogenic factors": "six-evils",
        "六淫": "six-evils",
        "氣滯": "qi-stagnation",
        "QI STAGNATION": "qi-stagnation",
        "LI4": "LI4",
        "hegu": "LI4",
        "合谷": "LI4",
    }
    wrong = {
        name: found for name, slug in wanted.items() if slug not in (found := [r.iri.removeprefix(CONCEPT) for r in _meanings(data, name)])
    }
    assert not wrong


def _meanings(graph: KnowledgeGraph, name: str) -> list:  # type: ignore[type-arg]
    from kg import NotFound

    try:
        return graph.meanings(name)
    except NotFound:
        return []


def test_heat_is_several_things(data: KnowledgeGraph) -> None:
    assert len(data.meanings("heat")) >= 2 and len(data.meanings("cold")) >= 2


# ---------------------------------------------------------------- spread


def shares(graph: KnowledgeGraph, pattern: str, of: str, by: str) -> dict[str, float]:
    found = said(graph, pattern, of, by)
    whole = len({one for one, _ in found})
    return {group: n / whole for group, n in Counter(group for _, group in found).items()}


def test_the_natures_of_herbs_are_spread(data: KnowledgeGraph) -> None:
    found = shares(data, "?h tcm:hasNature ?n", "h", "n")
    assert {"warm-nature", "cold-nature", "neutral-nature", "cool-nature", "hot-nature"} <= found.keys()
    assert max(found.values()) < 0.4 and found["hot-nature"] < found["warm-nature"]
    warm, cold = (sum(n for name, n in found.items() if word in name) for word in ("warm", "col"))
    assert 0.5 < warm / cold < 2


def test_the_flavours_of_herbs_are_spread(data: KnowledgeGraph) -> None:
    found = shares(data, "?h tcm:hasFlavour ?n", "h", "n")
    assert {"bitter", "sweet", "pungent", "salty", "sour", "astringent", "bland"} <= found.keys()
    assert max(found.values()) < 0.6 and found["bland"] < found["sour"] < found["sweet"]


def test_the_channels_of_herbs_are_spread(data: KnowledgeGraph) -> None:
    found = shares(data, "?h tcm:entersChannel ?n", "h", "n")
    assert len([c for c in found if c.endswith("-channel")]) == 12
    assert max(found.values()) < 0.65
    assert sorted(found, key=lambda c: -found[c])[0] == "liver-channel" and found["san-jiao-channel"] < 0.05


SIGNS = "?p tcm:typicallyManifestsAs|tcm:manifestsAs|tcm:mayManifestAs|tcm:severelyManifestsAs ?s"


def test_no_sign_is_in_too_many_patterns(data: KnowledgeGraph) -> None:
    patterns = {x for (x,) in asked(data, "?x a tcm:Pattern", "x")}
    composed = {x for (x,) in asked(data, "?x a ?k VALUES ?k { tcm:TongueSign tcm:PulseSign }", "x")}
    found = Counter(sign for pattern, sign in said(data, SIGNS, "p", "s") if pattern in patterns)
    assert {s: n for s, n in found.items() if s not in composed and n > 0.2 * len(patterns)} == {}
    assert {s: n for s, n in found.items() if s in composed and n > 0.4 * len(patterns)} == {}


def test_most_patterns_have_signs_and_a_tongue_or_pulse(data: KnowledgeGraph) -> None:
    patterns = {x for (x,) in asked(data, "?x a tcm:Pattern FILTER NOT EXISTS { ?y skos:broader ?x }", "x")}
    composed = {x for (x,) in asked(data, "?x a ?k VALUES ?k { tcm:TongueSign tcm:PulseSign }", "x")}
    signs: dict[str, set[str]] = defaultdict(set)
    for pattern, sign in said(data, SIGNS, "p", "s"):
        signs[pattern].add(sign)
    assert sum(bool(signs[p]) for p in patterns) > 0.95 * len(patterns)
    assert sum(bool(signs[p] & composed) for p in patterns) > 0.85 * len(patterns)
    numbers = sorted(len(signs[p]) for p in patterns if signs[p])
    assert 4 <= numbers[len(numbers) // 2] <= 15 and numbers[-1] <= 60


def test_no_section_says_most_and_none_says_nothing(data: KnowledgeGraph) -> None:
    sizes = Counter(g for g, *_ in asked(data, SAID % "?s ?p ?o", "g", "s", "p", "o"))
    assert max(sizes.values()) < 0.15 * sum(sizes.values()), sizes.most_common(3)
    silent = {s.iri for s in data.sections()} - sizes.keys()
    assert len(silent) < 0.02 * len(sizes), (len(silent), sorted(silent)[:5])


def test_definitions_are_short_and_their_own(data: KnowledgeGraph) -> None:
    texts = [t for _, t in asked(data, "?x a tcm:Concept ; skos:definition ?d", "x", "d")]
    lengths = sorted(map(len, texts))
    assert lengths[0] >= 10 and lengths[-1] <= 600
    often = [t for t, n in Counter(texts).most_common(3) if n > 20]
    assert not often


def test_signs_written_together_are_found_one_by_one(data: KnowledgeGraph) -> None:
    for text, signs in {
        "脉细数": {"Thin pulse", "Rapid pulse"},
        "舌红少苔": {"Red tongue", "Scanty tongue coating"},
        "急躁易怒": {"Impatience", "Irascibility"},
    }.items():
        assert {m.ref.label for m in data.find(text)} == signs
    assert data.names.parts("今天天气很好") == []
    together = data.differentiate(["脉细数", "盗汗"])
    assert together == data.differentiate(["脉细", "脉数", "盗汗"])
    assert together


def test_every_data_file_is_in_its_normal_form() -> None:
    script = Path(__file__).parents[1] / "scripts" / "normalise"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
