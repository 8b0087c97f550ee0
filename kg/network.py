"""Walking the graph: neighbours, the shortest chains between two concepts, comparisons.

Everything is read from a Reader in few, bounded questions, so it works alike on the embedded store and on an endpoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.model import Comparison, Contrast, Path, Ref, Statement
from kg.namespaces import ONTOLOGY, SKOS
from kg.reader import Reader

MAX_STEPS = 5
HUB = 300
"""A concept with more links than this is a hub: paths pass through it only when nothing shorter does."""

_HIERARCHY = {
    SKOS + "broader",
    SKOS + "narrower",
    ONTOLOGY + "memberOf",
    ONTOLOGY + "hasMember",
    ONTOLOGY + "belongsToPhase",
    ONTOLOGY + "hasQuality",
}
_OPPOSITE = ONTOLOGY + "oppositeOf"


@dataclass(frozen=True, slots=True)
class PathOptions:
    """What a path may use: how long it may be, how many are wanted, relations and concepts (IRIs) to leave out."""

    max_steps: int = MAX_STEPS
    limit: int = 5
    without_relations: frozenset[str] = frozenset()
    without_concepts: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Ball:
    """What lies within some steps of a set of concepts: distance of each, and the links between them."""

    reader: Reader
    options: PathOptions
    distance: dict[str, int]
    frontier: set[str]
    links: dict[frozenset[str], list[Statement]] = field(default_factory=lambda: defaultdict(list))

    def grow(self) -> None:
        """Take one step further in all directions."""
        following: set[str] = set()
        step = max(self.distance.values()) + 1
        for statement in self.reader.statements(sorted(self.frontier)):
            if not isinstance(statement.object, Ref) or statement.relation.iri in self.options.without_relations:
                continue
            ends = {statement.subject.iri, statement.object.iri}
            if ends & self.options.without_concepts or len(ends) < 2:
                continue
            if statement not in self.links[frozenset(ends)]:
                self.links[frozenset(ends)].append(statement)
            following |= {iri for iri in ends if iri not in self.distance}
        for iri in following:
            self.distance[iri] = step
        self.frontier = following


def find_paths(reader: Reader, starts: Sequence[str], goals: Sequence[str], options: PathOptions | None = None) -> list[Path]:
    """The shortest chains from one of the starts to one of the goals (IRIs), shortest first; empty where there is none.

    Among chains of one length those come first that follow their relations forwards, use what was said rather than
    inferred, and avoid hubs and mere classification.
    """
    options = options or PathOptions()
    near = _Ball(reader, options, dict.fromkeys(starts, 0), set(starts))
    far = _Ball(reader, options, dict.fromkeys(goals, 0), set(goals))
    steps = 0
    while not (near.distance.keys() & far.distance.keys()) and steps < options.max_steps:
        smaller = min((b for b in (near, far) if b.frontier), key=lambda b: len(b.frontier), default=None)
        if smaller is None:
            return []
        smaller.grow()
        steps += 1
    meeting = near.distance.keys() & far.distance.keys()
    if not meeting:
        return []
    shortest = min(near.distance[iri] + far.distance[iri] for iri in meeting)
    if shortest < options.max_steps and near.frontier:
        near.grow()
    return _chains(near, far, starts, goals, options)


def _chains(near: _Ball, far: _Ball, starts: Sequence[str], goals: Sequence[str], options: PathOptions) -> list[Path]:
    """Paths out of the links that both balls have met, cheapest first."""
    import networkx as nx

    links = _merged(near.links, far.links)
    degree: dict[str, int] = defaultdict(int)
    for pair, statements in links.items():
        for iri in pair:
            degree[iri] += len(statements)
    graph = nx.DiGraph()
    for pair, statements in links.items():
        for one, other in (sorted(pair), sorted(pair, reverse=True)):
            best = min(statements, key=lambda s: _cost(s, one, degree[other]))
            graph.add_edge(one, other, weight=_cost(best, one, degree[other]), statement=best)
    found: list[Path] = []
    for start in starts:
        for goal in goals:
            if start != goal and start in graph and goal in graph:
                found += _cheapest(graph, start, goal, options)
    found.sort(key=lambda p: (len(p.steps), _path_cost(p), p.text))
    return found[: options.limit]


def _cheapest(graph: object, start: str, goal: str, options: PathOptions) -> list[Path]:
    import networkx as nx

    assert isinstance(graph, nx.DiGraph)
    found: list[Path] = []
    try:
        for nodes in nx.shortest_simple_paths(graph, start, goal, weight="weight"):
            if len(nodes) - 1 > options.max_steps or len(found) >= options.limit:
                break
            steps = tuple(graph.edges[a, b]["statement"] for a, b in pairwise(nodes))
            refs = {r.iri: r for s in steps for r in (s.subject, s.object) if isinstance(r, Ref)}
            found.append(Path(steps, tuple(refs[iri] for iri in nodes)))
    except nx.NetworkXNoPath:
        pass
    return found


def _merged(*parts: dict[frozenset[str], list[Statement]]) -> dict[frozenset[str], list[Statement]]:
    merged: dict[frozenset[str], dict[Statement, None]] = defaultdict(dict)
    for part in parts:
        for pair, statements in part.items():
            merged[pair].update(dict.fromkeys(statements))
    return {pair: list(statements) for pair, statements in merged.items()}


def _cost(statement: Statement, start: str, degree_beyond: int) -> float:
    """What a step costs: 1, and a little more against its direction, if inferred, by classification, or into a hub."""
    cost = 1.0
    if statement.subject.iri != start and not statement.relation.symmetric:
        cost += 0.12
    if statement.inferred:
        cost += 0.1
    if statement.relation.iri in _HIERARCHY:
        cost += 0.2
    return cost + min(degree_beyond / HUB, 1.0) * 0.15


def _path_cost(path: Path) -> float:
    return sum(_cost(s, node.iri, 0) for s, node in zip(path.steps, path.nodes, strict=False))


def neighbours(reader: Reader, start: str, depth: int = 1, limit: int = 200) -> list[Statement]:
    """The statements within some steps of a concept, nearest first, at most ``limit`` of them."""
    seen = {start}
    frontier = [start]
    found: dict[Statement, None] = {}
    for _ in range(depth):
        following: list[str] = []
        for statement in reader.statements(frontier):
            if len(found) >= limit:
                return list(found)
            found.setdefault(statement)
            for end in (statement.subject, statement.object):
                if isinstance(end, Ref) and end.iri not in seen:
                    seen.add(end.iri)
                    following.append(end.iri)
        frontier = following
    return list(found)


def compare(reader: Reader, concepts: Sequence[str]) -> Comparison:
    """What concepts share, what only one of them has, and where two have qualities that exclude one another."""
    sides = [_outlook(reader, iri) for iri in concepts]
    common = set.intersection(*(set(side) for side in sides)) if sides else set()
    shared = tuple(tuple(side[key] for side in sides) for key in sorted(common))
    different = tuple(tuple(s for key, s in side.items() if key not in common) for side in sides)
    refs = reader.refs(concepts)
    return Comparison(tuple(refs[iri] for iri in concepts), shared, different, tuple(_contrasts(reader, different)))


def _outlook(reader: Reader, iri: str) -> dict[tuple[str, str], Statement]:
    """The statements about one concept, seen from it, keyed by relation and other end; literals left aside."""
    found: dict[tuple[str, str], Statement] = {}
    for statement in reader.statements([iri]):
        if isinstance(statement.object, Ref):
            key = seen_from(reader, statement, iri)
            if key and (key not in found or found[key].inferred):
                found[key] = statement
    return found


def seen_from(reader: Reader, statement: Statement, iri: str) -> tuple[str, str] | None:
    """Family of relations and IRI of the other end as the concept ``iri`` has them; None for a literal.

    Relations of different strength (typically, plainly, possibly) are one family, named by the widest.
    """
    if not isinstance(statement.object, Ref):
        return None
    widest = family(reader, statement)
    if statement.subject.iri == iri or statement.relation.symmetric:
        return widest, statement.object.iri if statement.subject.iri == iri else statement.subject.iri
    return f"^{widest}", statement.subject.iri


def family(reader: Reader, statement: Statement) -> str:
    """The IRI of the widest relation that a statement's relation implies: the name of its family."""
    wider = reader.vocabulary.implied_by(statement.relation)
    return min(wider, key=lambda iri: (len(reader.vocabulary.relation(iri).parents), iri), default=statement.relation.iri)


