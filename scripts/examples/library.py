"""The graph as a Python library: no server is needed."""

from kg import open_graph

graph = open_graph()

for statement in graph.statements("blood stasis", incoming=False)[:5]:
    print(statement.sentence, "—", "; ".join(s.cited for s in statement.sources) or "follows by rule")

answer = graph.query("SELECT ?kind (COUNT(*) AS ?n) WHERE { ?x a ?kind } GROUP BY ?kind ORDER BY DESC(?n) LIMIT 3")
for kind, number in answer:
    print(kind, number)
