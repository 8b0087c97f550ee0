from __future__ import annotations

from pathlib import Path

import pytest

from kg import KgError, KnowledgeGraph, NotFound, Ref, SourceError, open_graph
from kg.namespaces import CONCEPT, ONTOLOGY
from tests.conftest import WORLD


def told(statements: list) -> set[tuple[str, str, str]]:
    return {(s.subject.label, s.relation.label, s.object.label if isinstance(s.object, Ref) else s.object.text) for s in statements}


@pytest.mark.parametrize(
    "name",
    [
        "Flour stagnation",
        "flour-stagnation",
        "stagnation of FLOUR",
        "fen zhi",
        "fěn zhì",
        "fenzhi",
        "粉滞",
        "粉滯",
        "FS01",
        "c:flour-stagnation",
        CONCEPT + "flour-stagnation",
    ],
)
def test_a_concept_is_found_by_each_of_its_names(world: KnowledgeGraph, name: str) -> None:
    assert world.concept(name).iri == CONCEPT + "flour-stagnation"


def test_an_unknown_name_comes_with_candidates(world: KnowledgeGraph) -> None:
    with pytest.raises(NotFound, match="did you mean Flour stagnation") as caught:
        world.concept("flour stagnatoin")
    assert caught.value.details["candidates"]


def test_a_shared_name_has_several_meanings_the_preferred_first(world: KnowledgeGraph) -> None:
    assert [r.iri.removeprefix(CONCEPT) for r in world.meanings("frost")] == ["frost-evil", "frost-nature"]


def test_a_concept_has_names_definition_kind_and_codes(world: KnowledgeGraph) -> None:
    concept = world.concept("粉滞")
    assert (concept.label, concept.kind, concept.name("zh-Hant"), concept.name("zh-Latn-pinyin")) == (
        "Flour stagnation",
        "Pattern",
        "粉滯",
        "fěn zhì",
    )
    assert concept.definition.startswith("An invented pattern")
    assert [(c.scheme, c.text) for c in concept.codes] == [("book", "FS01")]


def test_statements_stand_once_with_every_source(world: KnowledgeGraph) -> None:
    stored = [s for s in world.statements("Mill") if s.relation.iri == ONTOLOGY + "stores"]
    assert len(stored) == 1
    assert [s.cited for s in stored[0].sources] == ["The Book of Weather, chapter 1", "The Book of Weather, chapter 2"]


def test_what_only_says_a_statement_backwards_is_left_out(world: KnowledgeGraph) -> None:
    assert not [s for s in world.statements("Flour") if s.inferred]
    assert ("Mill", "stores", "Flour") in told(world.statements("Flour"))


def test_what_follows_by_rule_is_marked_and_explained(world: KnowledgeGraph) -> None:
    inferred = [s for s in world.statements("Flour stagnation") if s.inferred]
    quality = next(s for s in inferred if s.relation.iri == ONTOLOGY + "hasPainQuality")
    conclusion = world.explain(quality)[0]
    assert conclusion.rule == "a condition has the quality of its pain"
    assert {p.sentence for p in conclusion.premises} >= {"Flour stagnation manifests as Stiff pain", "Stiff pain is Stiff"}
    assert all(p.sources for p in conclusion.premises)


def test_paths_are_told_shortest_first(world: KnowledgeGraph) -> None:
    paths = world.paths("hoarfrost evil", "Stiff pain")
    assert [n.label for n in paths[0].nodes] == ["Frost", "Stuck brook", "Flour stagnation", "Stiff pain"]
    assert paths[0].text == "Frost causes Stuck brook; Stuck brook causes Flour stagnation; Flour stagnation manifests as Stiff pain."
    assert [len(p.steps) for p in paths] == sorted(len(p.steps) for p in paths)


def test_direct_links_come_first_and_there_may_be_no_path(world: KnowledgeGraph) -> None:
    assert len(world.paths("oiling", "flour stagnation")[0].steps) == 1
    assert world.paths("Thaw", "Grease root", __import__("kg").PathOptions(max_steps=1)) == []


