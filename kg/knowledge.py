"""The graph as the draft checker asks it: read out of an engine once, compiled into tables, kept beside the compiled store.

This is the only place where the checker and the graph meet; `kg.check` knows no RDF and the graph knows no drafts.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import mmap
import re
import sys
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from kg import locate
from kg.check.knowledge import Aspect
from kg.check.lexicon import LAYOUT, Cue, NameRow
from kg.check.tables import Derivation, FactRow, Rows, TableKnowledge, compile_tables
from kg.errors import StoreError
from kg.model import Relation, Section
from kg.namespaces import INFERRED, OWL, SKOS, expand
from kg.reader import Reader, language_tag
from kg.replacing import replacing
from kg.store.engine import Embedded, Engine, values
from kg.store.rules import read_rule
from kg.vocabulary import METADATA, REMOTE, Vocabulary

_CUES = """SELECT ?cue ?kind (GROUP_CONCAT(DISTINCT ?text; SEPARATOR="\\t") AS ?patterns)
  (GROUP_CONCAT(DISTINCT STR(?relation); SEPARATOR="\\t") AS ?relations) (SAMPLE(?end) AS ?subject) (SAMPLE(?y) AS ?yes) (SAMPLE(?n) AS ?no) WHERE {
  ?cue a ?kind ; tcm:realises ?relation . FILTER(STRSTARTS(STR(?kind), STR(tcm:)))
  OPTIONAL { ?cue tcm:pattern ?p BIND(CONCAT(LANG(?p), "\\u001F", STR(?p)) AS ?text) }
  OPTIONAL { ?cue tcm:subjectIs ?end } OPTIONAL { ?cue tcm:exampleYes ?y } OPTIONAL { ?cue tcm:exampleNo ?n } }
GROUP BY ?cue ?kind ORDER BY ?cue"""
_ASPECTS = "SELECT ?sign ?plain ?relation WHERE { ?cue a tcm:AspectCue ; tcm:aspect ?sign ; tcm:insteadOf ?plain ; tcm:realises ?relation } ORDER BY ?plain"
_NAMES = """SELECT ?x ?p ?form WHERE { VALUES ?p { skos:prefLabel skos:altLabel skos:hiddenLabel skos:notation } ?x ?p ?form .
  FILTER(LANG(?form) != '' || ?p = skos:notation) }"""
_DISJOINT = """SELECT DISTINCT ?a ?b WHERE { { ?a owl:disjointWith ?b } UNION
  { ?all a owl:AllDisjointClasses ; owl:members ?list . ?list rdf:rest*/rdf:first ?a, ?b . FILTER(STR(?a) < STR(?b)) } }"""
_UNSPOKEN = frozenset({"FormulaIngredient"})
"""Kinds of things that no draft names: a herb with its dose in one formula."""

_RANK = {SKOS + "prefLabel": 0, SKOS + "altLabel": 1}


def knowledge_of(engine: Engine) -> TableKnowledge:
    """The tables of a graph: out of the file beside a compiled store, built first where it is not there or damaged."""
    place = _kept_at(engine)
    if place is not None:
        with contextlib.suppress(Exception):  # whatever is wrong with a kept file, it is built anew
            return _kept(place)
    packed = marshal.dumps(compile_tables(read_rows(engine)))
    if place is not None:
        with contextlib.suppress(OSError):
            _write_whole(place, packed)
    return TableKnowledge(_unpacked(packed))


def _kept(place: Path) -> TableKnowledge:
    with place.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as packed:
        return TableKnowledge(_unpacked(packed))


def _unpacked(packed: bytes | mmap.mmap) -> dict[str, object]:
    """The tables of a kept file, read without the garbage collector walking over them again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        tables: dict[str, object] = marshal.loads(packed)
    finally:
        if collecting:
            gc.enable()
    return tables


def _kept_at(engine: Engine) -> Path | None:
    """Where the tables of a compiled store are kept; None for a graph in memory or at an endpoint."""
    folder = Path(engine.address) if isinstance(engine, Embedded) and engine.address != "memory" else None
    return folder / f"check-{LAYOUT}-{sys.implementation.cache_tag}.tables" if folder and folder.is_dir() else None


def _write_whole(place: Path, data: bytes) -> None:
    with replacing(place) as out:
        out.write(data)
    for older in place.parent.glob("check-*.tables"):
        if older != place:
            older.unlink(missing_ok=True)


