"""SPARQLWrapper: rows as dictionaries. Usage: python with_sparqlwrapper.py [ENDPOINT]"""

import sys

from SPARQLWrapper import JSON, SPARQLWrapper

endpoint = SPARQLWrapper(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/sparql")
endpoint.setReturnFormat(JSON)
endpoint.setQuery("SELECT ?section (COUNT(*) AS ?n) WHERE { GRAPH ?section { ?s ?p ?o } } GROUP BY ?section ORDER BY DESC(?n) LIMIT 5")
for row in endpoint.queryAndConvert()["results"]["bindings"]:
    print(row["section"]["value"], row["n"]["value"])
