"""`kg explore`: write the explorer page and open it."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.context import Context
from kg.errors import KgError


@click.command()
@click.argument("concept", required=False)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the page here.  [default: explorer.html]")
@click.option("--no-open", is_flag=True, help="Write the page and do not open it.")
@click.option(
    "--sparql/--no-sparql",
    default=None,
    help="Put an engine that answers SPARQL into the page (3 MB more).  [default: where it is installed]",
)
@click.pass_obj
def explore(context: Context, concept: str | None, output: Path | None, no_open: bool, sparql: bool | None) -> None:
    """Write one HTML page in which the whole graph can be walked, and open it.

    CONCEPT is any name of the concept to begin with. The page needs no server and no network: keep it, mail it, open it anywhere.

    \b
    Examples:
      kg explore
      kg explore "blood stasis" -o stasis.html --no-open
    """
    from kg.explorer import write_page
    from kg.explorer.assemble import has_oxigraph

    path = output or Path("explorer.html")
    try:
        write_page(context.graph, path, concept, has_oxigraph() if sparql is None else sparql, context.cache)
    except OSError as error:
        raise KgError(f"{path} cannot be written: {error.strerror or error}") from None
    click.echo(str(path))
    if not no_open and not _opened(path):
        click.echo(f"no browser could be opened; open this page in one: {path.resolve().as_uri()}", err=True)


def _opened(path: Path) -> bool:
    import webbrowser

    try:
        return webbrowser.open(path.resolve().as_uri())
    except (webbrowser.Error, OSError):
        return False
