"""Read concepts, statements and sections out of an engine, many at a time, as the nouns of the model.

The same few queries serve the embedded store and a remote endpoint; each is bounded by the IRIs that it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.model import Code, Concept, Name, Ref, Section, Statement, Value, Work
from kg.namespaces import CONCEPT, INFERRED, ONTOLOGY, RDF, SKOS
from kg.store.engine import Engine, Term, iri_list, rows, values
from kg.vocabulary import METADATA, REMOTE, Vocabulary

BATCH = 400
_INVISIBLE = METADATA | REMOTE
_MATCHES = {SKOS + m: m.removesuffix("Match") for m in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")}
_TOLD_OF_A_CONCEPT = (
    "skos:prefLabel, skos:altLabel, skos:definition, skos:notation, skos:exactMatch, skos:closeMatch, "
    "skos:broadMatch, skos:narrowMatch, owl:deprecated, dcterms:isReplacedBy, rdf:type"
)
_LANGUAGE_ORDER = ("en", "zh-Hans", "zh-Hant", "zh-Latn-pinyin", "la")
_SCHEMES = {
    "string": "code",
    "who2008": "WHO 2008",
    "icd11": "ICD-11",
    "herb2": "HERB 2.0",
    "gbt16751.1": "GB/T 16751.1",
    "gbt16751.2": "GB/T 16751.2",
    "gbt16751.3": "GB/T 16751.3",
}
_TAGS = {tag.lower(): tag for tag in _LANGUAGE_ORDER}


class Reader:
    """Reads one graph; keeps the references, sections and works that it has met."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.vocabulary = Vocabulary(engine)
        self._refs: dict[str, Ref] = {}
        self._sections: dict[str, Section] = {}

    def refs(self, iris: Iterable[str]) -> dict[str, Ref]:
        """The references of these concepts, by IRI; one made from its IRI where the graph has no label for it."""
        wanted = list(dict.fromkeys(iris))
        for batch in _batches([iri for iri in wanted if iri not in self._refs]):
            self._read_refs(batch)
        return {iri: self._refs[iri] for iri in wanted}

    def _read_refs(self, batch: Sequence[str]) -> None:
        labels: dict[str, str] = {}
        kinds: dict[str, set[str]] = defaultdict(set)
        wanted = "rdf:type, skos:prefLabel, rdfs:label"
        query = f"SELECT ?x ?p ?v WHERE {{ VALUES ?x {{ {iri_list(batch)} }} ?x ?p ?v FILTER(?p IN ({wanted})) }}"
        for row in rows(self.engine.query(query)):
            iri, predicate, value = _text(row[0]), _text(row[1]), row[2]
            if predicate == RDF + "type":
                kinds[iri].add(_text(value))
            elif isinstance(value, ox.Literal) and (value.language in ("en", None) or iri not in labels):
                labels[iri] = value.value
        for iri in batch:
            kind = self.vocabulary.most_specific(frozenset(kinds[iri]))
            self._refs[iri] = Ref(iri, labels.get(iri) or last_part(iri), last_part(kind))

    def concepts(self, iris: Sequence[str]) -> list[Concept]:
        """The concepts with these IRIs that the graph knows, in the order given."""
        facts: dict[str, list[tuple[str, Term | None]]] = defaultdict(list)
        refs = self.refs(iris)
        for batch in _batches(list(iris)):
            query = f"SELECT DISTINCT ?x ?p ?v WHERE {{ VALUES ?x {{ {iri_list(batch)} }} ?x ?p ?v FILTER(?p IN ({_TOLD_OF_A_CONCEPT})) }}"
            for row in rows(self.engine.query(query)):
                facts[_text(row[0])].append((_text(row[1]), row[2]))
        found = [_concept(refs[iri], facts[iri]) for iri in iris if facts[iri]]
        return self._with_icd_codes(found)

    def _with_icd_codes(self, concepts: list[Concept]) -> list[Concept]:
        """Matches told by their code where the graph holds the code of the IRI that is matched."""
        from dataclasses import replace

        targets = sorted({code.text for concept in concepts for code in concept.codes if code.match})
        if not targets:
            return concepts
        query = f"SELECT ?x ?code WHERE {{ VALUES ?x {{ {iri_list(targets)} }} ?x skos:notation ?code }}"
        known = {iri: code for iri, code in values(self.engine, query)}  # noqa: C416 - for the types
        return [replace(c, codes=tuple(replace(k, text=known.get(k.text, k.text)) if k.match else k for k in c.codes)) for c in concepts]

    def statements(self, iris: Iterable[str], incoming: bool = True) -> list[Statement]:
        """Every statement with one of these concepts as subject (and, if wanted, as object), each once with all its sources.

        What is inferred comes too, but not where it only says an asserted statement backwards or in wider words.
        """
        ends = ("?s", "?o") if incoming else ("?s",)
        bounds = [f"VALUES {end} {{ {iri_list(batch)} }}" for batch in _batches(list(dict.fromkeys(iris))) for end in ends]
        return self._bounded(bounds)

    def between(self, pairs: Iterable[tuple[str, str]]) -> list[Statement]:
        """Every statement from the first to the second of a pair of concepts (IRIs), or back, as `statements` gives them."""
        both_ways = sorted({way for one, other in pairs for way in ((one, other), (other, one))})
        bounds = []
        for start in range(0, len(both_ways), BATCH):
            ends = " ".join(f"({iri_list([one])} {iri_list([other])})" for one, other in both_ways[start : start + BATCH])
            bounds.append(f"VALUES (?s ?o) {{ {ends} }}")
        return self._bounded(bounds)

    def links(self, iris: Iterable[str]) -> list[tuple[str, str, str]]:
        """Subject, relation and object (IRIs) of every statement about these concepts, asserted or inferred, echoes among them.

        What a search needs to know of a great many statements, without their words and sources.
        """
        found: list[tuple[str, str, str]] = []
        for batch in _batches(list(dict.fromkeys(iris))):
            for end in ("?s", "?o"):
                query = f"SELECT ?s ?p ?o WHERE {{ VALUES {end} {{ {iri_list(batch)} }} ?s ?p ?o FILTER(ISIRI(?s) && ISIRI(?o)) }}"
                found += [(s, p, o) for s, p, o in values(self.engine, query) if p not in _INVISIBLE]
        return found

    def _bounded(self, bounds: Iterable[str]) -> list[Statement]:
        """The statements within each of some bounds (VALUES blocks on ?s and ?o)."""
        said: dict[tuple[str, str, Term], set[str]] = defaultdict(set)
        for bound in bounds:
            query = f"SELECT ?s ?p ?o ?g WHERE {{ {bound} ?s ?p ?o . OPTIONAL {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
            for subject, predicate, object_, graph in rows(self.engine.query(query)):
                if _text(predicate) in _INVISIBLE or not isinstance(subject, ox.NamedNode):
                    continue
                if isinstance(object_, (ox.NamedNode, ox.Literal)):
                    said[(subject.value, _text(predicate), object_)].add(_text(graph))
        return self._built(_without_echoes(said, self.vocabulary))

    def _built(self, said: dict[tuple[str, str, Term], set[str]]) -> list[Statement]:
        ends = {s for s, _, _ in said} | {o.value for _, _, o in said if isinstance(o, ox.NamedNode)}
        refs = self.refs(ends)
        sections = self.sections({g for graphs in said.values() for g in graphs if g and g != INFERRED})
        built = []
        for (subject, predicate, object_), graphs in said.items():
            end = refs[object_.value] if isinstance(object_, ox.NamedNode) else _value(object_)
            sources = tuple(sorted((sections[g] for g in graphs if g in sections), key=lambda s: s.iri))
            built.append(Statement(refs[subject], self.vocabulary.relation(predicate), end, graphs == {INFERRED}, sources))
        return sorted(built, key=statement_order)

    def sections(self, iris: Iterable[str]) -> dict[str, Section]:
        """The sections with these IRIs and their works, by IRI."""
        wanted = set(iris)
        for batch in _batches(sorted(wanted - self._sections.keys())):
            query = (
                "SELECT ?x ?title ?locator ?view ?work ?name ?author ?date ?rights ?cited WHERE { VALUES ?x { "
                + iri_list(batch)
                + " } OPTIONAL { ?x dcterms:title ?title FILTER(LANG(?title) = 'en') } OPTIONAL { ?x tcm:locator ?locator } OPTIONAL { ?x tcm:viewpoint/rdfs:label ?view FILTER(LANG(?view) = 'en') }"
                " OPTIONAL { ?x tcm:sectionOf ?work . ?work dcterms:title ?name FILTER(LANG(?name) = 'en') OPTIONAL { ?work dcterms:creator ?author } OPTIONAL { ?work dcterms:date ?date }"
                " OPTIONAL { ?work dcterms:rights ?rights } OPTIONAL { ?work tcm:shortTitle ?cited } } }"
            )
            for iri, title, locator, view, work, name, author, date, rights, cited in values(self.engine, query):
                self._sections[iri] = Section(iri, title, locator, Work(work, name or last_part(iri), author, date, rights, cited), view)
        return {iri: self._sections[iri] for iri in wanted if iri in self._sections}


