// What the map shows: a concept and its neighbours, never more than can be read; the rest is counted.
import { grouped } from "./differ.js";

const CHILDREN = [0, 0, 3, 1];
const NEAREST = [0, Infinity, 14, 10];
const OPENED = 18;

/** A test of links (and the concept that they lead to) against the filters of a state. */
export function filterOf(world, state) {
  const groups = new Set(world.groups.map((group, i) => (group.hidden !== state.kinds.includes(group.key) ? i : -1)));
  const relations = new Set(state.rels.map((key) => world.relationByName(key)));
  const views = new Set(world.views.map((view, i) => (state.views.includes(view.key) ? i : -1)).filter((i) => i >= 0));
  const byRule = !state.views.includes("rule");
  const unsourced = !state.views.includes("none");
  const heard = world.raw.sets.map((set) => (set.length ? set.some((s) => !views.has(world.sections[s].view)) : unsourced));
  return (l, m = -1) => {
    if (relations.has(world.P[l]) || (m >= 0 && groups.has(world.group(m)))) return false;
    return world.G[l] < 0 ? byRule : heard[world.G[l]];
  };
}

/** The neighbours of a concept with the links that lead to them, the most telling first. */
export function neighbours(world, n, allowed) {
  const links = [...world.around(n)].filter((l) => world.other(l, n) !== n && allowed(l, world.other(l, n)));
  const byOther = grouped(links, (l) => world.other(l, n));
  const entries = [...byOther].map(([m, some]) => ({ m, links: some, said: some.some((l) => !world.inferred(l)), relation: relationFrom(world, some[0], n) }));
  entries.sort((a, b) => b.said - a.said || world.degree(b.m) - world.degree(a.m) || a.m - b.m);
  return inTurn([...grouped(entries, (e) => `${e.said ? 0 : 1}${e.relation}`).entries()].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, some]) => some));
}

function relationFrom(world, l, n) {
  return world.S[l] === n ? `>${world.P[l]}` : `<${world.P[l]}`;
}

/** One of each list in turn, so that no relation crowds the others out. */
function inTurn(lists) {
  const found = [];
  for (let i = 0; lists.some((list) => list.length > i); i += 1) for (const list of lists) if (i < list.length) found.push(list[i]);
  return found;
}

/** The scene around a concept: nodes with depth and parent, the links between them, and how many neighbours are not shown. */
export function sceneAround(world, centre, { depth = 1, cap = 24, opened = [], pinned = [], allowed }) {
  const scene = new Map([[centre, { n: centre, depth: 0, parent: -1 }]]);
  const more = new Map();
  grow(world, scene, more, centre, 1, cap > 24 ? cap : Math.min(cap, NEAREST[depth]), allowed);
  for (let step = 2; step <= depth; step += 1) {
    for (const { n } of [...scene.values()].filter((node) => node.depth === step - 1)) grow(world, scene, more, n, step, CHILDREN[step], allowed);
  }
  for (const n of opened) if (scene.has(n)) grow(world, scene, more, n, scene.get(n).depth + 1, OPENED, allowed);
  for (const n of pinned) if (!scene.has(n)) scene.set(n, { n, depth: 1, parent: centre, loose: true });
  return { centre, nodes: [...scene.values()], links: linksBetween(world, new Set(scene.keys()), allowed), more };
}

function grow(world, scene, more, n, depth, cap, allowed) {
  const around = neighbours(world, n, allowed);
  const fresh = around.filter(({ m }) => !scene.has(m));
  for (const { m } of fresh.slice(0, cap)) scene.set(m, { n: m, depth, parent: n });
  if (fresh.length > cap) more.set(n, fresh.length - cap);
  else more.delete(n);
}

/** The scene of given concepts, for a path, a tour or the result of a query. */
export function sceneOf(world, concepts, allowed) {
  const nodes = concepts.map((n, i) => ({ n, depth: i ? 1 : 0, parent: i ? concepts[0] : -1 }));
  return { centre: concepts[0], nodes, links: linksBetween(world, new Set(concepts), allowed), more: new Map() };
}

/** All links between some concepts that a filter lets through. */
export function linksBetween(world, shown, allowed) {
  const links = [];
  for (const n of shown) {
    for (const l of world.around(n)) {
      if (world.S[l] === n && shown.has(world.O[l]) && world.O[l] !== n && allowed(l, world.O[l]) && allowed(l, n)) links.push(l);
    }
  }
  return links;
}

/** How many links around a concept there are of each group of kinds, relation and viewpoint, whatever is filtered. */
export function tally(world, n) {
  const found = { groups: new Map(), relations: new Map(), views: new Map() };
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const l of world.around(n)) {
    add(found.groups, world.group(world.other(l, n)));
    add(found.relations, world.P[l]);
    if (world.inferred(l)) add(found.views, "rule");
    else for (const view of new Set(world.sourcesOf(l).map((s) => s.view))) add(found.views, view);
    if (!world.inferred(l) && !world.sourcesOf(l).length) add(found.views, "none");
  }
  return found;
}
