"""rdflib asks the endpoint as it asks a graph of its own. Usage: python with_rdflib.py [ENDPOINT]"""

import sys

from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

endpoint = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/sparql"
graph = Graph(SPARQLStore(endpoint))
query = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX tcm: <https://w3id.org/tcm-kg/ontology#>
SELECT ?x ?name WHERE { ?x a tcm:Pattern ; skos:prefLabel ?name FILTER(LANGMATCHES(LANG(?name), "en")) } ORDER BY ?name LIMIT 5
"""
for row in graph.query(query):
    print(row.x, row.name)
