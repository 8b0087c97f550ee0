"""The vocabulary of a graph as tables: its relations and its kinds, read once from the graph itself."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from kg.model import Kind, Relation
from kg.namespaces import ONTOLOGY, OWL, RDF, RDFS, SKOS
from kg.store.engine import Engine, values

_PROPERTIES = """SELECT ?p ?type ?label ?lang ?definition ?sentence ?inverse ?parent ?domain ?range ?group WHERE {
  VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty }
  ?p a ?kind ; tcm:sentence ?sentence ; rdfs:label ?label ; skos:definition ?definition ; a ?type .
  BIND(LANG(?label) AS ?lang)
  OPTIONAL { ?p owl:inverseOf ?inverse } OPTIONAL { ?p rdfs:subPropertyOf ?parent }
  OPTIONAL { ?p rdfs:domain ?domain } OPTIONAL { ?p rdfs:range ?range } OPTIONAL { ?p tcm:group ?group } }"""

_CLASSES = """SELECT ?class ?label ?lang ?definition ?parent WHERE {
  ?class a owl:Class ; rdfs:label ?label . BIND(LANG(?label) AS ?lang) OPTIONAL { ?class skos:definition ?definition }
  OPTIONAL { ?class rdfs:subClassOf ?parent } }"""

METADATA = frozenset(
    {
        RDF + "type",
        *(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "definition", "scopeNote", "notation", "note")),
        *(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "inScheme", "topConceptOf")),
        *(RDFS + name for name in ("label", "comment", "subClassOf", "subPropertyOf", "domain", "range", "seeAlso", "isDefinedBy")),
        *(ONTOLOGY + name for name in ("sectionOf", "viewpoint", "locator", "heading", "text", "shortTitle", "sentence", "group")),
        OWL + "deprecated",
        OWL + "inverseOf",
        OWL + "disjointWith",
        OWL + "propertyDisjointWith",
    }
)
"""Predicates that say something about a concept's entry and make no statement."""

REMOTE = frozenset({SKOS + "broaderTransitive", SKOS + "narrowerTransitive"})
"""Relations that only sum others up; shown nowhere but in answers to SPARQL."""


class Vocabulary:
    """The relations and kinds of one graph."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @cached_property
    def relations(self) -> dict[str, Relation]:
        """Every relation by IRI, inverses included."""
        facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        columns = ("type", "label", "lang", "definition", "sentence", "inverse", "parent", "domain", "range", "group")
        for iri, *row in values(self._engine, _PROPERTIES):
            found = dict(zip(columns, row, strict=True))
            facts[iri]["label_" + found.pop("lang")[:2]].add(found.pop("label"))
            for key, text in found.items():
                if text:
                    facts[iri][key].add(text)
        relations = {iri: _relation(iri, fact) for iri, fact in facts.items()}
        return _with_inverses(relations)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every kind by IRI."""
        facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for iri, label, lang, definition, parent in values(self._engine, _CLASSES):
            facts[iri]["label_" + lang[:2]].add(label)
            facts[iri]["definition"].add(definition)
            if parent and parent != iri:
                facts[iri]["parents"].add(parent)
        return {iri: _kind(iri, fact) for iri, fact in facts.items()}

    @cached_property
    def _disjoint(self) -> dict[str, set[str]]:
        pairs: dict[str, set[str]] = defaultdict(set)
        for one, other in values(self._engine, "SELECT ?a ?b WHERE { ?a owl:propertyDisjointWith ?b }"):
            pairs[one].add(other)
            pairs[other].add(one)
        return pairs

    def disjoint(self, relation_iri: str) -> frozenset[str]:
        """The IRIs of the relations that cannot hold between two things between which this one does."""
        return frozenset(self._disjoint.get(relation_iri, ()))

    def relation(self, iri: str) -> Relation:
        """The relation with an IRI; one made from the IRI's last part where the vocabulary does not know it."""
        return self.relations.get(iri) or Relation(iri, _words(iri))

    @cached_property
    def _above(self) -> dict[str, frozenset[str]]:
        above: dict[str, frozenset[str]] = {}

        def climb(iri: str, trail: frozenset[str]) -> frozenset[str]:
            if iri not in above and iri not in trail:
                parents = self.kinds[iri].parents if iri in self.kinds else frozenset()
                above[iri] = parents.union(*(climb(p, trail | {iri}) for p in parents))
            return above.get(iri, frozenset())

        for iri in self.kinds:
            climb(iri, frozenset())
        return above

    def above(self, kind_iri: str) -> frozenset[str]:
        """The IRIs of all kinds wider than one."""
        return self._above.get(kind_iri, frozenset())

    def most_specific(self, kinds: frozenset[str]) -> str:
        """Of the kinds that a thing is given, the IRI of the narrowest; an empty string where there is none."""
        own = [k for k in kinds if not any(k in self.above(other) for other in kinds if other != k)]
        ours = [k for k in own if k.startswith(ONTOLOGY)]
        return min(ours or own, default="")

    def implied_by(self, relation: Relation) -> frozenset[str]:
        """The IRIs of the wider relations that hold whenever this one does."""
        found: set[str] = set()
        open_ = set(relation.parents)
        while open_:
            iri = open_.pop()
            if iri not in found:
                found.add(iri)
                open_ |= self.relation(iri).parents
        return frozenset(found)


def _one(fact: dict[str, set[str]], key: str) -> str:
    return min(fact.get(key, ()), default="")


def _relation(iri: str, fact: dict[str, set[str]]) -> Relation:
    types = {t.removeprefix(OWL) for t in fact.get("type", ())}
    return Relation(
        iri=iri,
        label=_one(fact, "label_en") or _words(iri),
        sentence=_one(fact, "sentence"),
        inverse=_one(fact, "inverse") or None,
        parents=frozenset(fact.get("parent", ())),
        symmetric="SymmetricProperty" in types,
        functional="FunctionalProperty" in types,
        asymmetric="AsymmetricProperty" in types,
        domain=_one(fact, "domain") or None,
        range=_one(fact, "range") or None,
        group=_one(fact, "group"),
        definition=_one(fact, "definition"),
        label_zh=_one(fact, "label_zh"),
    )


def _with_inverses(relations: dict[str, Relation]) -> dict[str, Relation]:
    """The inverse named on either of the two stands on both."""
    from dataclasses import replace

    backwards = {r.inverse: iri for iri, r in relations.items() if r.inverse}
    return {iri: r if r.inverse or iri not in backwards else replace(r, inverse=backwards[iri]) for iri, r in relations.items()}


def _kind(iri: str, fact: dict[str, set[str]]) -> Kind:
    name = iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return Kind(
        iri, name, _one(fact, "label_en") or name, frozenset(fact.get("parents", ())), _one(fact, "definition"), _one(fact, "label_zh")
    )


def _words(iri: str) -> str:
    """The last part of an IRI, camel case taken apart.

    >>> _words("http://example.org/hasColour")
    'has colour'
    """
    last = iri.rstrip("/").rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return "".join(f" {ch.lower()}" if ch.isupper() and i else ch for i, ch in enumerate(last))
