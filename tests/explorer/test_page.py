"""The page as a text: what it holds, what it allows, how it is written."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from kg.errors import Missing, NotFound, SourceError
from kg.explorer import assemble, page, render_page, write_page
from kg.explorer.gather import gather
from kg.explorer.groups import GROUPS, group_of
from kg.explorer.tours import read_tour, read_tours
from kg.graph import KnowledgeGraph
from kg.model import Ref
from kg.namespaces import CONCEPT, ONTOLOGY
from tests.explorer.conftest import HOSTILE


@pytest.fixture(scope="module")
def text(world: KnowledgeGraph) -> str:
    return render_page(world)


def unpacked(text: str, name: str) -> bytes:
    found = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', text)
    assert found
    return gzip.decompress(base64.b64decode(found[1]))


def data_of(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(unpacked(text, "data"))
    return read


def policy_of(text: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found
    return html.unescape(found[1])


def test_the_same_graph_gives_the_same_page(world: KnowledgeGraph, text: str) -> None:
    assert render_page(world) == text


def test_nothing_in_the_page_points_outside(text: str) -> None:
    assert not re.search(r'(?:src|href)="(?!data:|#)', text)
    assert "default-src 'none'" in policy_of(text)
    assert "unsafe-inline" not in policy_of(text)


def test_every_script_and_style_is_allowed_by_its_fingerprint(text: str) -> None:
    packed = [unpacked(text, name).decode() for name in ("script-map", "script-page")]
    for body in (*packed, *re.findall(r"<script>(.*?)</script>", text, re.DOTALL), *re.findall(r"<style>(.*?)</style>", text, re.DOTALL)):
        assert assemble.fingerprint(body) in policy_of(text)


def test_it_says_what_the_graph_says(world: KnowledgeGraph) -> None:
    gathered = gather(world)
    told = {(x.subject, x.relation, x.object, x.inferred, x.sections) for x in gathered.links}
    known = set()
    for statement in world.reader.statements(gathered.concepts, incoming=False):
        if isinstance(statement.object, Ref) and not statement.inferred:
            known.add(
                (
                    statement.subject.iri,
                    statement.relation.iri,
                    statement.object.iri,
                    False,
                    tuple(sorted(s.iri for s in statement.sources)),
                )
            )
    assert {x for x in told if not x[3]} == known


def test_what_is_inferred_is_kept_once(world: KnowledgeGraph) -> None:
    inferred = [(x.subject, x.relation, x.object) for x in gather(world).links if x.inferred]
    assert inferred
    backwards = {(o, world.reader.vocabulary.relation(p).inverse, s) for s, p, o in inferred}
    assert not backwards & set(inferred)


def test_every_kind_has_a_group(world: KnowledgeGraph) -> None:
    kinds = world.reader.vocabulary.kinds
    homeless = [k.name for k in kinds.values() if GROUPS[group_of(k.iri, kinds)].key == "other" and k.iri.startswith(ONTOLOGY)]
    assert set(homeless) <= {"Concept", "Work", "Section", "Viewpoint"}


def test_the_shapes_of_the_groups_are_all_different() -> None:
    assert len({g.shape for g in GROUPS}) == len({g.key for g in GROUPS}) == len(GROUPS)


def test_hostile_names_stay_inside_the_data(hostile: KnowledgeGraph) -> None:
    text = render_page(hostile)
    assert "document.title" not in re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    names = {line[1:] for entry in data_of(text)["concepts"]["n"] for line in entry.split("\n")}
    assert set(HOSTILE.values()) <= names


def test_a_start_is_any_name(world: KnowledgeGraph) -> None:
    assert '"start":"frost-evil"' in render_page(world, "霜邪")
    with pytest.raises(NotFound):
        render_page(world, "no such thing at all")


def test_it_is_written_whole_or_not_at_all(world: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_page(world, tmp_path / "page.html")
    before = path.read_bytes()
    monkeypatch.setattr("kg.explorer.page.render_page", lambda *_: 1)
    with pytest.raises(TypeError):
        write_page(world, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_without_the_engine_it_says_what_to_run(world: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "VENDOR", tmp_path)
    with pytest.raises(Missing, match="fetch_oxigraph_wasm"):
        assemble.wasm()


def test_a_small_page_is_small(text: str) -> None:
    assert len(text.encode()) < 650_000


def test_broken_tours_say_where_they_are_broken(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    for wrong in (
        "not toml [",
        'title.en = "x"\nsummary.en = "y"',
        'title.en = "x"\nsummary.en = "y"\n[[step]]\nconcept = "nobody"\ntext.en = "z"',
    ):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(SourceError, match=re.escape("one.toml")):
            read_tour(path)


@pytest.mark.data
def test_the_tours_walk_over_what_the_graph_says(data: KnowledgeGraph) -> None:
    from kg import locate

    tours = read_tours(locate.ontology() / "tours")
    assert tours
    for tour in tours:
        for step in tour.steps:
            assert data.concept_of(step.concept)
            if step.link:
                said = {
                    (s.subject.iri, s.relation.iri, s.object.iri)
                    for s in data.statements(CONCEPT + step.link[0].removeprefix(CONCEPT))
                    if isinstance(s.object, Ref)
                }
                assert step.link in said, f"{tour.name}: {step.link}"


def test_a_page_without_sparql_is_made_of_one_with_it(
    world: KnowledgeGraph, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "_engine", dict)
    render_page(world, sparql=True, cache=tmp_path)
    monkeypatch.setattr("kg.explorer.prepared.gather", lambda _: pytest.fail("it was made anew"))
    assert render_page(world, cache=tmp_path) == text


def test_what_was_made_is_found_again(world: KnowledgeGraph, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render_page(world, cache=tmp_path) == text
    monkeypatch.setattr("kg.explorer.prepared.gather", lambda _: pytest.fail("it was made anew"))
    assert render_page(world, cache=tmp_path) == text


def test_a_cache_that_is_damaged_or_closed_does_no_harm(world: KnowledgeGraph, tmp_path: Path, text: str) -> None:
    render_page(world, cache=tmp_path)
    for path in tmp_path.glob("page-*.json"):
        path.write_text("{", encoding="utf-8")
    assert render_page(world, cache=tmp_path) == text
    assert render_page(world, cache=tmp_path / "page.txt" / "no folder") == text
