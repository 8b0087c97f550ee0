"""`kg show`: one concept with all that is said about it, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import FORMAT, Context, print_json, style, terminal_width
from kg.namespaces import shorten

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.model import Concept, Ref, Statement

_SAFETY = frozenset({"Herb", "PreparedHerb", "Formula", "ChannelPoint", "ExtraPoint"})
SAFETY_LINE = "What sources say is recorded here; it is not medical advice."
_SHOWN = 12
_LANGUAGES = {"en": "also", "zh-Hans": "simplified", "zh-Hant": "traditional", "zh-Latn-pinyin": "pinyin", "la": "Latin"}


@click.command()
@click.argument("name", nargs=-1, required=True, metavar="CONCEPT")
@click.option("--all", "everything", is_flag=True, help="Every statement; otherwise at most 12 of a relation.")
@click.option("--relation", metavar="LABEL", help="Only this relation, as `kg show` names it.")
@click.option("--asserted", is_flag=True, help="Only what sources say, not what follows by rule.")
@click.option("--why", is_flag=True, help="Tell from which statements, by which rule, each conclusion follows.")
@FORMAT
@click.pass_obj
def show(context: Context, name: tuple[str, ...], everything: bool, relation: str | None, asserted: bool, why: bool, form: str) -> None:
    """Show a concept: names, kind, definition, codes, and each statement about it with its source.

    \b
    Examples:
      kg show "qi stagnation"
      kg show 血瘀 --relation "is caused by"
      kg show blood stasis --why
    """
    graph = context.graph
    meanings = graph.meanings(" ".join(name))
    concept = graph.concept_of(meanings[0].iri)
    statements = [s for s in graph.statements(concept) if not (asserted and s.inferred) and not _is_component_of_herb(s, concept)]
    if relation:
        statements = _only(graph, statements, concept, relation)
    if form == "json":
        told = concept.as_json() | {"statements": [_with_reasons(graph, s, why) for s in statements]}
        print_json(told | {"also": [r.as_json() for r in meanings[1:]]})
        return
    from kg.cli.text import grouped, statement_lines

    columns = terminal_width()
    lines = heading(concept, meanings[1:], columns)
    lines += statement_lines(grouped(graph.reader, statements, concept.iri), columns, None if everything or relation else _SHOWN)
    if why:
        lines += _reasons(graph, statements)
    if concept.kind in _SAFETY:
        lines += ["", style(SAFETY_LINE, italic=True)]
    _page(lines)


def heading(concept: Concept, others: list[Ref], columns: int) -> list[str]:
    """The lines above the statements: label, names by language, definition, codes, other concepts of the same name."""
    from kg.cli.text import clean, wrap

    lines = [style(clean(concept.label), bold=True) + f"  {concept.kind}  {shorten(concept.iri)}"]
    for language, said in _LANGUAGES.items():
        names = [n.text for n in concept.names if n.language == language and n.text != concept.label]
        if names:
            lines.append(wrap(clean(f"{said}: {', '.join(names)}"), columns, "  "))
    if concept.definition:
        lines += ["", wrap(clean(concept.definition), columns)]
    if concept.codes:
        codes = (f"{c.scheme} {c.text}" + (f" ({c.match} match)" if c.match else "") for c in concept.codes)
        lines += ["", wrap(clean("codes: " + ", ".join(codes)), columns)]
    if concept.retired:
        lines += ["", f"retired; use {concept.retired} instead"]
    if others:
        lines += [
            "",
            wrap(clean("The name is shared by: " + ", ".join(f"{r.label} ({r.kind}, {shorten(r.iri)})" for r in others[:6])), columns),
        ]
    return lines


def _is_component_of_herb(statement: Statement, concept: Concept) -> bool:
    """Whether a statement only ties a herb to its entry in a formula: the formula itself is shown instead."""
    return statement.relation.iri.endswith("#ofHerb") and concept.kind in ("Herb", "PreparedHerb")


def _only(graph: KnowledgeGraph, statements: list[Statement], concept: Concept, relation: str) -> list[Statement]:
    from kg.cli.text import side
    from kg.errors import NotFound

    kept = [s for s in statements if side(graph.reader, s, concept.iri)[0] == relation or shorten(s.relation.iri) == relation]
    if not kept:
        raise NotFound("relation of this concept", relation, sorted({side(graph.reader, s, concept.iri)[0] for s in statements}))
    return kept


def _with_reasons(graph: KnowledgeGraph, statement: Statement, why: bool) -> dict[str, object]:
    told = statement.as_json()
    if why and statement.inferred:
        told["follows"] = [{"rule": c.rule, "from": [p.as_json() for p in c.premises]} for c in graph.explain(statement)]
    return told


def _reasons(graph: KnowledgeGraph, statements: list[Statement]) -> list[str]:
    from kg.cli.text import clean

    lines = []
    for statement in (s for s in statements if s.inferred):
        for conclusion in graph.explain(statement)[:1]:
            lines += ["", f"∴ {clean(statement.sentence)}", f"    by the rule: {conclusion.rule}"]
            lines += [
                f"    from: {clean(p.sentence)}  ({'follows by rule' if p.inferred else p.sources[0].cited if p.sources else 'no source'})"
                for p in conclusion.premises
            ]
    return lines


def _page(lines: list[str]) -> None:
    """Print, through a pager where it is a terminal and the text is longer than its height."""
    import shutil
    import sys

    if sys.stdout.isatty() and len(lines) > shutil.get_terminal_size().lines * 3:
        click.echo_via_pager("\n".join(lines))
    else:
        click.echo("\n".join(lines))
