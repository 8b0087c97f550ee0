"""Pages for people and descriptions for programs: one address for every IRI, and the forms of the service."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import KgError, Missing, NotFound
from kg.graph import KnowledgeGraph
from kg.model import Concept, Ref, Relation, Section, Statement
from kg.namespaces import INFERRED, ONTOLOGY, PREFIXES, SOURCE, shorten
from kg.server.evaluate import CUT_HEADER, QueryJob, answer_query
from kg.server.frames import Answer
from kg.server.problem import Refusal, refusal_of
from kg.server.site import Site, link_of, path_of
from kg.store.engine import iri_list, values

if TYPE_CHECKING:
    from jinja2 import Environment

HTML = "text/html; charset=utf-8"
MEDIA = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""The ending of a page's path and the media type that it stands for; the first is offered first."""

SAFETY = "What sources say is recorded here; it is not medical advice."
_NEEDS_SAFETY = frozenset({"Intervention", "Herb", "PreparedHerb", "Formula", "Acupoint", "FormulaIngredient"})
_CAUTIONS = ("hasToxicity", "contraindicatedIn", "cautionIn", "incompatibleWith", "antagonises", "forbiddenAt", "incompatibleWithin")
"""The relations that warn, in the order in which a page tells them before all else."""
_SHOWN_STATEMENTS = 2_000
_SHOWN_OF_SECTION = 500


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("kg.server"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(link_of=link_of, path_of=path_of, shorten=shorten, safety=SAFETY)
    return environment


def render(template: str, **given: object) -> str:
    """A template filled; everything that is put in is escaped."""
    return _environment().get_template(template).render(**given)


def _page(template: str, **given: object) -> Answer:
    return Answer(200, {"content-type": HTML}, render(template, **given).encode(), lasting=True)


# ---------------------------------------------------------------------- concepts, sections, works


def resource(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The description of one IRI as a page or as RDF; NotFound where the graph does not know it."""
    iri, media_type = str(arguments["iri"]), str(arguments["media"])
    if not values(
        graph.engine, f"SELECT ?p WHERE {{ {{ {iri_list([iri])} ?p ?o }} UNION {{ GRAPH {iri_list([iri])} {{ ?s ?p ?o }} }} }} LIMIT 1"
    ):
        raise NotFound("page for", shorten(iri))
    if media_type != "text/html":
        return _description(graph, iri, media_type)
    if not iri.startswith(SOURCE):
        return _concept_page(graph, site, iri)
    section = graph.reader.sections([iri]).get(iri)
    is_work = values(graph.engine, f"SELECT ?s WHERE {{ ?s tcm:sectionOf {iri_list([iri])} }} LIMIT 1")
    if is_work:
        return _work_page(graph, site, iri)
    return _section_page(graph, site, iri, section)


def _description(graph: KnowledgeGraph, iri: str, media_type: str) -> Answer:
    """What is said of an IRI and with it, and the names of what stands at the other end; JSON-LD also tells which section says it."""
    node = iri_list([iri])
    own = f"{{ BIND({node} AS ?s) {node} ?p ?o }} UNION {{ BIND({node} AS ?o) ?s ?p {node} }} UNION {{ GRAPH {node} {{ ?s ?p ?o }} }}"
    query = f"SELECT DISTINCT ?s ?p ?o ?g WHERE {{ {own} OPTIONAL {{ GRAPH ?g {{ ?s ?p ?o }} }} }} LIMIT 20000"
    if media_type == "application/ld+json":
        from kg.export.jsonld import render_quads

        quads = (ox.Quad(s, p, o, g or ox.DefaultGraph()) for s, p, o, g in _solutions(graph, query))
        return Answer(200, {"content-type": media_type}, render_quads(sorted(quads, key=str)), lasting=True)
    triples = dict.fromkeys(ox.Triple(s, p, o) for s, p, o, _ in _solutions(graph, query))
    form = ox.RdfFormat.from_media_type(media_type)
    body = ox.serialize(sorted(triples, key=str), format=form, prefixes=PREFIXES) or b""
    return Answer(200, {"content-type": media_type}, body, lasting=True)


def _solutions(graph: KnowledgeGraph, query: str) -> Iterable[Any]:
    solutions = graph.engine.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return solutions


def _concept_page(graph: KnowledgeGraph, site: Site, iri: str) -> Answer:
    found = graph.reader.concepts([iri])
    concept = found[0] if found else Concept(graph.reader.refs([iri])[iri])
    statements = graph.statements(concept)
    outgoing = [s for s in statements if s.subject.iri == iri]
    incoming = [s for s in statements if s.subject.iri != iri]
    return _page(
        "concept.html",
        site=site,
        concept=concept,
        codes=list(dict.fromkeys(f"{code.scheme} {code.text}" for code in concept.codes)),
        kind=graph.reader.vocabulary.kinds.get(ONTOLOGY + concept.kind),
        group=_group(graph, concept.kind),
        cautions=[(r, rows) for name in _CAUTIONS for r, rows in _by_relation(outgoing) if r.iri == ONTOLOGY + name],
        outgoing=_by_relation(outgoing[:_SHOWN_STATEMENTS]),
        incoming=_by_relation(incoming[:_SHOWN_STATEMENTS]),
        hidden=max(0, len(outgoing) - _SHOWN_STATEMENTS) + max(0, len(incoming) - _SHOWN_STATEMENTS),
        unsafe=_shows_treatment(graph, [concept.ref, *_ends(statements)]),
    )


def _group(graph: KnowledgeGraph, kind: str) -> str:
    """The key of the group of kinds that gives a concept its mark; an empty string where the explorer, which has them, is not here."""
    try:
        from kg.explorer.groups import GROUPS, group_of
    except ImportError:
        return ""
    number = group_of(ONTOLOGY + kind, graph.reader.vocabulary.kinds)
    return GROUPS[number].key if kind and number < len(GROUPS) else ""


def _by_relation(statements: Iterable[Statement]) -> list[tuple[Relation, list[Statement]]]:
    """Statements by relation, what a source says before what follows, relations by which nothing but that is told last."""
    groups: dict[Relation, list[Statement]] = {}
    for s in sorted(statements, key=lambda s: (s.relation.group, s.relation.label, s.inferred)):
        groups.setdefault(s.relation, []).append(s)
    return sorted(groups.items(), key=lambda group: all(s.inferred for s in group[1]))


def _ends(statements: Iterable[Statement]) -> Iterable[Ref]:
    for s in statements:
        yield s.subject
        if isinstance(s.object, Ref):
            yield s.object


def _shows_treatment(graph: KnowledgeGraph, refs: Iterable[Ref]) -> bool:
    """Whether anything here is given to people: a herb, a formula, a point, a method, or any other intervention."""
    vocabulary = graph.reader.vocabulary
    names = {ref.kind for ref in refs}
    return bool(names & _NEEDS_SAFETY) or any(ONTOLOGY + "Intervention" in vocabulary.above(ONTOLOGY + name) for name in names)


def _section_page(graph: KnowledgeGraph, site: Site, iri: str, section: Section | None) -> Answer:
    node = iri_list([iri])
    count = int(values(graph.engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}")[0][0])
    few = f"SELECT ?s WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o LIMIT {_SHOWN_OF_SECTION}"
    subjects = list(dict.fromkeys(s for (s,) in values(graph.engine, few)))
    said = [s for s in graph.reader.statements(subjects, incoming=False) if _in_section(s, iri)][:_SHOWN_OF_SECTION]
    return _page(
        "section.html",
        site=site,
        iri=iri,
        section=section,
        groups=_by_relation(said),
        count=count,
        shown=len(said),
        unsafe=_shows_treatment(graph, _ends(said)),
    )


def _in_section(statement: Statement, iri: str) -> bool:
    return statement.inferred if iri == INFERRED else any(s.iri == iri for s in statement.sources)


def _work_page(graph: KnowledgeGraph, site: Site, iri: str) -> Answer:
    sections = sorted(graph.sections(iri), key=lambda s: _natural(s.iri))
    query = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ ?g tcm:sectionOf {iri_list([iri])} . GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
    said = {g: int(n) for g, n in values(graph.engine, query)}
    names = [
        (text, lang)
        for text, lang in values(graph.engine, f"SELECT ?t (LANG(?t) AS ?l) WHERE {{ {iri_list([iri])} dcterms:title ?t }} ORDER BY ?l")
    ]
    return _page("work.html", site=site, iri=iri, work=sections[0].work, names=names, sections=sections, said=said)


def _natural(text: str) -> list[object]:
    """A key by which 2 comes before 10.

    >>> sorted(["s-10", "s-2"], key=_natural)
    ['s-2', 's-10']
    """
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text)]


# ---------------------------------------------------------------------- lists


def works(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The page of all works."""
    query = "SELECT ?w (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s tcm:sectionOf ?w } GROUP BY ?w"
    counted = {w: int(n) for w, n in values(graph.engine, query)}
    return _page("works.html", site=site, works=[w for w in graph.works() if w.iri], counted=counted)


def vocabulary(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The page of kinds and relations, or the vocabulary as RDF."""
    media_type = str(arguments["media"])
    if media_type != "text/html":
        query = f'CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{ONTOLOGY.rstrip("#")}")) }}'
        triples = graph.engine.query(query)
        body = ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.from_media_type(media_type), prefixes=PREFIXES) or b""  # type: ignore[arg-type]
        return Answer(200, {"content-type": media_type}, body, lasting=True)
    words = graph.reader.vocabulary
    kinds = sorted((k for k in words.kinds.values() if k.iri.startswith(ONTOLOGY)), key=lambda k: k.label)
    relations = sorted((r for r in words.relations.values() if r.iri.startswith(ONTOLOGY)), key=lambda r: (r.group, r.label))
    return _page("vocabulary.html", site=site, kinds=kinds, relations=relations)


def search(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The concepts that a text may mean, as a page or (``media`` JSON) for programs."""
    text = str(arguments["text"])[:200]
    found = graph.find(text, 50) if text.strip() else []
    if arguments["media"] != "text/html":
        body = json.dumps([m.as_json() for m in found], ensure_ascii=False).encode()
        return Answer(200, {"content-type": "application/json"}, body, lasting=True)
    kinds = {kind.name: kind.label for kind in graph.reader.vocabulary.kinds.values()}
    return _page("search.html", site=site, text=text, found=found, kinds=kinds)


# ---------------------------------------------------------------------- SPARQL for people


def query_page(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The page of the endpoint: examples, the query, and its answer as a table."""
    query = str(arguments["query"])
    given: dict[str, Any] = {
        "site": site,
        "query": query,
        "questions": list(_questions(graph)),
        "table": None,
        "error": "",
        "text": "",
        "cut": "",
    }
    if not query:
        return _page("sparql.html", **given)
    media = {"rows": "application/sparql-results+json", "boolean": "application/sparql-results+json", "triples": "text/turtle"}
    job = QueryJob(query, arguments.get("default"), arguments.get("named"), media, site.sparql, int(arguments["rows"]), 4 * 2**20)
    try:
        answer = answer_query(graph.engine, job)
    except (KgError, Refusal) as error:
        refusal = error if isinstance(error, Refusal) else refusal_of(error)
        page = render("sparql.html", **{**given, "error": refusal.detail})
        return Answer(refusal.status, {"content-type": HTML}, page.encode())
    given["cut"] = answer.headers.get(CUT_HEADER, "")
    if answer.headers["answer-kind"] == "triples":
        given["text"] = answer.body.decode()
    else:
        given["table"] = _table(json.loads(answer.body))
    return Answer(200, {"content-type": HTML}, render("sparql.html", **given).encode(), answer.lasting)


def _table(results: dict[str, Any]) -> dict[str, Any]:
    """An answer in the JSON format as columns and cells for the page."""
    if "boolean" in results:
        return {"columns": ["answer"], "rows": [[{"text": "yes" if results["boolean"] else "no", "link": "", "lang": ""}]]}
    columns = results["head"]["vars"]
    return {"columns": columns, "rows": [[_cell(row.get(name)) for name in columns] for row in results["results"]["bindings"]]}


def _cell(term: dict[str, Any] | None) -> dict[str, str]:
    if term is None:
        return {"text": "", "link": "", "lang": ""}
    if term["type"] == "uri":
        short = shorten(term["value"])
        return {"text": short.strip("<>"), "link": link_of(term["value"]), "lang": ""}
    text = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)
    return {"text": text, "link": "", "lang": str(term.get("xml:lang", ""))}


def _questions(graph: KnowledgeGraph) -> Iterable[dict[str, str]]:
    """The questions of the catalogue with the parameters of their examples filled in."""
    for question in graph.catalogue:
        try:
            text = graph.question_text(question.name, question.example)
        except KgError:
            continue
        yield {"title": question.title, "summary": question.summary, "text": text}


# ---------------------------------------------------------------------- rooms next door


def explorer(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """Write the explorer page into the folder that is given; Missing where the explorer is not installed.

    What of it depends on the data alone is kept beside a compiled graph, so that the next start finds it.
    """
    try:
        from kg.explorer import write_page
        from kg.explorer.assemble import has_oxigraph
    except ImportError:
        raise Missing("the explorer page is not installed here; see /sparql, /search and /works") from None
    beside = Path(graph.engine.address) if Path(graph.engine.address).is_dir() else None
    write_page(graph, Path(str(arguments["folder"])) / "explorer.html", sparql=has_oxigraph(), cache=beside, served=True)
    return Answer(200, {}, b"")