def read_rows(engine: Engine) -> Rows:
    """Everything that the checker needs to know, read out of a graph with a handful of queries."""
    reader = Reader(engine)
    vocabulary = reader.vocabulary
    backward = {q for (q,) in values(engine, "SELECT ?q WHERE { ?p owl:inverseOf ?q }")}
    forward = [r for iri, r in sorted(vocabulary.relations.items()) if iri not in backward]
    numbers = {r.iri: n for n, r in enumerate(forward)}
    triples = _triples(engine, vocabulary, numbers)
    kinds = _kinds(engine, vocabulary)
    names = [(x, _RANK.get(p, 2), t, lang) for x, p, t, lang in _named(engine) if kinds.get(x) not in _UNSPOKEN]
    triples = {t: graphs for t, graphs in triples.items() if kinds.get(t[0]) not in _UNSPOKEN and kinds.get(t[2]) not in _UNSPOKEN}
    iris = sorted({x for x, *_ in names} | {s for s, _, _ in triples} | {o for _, _, o in triples})
    place = {iri: n for n, iri in enumerate(iris)}
    labels = {x: text for x, rank, text, language in sorted(names, key=lambda n: n[3] == "en") if rank == 0}
    rows = Rows(
        concepts=iris,
        labels=[labels.get(i) or _name(i) for i in iris],
        kinds=[kinds.get(i) or "Concept" for i in iris],
        names=[NameRow(place[x], text, language, rank) for x, rank, text, language in names],
        relations=[_told(r) for r in forward],
        facts=[],
        above={k.name: sorted(_name(a) for a in vocabulary.above(iri)) for iri, k in vocabulary.kinds.items()},
        disjoint=[(_name(a), _name(b)) for a, b in values(engine, _DISJOINT)],
    )
    _add_facts(rows, triples, place, numbers, reader)
    _add_axioms(rows, engine)
    _add_cues(rows, engine, vocabulary)
    return rows


def _named(engine: Engine) -> list[tuple[str, str, str, str]]:
    from kg.store.engine import rows as solutions

    found = []
    for x, p, form in solutions(engine.query(_NAMES)):
        if isinstance(x, ox.NamedNode) and isinstance(p, ox.NamedNode) and isinstance(form, ox.Literal):
            found.append((x.value, p.value, form.value, language_tag(form) if form.language else ""))
    return found