def statement_order(statement: Statement) -> tuple[object, ...]:
    """Asserted before inferred, then by relation and by the words of both ends: the same order every time."""
    end = statement.object.label if isinstance(statement.object, Ref) else statement.object.text
    return (
        statement.inferred,
        statement.relation.group,
        statement.relation.label,
        end.casefold(),
        statement.subject.label.casefold(),
        statement.subject.iri,
    )


def last_part(iri: str) -> str:
    """What stands after the last ``#`` or ``/`` of an IRI."""
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _without_echoes(said: dict[tuple[str, str, Term], set[str]], vocabulary: Vocabulary) -> dict[tuple[str, str, Term], set[str]]:
    """Leave out what is inferred only because the inverse, the mirror image or a narrower relation was asserted."""
    asserted = [(key, graphs) for key, graphs in said.items() if graphs != {INFERRED}]
    echoes: set[tuple[str, str, Term]] = set()
    for (subject, predicate, object_), _ in [*asserted, *((k, g) for k, g in said.items() if g == {INFERRED})]:
        relation = vocabulary.relation(predicate)
        same_way = {predicate, *vocabulary.implied_by(relation)}
        narrower_is_echo = (subject, predicate, object_) not in echoes
        for iri in same_way if narrower_is_echo else ():
            if iri != predicate:
                echoes.add((subject, iri, object_))
            if isinstance(object_, ox.NamedNode):
                back = iri if vocabulary.relation(iri).symmetric else vocabulary.relation(iri).inverse
                if back and (object_.value, back, subject) != (subject, predicate, object_.value):
                    echoes.add((object_.value, back, ox.NamedNode(subject)))
    return {key: graphs for key, graphs in said.items() if graphs != {INFERRED} or key not in echoes}


