"""`kg path`: how two concepts hang together, told in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import FORMAT, Context, print_json, style, terminal_width

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.model import Path


@click.command()
@click.argument("start")
@click.argument("goal")
@click.option("--max", "steps", type=click.IntRange(1, 6), default=5, show_default=True, help="The longest chain looked for, in links.")
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="How many chains at most.")
@click.option("--without", multiple=True, metavar="CONCEPT", help="Leave this concept out of every chain; may be given more than once.")
@FORMAT
@click.pass_obj
def path(context: Context, start: str, goal: str, steps: int, limit: int, without: tuple[str, ...], form: str) -> int:
    """Show how two concepts are linked: direct links both ways first, then the shortest chains.

    \b
    Examples:
      kg path cold "back pain"
      kg path Liver Spleen --max 2
    """
    from kg.network import PathOptions

    graph = context.graph
    left_out = frozenset(graph.concept(name).iri for name in without)
    found = graph.paths(start, goal, PathOptions(steps, limit, without_concepts=left_out))
    if form == "json":
        print_json({"paths": [p.as_json() for p in found]})
        return 0
    if not found:
        same = {r.iri for r in graph.meanings(start)} & {r.iri for r in graph.meanings(goal)}
        click.echo(f"“{start}” and “{goal}” are one concept" if same else f"no path from “{start}” to “{goal}” within {steps} links")
        return 0
    for number, chain in enumerate(found, 1):
        click.echo("\n".join(_told(graph, chain, number)))
    return 0


def _told(graph: KnowledgeGraph, chain: Path, number: int) -> list[str]:
    from kg.cli.text import cite, clean, wrap

    route = " → ".join(clean(node.label) for node in chain.nodes)
    lines = [style(wrap(f"{number}. {route}", terminal_width()), bold=True)]
    for step in chain.steps:
        lines.append(wrap(clean(step.sentence[:1].upper() + step.sentence[1:]) + ".", terminal_width(), "   "))
        if step.inferred:
            reasons = graph.explain(step)[:1]
            told = [(f"follows by the rule: {c.rule}", "     ") for c in reasons]
            told += [(f"from: {p.sentence} — {cite(p.sources) or 'follows by rule'}", "       ") for c in reasons for p in c.premises]
        else:
            told = [(cite(step.sources), "     ")]
        lines += [style(wrap(clean(text), terminal_width(), indent), dim=True) for text, indent in told]
    return [*lines, ""]
