// Where sources differ on one concept: said of it things that exclude one another, or several where one is to be expected.
import { opposites } from "./compare.js";

const EXCLUSIVE = ["hasQuality", "hasPainQuality", "hasNature", "hasPolarity"];
const ONE_EXPECTED = ["hasNature", "hasToxicity", "needlingDepth", "dose", "pointNumber", "retentionTime", "onChannel"];

/** Disagreements about a concept: each the links (or facts) that stand against one another. */
export function disagreements(world, n) {
  const links = [...world.around(n)].filter((l) => world.S[l] === n && !world.inferred(l));
  return [...severalLinks(world, links), ...excluding(world, links), ...severalFacts(world, n)];
}

function severalLinks(world, links) {
  const byRelation = grouped(links, (l) => world.P[l]);
  return [...byRelation]
    .filter(([p, some]) => some.length > 1 && expectsOne(world, p) && disjointSources(world, some))
    .map(([p, some]) => ({ p, links: some }));
}

function expectsOne(world, p) {
  return world.relations[p].functional || ONE_EXPECTED.includes(world.relations[p].key);
}

/** Whether no one source says all of these. */
function disjointSources(world, links) {
  const works = links.map((l) => new Set(world.sourcesOf(l).map((s) => s.work)));
  return works.some((one) => works.some((other) => [...other].some((w) => !one.has(w))));
}

function excluding(world, links) {
  const found = [];
  links.forEach((one, i) => {
    for (const other of links.slice(i + 1)) {
      const [p, q] = [world.P[one], world.P[other]];
      const same = p === q && EXCLUSIVE.includes(world.relations[p].key) && opposites(world, world.O[one], world.O[other]);
      const barred = world.O[one] === world.O[other] && world.relations[p].disjoint.includes(q);
      if ((same || barred) && disjointSources(world, [one, other])) found.push({ p, links: [one, other] });
    }
  });
  return found;
}

function severalFacts(world, n) {
  const facts = (world.facts.get(n) ?? []).filter((fact) => expectsOne(world, fact.relation));
  return [...grouped(facts, (fact) => fact.relation)]
    .filter(([, some]) => new Set(some.map((fact) => fact.text)).size > 1)
    .map(([p, some]) => ({ p, links: [], facts: some }));
}

/** Things in lists by a key, in the order in which they came. */
export function grouped(things, keyOf) {
  const found = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(thing);
  }
  return found;
}
