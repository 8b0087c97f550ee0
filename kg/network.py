"""Walking the graph: neighbours, the shortest chains between two concepts, comparisons.

Everything is read from a Reader in few, bounded questions, so it works alike on the embedded store and on an endpoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from kg.model import Comparison, Contrast, Path, Ref, Statement
from kg.namespaces import ONTOLOGY, SKOS
from kg.reader import Reader

if TYPE_CHECKING:
    import networkx

MAX_STEPS = 5
MAX_LINKS = 4000
"""Links that are read in full for one search; where more lie on the shortest chains, those between the least linked concepts."""
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
    """What lies within some steps of a set of concepts: the outermost of them, and which are linked with which."""

    reader: Reader
    options: PathOptions
    inside: set[str]
    frontier: set[str]
    linked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def grow(self) -> None:
        """Take one step further in all directions."""
        found: set[str] = set()
        for one, relation, other in self.reader.links(sorted(self.frontier)):
            barred = relation in self.options.without_relations or {one, other} & self.options.without_concepts
            if not barred and one != other:
                self.linked[one].add(other)
                self.linked[other].add(one)
                found |= {one, other}
        self.frontier = found - self.inside
        self.inside |= self.frontier


def find_paths(reader: Reader, starts: Sequence[str], goals: Sequence[str], options: PathOptions | None = None) -> list[Path]:
    """The shortest chains from one of the starts to one of the goals (IRIs), shortest first; empty where there is none.

    Among chains of one length those come first that follow their relations forwards, use what was said rather than
    inferred, and avoid hubs and mere classification. Where too few are as short as the shortest, those one step longer
    are added.
    """
    options = options or PathOptions()
    near, far = (_Ball(reader, options, set(ends), set(ends)) for ends in (starts, goals))
    for _ in range(options.max_steps):
        if near.inside & far.inside:
            break
        smaller = min((ball for ball in (near, far) if ball.frontier), key=lambda ball: len(ball.frontier), default=None)
        if smaller is None:
            return []
        smaller.grow()
    found = _chains(reader, _joined(near, far), starts, goals, options)
    if found and len(found) < options.limit and len(found[0].steps) < options.max_steps:
        near.grow()
        found = _chains(reader, _joined(near, far), starts, goals, options, longer=1)
    return found


def _joined(near: _Ball, far: _Ball) -> dict[str, set[str]]:
    linked: dict[str, set[str]] = defaultdict(set)
    for ball in (near, far):
        for iri, others in ball.linked.items():
            linked[iri] |= others
    return linked


def _chains(
    reader: Reader, linked: dict[str, set[str]], starts: Sequence[str], goals: Sequence[str], options: PathOptions, longer: int = 0
) -> list[Path]:
    """Paths out of the links that were met, shortest and then cheapest first, none more than ``longer`` steps above the shortest."""
    import networkx as nx

    steps_from, steps_to = _distances(linked, starts), _distances(linked, goals)
    shortest = min((steps_from[goal] for goal in goals if steps_from.get(goal)), default=0)
    longest = min(shortest + longer, options.max_steps)
    edges = [
        (one, other) for one, steps in steps_from.items() for other in linked[one] if steps + 1 + steps_to.get(other, longest) <= longest
    ]
    edges.sort(key=lambda edge: (steps_from[edge[0]] + steps_to[edge[1]], len(linked[edge[0]]) + len(linked[edge[1]]), edge))
    between: dict[frozenset[str], list[Statement]] = defaultdict(list)
    for statement in reader.between(edges[:MAX_LINKS]):
        if isinstance(statement.object, Ref) and statement.relation.iri not in options.without_relations:
            between[frozenset((statement.subject.iri, statement.object.iri))].append(statement)
    graph = nx.DiGraph()
    for one, other in edges[:MAX_LINKS]:
        if known := between.get(frozenset((one, other))):
            cost, best = min(((_cost(s, one, len(linked[other])), s) for s in known), key=lambda pair: pair[0])
            graph.add_edge(one, other, weight=cost, statement=best)
    found = [path for start in starts for goal in goals for path in _cheapest(graph, start, goal, longest, options.limit)]
    found.sort(key=lambda path: (len(path.steps), _path_cost(path), path.text))
    return found[: options.limit]


def _distances(linked: dict[str, set[str]], starts: Iterable[str]) -> dict[str, int]:
    """How many links each concept is away from the nearest of some."""
    steps = dict.fromkeys(starts, 0)
    frontier = list(steps)
    while frontier:
        following = dict.fromkeys(other for iri in frontier for other in linked[iri] if other not in steps)
        steps.update(dict.fromkeys(following, steps[frontier[0]] + 1))
        frontier = list(following)
    return steps


def _cheapest(graph: networkx.DiGraph, start: str, goal: str, longest: int, limit: int) -> list[Path]:
    import networkx as nx

    if start == goal or start not in graph or goal not in graph:
        return []
    found: list[Path] = []
    try:
        for nodes in islice(nx.shortest_simple_paths(graph, start, goal, weight="weight"), limit):
            if len(nodes) - 1 > longest:
                break
            steps = tuple(graph.edges[a, b]["statement"] for a, b in pairwise(nodes))
            refs = {r.iri: r for s in steps for r in (s.subject, s.object) if isinstance(r, Ref)}
            found.append(Path(steps, tuple(refs[iri] for iri in nodes)))
    except nx.NetworkXNoPath:
        pass
    return found


def _cost(statement: Statement, start: str, degree_beyond: int) -> float:
    """What a step costs: 1, and a little more against its direction, if inferred, by classification, or into a hub."""
    cost = 1.0
    if statement.subject.iri != start and not statement.relation.symmetric:
        cost += 0.08
    if statement.inferred:
        cost += 0.15
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
