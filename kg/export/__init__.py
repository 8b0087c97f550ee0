"""The graph in other people's formats: RDF in six serialisations, SKOS for Skosmos, GraphML, GEXF, tables for Neo4j.

`EXPORTERS` is the table of formats; `render_export` gives bytes, `write_export` puts a file (or folder) in its place,
whole or not at all. Everything is written as it is read, so the memory needed does not grow with the statements.
"""

from __future__ import annotations

from kg.export.table import EXPORTERS, Exporter, render_export, write_export

__all__ = ["EXPORTERS", "Exporter", "render_export", "write_export"]
