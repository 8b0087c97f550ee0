"""GraphML 1.0 and GEXF 1.3, written node by node and edge by edge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kg.export.edges import LANGUAGES, Edge, edges, nodes
from kg.graph import KnowledgeGraph

_NODE_FIELDS = ("label", *(c for c in LANGUAGES.values() if c != "label"), "kind", "definition")
_EDGE_FIELDS = ("relation", "label", "inferred", "sources")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _text(value: str) -> str:
    return escape(_FORBIDDEN.sub("", value))


def _attribute(value: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", value))


def _edge_row(edge: Edge) -> dict[str, str]:
    return {"relation": edge.relation, "label": edge.label, "inferred": str(edge.inferred).lower(), "sources": " ".join(edge.sources)}


# ---------------------------------------------------------------------- GraphML


def write_graphml(graph: KnowledgeGraph, output: IO[bytes]) -> None:
    """Write a graph as GraphML: a directed multigraph, edges with relation, label, inferred and sources."""
    put = _putter(output)
    put('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for name in _NODE_FIELDS:
        put(f'<key id="n_{name}" for="node" attr.name="{name}" attr.type="string"/>\n')
    for name in _EDGE_FIELDS:
        put(f'<key id="e_{name}" for="edge" attr.name="{name}" attr.type="{"boolean" if name == "inferred" else "string"}"/>\n')
    put('<graph edgedefault="directed">\n')
    for node in nodes(graph):
        put(f"<node id={_attribute(node.iri)}>{_graphml_data('n', node.row())}</node>\n")
    for number, edge in enumerate(edges(graph)):
        ends = f"source={_attribute(edge.subject)} target={_attribute(edge.object)}"
        put(f'<edge id="e{number}" {ends}>{_graphml_data("e", _edge_row(edge))}</edge>\n')
    put("</graph>\n</graphml>\n")


def _graphml_data(prefix: str, row: Mapping[str, str]) -> str:
    return "".join(f'<data key="{prefix}_{name}">{_text(value)}</data>' for name, value in row.items() if value)


# ---------------------------------------------------------------------- GEXF


def write_gexf(graph: KnowledgeGraph, output: IO[bytes]) -> None:
    """Write a graph as GEXF 1.3 for Gephi: the same nodes and edges, the relation as the kind of an edge."""
    put = _putter(output)
    put(
        '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n<graph defaultedgetype="directed" mode="static">\n'
    )
    put(_gexf_attributes("node", _NODE_FIELDS) + _gexf_attributes("edge", _EDGE_FIELDS))
    put("<nodes>\n")
    for node in nodes(graph):
        put(f"<node id={_attribute(node.iri)} label={_attribute(node.label)}>{_gexf_values(_NODE_FIELDS, node.row())}</node>\n")
    put("</nodes>\n<edges>\n")
    for number, edge in enumerate(edges(graph)):
        ends = f"source={_attribute(edge.subject)} target={_attribute(edge.object)} kind={_attribute(edge.label)} label={_attribute(edge.label)}"
        put(f'<edge id="{number}" {ends}>{_gexf_values(_EDGE_FIELDS, _edge_row(edge))}</edge>\n')
    put("</edges>\n</graph>\n</gexf>\n")


def _gexf_attributes(of: str, fields: tuple[str, ...]) -> str:
    kinds = {"inferred": "boolean"}
    rows = "".join(f'<attribute id="{number}" title="{name}" type="{kinds.get(name, "string")}"/>' for number, name in enumerate(fields))
    return f'<attributes class="{of}" mode="static">{rows}</attributes>\n'


def _gexf_values(fields: tuple[str, ...], row: Mapping[str, str]) -> str:
    values = (f'<attvalue for="{n}" value={_attribute(row[name])}/>' for n, name in enumerate(fields) if row.get(name))
    return f"<attvalues>{''.join(values)}</attvalues>"


def _putter(output: IO[bytes]):  # type: ignore[no-untyped-def]
    return lambda text: output.write(text.encode("utf-8"))
