"""Gather what a page shows out of a graph, in a handful of questions however large the graph is.

Every concept with its names, definition and codes; every statement once with its sections; what was inferred, but not
where it only says a statement backwards or in wider words (as `kg.reader` has it).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter

from kg.explorer.rows import cells, iri, literal, of_predicates, sourced
from kg.graph import KnowledgeGraph
from kg.model import Relation
from kg.namespaces import DCTERMS, INFERRED, ONTOLOGY, OWL, RDF, RDFS, SKOS, expand
from kg.reader import last_part
from kg.vocabulary import METADATA, REMOTE, Vocabulary

Literal = tuple[str, str, str]
Triple = tuple[str, str, str]
Fact3 = tuple[str, str, Literal]
_MATCHES = tuple(SKOS + m for m in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch"))
ABOUT_SOURCES = frozenset(
    DCTERMS + n for n in ("title", "creator", "date", "rights", "bibliographicCitation", "license", "description", "source")
)
_SAID_OF_ENTRY = METADATA | REMOTE | ABOUT_SOURCES | {DCTERMS + "isReplacedBy"}
_OF_VOCABULARY = (ONTOLOGY[:-1], OWL, RDF, RDFS, SKOS, DCTERMS)
_SPOKEN = ("prefLabel", "altLabel", "definition", "notation")


@dataclass(slots=True)
class Entry:
    """What the graph says of one thing itself: literals and links of its entry, by predicate."""

    texts: dict[str, list[Literal]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def text(self, predicate: str, *languages: str) -> str:
        """The first text of a predicate in one of the languages, tried in turn; any where none is named."""
        said = self.texts.get(predicate, [])
        for language in languages:
            if found := min((t for t, tag, _ in said if tag == language), default=""):
                return found
        return said[0][0] if said and not languages else ""


@dataclass(frozen=True, slots=True)
class Link:
    """One statement between two concepts: IRIs, whether it is only inferred, and the IRIs of the sections that make it."""

    subject: str
    relation: str
    object: str
    inferred: bool
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement with a value in place of an object."""

    subject: str
    relation: str
    value: Literal
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a page is made of; `concepts` maps each IRI to its kind's IRI, in the order of IRIs."""

    concepts: dict[str, str]
    entries: dict[str, Entry]
    links: list[Link]
    facts: list[Fact]
    sections: list[str]
    vocabulary: Vocabulary


def gather(graph: KnowledgeGraph) -> Gathered:
    """Everything in a graph that a page shows, sorted, so that the same graph gives the same page."""
    vocabulary = graph.reader.vocabulary
    said, facts = _asserted(graph)
    entries = _entries(graph)
    kinds = _kinds(graph)
    links = [Link(*key, False, tuple(sorted(g))) for key, g in said.items()] + [
        Link(*key, True, ()) for key in _concluded(graph, said.keys(), vocabulary)
    ]
    known = _concepts(entries, links, facts, vocabulary)
    narrowest = cache(lambda given: vocabulary.most_specific(given) if given else "")
    chosen = {thing: narrowest(kinds.get(thing, frozenset())) for thing in sorted(known)}
    sections = {s for link in links for s in link.sections} | {s for key in facts for s in facts[key]}
    return Gathered(
        chosen,
        entries,
        sorted(links, key=attrgetter("subject", "relation", "object")),
        [Fact(*key, tuple(sorted(g))) for key, g in sorted(facts.items())],
        sorted(sections),
        vocabulary,
    )


def _asserted(graph: KnowledgeGraph) -> tuple[dict[Triple, set[str]], dict[Fact3, set[str]]]:
    """What sections say, and what stands in no section's graph: between concepts, and with values; each with its sections."""
    links: dict[Triple, set[str]] = defaultdict(set)
    facts: dict[Fact3, set[str]] = defaultdict(set)
    for s, p, o, g in sourced(graph.engine):
        _add(links, facts, (s, p, o), g[1:-1])
    for s, p, o in _unsourced(graph, Counter(p for _, p, _ in links) + Counter(p for _, p, _ in facts)):
        _add(links, facts, (s, p, o), "")
    return links, facts


def _add(links: dict[Triple, set[str]], facts: dict[Fact3, set[str]], row: Triple, section: str) -> None:
    """One row of cells put where it belongs; what says something of an entry or of the vocabulary is passed over."""
    subject, predicate, object_ = iri(row[0]), row[1][1:-1], iri(row[2])
    if not subject or predicate in _SAID_OF_ENTRY or subject.startswith(_OF_VOCABULARY) or object_.startswith(_OF_VOCABULARY):
        return
    if object_:
        sections = links[subject, predicate, object_]
    elif value := literal(row[2]):
        sections = facts[subject, predicate, value]
    else:
        return
    if section:
        sections.add(section)


