// Paths: from one concept to another, drawn and told in sentences, with what one wishes to leave out.
import { h, nameText, put } from "./dom.js";
import { MAX_STEPS, findPaths } from "./paths.js";
import { rows } from "./layout.js";
import { finder } from "./finder.js";
import { button, conceptLink, nothing, safetyLine, toldLinks, wantsCare, whoSays } from "./parts.js";
import { called, relationName, t } from "./say.js";
import { clip } from "./text.js";
import { toggled } from "./state.js";

const TRIED = 4;

/** The form and the chains in the panel, the chains on the map; what is seen. */
export function showPaths(app, panel) {
  const { world, state } = app;
  const [from, to] = [world.number(state.from), world.number(state.to)];
  const form = pathForm(app, from, to);
  const unknown = [[state.from, from], [state.to, to]].find(([name, n]) => name && n < 0);
  if (unknown) return none(app, panel, form, t("unknownConcept", clip(unknown[0], 60)));
  if (from < 0 || to < 0) return none(app, panel, form, t("pathAsk"));
  if (from === to) return none(app, panel, form, t("pathSame"));
  const { paths, length } = findPaths(world, from, to, { allowed: allowedOnPaths(app, from, to) });
  if (!paths.length) return none(app, panel, form, length ? t("pathLong", MAX_STEPS, length) : t("pathNone", called(world, from), called(world, to), MAX_STEPS), nearest(app, from, to, length));
  const pick = Math.min(state.pick, paths.length - 1);
  put(panel, form, avoided(app), h("ol", { class: "chains" }, paths.map((path, i) => toldChain(app, path, i, i === pick))), wantsCare(world, paths[pick].nodes) && safetyLine());
  drawPaths(app, paths, pick);
  return { name: "path", nodes: [...new Set(paths.flatMap((path) => path.nodes))], links: [...new Set(paths.flatMap((path) => path.links))] };
}

/** Of the concepts (slugs) that two names may mean, those between which the cheapest chain runs. */
export function likeliest(world, froms, tos) {
  const pairs = froms.slice(0, TRIED).flatMap((from) => tos.slice(0, TRIED).map((to) => [from, to]));
  const cost = ([from, to]) => {
    const [a, b] = [world.number(from), world.number(to)];
    return a < 0 || b < 0 || a === b ? Infinity : findPaths(world, a, b, { allowed: () => true, limit: 1 }).paths[0]?.cost ?? Infinity;
  };
  const costs = pairs.map(cost);
  return pairs[costs.indexOf(Math.min(...costs))];
}

function allowedOnPaths(app, from, to) {
  const { world, state } = app;
  const concepts = new Set(state.not.map((slug) => world.number(slug)));
  const relations = new Set(state.notr.map((key) => world.relationByName(key)));
  const back = new Set([...relations].map((p) => (p >= 0 ? world.back(p) : -1)));
  return (l, m) => app.allowed(l, m === from || m === to ? -1 : m) && !relations.has(world.P[l]) && !back.has(world.P[l]) && !concepts.has(m);
}

function pathForm(app, from, to) {
  const { world } = app;
  const field = (label, n, key) => finder(app, { label, visible: true, value: n >= 0 ? called(world, n) : "", onpick: (picked) => app.go({ [key]: world.slug(picked), pick: 0 }) });
  return h("div", { class: "path-form" }, field(t("from"), from, "from"), button("", () => app.go({ from: app.state.to, to: app.state.from, pick: 0 }), { picture: "swap", label: t("swap") }), field(t("to"), to, "to"));
}

function none(app, panel, form, text, more = null) {
  app.emptyMap(text);
  put(panel, form, avoided(app), nothing(text, more));
  return { name: "path", nodes: [], links: [] };
}

/** What there is instead: the longer way, or what lies next to the two ends. */
function nearest(app, from, to, length) {
  const { world } = app;
  if (length) {
    const { paths } = findPaths(world, from, to, { allowed: allowedOnPaths(app, from, to), limit: 1, most: length });
    return paths.length ? h("p", {}, `${t("theNearest")} `, paths[0].nodes.flatMap((n, i) => [i ? " › " : "", conceptLink(app, n)])) : null;
  }
  const around = (n) => [...new Set([...world.around(n)].map((l) => world.other(l, n)))].slice(0, 4);
  return [from, to].map((n) => h("p", {}, t("nextTo"), " ", nameText(called(world, n)), ": ", around(n).length ? around(n).flatMap((m, i) => [i ? ", " : "", conceptLink(app, m)]) : t("noStatements")));
}

function avoided(app) {
  const { world, state } = app;
  const concepts = state.not.map((slug) => ({ text: called(world, world.number(slug)), undo: { not: toggled(state.not, slug) }, known: world.number(slug) >= 0 }));
  const relations = state.notr.map((key) => ({ text: relationName(world, world.relationByName(key)), undo: { notr: toggled(state.notr, key) }, known: world.relationByName(key) >= 0 }));
  const all = [...concepts, ...relations].filter(({ known }) => known);
  return all.length > 0 && h("p", { class: "avoided" }, `${t("leftOut")} `, all.map(({ text, undo }) => button(text, () => app.go(undo), { picture: "close", kind: "chip", label: `${t("letIn")}: ${text}` })));
}

function drawPaths(app, paths, pick) {
  const { world, map } = app;
  const ordered = [paths[pick], ...(map.tall ? [] : paths.filter((_, i) => i !== pick))];
  const nodes = [...new Set(ordered.flatMap((path) => path.nodes))];
  const links = [...new Set(ordered.flatMap((path) => path.links))];
  const scene = { centre: paths[pick].nodes[0], nodes: nodes.map((n) => ({ n, depth: 1, parent: -1 })), links, more: new Map() };
  map.show(scene, rows(ordered, map.tall), { path: paths[pick].links, chosen: world.number(app.state.s), link: app.chosenLink(), equal: true });
}

function toldChain(app, path, i, picked) {
  const { world } = app;
  const steps = path.links.map((l, step) => h("li", { class: world.inferred(l) ? "inferred" : "" }, h("span", { class: "told" }, toldLinks(app, l)), whoSays(app, world.sourcesOf(l), world.inferred(l)), picked && leaveOut(app, path, l, step)));
  const title = t("pathTitle", called(world, path.nodes[0]), called(world, path.nodes.at(-1)), path.links.length);
  return h("li", { class: picked ? "picked" : "" }, picked ? h("h2", {}, title) : h("h2", {}, button(path.nodes.map((n) => called(world, n)).join(" › "), () => app.go({ pick: i }), { kind: "choose" })), picked && h("ol", { class: "steps" }, steps));
}

function leaveOut(app, path, l, step) {
  const { world, state } = app;
  const key = world.relations[world.P[l]].key;
  const next = path.nodes[step + 1];
  const without = (text, patch) => button(text, () => app.go({ ...patch, pick: 0 }), { kind: "tiny" });
  return h("details", { class: "leave" }, h("summary", {}, t("leaveOut")), without(t("leaveRelation", relationName(world, world.P[l])), { notr: toggled(state.notr, key) }), step < path.links.length - 1 && without(t("leaveConcept", called(world, next)), { not: toggled(state.not, world.slug(next)) }));
}
