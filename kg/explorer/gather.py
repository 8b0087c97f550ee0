"""Gather what a page shows out of a graph, in a handful of questions however large the graph is.

Every concept with its names, definition and codes; every statement once with its sections; what was inferred, but not
where it only says a statement backwards or in wider words (as `kg.reader` has it).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.explorer.rows import cells, graphless_cells, iri, literal
from kg.graph import KnowledgeGraph
from kg.model import Relation
from kg.namespaces import DCTERMS, INFERRED, ONTOLOGY, OWL, RDF, RDFS, SKOS
from kg.reader import last_part
from kg.vocabulary import METADATA, REMOTE, Vocabulary

Literal = tuple[str, str, str]
_MATCHES = tuple(SKOS + m for m in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch"))
_ABOUT_SOURCES = frozenset(DCTERMS + n for n in ("title", "creator", "date", "rights", "bibliographicCitation", "license", "description", "source"))
_SAID_OF_ENTRY = METADATA | REMOTE | _ABOUT_SOURCES | {DCTERMS + "isReplacedBy"}
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
    links = [Link(*key, False, tuple(sorted(g))) for key, g in said.items()] + [Link(*key, True, ()) for key in _concluded(graph, said.keys(), vocabulary)]
    known = _concepts(entries, links, facts, vocabulary)
    chosen = {thing: _kind(kinds.get(thing), vocabulary) for thing in sorted(known)}
    sections = {s for link in links for s in link.sections} | {s for key in facts for s in facts[key]}
    return Gathered(
        chosen,
        entries,
        sorted(links, key=lambda x: (x.subject, x.relation, x.object)),
        [Fact(*key, tuple(sorted(g))) for key, g in sorted(facts.items())],
        sorted(sections),
        vocabulary,
    )


def _asserted(graph: KnowledgeGraph) -> tuple[dict[tuple[str, str, str], set[str]], dict[tuple[str, str, Literal], set[str]]]:
    """What sections say, and what stands in no section's graph: between concepts, and with values; each with its sections."""
    links: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    facts: dict[tuple[str, str, Literal], set[str]] = defaultdict(set)
    unseen = ", ".join(f"<{p}>" for p in sorted(_SAID_OF_ENTRY))
    pattern = f"?s ?p ?o FILTER(?p NOT IN ({unseen}))"
    sourced = cells(graph.engine, f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ {pattern} }} FILTER(?g != <{INFERRED}>) }}")
    for row in (*sourced, *graphless_cells(graph.engine, pattern)):
        subject, predicate, section = iri(row[0]), iri(row[1]), iri(row[3]) if len(row) > 3 else ""
        if not subject or _is_vocabulary(subject):
            continue
        if (object_ := iri(row[2])) and not _is_vocabulary(object_):
            links[subject, predicate, object_].update({section} if section else ())
        elif value := literal(row[2]):
            facts[subject, predicate, value].update({section} if section else ())
    return links, facts


def _is_vocabulary(thing: str) -> bool:
    return thing.startswith((ONTOLOGY, OWL, RDF, RDFS, SKOS, DCTERMS)) or thing == ONTOLOGY[:-1]


def _concluded(graph: KnowledgeGraph, asserted: Iterable[tuple[str, str, str]], vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """What follows by rule and is no mere echo of something said or followed already."""
    unseen = ", ".join(f"<{p}>" for p in sorted(_SAID_OF_ENTRY))
    rows = cells(graph.engine, f"SELECT ?s ?p ?o WHERE {{ GRAPH <{INFERRED}> {{ ?s ?p ?o FILTER(?p NOT IN ({unseen})) }} }}")
    inferred = sorted((s[1:-1], p[1:-1], o[1:-1]) for s, p, o in rows if not _is_vocabulary(s[1:-1]) and not _is_vocabulary(o[1:-1]) and o[0] == "<")
    forward, backward = _echoing(vocabulary)
    echoes: set[tuple[str, str, str]] = set()
    for subject, predicate, object_ in (*asserted, *inferred):
        if (subject, predicate, object_) in echoes:
            continue
        echoes.update((subject, wider, object_) for wider in forward.get(predicate, ()))
        echoes.update((object_, back, subject) for back in backward.get(predicate, ()) if (object_, back, subject) != (subject, predicate, object_))
    return [key for key in inferred if key not in echoes]


def _echoing(vocabulary: Vocabulary) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """For each relation: the wider ones that it implies, and those that it and they imply read backwards."""
    forward = {iri_: vocabulary.implied_by(r) for iri_, r in vocabulary.relations.items()}
    backward = {iri_: frozenset(b for i in (iri_, *forward[iri_]) if (b := _back(vocabulary.relation(i)))) for iri_ in forward}
    return forward, backward


def _back(relation: Relation) -> str | None:
    return relation.iri if relation.symmetric else relation.inverse


def _entries(graph: KnowledgeGraph) -> dict[str, Entry]:
    """The names, definitions, codes and matches of everything that has them, sections and works included."""
    wanted = [SKOS + n for n in _SPOKEN] + [RDFS + "label", OWL + "deprecated", DCTERMS + "isReplacedBy", *_MATCHES, *sorted(_ABOUT_SOURCES)]
    wanted += [ONTOLOGY + n for n in ("sectionOf", "viewpoint", "locator")]
    values = " ".join(f"<{p}>" for p in wanted)
    entries: dict[str, Entry] = defaultdict(Entry)
    for x, p, v in cells(graph.engine, f"SELECT DISTINCT ?x ?p ?v WHERE {{ VALUES ?p {{ {values} }} ?x ?p ?v }}"):
        entry = entries[x[1:-1]]
        if found := literal(v):
            entry.texts[p[1:-1]].append(found)
        else:
            entry.links[p[1:-1]].append(iri(v))
    return dict(entries)


def _kinds(graph: KnowledgeGraph) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for x, k in cells(graph.engine, "SELECT DISTINCT ?x ?k WHERE { ?x a ?k }"):
        found[x[1:-1]].add(k[1:-1])
    return {x: frozenset(k) for x, k in found.items()}


def _kind(kinds: frozenset[str] | None, vocabulary: Vocabulary) -> str:
    return vocabulary.most_specific(kinds) if kinds else ""


def _concepts(entries: dict[str, Entry], links: list[Link], facts: Iterable[tuple[str, str, Literal]], vocabulary: Vocabulary) -> set[str]:
    """The IRIs of all that a page shows as a concept: what has a preferred label, and whatever a statement speaks of."""
    named = {x for x, e in entries.items() if SKOS + "prefLabel" in e.texts}
    spoken = {end for link in links for end in (link.subject, link.object)} | {subject for subject, _, _ in facts}
    sources = {x for x, e in entries.items() if ONTOLOGY + "sectionOf" in e.links} | {w for e in entries.values() for w in e.links.get(ONTOLOGY + "sectionOf", ())}
    return {x for x in named | spoken if not _is_vocabulary(x) and x not in vocabulary.kinds and x not in vocabulary.relations} - sources


def label_of(thing: str, entry: Entry | None) -> str:
    """The preferred English label, else any label, else what the IRI ends with."""
    if entry is None:
        return last_part(thing)
    return entry.text(SKOS + "prefLabel", "en", "") or entry.text(SKOS + "prefLabel") or entry.text(RDFS + "label") or last_part(thing)


__all__ = ["Entry", "Fact", "Gathered", "Link", "gather", "label_of"]