def _unsourced(graph: KnowledgeGraph, said: Counter[str]) -> Iterable[Triple]:
    """The rows of the default graph for each relation of which it holds more than sections say and rules give."""
    count = "SELECT ?p (COUNT(*) AS ?n) WHERE {{ {} }} GROUP BY ?p"
    merged = {p[1:-1]: int(n) for p, n in cells(graph.engine, count.format("?s ?p ?o"))}
    inferred = {p[1:-1]: int(n) for p, n in cells(graph.engine, count.format(f"GRAPH <{INFERRED}> {{ ?s ?p ?o }}"))}
    more = [p for p, n in merged.items() if p not in _SAID_OF_ENTRY and n > said[p] + inferred.get(p, 0)]
    if not more:
        return []
    concluded = set(of_predicates(graph.engine, more, INFERRED))
    return [row for row in of_predicates(graph.engine, more) if row not in concluded]


def _is_vocabulary(thing: str) -> bool:
    return thing.startswith(_OF_VOCABULARY)


def _concluded(graph: KnowledgeGraph, asserted: Iterable[Triple], vocabulary: Vocabulary) -> list[Triple]:
    """What follows by a rule that says something new, in the words of that rule, and is no echo of something said."""
    rows = of_predicates(graph.engine, _telling(graph), INFERRED)
    inferred = sorted(
        (s[1:-1], p[1:-1], o[1:-1]) for s, p, o in rows if not _is_vocabulary(s[1:-1]) and not _is_vocabulary(o[1:-1]) and o[0] == "<"
    )
    forward, backward = _echoing(vocabulary)
    echoes: set[Triple] = set()
    for subject, predicate, object_ in (*asserted, *inferred):
        if (subject, predicate, object_) in echoes:
            continue
        echoes.update((subject, wider, object_) for wider in forward.get(predicate, ()))
        echoes.update(
            (object_, back, subject) for back in backward.get(predicate, ()) if (object_, back, subject) != (subject, predicate, object_)
        )
    return [key for key in inferred if key not in echoes]


def _telling(graph: KnowledgeGraph) -> list[str]:
    """The relations that rules conclude by more than reading a statement backwards or in wider words."""
    heads = {found for rule in graph.rules if (found := expand(rule.head[1]))}
    transitive = {x[1:-1] for (x,) in cells(graph.engine, "SELECT ?x WHERE { ?x a owl:TransitiveProperty }")}
    return sorted((heads | transitive) - _SAID_OF_ENTRY)


def _echoing(vocabulary: Vocabulary) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """For each relation: the wider ones that it implies, and those that it and they imply read backwards."""
    forward = {iri_: vocabulary.implied_by(r) for iri_, r in vocabulary.relations.items()}
    backward = {iri_: frozenset(b for i in (iri_, *forward[iri_]) if (b := _back(vocabulary.relation(i)))) for iri_ in forward}
    return forward, backward


def _back(relation: Relation) -> str | None:
    return relation.iri if relation.symmetric else relation.inverse


def _entries(graph: KnowledgeGraph) -> dict[str, Entry]:
    """The names, definitions, codes and matches of everything that has them, sections and works included."""
    wanted = [SKOS + n for n in _SPOKEN] + [RDFS + "label", OWL + "deprecated", DCTERMS + "isReplacedBy", *_MATCHES, *sorted(ABOUT_SOURCES)]
    wanted += [ONTOLOGY + n for n in ("sectionOf", "viewpoint", "locator", "shortTitle")]
    entries: dict[str, Entry] = defaultdict(Entry)
    for x, p, v in of_predicates(graph.engine, wanted):
        entry = entries[x[1:-1]]
        if found := literal(v):
            entry.texts[p[1:-1]].append(found)
        else:
            entry.links[p[1:-1]].append(iri(v))
    return dict(entries)


def _kinds(graph: KnowledgeGraph) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for x, _, k in of_predicates(graph.engine, [RDF + "type"]):
        found[x[1:-1]].add(k[1:-1])
    return {x: frozenset(k) for x, k in found.items()}


def _concepts(entries: dict[str, Entry], links: list[Link], facts: Iterable[tuple[str, str, Literal]], vocabulary: Vocabulary) -> set[str]:
    """The IRIs of all that a page shows as a concept: what has a preferred label, and whatever a statement speaks of."""
    named = {x for x, e in entries.items() if SKOS + "prefLabel" in e.texts}
    spoken = {end for link in links for end in (link.subject, link.object)} | {subject for subject, _, _ in facts}
    sources = {x for x, e in entries.items() if ONTOLOGY + "sectionOf" in e.links} | {
        w for e in entries.values() for w in e.links.get(ONTOLOGY + "sectionOf", ())
    }
    return {x for x in named | spoken if not _is_vocabulary(x) and x not in vocabulary.kinds and x not in vocabulary.relations} - sources


def label_of(thing: str, entry: Entry | None) -> str:
    """The preferred English label, else any label, else what the IRI ends with."""
    if entry is None:
        return last_part(thing)
    return entry.text(SKOS + "prefLabel", "en", "") or entry.text(SKOS + "prefLabel") or entry.text(RDFS + "label") or last_part(thing)


__all__ = ["Entry", "Fact", "Gathered", "Link", "gather", "label_of"]
