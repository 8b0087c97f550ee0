"""Every export is read back by a library that did not write it, and says the same."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
import rdflib

from kg.errors import KgError
from kg.export import EXPORTERS, render_export, write_export
from kg.export.neo4j import relation_type
from kg.graph import KnowledgeGraph, open_graph
from kg.namespaces import INFERRED
from tests.server.conftest import WORLD
from tests.server.service import compiled, serving

C, TCM, SRC = (f"https://w3id.org/tcm-kg/{part}" for part in ("concept/", "ontology#", "source/"))
HOSTILE = (
    WORLD
    + 'c:odd skos:prefLabel "a \\"b\\", <c> & ]]> \\n\\t\\u0007 d"@en ; tcm:size 5 ; tcm:causes c:qi , <http://example.org/outside?x=1&y=2> .\n'
)
RDF = {"turtle": "turtle", "n-triples": "nt", "rdf-xml": "xml", "trig": "trig", "n-quads": "nquads", "json-ld": "json-ld"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("export"), HOSTILE)


@pytest.fixture(scope="module")
def graph(place: Path) -> KnowledgeGraph:
    return open_graph(place)


@pytest.fixture(scope="module")
def original() -> rdflib.Dataset:
    return rdflib.Dataset(default_union=True).parse(data=HOSTILE, format="trig")


def _quads(dataset: rdflib.Dataset) -> set[tuple]:
    """The quads of a dataset, language tags in lower case (RDF 1.1, section 3.3), no graph for the default one."""
    return {(s, p, _term(o), None if g is None or "default" in str(g) else str(g)) for s, p, o, g in dataset.quads()}


def _term(term: object) -> object:
    return rdflib.Literal(str(term), lang=term.language.lower()) if isinstance(term, rdflib.Literal) and term.language else term


def _without_bell(data: bytes) -> bytes:
    return data.replace(b"\x07", b"").replace(b"\\u0007", b"")


@pytest.mark.parametrize("name", ["trig", "n-quads", "json-ld"])
def test_datasets_come_back_whole(graph: KnowledgeGraph, original: rdflib.Dataset, name: str) -> None:
    back = rdflib.Dataset(default_union=True).parse(data=render_export(graph, name), format=RDF[name])
    assert _quads(back) == _quads(original)


@pytest.mark.parametrize("name", ["turtle", "n-triples"])
def test_unions_come_back_whole(graph: KnowledgeGraph, original: rdflib.Dataset, name: str) -> None:
    back = rdflib.Graph().parse(data=render_export(graph, name), format=RDF[name])
    union = rdflib.Graph()
    for s, p, o, _ in original.quads():
        union.add((s, p, _term(o)))
    assert {(s, p, _term(o)) for s, p, o in back} == set(union)


def test_rdf_xml_comes_back(graph: KnowledgeGraph) -> None:
    data = render_export(graph, "rdf-xml")
    back = rdflib.Graph().parse(data=_without_bell(data).replace(b"&#x7;", b""), format="xml")
    assert (rdflib.URIRef(C + "star-leaf"), rdflib.URIRef(TCM + "treats"), rdflib.URIRef(C + "moon-stasis")) in back


def test_json_ld_uses_the_published_context(graph: KnowledgeGraph) -> None:
    from kg.export.jsonld import CONTEXT

    document = json.loads(render_export(graph, "json-ld"))
    assert document["@context"] == CONTEXT
    qi = next(n for n in document["@graph"] if n["@id"] == "c:qi")
    assert qi["prefLabel"]["zh-Hant"] == ["氣"]
    section = next(n for n in document["@graph"] if n["@id"] == "src:book-1")
    assert document["@context"]["@vocab"] == TCM
    assert section


def test_graphml_is_read_by_networkx(graph: KnowledgeGraph) -> None:
    import networkx

    back = networkx.parse_graphml(render_export(graph, "graphml").decode(), force_multigraph=True)
    assert back.nodes[C + "qi"]["zh_hans"] == "气"
    assert back.nodes[C + "star-leaf"]["kind"] == "Herb"
    edge = next(iter(back.get_edge_data(C + "star-leaf", C + "moon-stasis").values()))
    assert edge["sources"].split() == [SRC + "book-1", SRC + "book-2"]
    inferred = next(iter(back.get_edge_data(C + "qi", C + "moon-stasis").values()))
    assert (edge["inferred"], inferred["inferred"], inferred.get("sources")) == (False, True, None)


def test_gexf_is_read_by_networkx(graph: KnowledgeGraph, tmp_path: Path) -> None:
    import networkx

    place = tmp_path / "g.gexf"
    write_export(graph, "gexf", place)
    back = networkx.read_gexf(place, version="1.3")
    assert back.nodes[C + "qi"]["label"] == "Qi"
    assert back.has_edge(C + "star-leaf", C + "moon-stasis")


def test_tables_for_neo4j(graph: KnowledgeGraph, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    write_export(graph, "csv", tmp_path / "neo")
    nodes = pandas.read_csv(tmp_path / "neo" / "nodes.csv", keep_default_na=False)
    edges = pandas.read_csv(tmp_path / "neo" / "edges.csv", keep_default_na=False)
    assert nodes["iri:ID"].is_unique
    assert set(edges[":START_ID"]) | set(edges[":END_ID"]) <= set(nodes["iri:ID"])
    treats = edges[(edges[":TYPE"] == "TREATS")].iloc[0]
    assert treats["sources:string[]"].split(";") == [SRC + "book-1", SRC + "book-2"]
    assert nodes[nodes["iri:ID"] == C + "star-leaf"].iloc[0][":LABEL"] == "Concept;Herb"


def test_tables_in_one_archive(graph: KnowledgeGraph) -> None:
    with zipfile.ZipFile(io.BytesIO(render_export(graph, "csv"))) as archive:
        assert archive.namelist() == ["nodes.csv", "edges.csv"]
        rows = list(csv.reader(io.StringIO(archive.read("nodes.csv").decode())))
    assert {len(r) for r in rows} == {len(rows[0])}


def test_skos_is_a_sound_scheme(graph: KnowledgeGraph) -> None:
    back = rdflib.Graph().parse(data=render_export(graph, "skos"), format="turtle")
    skos = rdflib.SKOS
    scheme = rdflib.URIRef(C.rstrip("/"))
    concepts = set(back.subjects(rdflib.RDF.type, skos.Concept))
    assert rdflib.URIRef(C + "qi") in concepts
    assert all((c, skos.inScheme, scheme) in back for c in concepts)
    assert set(back.objects(scheme, skos.hasTopConcept)) == {rdflib.URIRef(TCM + k) for k in ("Herb", "Pattern", "Substance")}
    for concept in concepts:
        languages = [label.language for label in back.objects(concept, skos.prefLabel)]
        assert len(languages) == len(set(languages))
        assert not set(back.objects(concept, skos.prefLabel)) & set(back.objects(concept, skos.altLabel))
        assert (concept, skos.broader, None) in back or (concept, skos.topConceptOf, scheme) in back or concept == rdflib.URIRef(C + "odd")


def test_what_is_inferred_stays_apart(graph: KnowledgeGraph) -> None:
    back = rdflib.Dataset().parse(data=render_export(graph, "n-quads"), format="nquads")
    assert len(back.graph(rdflib.URIRef(INFERRED))) == 1
    assert not list(
        rdflib.Graph()
        .parse(data=render_export(graph, "skos"), format="turtle")
        .triples((rdflib.URIRef(C + "qi"), rdflib.URIRef(TCM + "causes"), None))
    )


def test_a_file_is_whole_or_not_there(graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "all.nq.gz"
    write_export(graph, "n-quads", place)
    before = place.read_bytes()
    assert gzip.decompress(before) == render_export(graph, "n-quads")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.export.table.put_export", broken)
    with pytest.raises(OSError, match="No space"):
        write_export(graph, "n-quads", place)
    assert place.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["all.nq.gz"]


def test_the_same_bytes_every_time(graph: KnowledgeGraph) -> None:
    for name in EXPORTERS:
        assert render_export(graph, name) == render_export(graph, name), name


def test_a_distant_graph_exports_the_same(place: Path, graph: KnowledgeGraph, original: rdflib.Dataset) -> None:
    with serving(place) as service:
        distant = open_graph(service.url + "/sparql")
        for name in ("n-quads", "json-ld"):
            back = rdflib.Dataset(default_union=True).parse(data=render_export(distant, name), format=RDF[name])
            assert _quads(back) == _quads(original)
        assert sorted(render_export(distant, "n-triples").splitlines()) == sorted(render_export(graph, "n-triples").splitlines())


def test_an_unknown_format_is_named_with_those_there_are(graph: KnowledgeGraph) -> None:
    with pytest.raises(KgError, match="no export format “xls”; one of trig, n-quads"):
        render_export(graph, "xls")


def test_relationship_types() -> None:
    assert relation_type(TCM + "hasTasteIn") == "HAS_TASTE_IN"
