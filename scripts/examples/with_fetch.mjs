// JavaScript: fetch is all it needs, in a browser too. Usage: node with_fetch.mjs [ENDPOINT]
const endpoint = process.argv[2] ?? "http://127.0.0.1:8000/sparql";
const query = `SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?p), STR(tcm:))) } GROUP BY ?p ORDER BY DESC(?n) LIMIT 5`;
const answer = await fetch(endpoint, {
  method: "POST",
  headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
  body: query,
});
if (!answer.ok) throw new Error((await answer.json()).detail);
for (const row of (await answer.json()).results.bindings) console.log(row.p.value.split("#").pop(), row.n.value);
