"""`kg compile`: RDF of any size made ready to be opened at once."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from kg.errors import ExitStatus, SourceError


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FOLDER", help="The folder to make; it must not be there yet."
)
@click.option("--no-rules", is_flag=True, help="Infer nothing: for very large data.")
@click.option("--no-vocabulary", is_flag=True, help="Leave the project's own vocabulary out.")
def compile(files: tuple[Path, ...], output: Path, no_rules: bool, no_vocabulary: bool) -> int:
    """Compile RDF files (N-Quads, TriG, Turtle, N-Triples, also .gz and .zst) into a folder that `kg --graph FOLDER` opens at once.

    Files are streamed, so memory stays small however large they are. A run that was stopped leaves nothing; run it again.

    \b
    Examples:
      kg compile mine.nq.gz -o mine
      kg --graph mine query 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'
    """
    from kg.store.files import built_in
    from kg.store.large import compile_large

    for path in files:
        if not path.is_file():
            raise SourceError(path, "no such file")
    own = built_in()
    vocabulary = () if no_vocabulary else tuple(p for p in own.data if p.name == "tcm.ttl")
    bar = _Bar()
    try:
        compile_large([*vocabulary, *files], () if no_rules else own.rules, output, bar)
    except OSError as error:
        raise SourceError(output, f"cannot be written: {error.strerror or error}") from None
    finally:
        bar.done()
    click.echo(f"compiled into {output}", err=True)
    return ExitStatus.CLEAN


class _Bar:
    """A line on standard error: what is being done, how far, how long; a plain line for each step where there is no terminal."""

    def __init__(self) -> None:
        self._begun = self._shown = time.monotonic()
        self._step = ""
        self._live = sys.stderr.isatty()

    def __call__(self, step: str, share: float) -> None:
        now = time.monotonic()
        if step == self._step and (not self._live or now - self._shown < 0.2):
            return
        told = f"{step} {f'{share:4.0%}' if share >= 0 else ''} {now - self._begun:5.0f} s"
        filled = "█" * int(max(share, 0) * 24)
        click.echo(f"\r\033[K{filled:░<24} {told}" if self._live else told, err=True, nl=not self._live)
        self._step, self._shown = step, now

    def done(self) -> None:
        """Clear the line."""
        if self._live:
            click.echo("\r\033[K", err=True, nl=False)
