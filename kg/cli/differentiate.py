"""`kg differentiate`: these signs, which patterns?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import FORMAT, Context, print_json, style, terminal_width
from kg.errors import ExitStatus

if TYPE_CHECKING:
    from kg.differential import Candidate


@click.command()
@click.argument("signs", nargs=-1, required=True)
@click.option("--not", "absent", multiple=True, metavar="SIGN", help="A sign that is not there; may be given more than once.")
@click.option("--limit", type=click.IntRange(1, 100), default=8, show_default=True, help="How many patterns at most.")
@FORMAT
@click.pass_obj
def differentiate(context: Context, signs: tuple[str, ...], absent: tuple[str, ...], limit: int, form: str) -> int:
    """Rank the patterns that show these signs, with what speaks for and against each, statement by statement.

    \b
    Example:
      kg differentiate "stabbing pain" "purple tongue" --not fever

    It tells what sources say; it is not a diagnosis.
    """
    graph = context.graph
    found = graph.differentiate(signs, absent, limit)
    if form == "json":
        print_json({"signs": list(signs), "absent": list(absent), "candidates": [c.as_json() for c in found]})
    elif not found:
        click.echo("no pattern is said to show any of these signs")
    else:
        for number, candidate in enumerate(found, 1):
            click.echo("\n".join(_told(candidate, number)))
        click.echo(style("It tells what sources say; it is not a diagnosis.", italic=True))
    return ExitStatus.CLEAN if found else ExitStatus.FINDINGS


def _told(candidate: Candidate, number: int) -> list[str]:
    from kg.cli.text import cite, clean, wrap

    of = len(candidate.speaks_for) + len(candidate.silent_on)
    lines = [style(f"{number}. {clean(candidate.pattern.label)}", bold=True) + f"  shows {len(candidate.speaks_for)} of {of}"]
    for mark, statements in (("+", candidate.speaks_for), ("−", candidate.speaks_against)):
        lines += [wrap(f"{mark} {clean(s.sentence)}  ({clean(cite(s.sources, 1))})", terminal_width(), "   ") for s in statements]
    if candidate.silent_on:
        lines.append("   · nothing is said of: " + ", ".join(clean(r.label) for r in candidate.silent_on))
    return [*lines, ""]
