"""`kg find`: the concepts that a text may mean."""

from __future__ import annotations

import click

from kg.cli.context import FORMAT, Context, print_json, terminal_width
from kg.errors import ExitStatus, clipped
from kg.namespaces import shorten


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many concepts at most.")
@FORMAT
@click.pass_obj
def find(context: Context, text: tuple[str, ...], limit: int, form: str) -> int:
    """Find concepts by any name, in any script, with or without tones; small typing errors are forgiven.

    \b
    Examples:
      kg find xue yu
      kg find 血瘀
      kg find SE91
    """
    wanted = " ".join(text)
    from kg.cli.text import clean, table

    matches = context.graph.find(wanted, limit)
    if form == "json":
        print_json({"query": wanted, "matches": [m.as_json() for m in matches]})
    elif not matches:
        click.echo(f"nothing here is called “{clean(clipped(wanted))}”, nor anything like it")
    else:
        chinese = {c.iri: c.name("zh-Hans") for c in context.graph.reader.concepts([m.ref.iri for m in matches])}
        rows = [
            (m.ref.label, chinese.get(m.ref.iri, ""), m.ref.kind, m.name if m.name != m.ref.label else "", shorten(m.ref.iri))
            for m in matches
        ]
        click.echo(table(rows, ("concept", "Chinese", "kind", "matched name", "IRI"), terminal_width()))
    return ExitStatus.CLEAN if matches else ExitStatus.FINDINGS
