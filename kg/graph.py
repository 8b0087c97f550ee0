"""The one object that people hold: a knowledge graph that can be asked, walked and compared.

Opened on the built-in data, on one's own RDF, on a compiled folder, or on a SPARQL endpoint; the same methods in all cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from kg import locate
from kg.answer import Answer
from kg.catalogue import Catalogue
from kg.errors import KgError, Misuse, NotFound, SourceError
from kg.namespaces import INFERRED, PREFIXES, expand, shorten
from kg.store.engine import Embedded, Engine, iri_list, values
from kg.store.files import built_in, from_path
from kg.store.opened import open_cached, open_compiled, quiet

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.differential import Candidate
    from kg.model import Comparison, Concept, Conclusion, Match, Path, Ref, Section, Statement, Work
    from kg.network import PathOptions
    from kg.reader import Reader
    from kg.store.names import NameIndex
    from kg.store.rules import Rule

CANDIDATES = 5


def open_graph(
    source: str | FilePath | None = None,
    *,
    with_built_in: bool = False,
    cache: FilePath | None = None,
    progress: Callable[[str], None] = quiet,
) -> KnowledgeGraph:
    """A knowledge graph, ready to be asked.

    ``source`` is nothing for the built-in data, a file or folder of RDF (alone, or ``with_built_in`` on top of the
    built-in data), a folder made by ``kg compile``, or the http(s) address of a SPARQL 1.1 endpoint. Compiled data are
    kept in ``cache`` (the user's cache folder if not given).

    Raises SourceError for a path that holds no readable RDF, EndpointError for an endpoint that does not answer.
    """
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        from kg.store.remote import Remote

        return KnowledgeGraph(Remote(source))
    if isinstance(source, str) and not source.strip():
        raise SourceError("“”", "an empty path names no graph")
    if source is not None and (opened := open_compiled(FilePath(source))):
        return KnowledgeGraph(opened.engine, opened.names_at, opened.fingerprint)
    sources = built_in() if source is None else from_path(FilePath(source), with_built_in)
    opened = open_cached(sources, cache or default_cache(), progress)
    return KnowledgeGraph(opened.engine, opened.names_at, opened.fingerprint)


def default_cache() -> FilePath:
    """The folder of the user's cache in which compiled data are kept."""
    from platformdirs import user_cache_path

    return user_cache_path("tcm-kg", appauthor=False)


class KnowledgeGraph:
    """Concepts, statements with their sections and works, and the ways to ask for them."""

    def __init__(self, engine: Engine, names_at: FilePath | None = None, fingerprint: str = "") -> None:
        self.engine = engine
        self.fingerprint = fingerprint
        self._names_at = names_at

    @cached_property
    def reader(self) -> Reader:
        """Reads concepts, statements and sections out of the engine."""
        from kg.reader import Reader

        return Reader(self.engine)

    # ------------------------------------------------------------------ finding

    @cached_property
    def names(self) -> NameIndex:
        """The index of names; made from the graph itself where none came with it."""
        from kg.store.names import NameIndex, names_of, write_index

        if self._names_at:
            return NameIndex.open(self._names_at)
        return NameIndex(write_index(None, names_of(self.engine)))

    def find(self, text: str, limit: int = 20) -> list[Match]:
        """The concepts that a text may mean, best first: same name, then names that begin with or hold it; else the parts of a compound Chinese name, or near misses."""
        rows = self.names.exact(text)
        rows += [r for r in self.names.starting(text, limit) if r[0] not in {e[0] for e in rows}]
        rows = rows or self.names.parts(text) or self.names.similar(text, limit)
        from kg.model import Match

        refs = self.reader.refs(iri for iri, _, _ in rows[:limit])
        return [Match(refs[iri], form, rank) for iri, form, rank in rows[:limit]]

    def meanings(self, name: str) -> list[Ref]:
        """The concepts that bear exactly this name (or have this IRI or code), the most connected first.

        Raises NotFound with the nearest candidates where there is none.
        """
        if (iri := expand(name)) and (known := self.reader.concepts([iri])):
            return [known[0].ref]
        rows = self.names.exact(name)
        if not rows:
            raise NotFound("concept", name, [f"{m.ref.label} ({shorten(m.ref.iri)})" for m in self.find(name, CANDIDATES)])
        refs = self.reader.refs(iri for iri, _, _ in rows)
        if len(rows) == 1:
            return list(refs.values())
        weight = self._degrees(refs)
        first = {iri: (form.casefold() != name.casefold(), rank) for iri, form, rank in rows}
        return sorted(refs.values(), key=lambda r: (*first[r.iri], -weight.get(r.iri, 0), r.iri))

    def _degrees(self, iris: Iterable[str]) -> dict[str, int]:
        query = (
            f"SELECT ?x (COUNT(*) AS ?n) WHERE {{ VALUES ?x {{ {iri_list(list(iris))} }} {{ ?x ?p ?o }} UNION {{ ?s ?p ?x }} }} GROUP BY ?x"
        )
        return {iri: int(n) for iri, n in values(self.engine, query)}

    def concept(self, name: str) -> Concept:
        """The concept with a name, IRI, prefixed name or code; where several bear it, the most connected.

        Raises NotFound with the nearest candidates where there is none.
        """
        return self.concept_of(self.meanings(name)[0].iri)

    def concept_of(self, iri: str) -> Concept:
        """The concept with an IRI; NotFound where the graph says nothing of it."""
        found = self.reader.concepts([iri])
        if not found:
            raise NotFound("concept", shorten(iri))
        return found[0]

    # ------------------------------------------------------------------ statements

    def statements(self, concept: Concept | Ref | str, incoming: bool = True) -> list[Statement]:
        """Every statement about a concept, with the sections that make it; what follows by rule comes last and is marked."""
        return self.reader.statements([self._iri(concept)], incoming)

    def neighbours(self, concept: Concept | Ref | str, depth: int = 1, limit: int = 200) -> list[Statement]:
        """The statements within ``depth`` steps of a concept, nearest first."""
        from kg import network

        return network.neighbours(self.reader, self._iri(concept), depth, limit)

    def paths(self, start: str | Ref | Concept, goal: str | Ref | Concept, options: PathOptions | None = None) -> list[Path]:
        """The shortest chains from one concept to another, shortest first; an empty list where there is none.

        A name that several concepts bear stands for any of them.
        """
        from kg import network

        return network.find_paths(self.reader, self._iris(start), self._iris(goal), options)

    def compare(self, *concepts: str | Ref | Concept) -> Comparison:
        """What two or more concepts share, where they differ, and where they are opposed; Misuse for fewer than two."""
        from kg import network

        iris = list(dict.fromkeys(self._iri(c) for c in concepts))
        if len(iris) < 2:
            raise Misuse("at least two concepts are needed for a comparison" + (", not one twice" if len(concepts) > 1 else ""))
        return network.compare(self.reader, iris)

    def differentiate(self, present: Sequence[str], absent: Sequence[str] = (), limit: int = 10) -> list[Candidate]:
        """The patterns that show most of the present signs (by any of their names), with what speaks for and against each."""
        from kg.differential import differentiate

        shown, missing = (list(dict.fromkeys(iri for name in names for iri in self._signs(name))) for names in (present, absent))
        return differentiate(self.reader, shown, missing, limit)

    def _signs(self, name: str) -> list[str]:
        """The IRI of the sign with a name, or those of the signs that a compound Chinese name puts together."""
        parts = [] if self.names.exact(name) else [iri for iri, _, _ in self.names.parts(name)]
        return parts or [self._iri(name)]

    def explain(self, statement: Statement) -> list[Conclusion]:
        """From which statements an inferred one follows, by which rule; every rule that gives it once."""
        from kg.model import Ref

        if not isinstance(statement.object, Ref):
            return []
        own = [rule for rule in self.rules if rule.head[1] == shorten(statement.relation.iri)]
        general = [rule for rule in self.rules if rule.head[1].startswith("?")]
        found = [c for rule in own for c in self._premises(rule, statement)]
        return found or [c for rule in general for c in self._premises(rule, statement)]

    def _premises(self, rule: Rule, statement: Statement) -> list[Conclusion]:
        from kg.model import Conclusion, Ref

        assert isinstance(statement.object, Ref)
        answer = self.query(rule.explain(statement.subject.iri, statement.relation.iri, statement.object.iri))
        found = []
        for row in answer.rows[:1]:
            bound = {f"?{name}": str(value) for name, value in zip(answer.variables, row, strict=True)}
            triples = [tuple(bound.get(part) or expand(part) or part for part in pattern) for pattern in rule.premises]
            premises = [s for triple in triples for s in self._statement(*triple)]
            found.append(Conclusion(statement, rule.title, tuple(premises)))
        return found

    def _statement(self, subject: str, relation: str, object_: str) -> list[Statement]:
        """The statement with these ends, if it is one that sections make or a rule gives."""
        from kg.model import Ref

        return [
            s
            for s in self.reader.statements([subject], incoming=False)
            if s.relation.iri == relation and isinstance(s.object, Ref) and s.object.iri == object_
        ]

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules by which statements follow from others."""
        from kg.store.rules import read_rule

        return [read_rule(path) for path in built_in().rules]

    # ------------------------------------------------------------------ sources

    def sections(self, work: str | None = None) -> list[Section]:
        """Every section, or those of one work (IRI), in the order of their IRIs."""
        where = f"?x tcm:sectionOf {f'<{work}>' if work else '?w'}"
        iris = [iri for (iri,) in values(self.engine, f"SELECT DISTINCT ?x WHERE {{ {where} }} ORDER BY ?x")]
        return sorted(self.reader.sections(iris).values(), key=lambda s: s.iri)

    def works(self) -> list[Work]:
        """Every work that is cited, by title."""
        query = "SELECT DISTINCT ?x (SAMPLE(?s) AS ?one) WHERE { ?s tcm:sectionOf ?x } GROUP BY ?x"
        sections = self.reader.sections(section for _, section in values(self.engine, query))
        return sorted((s.work for s in sections.values()), key=lambda w: w.title)

    # ------------------------------------------------------------------ asking

    def query(self, text: str) -> Answer:
        """The answer to a SPARQL 1.1 query; the prefixes of the project need not be declared.

        Raises QueryError with line and column, NotAllowed for a query that would write or reach out.
        """
        return Answer(self.engine.query(text))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The questions that come with the project."""
        return Catalogue(locate.queries())

    def ask(self, name: str, **parameters: str) -> Answer:
        """The answer to a question of the catalogue; a parameter that is a concept may be given by any of its names."""
        return self.query(self.question_text(name, parameters))

    def question_text(self, name: str, parameters: Mapping[str, str]) -> str:
        """The SPARQL text of a question with its parameters filled in; NotFound for an unknown question, concept or parameter."""
        question = self.catalogue.get(name)
        known = {p.name: p for p in question.parameters}
        for given in parameters:
            if given not in known:
                raise NotFound("parameter", given, list(known))
        iris = {n: self.meanings(v)[0].iri for n, v in parameters.items() if known[n].kind == "concept"}
        return question.filled(iris, parameters)

    # ------------------------------------------------------------------ as other libraries see it

    def dataset(self) -> rdflib.Dataset:
        """The graph as an rdflib Dataset over the same store: plain queries see the merge of all, ``GRAPH`` tells sections apart.

        Give it query text, never a prepared query. KgError for a graph at an endpoint.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        if not isinstance(self.engine, Embedded):
            raise KgError("an rdflib Dataset is at hand only for an embedded graph; ask the endpoint instead")
        dataset = rdflib.Dataset(store=OxigraphStore(store=self.engine.store))
        for prefix, iri in PREFIXES.items():
            dataset.bind(prefix, iri)
        return dataset

    def network(self, inferred: bool = False) -> networkx.MultiDiGraph:
        """The graph as a networkx MultiDiGraph: nodes are IRIs with label and kind, edges keyed by relation IRI with label, inferred and sources."""
        import networkx

        from kg.model import Ref

        graph = networkx.MultiDiGraph()
        iris = [iri for (iri,) in values(self.engine, "SELECT DISTINCT ?x WHERE { ?x skos:prefLabel ?l }")]
        for ref in self.reader.refs(iris).values():
            graph.add_node(ref.iri, label=ref.label, kind=ref.kind)
        for s in self.reader.statements(iris, incoming=False):
            if isinstance(s.object, Ref) and (inferred or not s.inferred):
                graph.add_edge(
                    s.subject.iri,
                    s.object.iri,
                    key=s.relation.iri,
                    label=s.relation.label,
                    inferred=s.inferred,
                    sources=[x.iri for x in s.sources],
                )
        return graph

    # ------------------------------------------------------------------ small things

    def counts(self) -> dict[str, int]:
        """How many concepts, statements (asserted, inferred), sections and works the graph holds."""
        query = {
            "concepts": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x skos:prefLabel ?l FILTER(LANG(?l) = 'en') }",
            "statements": f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{INFERRED}>) }}",
            "inferred": f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }}",
            "sections": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x tcm:sectionOf ?w }",
            "works": "SELECT (COUNT(DISTINCT ?w) AS ?n) WHERE { ?x tcm:sectionOf ?w }",
        }
        return {name: int(values(self.engine, text)[0][0]) for name, text in query.items()}

    def _iri(self, concept: str | Ref | Concept) -> str:
        return self.meanings(concept)[0].iri if isinstance(concept, str) else concept.iri

    def _iris(self, concept: str | Ref | Concept) -> Sequence[str]:
        return [r.iri for r in self.meanings(concept)] if isinstance(concept, str) else [concept.iri]
