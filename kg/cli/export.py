"""`kg export`: the graph in other people's formats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.context import Context
from kg.errors import ExitStatus, SourceError

_NAMES = ["trig", "n-quads", "turtle", "n-triples", "rdf-xml", "json-ld", "skos", "graphml", "gexf", "csv", "nq", "ttl", "nt", "jsonld"]


@click.command()
@click.option("--format", "form", type=click.Choice(_NAMES), help="The format; guessed from the name of the output file if not given.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Where to put it (.gz compresses); standard output if not given.",
)
@click.pass_obj
def export(context: Context, form: str | None, output: Path | None) -> int:
    """Export the whole graph: RDF (TriG, N-Quads, Turtle, N-Triples, RDF/XML, JSON-LD), SKOS, GraphML, GEXF, CSV for Neo4j.

    \b
    Examples:
      kg export -o tcm.trig
      kg export --format n-quads -o tcm.nq.gz
      kg export --format csv -o neo4j-import/
      kg --graph http://localhost:7878/query export --format skos > tcm.ttl
    """
    from kg.export.table import put_export, write_export

    name = form or _guessed(output)
    if output is None:
        if sys.stdout.isatty() and name == "csv":
            raise click.UsageError("two tables do not go to a terminal: give -o FOLDER or -o FILE.zip")
        put_export(context.graph, name, sys.stdout.buffer)
        return ExitStatus.CLEAN
    try:
        write_export(context.graph, name, output)
    except OSError as error:
        raise SourceError(output, f"cannot be written: {error.strerror or error}") from None
    click.echo(f"wrote {output}", err=True)
    return ExitStatus.CLEAN


def _guessed(output: Path | None) -> str:
    from kg.export.table import EXPORTERS
    from kg.formats import rdf_format_of

    if output is None:
        raise click.UsageError("give --format, or -o with a file name that tells it")
    name = output.name.lower().removesuffix(".gz")
    for exporter in EXPORTERS.values():
        if exporter.name == "skos" and name.endswith(".skos.ttl"):
            return exporter.name
    if found := rdf_format_of(name):
        return found.name
    for exporter in EXPORTERS.values():
        if name.endswith("." + exporter.ending):
            return exporter.name
    raise click.UsageError(f"the name “{output.name}” tells no format; give --format")
