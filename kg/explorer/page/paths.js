// The shortest few chains between two concepts, by much the same costs as kg.network: forwards, said rather than inferred,
// past hubs; and rather as one work tells it than patched together out of several.

export const MAX_STEPS = 5;
const HUB = 300;
const FAR = 99;
const PATCHED = 0.1;
const TRIES = 60000;
const CLASSIFYING = ["skos/core#broader", "skos/core#narrower", "#memberOf", "#hasMember", "#belongsToPhase", "#hasQuality"];

/** Chains from one concept to another, cheapest first; and, where none is short enough, how far apart they are. */
export function findPaths(world, start, goal, { allowed, limit = 4, most = MAX_STEPS } = {}) {
  const away = distances(world, goal, allowed, 12);
  const length = away[start];
  if (length > most) return { paths: [], length: length === FAR ? null : length };
  return { paths: cheapest(world, start, goal, away, { allowed, limit, most: Math.min(most, length + 1) }), length };
}

/** Steps from every concept to one, up to a number of them; 99 beyond. */
export function distances(world, goal, allowed, most) {
  const away = new Uint8Array(world.size).fill(FAR);
  away[goal] = 0;
  let frontier = [goal];
  for (let step = 1; step <= most && frontier.length; step += 1) {
    const next = [];
    for (const n of frontier) {
      for (const l of world.around(n)) {
        const m = world.other(l, n);
        if (away[m] !== FAR || !allowed(l, m)) continue;
        away[m] = step;
        next.push(m);
      }
    }
    frontier = next;
  }
  return away;
}

function cheapest(world, start, goal, away, { allowed, limit, most }) {
  const found = [];
  const open = new Heap();
  open.push({ worth: away[start], cost: 0, n: start, from: null, link: -1, steps: 0 });
  for (let tries = 0; open.size && found.length < limit && tries < TRIES; tries += 1) {
    const here = open.pop();
    if (here.n === goal) {
      found.push(chain(here));
      continue;
    }
    for (const [m, { l, cost }] of ways(world, here, allowed)) {
      if (here.steps + 1 + away[m] > most || visited(here, m)) continue;
      const sum = here.cost + cost;
      open.push({ worth: sum + away[m], cost: sum, n: m, from: here, link: l, steps: here.steps + 1 });
    }
  }
  return found;
}

/** From where a chain stands, the cheapest link to each neighbour. */
function ways(world, { n, link }, allowed) {
  const best = new Map();
  const before = link >= 0 ? worksOf(world, link) : null;
  for (const l of world.around(n)) {
    const m = world.other(l, n);
    if (m === n || !allowed(l, m)) continue;
    const cost = costOf(world, l, n, m) + (before && !worksOf(world, l).some((work) => before.includes(work)) ? PATCHED : 0);
    if (!best.has(m) || cost < best.get(m).cost) best.set(m, { l, cost });
  }
  return best;
}

/** The works that make a link; none for what follows by rule. */
function worksOf(world, l) {
  return world.sourcesOf(l).map(({ work }) => work);
}

function costOf(world, l, n, m) {
  const relation = world.relations[world.P[l]];
  let cost = 1;
  if (world.S[l] !== n && !relation.symmetric) cost += 0.12;
  if (world.inferred(l)) cost += 0.1;
  if (CLASSIFYING.some((ending) => relation.iri.endsWith(ending))) cost += 0.2;
  return cost + Math.min(world.degree(m) / HUB, 1) * 0.15;
}

function visited(here, n) {
  for (let step = here; step; step = step.from) if (step.n === n) return true;
  return false;
}

function chain(end) {
  const links = [];
  const nodes = [];
  for (let step = end; step; step = step.from) {
    nodes.unshift(step.n);
    if (step.from) links.unshift(step.link);
  }
  return { nodes, links, cost: end.cost };
}

/** A heap by `worth`, the least first. */
class Heap {
  constructor() {
    this.items = [];
  }

  get size() {
    return this.items.length;
  }

  push(item) {
    const { items } = this;
    let i = items.push(item) - 1;
    while (i > 0 && items[(i - 1) >> 1].worth > item.worth) {
      items[i] = items[(i - 1) >> 1];
      i = (i - 1) >> 1;
    }
    items[i] = item;
  }

  pop() {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (items.length) this.sink(last);
    return top;
  }

  sink(item) {
    const { items } = this;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1].worth < items[child].worth) child += 1;
      if (items[child].worth >= item.worth) break;
      items[i] = items[child];
      i = child;
    }
    items[i] = item;
  }
}
