"""`kg validate`: is the graph sound, and is my own file?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.context import FORMAT, Context, print_json
from kg.errors import ExitStatus

if TYPE_CHECKING:
    from kg.quality.checks import Problem

_SHOWN = 50


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--citations",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Check cited sections against the texts in this folder.",
)
@click.option("--all", "everything", is_flag=True, help="Every problem; otherwise the first 50.")
@FORMAT
@click.pass_obj
def validate(context: Context, files: tuple[Path, ...], citations: Path | None, everything: bool, form: str) -> int:
    """Check the graph, or one's own RDF files on top of it: what is wrong, where, and how to mend it.

    \b
    Examples:
      kg validate
      kg validate mine.ttl
    """
    if citations:
        return _citations(context, citations, everything)
    from kg.quality.checks import run_checks

    if files:
        from kg.quality.own_files import check_file

        problems = [p for path in files for p in check_file(path)]
    else:
        problems = list(run_checks(context.graph))
    if form == "json":
        print_json({"problems": [p.as_json() for p in problems]})
    else:
        _print(problems, everything)
    return ExitStatus.FINDINGS if any(p.severity == "error" for p in problems) else ExitStatus.CLEAN


def _print(problems: list[Problem], everything: bool) -> None:
    from kg.cli.text import clean

    for problem in problems if everything else problems[:_SHOWN]:
        click.echo(clean(problem.told()))
    if len(problems) > _SHOWN and not everything:
        click.echo(f"and {len(problems) - _SHOWN:,} more (--all)")
    errors = sum(p.severity == "error" for p in problems)
    click.echo("sound: no problem found" if not problems else f"{errors:,} errors, {len(problems) - errors:,} warnings")


def _citations(context: Context, folder: Path, everything: bool) -> int:
    from kg.quality.citations import check_citations

    report = check_citations(context.graph, folder)
    failures = report.failures if everything else report.failures[:_SHOWN]
    for failure in failures:
        click.echo(failure)
    if len(report.failures) > len(failures):
        click.echo(f"and {len(report.failures) - len(failures):,} more (--all)")
    click.echo(report.summary)
    return ExitStatus.CLEAN
