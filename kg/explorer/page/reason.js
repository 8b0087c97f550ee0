// Why an inferred link holds: the rule that gives it, and the links that it follows from.

const AXIOMS = ["owl:inverseOf", "rdfs:subPropertyOf", "rdfs:subClassOf"];

/** The rules that give a link, each with the links that are its premises. */
export function explain(world, l) {
  const found = [];
  for (const [title, head, premises] of world.raw.rules) {
    if (premises.some((pattern) => AXIOMS.includes(pattern[1]) || pattern[2] === "owl:SymmetricProperty")) continue;
    const bound = bindHead(world, head, l);
    const links = bound && match(world, premises.filter((p) => p[1] !== "a" || p[2].startsWith("tcm:")), bound, l);
    if (links) found.push({ title, links });
  }
  return found;
}

function bindHead(world, head, l) {
  const bound = new Map();
  const relation = relationOf(world, head[1]);
  if (head[1].startsWith("?")) bound.set(head[1], world.P[l]);
  else if (!wider(world, relation).has(world.P[l]) && relation !== world.P[l]) return null;
  bound.set(head[0], world.S[l]);
  bound.set(head[2], world.O[l]);
  return bound;
}

function relationOf(world, name) {
  return world.relationByName(name.replace(/^tcm:/, ""));
}

/** The premises matched one after the other, each time one of which an end is known. */
function match(world, patterns, bound, conclusion) {
  if (!patterns.length) return [];
  const ready = patterns.findIndex((p) => bound.has(p[0]) || (p[1] !== "a" && bound.has(p[2])));
  if (ready < 0) return null;
  const pattern = patterns[ready];
  const rest = patterns.filter((_, i) => i !== ready);
  if (pattern[1] === "a") return isA(world, bound.get(pattern[0]), pattern[2]) ? match(world, rest, bound, conclusion) : null;
  for (const [l, s, o] of candidates(world, pattern, bound, conclusion)) {
    const further = new Map(bound).set(pattern[0], s).set(pattern[2], o);
    const links = match(world, rest, further, conclusion);
    if (links) return [l, ...links];
  }
  return null;
}

function* candidates(world, [subject, predicate, object], bound, conclusion) {
  const p = predicate.startsWith("?") ? bound.get(predicate) : relationOf(world, predicate);
  if (p === undefined || p < 0) return;
  const from = bound.get(subject) ?? bound.get(object);
  for (const l of world.around(from)) {
    if (l === conclusion) continue;
    for (const [s, o] of readings(world, l, p)) {
      if ((bound.get(subject) ?? s) === s && (bound.get(object) ?? o) === o) yield [l, s, o];
    }
  }
}

/** The ways in which a link says that a relation holds: as it stands, or read backwards. */
function readings(world, l, p) {
  const [s, o] = [world.S[l], world.O[l]];
  const found = wider(world, world.P[l]).has(p) ? [[s, o]] : [];
  if ([...wider(world, world.P[l])].some((w) => world.back(w) === p)) found.push([o, s]);
  return found;
}

const wide = new Map();

/** A relation and all that it implies. */
function wider(world, p) {
  if (!wide.has(p)) {
    wide.set(p, new Set([p]));
    for (const parent of world.relations[p]?.parents ?? []) for (const w of wider(world, parent)) wide.get(p).add(w);
  }
  return wide.get(p);
}

function isA(world, n, kindName) {
  const name = kindName.replace(/^tcm:/, "");
  const open = [world.kind(n)];
  while (open.length) {
    const kind = open.pop();
    if (kind?.name === name) return true;
    open.push(...(kind?.parents ?? []).map((k) => world.kinds[k]));
  }
  return false;
}
