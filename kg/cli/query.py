"""`kg query` and `kg queries`: SPARQL, written by oneself or taken from the catalogue."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kg.cli.context import FORMAT, Context, interruptible, print_json, style, terminal_width
from kg.errors import ExitStatus, QueryError, SourceError, clipped
from kg.store.guard import MAX_LENGTH

if TYPE_CHECKING:
    from kg.answer import Answer
    from kg.catalogue import Question

_SPARQL = re.compile(
    r"\s*(?:#|(?:select|ask|construct|describe|prefix|base|insert|delete|load|clear|drop|create|add|move|copy|with)\s)", re.IGNORECASE
)
"""How the text of a query (or of an update, to be refused as one) begins."""
_FORMATS = ["text", "json", "csv", "tsv", "xml", "turtle", "n-triples", "rdf-xml", "json-ld", "ttl", "nt"]


@click.command()
@click.argument("source", metavar="FILE|NAME|TEXT|-")
@click.option(
    "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="Fill in a blank of a named question; a concept by any of its names."
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="A table for people, or a W3C format.")
@click.option("--limit", type=click.IntRange(1), help="Show at most this many rows of a table.")
@click.pass_obj
def query(context: Context, source: str, parameters: tuple[str, ...], form: str, limit: int | None) -> None:
    """Ask a SPARQL 1.1 query: a file, a question of the catalogue (see `kg queries`), the text itself, or - for standard input.

    The prefixes c: tcm: src: icd11: rdf: rdfs: owl: skos: dcterms: xsd: need not be declared.

    \b
    Examples:
      kg query what-causes --param condition="back pain"
      kg query 'SELECT ?evil { ?evil tcm:memberOf c:six-evils }'
    """
    graph = context.graph
    text = _text(context, source, parameters)
    if form != "text":
        from kg.store.engine import Embedded

        answer = interruptible(lambda: graph.query(text))
        data = answer.serialize(form)
        sys.stdout.buffer.write(data)
        if not data.endswith(b"\n") and isinstance(graph.engine, Embedded):
            click.echo()
        return
    _print(context, interruptible(lambda: graph.query(text)), limit)


def _text(context: Context, source: str, parameters: tuple[str, ...]) -> str:
    given = dict(_split(p) for p in parameters)
    if source == "-":
        return _read("standard input", sys.stdin.buffer)
    if source in context.graph.catalogue:
        return context.graph.question_text(source, given)
    if given:
        raise QueryError("--param goes with a question of the catalogue; see `kg queries`")
    if _SPARQL.match(source) or any(ch in source for ch in "{}\n"):
        return source
    path = Path(source)
    if "/" in source or path.suffix in (".rq", ".sparql") or _exists(path):
        try:
            with path.open("rb") as stream:
                return _read(source, stream)
        except OSError as error:
            raise SourceError(
                clipped(source), "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
            ) from None
    if " " not in source:
        context.graph.catalogue.get(source)
    return source


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _read(name: str, stream: IO[bytes]) -> str:
    """The text of a file, of which no more is read than a query may have."""
    try:
        return stream.read(4 * MAX_LENGTH + 1).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(name, f"not UTF-8 at byte {error.start}") from None


def _split(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        raise QueryError(f"--param is NAME=VALUE, not {parameter!r}")
    return name, value


def _print(context: Context, answer: Answer, limit: int | None) -> None:
    from kg.cli.text import clean, table
    from kg.namespaces import CONCEPT, SOURCE, shorten

    if answer.kind == "boolean":
        click.echo("yes" if answer.boolean else "no")
        return
    if answer.kind == "triples":
        click.echo(clean(answer.serialize("turtle").decode().replace("\t", "    ")))
        return
    rows = answer.rows[:limit] if limit else answer.rows
    iris = {cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith(CONCEPT)}
    labels = {iri: ref.label for iri, ref in context.graph.reader.refs(sorted(iris)).items()}
    graphs = {cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith(SOURCE)}
    cited = {iri: section.cited for iri, section in context.graph.reader.sections(graphs).items()}

    def told(cell: object) -> str:
        if isinstance(cell, str):
            return labels.get(cell) or cited.get(cell) or (shorten(cell) if cell.startswith("http") else cell)
        return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)

    click.echo(table([[told(c) for c in row] for row in rows], answer.variables, terminal_width()))
    click.echo(style(f"{len(answer):,} rows" + (f", {len(rows):,} shown" if len(rows) < len(answer) else ""), dim=True), file=sys.stderr)


def _described(question: Question) -> dict[str, object]:
    return {
        "name": question.name,
        "title": question.title,
        "summary": question.summary,
        "parameters": [p.name for p in question.parameters],
    }


@click.command()
@FORMAT
@click.argument("name", required=False)
@click.pass_obj
def queries(context: Context, name: str | None, form: str) -> int:
    """List the questions of the catalogue, or show one with its SPARQL text.

    \b
    Examples:
      kg queries
      kg queries what-treats
    """
    from kg.catalogue import Catalogue
    from kg.locate import queries as folder

    catalogue = Catalogue(folder())
    if name:
        question = catalogue.get(name)
        if form == "json":
            print_json(_described(question) | {"text": question.text})
        else:
            click.echo(question.text)
        return ExitStatus.CLEAN
    questions = list(catalogue)
    if form == "json":
        print_json({"queries": [_described(q) for q in questions]})
        return ExitStatus.CLEAN
    from kg.cli.text import table

    click.echo(
        table(
            [(q.name, " ".join(p.name for p in q.parameters), q.title) for q in questions],
            ("name", "parameters", "question"),
            terminal_width(),
        )
    )
    return ExitStatus.CLEAN