def _concept(ref: Ref, facts: list[tuple[str, Term | None]]) -> Concept:
    names, codes = [], []
    definition = retired = ""
    for predicate, value in facts:
        if isinstance(value, ox.Literal):
            if predicate in (SKOS + "prefLabel", SKOS + "altLabel"):
                names.append(Name(value.value, language_tag(value), predicate == SKOS + "prefLabel"))
            elif predicate == SKOS + "definition" and (not definition or value.language == "en"):
                definition = value.value
            elif predicate == SKOS + "notation":
                codes.append(Code(_SCHEMES.get(last_part(value.datatype.value), last_part(value.datatype.value)), value.value))
            elif predicate.endswith("deprecated"):
                retired = retired or "retired"
        elif isinstance(value, ox.NamedNode):
            if predicate in _MATCHES:
                codes.append(Code("ICD-11" if "id.who.int" in value.value else last_part(value.value), value.value, _MATCHES[predicate]))
            elif predicate.endswith("isReplacedBy"):
                retired = value.value.removeprefix(CONCEPT)
    names.sort(key=lambda n: (_LANGUAGE_ORDER.index(n.language) if n.language in _LANGUAGE_ORDER else 9, not n.preferred, n.text))
    return Concept(ref, tuple(names), definition, tuple(sorted(set(codes), key=lambda c: (c.scheme, c.text))), retired)


def language_tag(literal: ox.Literal) -> str:
    """The language of a literal as BCP 47 writes it (the engine keeps tags in lower case); ``en`` where it has none."""
    tag = literal.language or "en"
    return _TAGS.get(tag.lower(), tag)


def _value(literal: Term) -> Value:
    assert isinstance(literal, ox.Literal)
    return Value(literal.value, literal.datatype.value, literal.language or "")


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal, ox.BlankNode)) else ""


def _batches(iris: list[str]) -> Iterable[list[str]]:
    return (iris[i : i + BATCH] for i in range(0, len(iris), BATCH))


def kind_iri(name: str) -> str:
    """The IRI of a kind of the project's vocabulary by its name."""
    return ONTOLOGY + name
