#!/bin/sh
# curl asks, jq takes the answer apart. Usage: sh curl_and_jq.sh [ENDPOINT]
set -eu
endpoint=${1:-http://127.0.0.1:8000/sparql}
curl -sf "$endpoint" -H 'Accept: application/sparql-results+json' --data-urlencode \
  'query=SELECT ?name WHERE { ?x a tcm:Pattern ; skos:prefLabel ?name FILTER(LANGMATCHES(LANG(?name), "en")) } ORDER BY ?name LIMIT 5' |
  jq -r '.results.bindings[].name.value'
# One concept as Turtle: its own address, and what is wanted in the Accept header.
curl -sfL "${endpoint%/sparql}/concept/qi" -H 'Accept: text/turtle' | head -n 5
