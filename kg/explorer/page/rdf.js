// RDF out of the page's numbers: Turtle and JSON-LD of what is seen, and the whole as N-Quads for SPARQL.
import { CONCEPT, ONTOLOGY, SOURCE } from "./data.js";

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const SKOS = "http://www.w3.org/2004/02/skos/core#";
const DCTERMS = "http://purl.org/dc/terms/";
const INFERRED = `${SOURCE}inferred`;
const PREFIXES = { c: CONCEPT, tcm: ONTOLOGY, src: SOURCE, skos: SKOS, dcterms: DCTERMS };

function quoted(text, language = "", datatype = "") {
  const safe = text.replace(/[\\"\n\r\t]/g, (ch) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" })[ch]);
  return `"${safe}"${language ? `@${language}` : datatype ? `^^<${angled(datatype)}>` : ""}`;
}

/** An IRI with what may not stand in one written as numbers. */
function angled(iri) {
  return iri.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function shortened(iri) {
  const found = Object.entries(PREFIXES).find(([, base]) => iri.startsWith(base) && /^[A-Za-z0-9][\w-]*$/.test(iri.slice(base.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${angled(iri)}>`;
}

function nameTriples(world, n) {
  return world.names(n).filter(({ language }) => language).map(({ text, language, preferred }) => [SKOS + (preferred ? "prefLabel" : "altLabel"), quoted(text, language)]);
}

/** Turtle of some concepts and links, each statement with a remark that tells who makes it. */
export function turtle(world, nodes, links, cite) {
  const head = Object.entries(PREFIXES).map(([prefix, base]) => `@prefix ${prefix}: <${base}> .`);
  const named = nodes.flatMap((n) => [kindIri(world, n) && [RDF_TYPE, `<${angled(kindIri(world, n))}>`], ...nameTriples(world, n)].filter(Boolean).map(([p, o]) => `${shortened(world.iri(n))} ${p === RDF_TYPE ? "a" : shortened(p)} ${p === RDF_TYPE ? shortened(kindIri(world, n)) : o} .`));
  const said = links.map((l) => `${shortened(world.iri(world.S[l]))} ${shortened(world.relations[world.P[l]].iri)} ${shortened(world.iri(world.O[l]))} . # ${cite(l).replace(/\s+/g, " ")}`);
  return [...head, "", ...named, "", ...said, ""].join("\n");
}

export function kindIri(world, n) {
  const kind = world.kind(n);
  return kind ? (kind.name.includes(":") ? kind.name : ONTOLOGY + kind.name) : "";
}

/** JSON-LD of some concepts and links, statements in named graphs by section. */
export function jsonld(world, nodes, links) {
  const concepts = nodes.map((n) => ({ "@id": world.iri(n), ...(kindIri(world, n) ? { "@type": kindIri(world, n) } : {}), ...labelled(world, n) }));
  const graphs = new Map();
  for (const l of links) {
    for (const graph of world.inferred(l) ? [INFERRED] : world.sourcesOf(l).map((s) => s.iri)) {
      if (!graphs.has(graph)) graphs.set(graph, []);
      graphs.get(graph).push({ "@id": world.iri(world.S[l]), [world.relations[world.P[l]].iri]: { "@id": world.iri(world.O[l]) } });
    }
  }
  const unsourced = links.filter((l) => !world.inferred(l) && !world.sourcesOf(l).length).map((l) => ({ "@id": world.iri(world.S[l]), [world.relations[world.P[l]].iri]: { "@id": world.iri(world.O[l]) } }));
  return JSON.stringify({ "@graph": [...concepts, ...unsourced, ...[...graphs].map(([id, statements]) => ({ "@id": id, "@graph": statements }))] }, null, 2);
}

function labelled(world, n) {
  const found = {};
  for (const { text, language, preferred } of world.names(n)) {
    if (language) (found[SKOS + (preferred ? "prefLabel" : "altLabel")] ??= []).push({ "@value": text, "@language": language });
  }
  return found;
}

/** Every statement, name, definition and kind as N-Quads, with what follows from inverses, symmetry and wider relations. */
export function* quads(world) {
  for (let n = 0; n < world.size; n += 1) yield conceptQuads(world, n);
  const told = new Set();
  for (let l = 0; l < world.count; l += 1) yield linkQuads(world, l);
  for (let l = 0; l < world.count; l += 1) yield echoQuads(world, l, told);
  for (const [n, facts] of world.facts) yield facts.map((fact) => factQuads(world, n, fact)).join("");
  yield* broaderQuads(world);
}

function conceptQuads(world, n) {
  const subject = `<${angled(world.iri(n))}>`;
  const definition = world.raw.concepts.d[n] ? `${subject} <${SKOS}definition> ${quoted(world.raw.concepts.d[n], "en")} .\n` : "";
  const kind = kindIri(world, n);
  const own = kind ? `${subject} <${RDF_TYPE}> <${angled(kind)}> .\n` : "";
  const wide = kind ? above(world, world.kind(n)).map((k) => `${subject} <${RDF_TYPE}> <${angled(k.name.includes(":") ? k.name : ONTOLOGY + k.name)}> <${INFERRED}> .\n`).join("") : "";
  return own + wide + wide.replaceAll(` <${INFERRED}> .`, " .") + definition + nameTriples(world, n).map(([p, o]) => `${subject} <${p}> ${o} .\n`).join("");
}

/** All kinds wider than one. */
function above(world, kind) {
  const found = new Set();
  const open = [...kind.parents];
  while (open.length) {
    const k = open.pop();
    if (!found.has(k)) open.push(...world.kinds[k].parents);
    found.add(k);
  }
  return [...found].map((k) => world.kinds[k]);
}

function linkQuads(world, l) {
  const triple = tripleOf(world, world.S[l], world.P[l], world.O[l]);
  const graphs = world.inferred(l) ? [INFERRED] : world.sourcesOf(l).map((s) => angled(s.iri));
  return `${triple} .\n${graphs.map((graph) => `${triple} <${graph}> .\n`).join("")}`;
}

/** Three terms as N-Quads has them; each is written once, however many triples it stands in. */
function tripleOf(world, s, p, o) {
  world.written ??= { concepts: [], relations: [] };
  const { concepts, relations } = world.written;
  const one = (concepts[s] ??= `<${angled(world.iri(s))}>`);
  const other = (concepts[o] ??= `<${angled(world.iri(o))}>`);
  return `${one} ${(relations[p] ??= `<${angled(world.relations[p].iri)}>`)} ${other}`;
}

function factQuads(world, n, fact) {
  const triple = `<${angled(world.iri(n))}> <${angled(world.relations[fact.relation].iri)}> ${quoted(fact.text, fact.language, fact.datatype)}`;
  const sections = world.sections_of(fact.set);
  return `${triple} .\n${sections.map((s) => `${triple} <${angled(s.iri)}> .\n`).join("")}`;
}

/** What a link says in wider words and read backwards, where no link says it already. */
function echoQuads(world, l, told) {
  if (!told.size) for (let i = 0; i < world.count; i += 1) told.add(`${world.S[i]} ${world.P[i]} ${world.O[i]}`);
  const [s, o] = [world.S[l], world.O[l]];
  let said = "";
  for (const p of implied(world, world.P[l])) {
    const back = world.back(p);
    for (const [from, q, to] of back >= 0 ? [[s, p, o], [o, back, s]] : [[s, p, o]]) {
      if (from === to || told.has(`${from} ${q} ${to}`)) continue;
      told.add(`${from} ${q} ${to}`);
      said += inferredTriple(tripleOf(world, from, q, to));
    }
  }
  return said;
}

/** What follows stands in the graph of what follows and, as everything does, in the default graph. */
function inferredTriple(triple) {
  return `${triple} .\n${triple} <${INFERRED}> .\n`;
}

const impliedBy = new Map();

function implied(world, p) {
  if (!impliedBy.has(p)) impliedBy.set(p, new Set([p, ...world.relations[p].parents.flatMap((parent) => [...implied(world, parent)])]));
  return impliedBy.get(p);
}

/** skos:broaderTransitive and its inverse, which the page's columns leave out. */
function* broaderQuads(world) {
  const broader = world.relationByName(`${SKOS}broader`);
  const narrower = world.relationByName(`${SKOS}narrower`);
  const up = new Map();
  const add = (n, m) => up.set(n, [...(up.get(n) ?? []), m]);
  for (let l = 0; l < world.count; l += 1) {
    if (world.P[l] === broader) add(world.S[l], world.O[l]);
    else if (world.P[l] === narrower) add(world.O[l], world.S[l]);
  }
  for (const n of up.keys()) {
    const found = new Set();
    const open = [...up.get(n)];
    while (open.length) {
      const m = open.pop();
      if (!found.has(m)) open.push(...(up.get(m) ?? []));
      found.add(m);
    }
    for (const m of found) if (m !== n) yield inferredTriple(`<${angled(world.iri(n))}> <${SKOS}broaderTransitive> <${angled(world.iri(m))}>`) + inferredTriple(`<${angled(world.iri(m))}> <${SKOS}narrowerTransitive> <${angled(world.iri(n))}>`);
  }
}
