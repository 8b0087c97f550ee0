"""The vocabulary is sound OWL 2 DL: with the article's data it is consistent, no class is empty by necessity, and a contradiction is found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.namespaces import CONCEPT, ONTOLOGY, PREFIXES, RDF

owlready2 = pytest.importorskip("owlready2", reason="owlready2 is not installed: no OWL reasoner to ask")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.data,
    pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not installed here"),
]

DATA = Path(__file__).parent.parent / "ontology"
LEFT_OUT = {"http://www.w3.org/2001/XMLSchema#duration"}
"""Datatypes that OWL 2 does not know."""


def vocabulary() -> list[ox.Triple]:
    return [q.triple for q in ox.parse(path=str(DATA / "tcm.ttl"), format=ox.RdfFormat.TURTLE)]


def article() -> Iterator[ox.Triple]:
    """The article's statements, and the kinds of the concepts they are about."""
    said = [q.triple for q in ox.parse(path=str(DATA / "statements" / "back-pain-article" / "article.trig"), format=ox.RdfFormat.TRIG)]
    about = {end for t in said for end in (t.subject, t.object) if isinstance(end, ox.NamedNode)}
    for path in sorted((DATA / "concepts").glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if quad.subject in about and quad.predicate.value == RDF + "type":
                yield quad.triple
    yield from (t for t in said if not (isinstance(t.object, ox.Literal) and t.object.datatype.value in LEFT_OUT))


def reason(triples: list[ox.Triple], folder: Path) -> list[str]:
    """The IRIs of the classes that can have no member; raises when the whole is inconsistent."""
    without = [t for t in triples if not (isinstance(t.object, ox.NamedNode) and t.object.value in LEFT_OUT)]
    path = folder / "all.nt"
    path.write_bytes(ox.serialize(without, format=ox.RdfFormat.N_TRIPLES) or b"")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    owlready2.sync_reasoner_hermit(world, debug=0)
    return [c.iri for c in world.inconsistent_classes() if not c.iri.endswith("#Nothing")]


def added(text: str) -> list[ox.Triple]:
    prefixes = "".join(f"@prefix {p}: <{iri}> . " for p, iri in PREFIXES.items())
    return [q.triple for q in ox.parse((prefixes + text).encode(), format=ox.RdfFormat.TURTLE)]


def test_the_vocabulary_with_the_article_is_consistent(tmp_path: Path) -> None:
    triples = [*vocabulary(), *article()]
    assert sum(t.subject.value.startswith(CONCEPT) for t in triples if isinstance(t.subject, ox.NamedNode)) > 200
    assert reason(triples, tmp_path) == []


@pytest.mark.parametrize(
    "contradiction",
    [
        "c:qi a tcm:Substance , tcm:Herb .",
        "c:wood a tcm:Phase . c:fire a tcm:Phase . c:wood tcm:generates c:fire . c:fire tcm:generates c:wood .",
        "c:wood a tcm:Phase . c:wood tcm:generates c:wood .",
        "c:blood-stasis-pain tcm:relievedBy c:pressure .",
        "c:acupuncture tcm:indicatedFor c:pain ; tcm:contraindicatedIn c:pain .",
        "c:du-zhong a tcm:Herb ; tcm:generates c:fire .",
    ],
)
def test_a_contradiction_is_found(tmp_path: Path, contradiction: str) -> None:
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reason([*vocabulary(), *article(), *added(contradiction)], tmp_path)


def test_a_class_that_can_have_no_member_is_found(tmp_path: Path) -> None:
    assert reason([*vocabulary(), *added("tcm:Impossible a owl:Class ; rdfs:subClassOf tcm:Herb , tcm:Channel .")], tmp_path) == [
        ONTOLOGY + "Impossible"
    ]
