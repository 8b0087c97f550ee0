"""What the service says of itself and of its data: SPARQL 1.1 Service Description, VoID, counts, the list of pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from kg.formats import RDF_FORMATS, RESULT_FORMATS
from kg.graph import KnowledgeGraph
from kg.namespaces import CONCEPT, DCTERMS, ONTOLOGY, PREFIXES, RDF, SOURCE, XSD
from kg.server.dumps import DUMPS
from kg.server.frames import Answer
from kg.server.site import Site
from kg.store.engine import values

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
_IANA = "https://www.iana.org/assignments/media-types/"
FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
_LISTED_IRIS = 40_000


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _triple(subject: str, predicate: str, object_: str | int) -> ox.Triple:
    end = ox.Literal(object_) if isinstance(object_, int) else _node(object_)
    return ox.Triple(_node(subject), _node(predicate), end)


def _written(triples: list[ox.Triple], media_type: str) -> Answer:
    form = ox.RdfFormat.from_media_type(media_type)
    prefixes = {**PREFIXES, "sd": SD, "void": VOID, "dcat": DCAT}
    body = ox.serialize(triples, format=form, prefixes=prefixes) or b""
    return Answer(200, {"content-type": media_type}, body, lasting=True)


def service(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The service description of the endpoint (W3C SPARQL 1.1 Service Description)."""
    me, data = site.sparql, f"{site.sparql}#dataset"
    triples = [
        _triple(me, RDF + "type", SD + "Service"),
        _triple(me, SD + "endpoint", me),
        _triple(me, SD + "supportedLanguage", SD + "SPARQL11Query"),
        _triple(me, SD + "feature", SD + "UnionDefaultGraph"),
        *(_triple(me, SD + "resultFormat", FORMATS + name) for name in _FORMAT_NAMES),
        _triple(me, SD + "defaultDataset", data),
        _triple(data, RDF + "type", SD + "Dataset"),
        _triple(data, SD + "defaultGraph", f"{me}#default"),
        _triple(f"{me}#default", RDF + "type", SD + "Graph"),
    ]
    return _written(triples + _dataset(graph, site), str(arguments["media"]))


def void(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The data set told in VoID and DCAT, with what it says of itself (`ontology/dataset.ttl`)."""
    return _written(_dataset(graph, site), str(arguments["media"]))


def _dataset(graph: KnowledgeGraph, site: Site) -> list[ox.Triple]:
    me, counted = f"{site.root}/void#data", graph.counts()
    triples = [
        _triple(me, RDF + "type", VOID + "Dataset"),
        _triple(me, RDF + "type", DCAT + "Dataset"),
        _triple(me, VOID + "sparqlEndpoint", site.sparql),
        _triple(me, VOID + "triples", counted["statements"] + counted["inferred"]),
        _triple(me, VOID + "entities", counted["concepts"]),
        _triple(me, VOID + "documents", counted["sections"]),
        *(triple for ending, (_, media_type) in DUMPS.items() for triple in _dump(me, f"{site.root}/dump/{ending}", media_type)),
        _triple(me, VOID + "exampleResource", CONCEPT + "qi"),
        *(_triple(me, VOID + "vocabulary", iri) for iri in (ONTOLOGY.rstrip("#"), PREFIXES["skos"].rstrip("#"))),
        ox.Triple(_node(me), _node(VOID + "uriSpace"), ox.Literal(CONCEPT)),
        ox.Triple(_node(me), _node(VOID + "uriSpace"), ox.Literal(SOURCE)),
        ox.Triple(_node(me), _node(DCTERMS + "title"), ox.Literal(site.title, language="en")),
    ]
    of_itself = f"SELECT ?p ?o WHERE {{ ?d a <{DCAT}Dataset> ; ?p ?o FILTER(?p NOT IN (rdf:type, dcterms:title)) }}"
    triples += [ox.Triple(_node(me), p, o) for p, o in graph.query(of_itself).terms if isinstance(p, ox.NamedNode) and o is not None]
    if graph.fingerprint:
        triples.append(ox.Triple(_node(me), _node(DCTERMS + "identifier"), ox.Literal(graph.fingerprint, datatype=_node(XSD + "string"))))
    return triples + [_triple(me, VOID + "feature", FORMATS + name) for name in _FORMAT_NAMES[4:]]


def _dump(data: str, place: str, media_type: str) -> list[ox.Triple]:
    """A dump as VoID and as a DCAT distribution."""
    return [
        _triple(data, VOID + "dataDump", place),
        _triple(data, DCAT + "distribution", place),
        _triple(place, RDF + "type", DCAT + "Distribution"),
        _triple(place, DCAT + "downloadURL", place),
        _triple(place, DCAT + "mediaType", _IANA + media_type),
        _triple(place, DCAT + "compressFormat", _IANA + "application/gzip"),
    ]


def facts(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """Counts and fingerprint of the data, for `/health` and the pages."""
    found = {**graph.counts(), "fingerprint": graph.fingerprint, "formats": [*RESULT_FORMATS, *RDF_FORMATS]}
    return Answer(200, {"content-type": "application/json"}, json.dumps(found).encode(), lasting=True)


def iris(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The sitemap: every concept, section and work that has a page (sitemaps.org protocol, at most 40,000 a file)."""
    from kg.server.pages import render
    from kg.server.site import path_of

    offset = int(arguments["page"]) * _LISTED_IRIS
    query = (
        "SELECT DISTINCT ?x WHERE { { ?x skos:prefLabel ?l } UNION { ?x tcm:sectionOf ?w } UNION { ?s tcm:sectionOf ?x } "
        f'FILTER(STRSTARTS(STR(?x), "{PREFIXES["c"]}") || STRSTARTS(STR(?x), "{PREFIXES["src"]}")) }} ORDER BY ?x LIMIT {_LISTED_IRIS} OFFSET {offset}'
    )
    paths = [path_of(iri) for (iri,) in values(graph.engine, query)]
    body = render("sitemap.xml", site=site, paths=[p for p in paths if p])
    return Answer(200, {"content-type": "application/xml"}, body.encode(), lasting=True)
