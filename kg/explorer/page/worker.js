// The worker that answers SPARQL: Oxigraph over what the page sends it. Oxigraph's glue stands before this text, and `pages`,
// which gives the page's own modules that read its columns and write them as RDF.

const PART = 2_000_000;
let store = null;

const ACTS = {
  /** Start the engine and load the page's data and the Turtle that holds the rest. */
  load({ wasm: bytes, turtle, data }) {
    const began = performance.now();
    initSync({ module: bytes });
    const started = performance.now() - began;
    store = new Store();
    store.load(turtle, { format: "text/turtle", no_transaction: true });
    for (const part of inParts(pages.quads(new pages.World(JSON.parse(data))))) store.load(part, { format: "application/n-quads", no_transaction: true });
    return { size: store.size, started, took: performance.now() - began };
  },

  /** Answer one query; at most `cap` rows are sent, and it is said how many there are. */
  query({ text, cap }) {
    const began = performance.now();
    const answer = store.query(text);
    const took = performance.now() - began;
    if (typeof answer === "boolean") return { kind: "boolean", value: answer, took };
    const triples = answer.length > 0 && !(answer[0] instanceof Map);
    const rows = answer.slice(0, cap).map((row) => (triples ? [row.subject, row.predicate, row.object] : [...row.values()]).map(plain));
    const names = triples ? ["subject", "predicate", "object"] : answer.length ? columnNames(answer) : [];
    if (!triples) rows.forEach((row, i) => { rows[i] = names.map((name) => plain(answer[i].get(name))); });
    return { kind: triples ? "triples" : "rows", names, rows, total: answer.length, took };
  },
};

function* inParts(pieces) {
  let part = "";
  for (const piece of pieces) {
    part += piece;
    if (part.length > PART) {
      yield part;
      part = "";
    }
  }
  yield part;
}

function columnNames(answer) {
  const names = new Set();
  for (const row of answer.slice(0, 2000)) for (const name of row.keys()) names.add(name);
  return [...names];
}

function plain(term) {
  if (!term) return null;
  return { type: term.termType, text: term.value ?? term.toString(), language: term.language || "", datatype: term.datatype?.value ?? "" };
}

self.onmessage = ({ data }) => {
  try {
    self.postMessage({ id: data.id, answer: ACTS[data.act](data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error?.message ?? error) });
  }
};
