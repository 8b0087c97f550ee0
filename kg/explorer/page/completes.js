// What a word begun in a query may become: prefixes, keywords, relations and kinds of the vocabulary, names of concepts.
import { CONCEPT, ONTOLOGY } from "./data.js";
import { kindName, relationName } from "./say.js";

const OFFERED = 8;
const KEYWORDS = ["SELECT", "DISTINCT", "WHERE", "FILTER", "OPTIONAL", "VALUES", "GRAPH", "UNION", "MINUS", "LIMIT", "ORDER BY", "GROUP BY", "COUNT", "CONSTRUCT", "ASK"];
const SAFE = /^[A-Za-z0-9_-]+$/;

/** The word before the cursor and what it may become: where it begins, and options with what is put in, a name and what it is. */
export function completions(app, text, cursor) {
  const before = text.slice(0, cursor);
  if (inText(before)) return { from: cursor, options: [] };
  const word = /[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*$/u.exec(before)[0];
  const lead = before[before.length - word.length - 1] ?? "";
  if (!word || "?$<@#\"'/".includes(lead || " ")) return { from: cursor, options: [] };
  const [prefix, local] = word.includes(":") ? word.split(":") : [null, word];
  const found = prefix === null ? unprefixed(app, word) : prefixed(app, prefix, local);
  const options = found.filter(({ insert }) => insert !== word).slice(0, OFFERED);
  return { from: cursor - word.length, options: found[0]?.insert === word ? [] : options };
}

/** Whether a text ends inside a string or a comment of its last line. */
function inText(before) {
  const line = before.slice(before.lastIndexOf("\n") + 1).replace(/<[^<>\s]*>/g, "");
  return (line.split('"').length - 1) % 2 === 1 || /(^|\s)#/.test(line);
}

function prefixed(app, prefix, local) {
  if (prefix === "c") return concepts(app, local);
  if (prefix !== "tcm") return [];
  return terms(app).filter(({ key }) => key.toLowerCase().startsWith(local.toLowerCase())).concat(local.length > 2 ? terms(app).filter(({ key, name }) => !key.toLowerCase().startsWith(local.toLowerCase()) && holds(key, name, local)) : []);
}

function unprefixed(app, word) {
  const low = word.toLowerCase();
  const keywords = KEYWORDS.filter((keyword) => keyword.startsWith(word.toUpperCase())).map((keyword) => ({ insert: keyword, name: "", about: "SPARQL" }));
  const prefixes = Object.keys(app.view.prefixes).filter((prefix) => prefix.startsWith(low)).map((prefix) => ({ insert: `${prefix}:`, name: "", about: app.view.prefixes[prefix] }));
  if (word.length < 3 && /^[ -~]*$/.test(word)) return [...prefixes, ...keywords];
  return [...prefixes, ...keywords, ...terms(app).filter(({ key, name }) => holds(key, name, word)).slice(0, 5), ...concepts(app, word)];
}

function holds(key, name, word) {
  const low = word.toLowerCase();
  return key.toLowerCase().includes(low) || name.toLowerCase().includes(low);
}

/** The relations and kinds of the project's own vocabulary. */
function terms(app) {
  const { world } = app;
  const relations = world.relations.map(({ iri, key }, p) => ({ iri, key, insert: `tcm:${key}`, name: relationName(world, p), about: "relation" }));
  const kinds = world.kinds.map(({ name, en }) => ({ iri: ONTOLOGY + name, key: name, insert: `tcm:${name}`, name: en, about: "concept" }));
  return [...relations, ...kinds].filter(({ iri, key }) => iri.startsWith(ONTOLOGY) && SAFE.test(key));
}

function concepts(app, typed) {
  const { world } = app;
  if (!typed) return [];
  const known = world.number(typed);
  const ids = [...new Set([...(known >= 0 ? [known] : []), ...app.index().find(typed.replace(/-/g, " "), OFFERED).map(({ n }) => n)])];
  return ids.filter((n) => SAFE.test(world.slug(n)) && world.iri(n).startsWith(CONCEPT)).map((n) => ({ insert: `c:${world.slug(n)}`, name: world.label(n), n, about: kindName(world, n) }));
}
