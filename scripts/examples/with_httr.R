# R: httr posts the query, read.csv reads the answer. Usage: Rscript with_httr.R [ENDPOINT]
library(httr)

arguments <- commandArgs(trailingOnly = TRUE)
endpoint <- if (length(arguments) > 0) arguments[1] else "http://127.0.0.1:8000/sparql"
query <- "SELECT ?x ?name WHERE { ?x a tcm:Pattern ; skos:prefLabel ?name FILTER(LANGMATCHES(LANG(?name), 'en')) } ORDER BY ?name LIMIT 5"
answer <- POST(endpoint, body = list(query = query), encode = "form", accept("text/csv"))
stop_for_status(answer)
print(read.csv(text = content(answer, as = "text", encoding = "UTF-8")))
