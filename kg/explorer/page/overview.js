// The whole as a map of kinds, from which one enters; its positions came with the page and are always the same.
import { h, put, shapeIcon } from "./dom.js";
import { painterOf } from "./painter.js";
import { colours } from "./shapes.js";
import { conceptLink, button } from "./parts.js";
import { wrap } from "./text.js";
import { figure, groupName, relationName, t } from "./say.js";

const TOP = 30;

/** Show the map of kinds in the map, and its card beside it. */
export function showOverview(app, card) {
  const chosen = app.world.groups.findIndex((group) => group.key === app.state.s);
  drawOverview(app, chosen);
  if (chosen >= 0) groupCard(app, card, chosen);
  else wholeCard(app, card);
}

function drawOverview(app, chosen) {
  const { map, world } = app;
  const look = colours();
  const { nodes, edges } = app.view.overview;
  const most = Math.max(1, ...edges.map((edge) => edge.value));
  const grid = map.tall ? inRows(nodes) : null;
  map.scene = { centre: -1, nodes: [], links: [], more: new Map() };
  map.marks = {};
  const placed = nodes.map(({ id, x, y, value }) => {
    const group = world.groups[id];
    const radius = (9 + 4.2 * Math.log10(value + 1)) * (map.tall ? 0.78 : 1);
    const node = { main: id === chosen, radius, shape: group.shape, colour: group.colour, lines: wrap(groupName(group), map.tall ? 12 : 24), under: figure(value), least: map.tall ? 12 : 0 };
    return { id: `group:${id}`, ...(grid?.get(id) ?? { x, y: y * 1.15 }), words: map.extent(node), shape: "custom", size: radius, ctxRenderer: painterOf(node, look) };
  });
  map.box = placed.map(({ x, y, words }) => ({ x, y, half: words.half, low: words.low }));
  map.put(placed, edges.filter((edge) => edge.from !== edge.to && (edge.value >= most / 250 || edge.from === chosen || edge.to === chosen || mainFlows(edges).has(edge))).map((edge) => flow(edge, chosen, most, look, edges)), false);
  requestAnimationFrame(() => map.fit());
}

/** The kinds in rows of three, from top to bottom and left to right as they stand on the wide map. */
function inRows(nodes) {
  const order = [...nodes].sort((a, b) => a.y - b.y);
  const places = new Map();
  for (let i = 0; i < order.length; i += 3) {
    const row = order.slice(i, i + 3).sort((a, b) => a.x - b.x);
    row.forEach(({ id }, j) => places.set(id, { x: (j - (row.length - 1) / 2) * 128, y: (i / 3) * 104 }));
  }
  return places;
}

/** The widest flow of each kind, so that none stands alone that is linked at all. */
function mainFlows(edges) {
  const widest = new Map();
  for (const edge of edges.filter(({ from, to }) => from !== to)) {
    for (const end of [edge.from, edge.to]) if (edge.value > (widest.get(end)?.value ?? 0)) widest.set(end, edge);
  }
  return new Set(widest.values());
}

function flow({ from, to, value }, chosen, most, look, edges) {
  const own = from === chosen || to === chosen;
  const both = edges.some((edge) => edge.from === to && edge.to === from);
  return {
    id: `flow:${from}-${to}`,
    from: `group:${from}`,
    to: `group:${to}`,
    width: 0.6 + 5 * Math.sqrt(value / most),
    color: { color: own ? look.second : look.edge, hover: look.second, highlight: look.second },
    smooth: both ? { enabled: true, type: "curvedCW", roundness: 0.14 } : false,
    ...(own ? { label: figure(value), font: { size: 12, color: look.second, strokeWidth: 5, strokeColor: look.paper } } : {}),
  };
}

function wholeCard(app, card) {
  const { world } = app;
  const { nodes, edges } = app.view.overview;
  const links = edges.reduce((sum, edge) => sum + edge.value, 0);
  put(
    card,
    h("p", { class: "kind" }, t("theWhole")),
    h("h2", { id: "card-title", tabindex: "-1" }, t("mapOfKinds")),
    h("p", { class: "definition" }, t("wholeSays", figure(world.size), figure(links), figure(world.sections.length), figure(world.works.length))),
    h("section", { class: "group" }, h("h3", {}, t("kindsShown")), h("ul", { class: "plain-list" }, nodes.map(({ id, value }) => h("li", {}, h("a", { class: "concept", href: app.link({ s: world.groups[id].key }) }, shapeIcon(world.groups[id]), groupName(world.groups[id])), h("span", { class: "count" }, figure(value)))))),
    world.works.length > 0 && h("section", { class: "group" }, h("h3", {}, t("works")), h("ul", { class: "sources" }, world.works.map((work) => h("li", {}, h("strong", {}, (app.state.lang === "zh" && work.zh) || work.en), h("div", { class: "who" }, [work.author, work.date, work.rights].filter(Boolean).join(" · ")))))),
  );
}

function groupCard(app, card, g) {
  const { world } = app;
  const group = world.groups[g];
  const members = [];
  for (let n = 0; n < world.size; n += 1) if (world.group(n) === g) members.push(n);
  members.sort((a, b) => world.degree(b) - world.degree(a) || a - b);
  const list = h("ul", { class: "plain-list" }, members.slice(0, TOP).map((n) => member(app, n)));
  const rest = members.length - TOP;
  const more = rest > 0 && button(t("andMore", figure(rest)), () => { list.append(...members.slice(TOP, TOP + 500).map((n) => member(app, n))); more.remove(); }, { kind: "more" });
  put(card, h("p", { class: `kind is-${group.colour}` }, shapeIcon(group), t("kindOf", figure(members.length))), h("h2", { id: "card-title", tabindex: "-1" }, groupName(group)), flowsOf(app, g), h("section", { class: "group" }, h("h3", {}, t("mostConnected")), list, more), h("p", { class: "foot" }, h("a", { class: "concept", href: app.link({ s: "" }) }, t("backToWhole"))));
}

function member(app, n) {
  return h("li", {}, conceptLink(app, n), h("span", { class: "count" }, figure(app.world.degree(n))));
}

/** The relations that run from a group, with where to and how many. */
function flowsOf(app, g) {
  const { world } = app;
  const counts = new Map();
  for (let l = 0; l < world.count; l += 1) {
    if (world.inferred(l) || world.group(world.S[l]) !== g) continue;
    const key = `${world.P[l]}|${world.group(world.O[l])}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 12);
  if (!top.length) return null;
  return h("section", { class: "group" }, h("h3", {}, t("relations")), h("ul", { class: "plain-list" }, top.map(([key, count]) => {
    const [p, to] = key.split("|").map(Number);
    return h("li", {}, h("span", {}, relationName(world, p), " ", h("a", { class: "concept", href: app.link({ s: world.groups[to].key }) }, shapeIcon(world.groups[to]), groupName(world.groups[to]))), h("span", { class: "count" }, figure(count)));
  })));
}
