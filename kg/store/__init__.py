"""Files to dataset: reading, compiling and opening a graph, embedded or at a SPARQL endpoint.

This room knows RDF files and SPARQL engines; it knows nothing of concepts and statements, which the graph makes of them.
"""
