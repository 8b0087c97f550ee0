"""pandas reads the CSV of an answer straight from the endpoint. Usage: python with_pandas.py [ENDPOINT]"""

import sys
from urllib.parse import urlencode

import pandas

endpoint = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/sparql"
query = """
SELECT ?kind (COUNT(DISTINCT ?x) AS ?concepts) WHERE { ?x a ?kind ; skos:prefLabel ?name } GROUP BY ?kind ORDER BY DESC(?concepts) LIMIT 8
"""
frame = pandas.read_csv(f"{endpoint}?{urlencode({'query': query, 'format': 'csv'})}")
frame["kind"] = frame["kind"].str.rsplit("#", n=1).str[-1]
print(frame.to_string(index=False))
