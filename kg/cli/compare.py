"""`kg compare`: a differential table of two or more concepts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

from kg.cli.context import FORMAT, Context, print_json, style, terminal_width
from kg.namespaces import ONTOLOGY

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.model import Comparison, Statement

_PLAIN = {
    "typicallyManifestsAs": ("manifestsAs", "typical"),
    "mayManifestAs": ("manifestsAs", "possible"),
    "severelyManifestsAs": ("manifestsAs", "when severe"),
    "commonlyCauses": ("causes", "common"),
    "mayCause": ("causes", "possible"),
    "mayHavePainQuality": ("hasPainQuality", "possible"),
    "mayHaveQuality": ("hasQuality", "possible"),
}
"""Relations that differ from a plain one in strength only, with the word for it."""


@click.command()
@click.argument("concepts", nargs=-1, required=True)
@click.option("--most", type=click.IntRange(1, 500), default=8, show_default=True, help="How many lines of one relation at most.")
@FORMAT
@click.pass_obj
def compare(context: Context, concepts: tuple[str, ...], most: int, form: str) -> None:
    """Compare two or more concepts: what they share, where they differ, where they are opposed.

    \b
    Example:
      kg compare "qi stagnation" "blood stasis"
    """
    graph = context.graph
    found = graph.compare(*concepts)
    if form == "json":
        print_json(found.as_json())
        return
    click.echo("\n".join([*_opposed(found), *_different(graph, found, most), *_shared(graph, found, most)]))


def _opposed(found: Comparison) -> list[str]:
    from kg.cli.text import table
    from kg.model import Ref

    rows = []
    for contrast in found.opposed:
        ends = [s.object.label if isinstance(s.object, Ref) else s.object.text for s in (contrast.left, contrast.right)]
        rows.append(
            (
                f"{contrast.left.subject.label} {contrast.left.relation.label}",
                ends[0],
                f"{contrast.right.subject.label} {contrast.right.relation.label}",
                ends[1],
            )
        )
    if not rows:
        return []
    return [style("Opposed", bold=True), table(rows, ("one", "", "other", ""), terminal_width()), ""]


def _different(graph: KnowledgeGraph, found: Comparison, most: int) -> list[str]:
    from kg.cli.text import table

    columns: list[dict[str, list[str]]] = []
    for ref, statements in zip(found.concepts, found.different, strict=True):
        by_relation: dict[str, list[str]] = defaultdict(list)
        for statement in statements:
            relation, end = _in_family(graph, statement, ref.iri)
            by_relation[relation].append(end + (" ∴" if statement.inferred else ""))
        columns.append(by_relation)
    rows = []
    for relation in sorted({r for c in columns for r in c}, key=lambda r: (-sum(r in c for c in columns), r)):
        longest = max(len(c.get(relation, [])) for c in columns)
        for line in range(min(longest, most)):
            cells = [c.get(relation, []) for c in columns]
            rows.append([relation if line == 0 else "", *(cell[line] if line < len(cell) else "" for cell in cells)])
        if longest > most:
            rows.append(["", *(f"and {len(c.get(relation, [])) - most} more" if len(c.get(relation, [])) > most else "" for c in columns)])
    return [style("Different", bold=True), table(rows, ("", *(r.label for r in found.concepts)), terminal_width()), ""]


def _in_family(graph: KnowledgeGraph, statement: Statement, iri: str) -> tuple[str, str]:
    """The label of the strongest relation of the family, and the other end; a weaker one is told in brackets behind it."""
    from kg.cli.text import side

    own, end = side(graph.reader, statement, iri)
    plain = _PLAIN.get(statement.relation.iri.rsplit("#", 1)[-1])
    if not plain:
        return own, end
    name, strength = plain
    relation = graph.reader.vocabulary.relation(ONTOLOGY + name)
    inverse = graph.reader.vocabulary.relation(relation.inverse or "")
    return (relation if statement.subject.iri == iri else inverse).label, f"{end} ({strength})"


def _shared(graph: KnowledgeGraph, found: Comparison, most: int) -> list[str]:
    from kg.cli.text import clean, side, wrap

    if not found.shared:
        return ["They share nothing that the graph says of both."]
    by_relation: dict[str, list[str]] = defaultdict(list)
    first: Statement
    for first, *_ in found.shared:
        relation, end = side(graph.reader, first, found.concepts[0].iri)
        by_relation[relation].append(end)
    lines = [style("Shared", bold=True)]
    for relation, ends in by_relation.items():
        more = f", and {len(ends) - most} more" if len(ends) > most else ""
        lines.append(wrap(clean(f"{relation}: {', '.join(ends[:most])}{more}"), terminal_width(), "  "))
    return lines