def _name(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _told(relation: Relation) -> Relation:
    """The relation with the names of kinds, not their IRIs, as domain and range."""
    from dataclasses import replace

    return replace(relation, domain=_name(relation.domain or "Concept"), range=_name(relation.range or "Concept"))


_Triples = dict[tuple[str, str, str], set[str]]


def _triples(engine: Engine, vocabulary: Vocabulary, numbers: dict[str, int]) -> _Triples:
    """Every statement between concepts, turned forward, with the sections that say it; echoes of rules left out."""
    said: _Triples = defaultdict(set)
    told = "SELECT ?s ?o ?g WHERE {{ GRAPH ?g {{ ?s <{}> ?o }} FILTER(ISIRI(?o){}) }}"
    not_inferred = f" && ?g != <{INFERRED}>"
    for iri, relation in vocabulary.relations.items():
        if iri in METADATA or iri in REMOTE:
            continue
        if iri in numbers:
            for s, o, g in values(engine, told.format(iri, "")):
                said[(s, iri, o)].add(g)
        elif (inverse := relation.inverse) and inverse in numbers:
            for s, o, g in values(engine, told.format(iri, not_inferred)):
                said[(o, inverse, s)].add(g)
    wider = {(s, w, o) for (s, p, o), g in said.items() if g != {INFERRED} for w in vocabulary.implied_by(vocabulary.relation(p))}
    mirrored = {(o, p, s) for (s, p, o), g in said.items() if g != {INFERRED} and vocabulary.relation(p).symmetric}
    return {t: g - {INFERRED} for t, g in said.items() if g != {INFERRED} or (t not in wider and t not in mirrored)}


def _kinds(engine: Engine, vocabulary: Vocabulary) -> dict[str, str]:
    """The name of the narrowest kind of each thing."""
    inferred = set(values(engine, f"SELECT ?x ?k WHERE {{ GRAPH <{INFERRED}> {{ ?x a ?k }} }}"))
    kinds: dict[str, set[str]] = defaultdict(set)
    for x, kind in values(engine, "SELECT DISTINCT ?x ?k WHERE { ?x a ?k }"):
        if (x, kind) not in inferred:
            kinds[x].add(kind)
    return {x: _name(vocabulary.most_specific(frozenset(all_))) for x, all_ in kinds.items()}


def _add_facts(rows: Rows, triples: _Triples, place: dict[str, int], numbers: dict[str, int], reader: Reader) -> None:
    sections: dict[str, Section] = reader.sections({g for graphs in triples.values() for g in graphs})
    ordered = sorted(sections)
    number_of = {iri: n for n, iri in enumerate(ordered)}
    sets: dict[tuple[int, ...], int] = {(): 0}
    rows.sections = [sections[iri] for iri in ordered]
    for (s, p, o), graphs in triples.items():
        said = tuple(sorted(number_of[g] for g in graphs if g in number_of))
        if not said and graphs:
            said = _unnamed_section(rows, number_of, min(graphs))
        rows.facts.append(FactRow(place[s], numbers[p], place[o], sets.setdefault(said, len(sets))))
    rows.said = list(sets)


def _unnamed_section(rows: Rows, number_of: dict[str, int], iri: str) -> tuple[int, ...]:
    from kg.model import Work

    number_of[iri] = len(rows.sections)
    rows.sections.append(Section(iri, _name(iri), "", Work(iri, _name(iri))))
    return (number_of[iri],)


def _add_axioms(rows: Rows, engine: Engine) -> None:
    forward = {r.inverse: r.iri for r in rows.relations if r.inverse and r.inverse != r.iri}
    for a, b in values(engine, "SELECT DISTINCT ?a ?b WHERE { ?a owl:propertyDisjointWith ?b }"):
        turned = "^" if (a in forward) != (b in forward) else ""
        one, other = forward.get(a, a), forward.get(b, b)
        rows.excluded.setdefault(one, []).append(turned + other)
        rows.excluded.setdefault(other, []).append(turned + one)
    rows.derivations = _derivations()
    rows.inverse_functional = sorted({p for (p,) in values(engine, f"SELECT ?p WHERE {{ ?p a <{OWL}InverseFunctionalProperty> }}")})


def _derivations() -> list[Derivation]:
    """The project's rules as patterns, without what they ask of kinds; rules over variable relations are left to the store."""
    found: list[Derivation] = []
    for path in sorted((locate.ontology() / "rules").glob("*.rq")):
        rule = read_rule(path)
        spoken = [p for p in rule.premises if p[1] not in ("a", "rdf:type")]
        told = [(s, expand(r) or r, o) for s, r, o in (rule.head, *spoken)]
        if not any(r.startswith("?") for _, r, _ in told):
            found.append((told[0], told[1:]))
    return found


def _in_order(vocabulary: Vocabulary, relations: list[str], told: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The relations that a cue voices, those first whose label the cue itself is."""
    return tuple(sorted(relations, key=lambda relation: (not _alike(vocabulary.relation(relation), told), relation)))


def _add_cues(rows: Rows, engine: Engine, vocabulary: Vocabulary) -> None:
    source = engine if values(engine, "SELECT ?c WHERE { ?c tcm:realises ?r } LIMIT 1") else _own_cues()
    for iri, kind, patterns, relations, subject, yes, no in values(source, _CUES):
        name = _name(kind)
        if name not in _KIND:
            continue
        told = tuple((text, language) for language, _, text in sorted(p.partition("\x1f") for p in patterns.split("\t") if p))
        voiced = _in_order(vocabulary, [r for r in relations.split("\t") if r], told)
        rows.cues.append(Cue(iri, _KIND[name], told, voiced, subject == "object", yes, no))
    rows.aspects = [Aspect(*a) for a in values(source, _ASPECTS)]


def _alike(relation: Relation, patterns: tuple[tuple[str, str], ...]) -> bool:
    """Whether a cue says a relation in the relation's own words: that one is meant first."""
    words = {w[:5] for text, _ in patterns for w in re.findall(r"[a-z]{4,}", text)}
    return any(word[:5] in words for word in relation.label.casefold().split())


_KIND = {
    "VerbCue": "verb",
    "PassiveCue": "passive",
    "NounCue": "noun",
    "AdjectiveCue": "adjective",
    "LabelCue": "label",
    "FrameCue": "frame",
    "CopulaCue": "copula",
    "PhraseCue": "phrase",
}


def _own_cues() -> Embedded:
    """The project's own cue phrases, for a graph that brings none."""
    import pyoxigraph as ox

    store = ox.Store()
    path = locate.ontology() / "cues.ttl"
    try:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    except OSError as error:
        raise StoreError(f"the cue phrases cannot be read: {path}: {error}") from None
    return Embedded(store)
