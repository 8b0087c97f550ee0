"""One small graph and one service over it for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.server.service import Service, compiled, serving

WORLD = """
@prefix c: <https://w3id.org/tcm-kg/concept/> . @prefix tcm: <https://w3id.org/tcm-kg/ontology#> . @prefix src: <https://w3id.org/tcm-kg/source/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix d: <http://kasei.us/2009/09/sparql/data/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
tcm:Pattern a owl:Class ; rdfs:label "pattern"@en ; skos:definition "A pattern."@en .
tcm:Herb a owl:Class ; rdfs:label "herb"@en ; skos:definition "A herb."@en .
tcm:causes a owl:ObjectProperty ; rdfs:label "causes"@en ; skos:definition "Brings about."@en ; tcm:sentence "{subject} causes {object}" .
tcm:treats a owl:ObjectProperty ; rdfs:label "treats"@en ; skos:definition "Is given for."@en ; tcm:sentence "{subject} treats {object}" .
c:qi a tcm:Substance ; skos:prefLabel "Qi"@en, "气"@zh-Hans, "氣"@zh-Hant, "qì"@zh-Latn-pinyin ; skos:altLabel "vital qi"@en ; skos:definition "What moves."@en .
c:moon-stasis a tcm:Pattern ; skos:prefLabel "Moon stasis"@en ; skos:definition "Invented."@en .
c:star-leaf a tcm:Herb ; skos:prefLabel "Star leaf"@en ; skos:altLabel "<script>alert(1)</script>"@en .
c:evil a tcm:Pattern ; skos:prefLabel "<img src=x onerror=alert(2)>"@en ; skos:definition "\\"><script>alert(3)</script>"@en .
src:book a tcm:Work ; dcterms:title "Book of tests"@en, "試書"@zh-Hant ; dcterms:creator "Nobody" ; dcterms:rights "public domain" .
src:book-1 a tcm:Section ; tcm:sectionOf src:book ; dcterms:title "First"@en ; tcm:locator "chapter 1" .
src:book-2 a tcm:Section ; tcm:sectionOf src:book ; dcterms:title "Second"@en ; tcm:locator "chapter 2" .
src:book-1 { c:moon-stasis tcm:causes c:evil . c:star-leaf tcm:treats c:moon-stasis . }
src:book-2 { c:star-leaf tcm:treats c:moon-stasis . c:qi tcm:note "javascript:alert(4)" . }
src:inferred { c:qi tcm:causes c:moon-stasis . }
d:data0.rdf { d:data0.rdf a foaf:Document } d:data1.rdf { d:data1.rdf a foaf:Document } d:data2.rdf { d:data2.rdf a foaf:Document } d:data3.rdf { d:data3.rdf a foaf:Document }
"""


@pytest.fixture(scope="session")
def graph_folder(tmp_path_factory: pytest.TempPathFactory):
    return compiled(tmp_path_factory.mktemp("world"), WORLD)


@pytest.fixture(scope="session")
def service(graph_folder) -> Service:
    with serving(graph_folder, deadline=3.0) as running:
        yield running