def test_a_path_leaves_out_what_it_is_told_to(world: KnowledgeGraph) -> None:
    from kg import PathOptions

    left_out = frozenset({CONCEPT + "stuck-brook"})
    for path in world.paths("Frost", "Stiff pain", PathOptions(without_concepts=left_out)):
        assert CONCEPT + "stuck-brook" not in {n.iri for n in path.nodes}


def test_a_comparison_shows_shared_different_and_opposed(world: KnowledgeGraph) -> None:
    found = world.compare("flour stagnation", "flour loss")
    shared = {s.object.label for row in found.shared for s in row if isinstance(s.object, Ref)}
    assert "Creaking" in shared
    opposed = {(c.left.object.label, c.right.object.label) for c in found.opposed}
    assert ("Stiff", "Soft") in opposed
    assert ("Sunshine", "Sunshine") in opposed


def test_neighbours_are_bounded(world: KnowledgeGraph) -> None:
    assert len(world.neighbours("Mill", depth=3, limit=7)) == 7
    near = told(world.neighbours("Mill"))
    assert ("Mill", "is paired with", "Barn") in near


def test_comparing_needs_two(world: KnowledgeGraph) -> None:
    with pytest.raises(KgError, match="two concepts"):
        world.compare("Mill")


def test_a_graph_is_seen_by_rdflib_and_networkx(world: KnowledgeGraph) -> None:
    dataset = world.dataset()
    rows = list(dataset.query("PREFIX tcm: <https://w3id.org/tcm-kg/ontology#> SELECT ?x { ?x tcm:stores ?y }"))
    assert len(rows) == 1
    sections = list(dataset.query("PREFIX tcm: <https://w3id.org/tcm-kg/ontology#> SELECT ?g { GRAPH ?g { ?x tcm:stores ?y } }"))
    assert len(sections) == 2
    network = world.network()
    assert network.nodes[CONCEPT + "mill"]["label"] == "Mill"
    assert network.has_edge(CONCEPT + "mill", CONCEPT + "flour", key=ONTOLOGY + "stores")


def test_works_and_sections(world: KnowledgeGraph) -> None:
    assert [w.title for w in world.works()] == ["A Letter", "The Book of Weather"]
    assert [s.locator for s in world.sections()] == ["chapter 1", "chapter 2", "page 1"]


def test_counts_are_of_concepts_and_statements(world: KnowledgeGraph) -> None:
    counts = world.counts()
    assert (counts["concepts"], counts["statements"], counts["works"]) == (21, 25, 2)
    assert counts["inferred"] > counts["statements"]


def test_a_path_without_rdf_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        open_graph(tmp_path / "nothing.ttl")
    with pytest.raises(SourceError, match="no RDF here"):
        open_graph(tmp_path)


def test_broken_rdf_is_told_with_file_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix a: <http://a/> .\n\na:b a:c .\n")
    with pytest.raises(SourceError, match=r"broken\.ttl:3"):
        open_graph(broken, cache=tmp_path / "cache")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("far.jsonld", '{"@context": "http://127.0.0.1:1/context.jsonld", "@id": "http://a/b", "http://a/c": "d"}', "nothing is fetched"),
        ("bomb.rdf", '<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "entities"),
        ("bytes.ttl", b"\xff\xfe\x00\x01", "not readable|UTF-8"),
    ],
)
def test_rdf_that_reaches_out_or_is_no_text_is_refused(tmp_path: Path, name: str, text: str | bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SourceError, match=told):
        open_graph(path, cache=tmp_path / "cache")


def test_own_rdf_stands_on_top_of_the_built_in_data(tmp_path: Path, cache: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        '@prefix c: <https://w3id.org/tcm-kg/concept/> .\n@prefix tcm: <https://w3id.org/tcm-kg/ontology#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\nc:my-tea a tcm:Herb ; skos:prefLabel "My tea"@en ; tcm:indicatedFor c:back-pain .\n'
    )
    graph = open_graph(own, with_built_in=True, cache=cache)
    statement = next(s for s in graph.statements("My tea") if s.relation.label == "is indicated for")
    assert (statement.object.label, statement.sources) == ("Back pain", ())
    assert graph.concept("qi").label == "Qi"


def test_the_world_alone_knows_nothing_of_the_built_in_data(world: KnowledgeGraph) -> None:
    with pytest.raises(NotFound):
        world.concept("acupuncture")
    assert WORLD.is_dir()
