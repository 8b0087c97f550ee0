"""`kg info`: what the graph holds, where it is, and who is cited."""

from __future__ import annotations

import click

from kg.cli.context import FORMAT, Context, print_json, terminal_width
from kg.version import DATA_VERSION, __version__


def version_line() -> str:
    """The versions of code and data in one line."""
    return f"kg {__version__}, data {DATA_VERSION}"


@click.command()
@click.option("--kinds", is_flag=True, help="The kinds of concepts, with how many of each.")
@click.option("--relations", is_flag=True, help="The relations, with how many statements of each.")
@click.option("--works", is_flag=True, help="The works that are cited, with how many sections and statements of each.")
@click.option("--coverage", is_flag=True, help="How much of the sources is read, and what was left out.")
@FORMAT
@click.pass_obj
def info(context: Context, kinds: bool, relations: bool, works: bool, coverage: bool, form: str) -> None:
    """Tell what the graph holds.

    \b
    Examples:
      kg info
      kg info --works
    """
    from kg.cli import tallies

    graph = context.graph
    wanted = [name for name, asked in (("kinds", kinds), ("relations", relations), ("works", works), ("coverage", coverage)) if asked]
    told: dict[str, object] = {"code": __version__, "data": DATA_VERSION, "graph": graph.engine.address, **graph.counts()}
    tables = {name: tallies.TALLIES[name](graph) for name in wanted}
    if form == "json":
        print_json(told | {name: [dict(zip(heads, row, strict=True)) for row in rows] for name, (heads, rows) in tables.items()})
        return
    from kg.cli.text import table

    for name, value in told.items():
        click.echo(f"{name:<12} {value:,}" if isinstance(value, int) else f"{name:<12} {value}")
    for heads, rows in tables.values():
        click.echo()
        click.echo(table([[f"{c:,}" if isinstance(c, int) else str(c) for c in row] for row in rows], heads, terminal_width()))
