"""Is the graph sound? Quality queries over any graph, SHACL shapes over one's own files.

A check is a file: `queries/quality/<what-is-wrong>.rq` with `#+ problem`, `#+ fix` and `#+ severity` must return no rows.
"""
