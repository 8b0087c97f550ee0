"""A small invented world for the checker: its concepts and statements as tables, the project's real vocabulary and cues."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg import locate
from kg.check.tables import TableKnowledge, compile_tables
from kg.knowledge import read_rows
from kg.namespaces import CONCEPT, DCTERMS, ONTOLOGY, RDF, SKOS, SOURCE
from kg.store.engine import Embedded
from kg.store.rules import apply_rules, read_rule

HERE = Path(__file__).parent
LANGUAGES = {"en": "en", "zh": "zh-Hans", "hant": "zh-Hant", "pinyin": "zh-Latn-pinyin"}


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@cache
def engine() -> Embedded:
    """The world in memory, with the vocabulary, the cues and what follows by rule."""
    store = ox.Store()
    root = locate.ontology()
    for name in ("tcm.ttl", "cues.ttl"):
        store.bulk_load(path=str(root / name), format=ox.RdfFormat.TURTLE)
    for row in _rows("world.tsv"):
        concept = _node(CONCEPT + row["slug"])
        store.add(ox.Quad(concept, _node(RDF + "type"), _node(ONTOLOGY + row["kind"])))
        for column, language in LANGUAGES.items():
            for place, text in enumerate(row[column].split("|")):
                predicate = SKOS + ("altLabel" if place else "prefLabel")
                store.add(ox.Quad(concept, _node(predicate), ox.Literal(text, language=language)))
    for row in _rows("statements.tsv"):
        relation = (SKOS if row["relation"] == "broader" else ONTOLOGY) + row["relation"]
        ends = (_node(CONCEPT + row["subject"]), _node(relation), _node(CONCEPT + row["object"]))
        store.add(ox.Quad(*ends, _node(SOURCE + row["section"])))
    for section in "a-1", "b-1", "c-1", "c-2", "d-1":
        node, work = _node(SOURCE + section), _node(SOURCE + section[0])
        store.add(ox.Quad(node, _node(ONTOLOGY + "sectionOf"), work))
        store.add(ox.Quad(node, _node(ONTOLOGY + "locator"), ox.Literal(f"§{section[2:]}")))
        store.add(ox.Quad(work, _node(DCTERMS + "title"), ox.Literal(f"Book {section[0].upper()}", language="en")))
    store.bulk_extend([ox.Quad(q.subject, q.predicate, q.object) for q in store if isinstance(q.graph_name, ox.NamedNode)])
    apply_rules(store, [read_rule(path) for path in sorted((root / "rules").glob("*.rq"))], lambda _: None)
    return Embedded(store)


@cache
def world() -> TableKnowledge:
    """What the checker knows of the world."""
    return TableKnowledge(compile_tables(read_rows(engine())))
