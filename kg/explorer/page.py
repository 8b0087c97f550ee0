"""Build the page: a pyvis Network with a template and environment of our own, everything inlined, nothing fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg import locate
from kg.explorer import assemble
from kg.explorer.columns import short
from kg.explorer.overview import OPTIONS, network_of
from kg.explorer.pack import packed, script_json
from kg.explorer.prepared import prepared
from kg.explorer.tours import read_tours
from kg.graph import KnowledgeGraph
from kg.namespaces import PREFIXES
from kg.replacing import replacing

if TYPE_CHECKING:
    from pyvis.network import Network


def render_page(
    graph: KnowledgeGraph, start: str | None = None, sparql: bool = False, cache: Path | None = None, served: bool = False
) -> str:
    """The page as HTML text, complete in itself.

    ``start`` is any name of the concept to begin with (the most connected one if not given); ``sparql`` puts an engine into the page;
    in the folder ``cache`` what was made of the same data before is found again; ``served`` makes it the front page of `kg serve`,
    with a way to its checker of drafts.
    Raises NotFound for an unknown concept, Missing where the engine is wanted and has not been fetched.
    """
    begin = short(graph.concept(start).iri) if start else ""
    engine = _engine() if sparql else {}
    ready = prepared(graph, sparql, cache)
    view = {
        "overview": {"nodes": ready.nodes, "edges": ready.edges},
        "options": OPTIONS,
        "start": begin or ready.first,
        "check": "check" if served else "",
        "prefixes": PREFIXES,
        "tours": [t.as_json() for t in read_tours(locate.ontology() / "tours")],
        "questions": _questions(graph) if sparql else [],
    }
    rest = {**engine, "rest-turtle": ready.turtle} if sparql else {}
    return _html(network_of(ready.nodes, ready.edges), script_json(view), {"data": ready.data, **rest})


def _html(network: Network, view: str, parts: dict[str, str]) -> str:
    """The network rendered through the page's own template; ``parts`` are packed texts by the id of their element."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    scripts = {"script-map": assemble.vis_network(), "script-page": assemble.script()}
    environment = Environment(loader=FileSystemLoader(assemble.PAGE), autoescape=True, keep_trailing_newline=True)
    environment.globals.update(
        policy=assemble.policy([assemble.loader(), *scripts.values()], assemble.style(), "rest-wasm" in parts),
        style=Markup(assemble.style()),
        loader=Markup(assemble.loader()),
        view=Markup(view),
        packed={name: packed(text.encode()) for name, text in scripts.items()} | parts,
    )
    network.templateEnv = environment
    network.path = "page.html"
    return str(network.generate_html())


def _engine() -> dict[str, str]:
    return {"rest-worker": packed(assemble.worker().encode()), "rest-wasm": packed(assemble.wasm())}


def _questions(graph: KnowledgeGraph) -> list[list[object]]:
    """The catalogue's questions: name, title, summary, text, parameters with their examples."""
    return [
        [q.name, q.title, q.summary, q.text, [[p.name, p.kind, p.about, q.example.get(p.name, "")] for p in q.parameters]]
        for q in graph.catalogue
    ]


def write_page(
    graph: KnowledgeGraph, path: Path, start: str | None = None, sparql: bool = False, cache: Path | None = None, served: bool = False
) -> Path:
    """The page written to a file in one step: all of it, or what was there before; the path.

    Raises as `render_page` does, and OSError where the file cannot be written.
    """
    text = render_page(graph, start, sparql, cache, served)
    with replacing(path) as file:
        file.write(bytes(text, "utf-8", "replace"))
    return path
