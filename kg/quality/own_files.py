"""Check somebody's own RDF file: on top of the built-in graph, with file and line for each problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg import locate
from kg.errors import KgError
from kg.graph import KnowledgeGraph, open_graph
from kg.namespaces import PREFIXES, SKOS
from kg.quality.checks import Problem, run_checks
from kg.store.engine import Embedded
from kg.store.load import load
from kg.store.rules import apply_rules
from kg.vocabulary import METADATA

_SHACL = "http://www.w3.org/ns/shacl#"


def check_file(path: Path, cache: Path | None = None) -> list[Problem]:
    """The problems in one RDF file, by line; SourceError when it cannot be read as RDF."""
    own = ox.Store()
    load(own, path)
    mentioned = {q.subject.value for q in own if isinstance(q.subject, ox.NamedNode)}
    mentioned |= {g.value for g in own.named_graphs() if isinstance(g, ox.NamedNode)}
    around = _with_surroundings(own, open_graph(cache=cache))
    lines = _lines(path)
    found = [p for p in run_checks(around) if p.entity in mentioned and _is_own(own, p)]
    found += [p for p in check_shapes(own) if not any(p.entity == q.entity and p.property == q.property for q in found)]
    placed = [replace(p, path=str(path), line=line_of(lines, p)) for p in found]
    return sorted(placed, key=lambda p: (p.line or 0, p.check, p.value))


def _with_surroundings(own: ox.Store, built_in: KnowledgeGraph) -> KnowledgeGraph:
    """A file amid what the built-in graph says of the things that it names, and of those that share a name with them.

    That is all the checks can see of a file's own entities, and a small part of the whole.
    """
    assert isinstance(built_in.engine, Embedded)
    whole, store = built_in.engine.store, ox.Store()
    named = {end.value for q in own for end in (q.subject, q.object, q.graph_name) if isinstance(end, ox.NamedNode)}
    called = {q.object.value for q in own if isinstance(q.object, ox.Literal) and q.predicate.value.startswith(SKOS)}
    named |= {iri for name in called for iri, _, _ in built_in.names.exact(name)}
    beyond: set[str] = set()
    for iri in named:
        node = ox.NamedNode(iri)
        for quad in (*whole.quads_for_pattern(node, None, None, None), *whole.quads_for_pattern(None, None, node, None)):
            store.add(quad)
            beyond |= {end.value for end in (quad.subject, quad.object, quad.graph_name) if isinstance(end, ox.NamedNode)}
    for iri in beyond - named:
        store.extend(q for q in whole.quads_for_pattern(ox.NamedNode(iri), None, None, None) if q.predicate.value in METADATA)
    load(store, locate.ontology() / "tcm.ttl")
    store.extend(own)
    store.extend([ox.Quad(*quad.triple) for quad in own])
    apply_rules(store, built_in.rules)
    return KnowledgeGraph(Embedded(store))


def _is_own(own: ox.Store, problem: Problem) -> bool:
    """Whether the file itself says what the problem is about, or leaves it out."""
    if not problem.value.startswith("http"):
        return True
    subject, value = ox.NamedNode(problem.entity), ox.NamedNode(problem.value)
    return next(own.quads_for_pattern(subject, None, value, None), None) is not None


def check_shapes(own: ox.Store) -> Iterator[Problem]:
    """The violations of the project's SHACL shapes in a file's triples; KgError where pyshacl is not installed."""
    try:
        import pyshacl
    except ImportError:
        raise KgError("checking shapes needs pyshacl: pip install pyshacl") from None
    import rdflib

    data = rdflib.Graph()
    triples = ox.serialize((q.triple for q in own), format=ox.RdfFormat.N_TRIPLES) or b""
    data.parse(triples, format="nt")
    shapes = rdflib.Graph()
    for path in sorted((locate.ontology() / "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    vocabulary = rdflib.Graph().parse(locate.ontology() / "tcm.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=vocabulary, advanced=False, inference="none")
    assert isinstance(report, rdflib.Graph)
    yield from _violations(report)


def _violations(report: object) -> Iterator[Problem]:
    import rdflib

    assert isinstance(report, rdflib.Graph)
    shacl = rdflib.Namespace(_SHACL)
    for result in report.subjects(rdflib.RDF.type, shacl.ValidationResult):
        entity = report.value(result, shacl.focusNode)
        severity = "warning" if report.value(result, shacl.resultSeverity) == shacl.Warning else "error"
        message = str(report.value(result, shacl.resultMessage) or "does not have the shape of its kind")
        told, _, fix = message.partition(" — ")
        yield Problem(
            "shape",
            severity,
            told,
            fix,
            str(entity),
            str(report.value(result, shacl.resultPath) or ""),
            str(report.value(result, shacl.value) or ""),
        )


def _lines(path: Path) -> list[str]:
    if path.suffix in (".gz", ".zst"):
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def line_of(lines: list[str], problem: Problem) -> int | None:
    """The line on which a problem's entity stands, with its value beside it if possible; None where it is on none."""
    declared = dict(match for line in lines for match in re.findall(r"@?prefix\s+([\w-]*):\s*<([^>]*)>", line, re.IGNORECASE))
    about = [n for n, line in enumerate(lines, 1) if _mentions(line, problem.entity, PREFIXES | declared)]
    if not about:
        return None
    if problem.value:
        for start in about:
            for number in range(start, min(start + 40, len(lines) + 1)):
                if _mentions(lines[number - 1], problem.value, PREFIXES | declared):
                    return number
    return about[0]


def _mentions(line: str, what: str, prefixes: dict[str, str]) -> bool:
    if what in line:
        return True
    for prefix, base in prefixes.items():
        if what.startswith(base) and re.search(rf"(?<![\w-]){re.escape(prefix)}:{re.escape(what[len(base) :])}(?![\w-])", line):
            return True
    return False