def _contrasts(reader: Reader, sides: Iterable[Sequence[Statement]]) -> list[Contrast]:
    """Pairs of statements of different sides: same relation with opposite objects, or disjoint relations with one object."""
    all_sides = [list(side) for side in sides]
    objects = sorted({s.object.iri for side in all_sides for s in side if isinstance(s.object, Ref)})
    opposite = _opposites(reader, objects)
    found = []
    for number, side in enumerate(all_sides):
        for left in side:
            beyond = (s for other in all_sides[number + 1 :] for s in other)
            found += [Contrast(left, right) for right in beyond if _opposed(reader, left, right, opposite)]
    return found


def _opposites(reader: Reader, iris: Sequence[str]) -> set[tuple[str, str]]:
    pairs = set()
    for statement in reader.statements(iris, incoming=False):
        if statement.relation.iri == _OPPOSITE and isinstance(statement.object, Ref):
            pairs |= {(statement.subject.iri, statement.object.iri), (statement.object.iri, statement.subject.iri)}
    return pairs


def _opposed(reader: Reader, left: Statement, right: Statement, opposite: set[tuple[str, str]]) -> bool:
    if not (isinstance(left.object, Ref) and isinstance(right.object, Ref)):
        return False
    if family(reader, left) == family(reader, right):
        return (left.object.iri, right.object.iri) in opposite
    return left.object.iri == right.object.iri and right.relation.iri in reader.vocabulary.disjoint(left.relation.iri)
