// The legend, which is the filter: kinds, relations and who says so, each with its count.
import { h, put, shapeIcon } from "./dom.js";
import { tally } from "./select.js";
import { button } from "./parts.js";
import { figure, groupName, relationName, t, viewName } from "./say.js";
import { toggled } from "./state.js";

const RELATIONS = 9;

/** The legend for a concept (or for the whole where there is none), put into an element. */
export function showLegend(app, element, n) {
  if (n < 0) return put(element);
  const counts = tally(app.world, n);
  return put(element, kindsShown(app, counts.groups), relationsShown(app, counts.relations), viewsShown(app, counts.views), anyFilter(app) && button(t("clearFilters"), () => app.go({ kinds: [], rels: [], views: [] }), { kind: "more" }));
}

export function anyFilter({ state }) {
  return state.kinds.length + state.rels.length + state.views.length > 0;
}

function filterLine({ on, onclick, picture, text, count, label }) {
  return h("li", {}, h("button", { type: "button", class: `filter${on ? "" : " off"}`, "aria-pressed": String(on), title: on ? t("hideThis") : t("showThis"), onclick }, picture, h("span", { class: "word" }, text), h("span", { class: "count", "aria-label": label }, figure(count))));
}

function block(title, lines, more) {
  return lines.length ? h("section", { class: "legend" }, h("h2", {}, title), h("ul", {}, lines), more) : null;
}

function kindsShown(app, counts) {
  const lines = [...counts].sort((a, b) => a[0] - b[0]).map(([g, count]) => {
    const group = app.world.groups[g];
    return filterLine({ on: group.hidden === app.state.kinds.includes(group.key), picture: shapeIcon(group), text: groupName(group), count, onclick: () => app.go({ kinds: toggled(app.state.kinds, group.key) }) });
  });
  return block(t("kindsShown"), lines);
}

function relationsShown(app, counts) {
  const { world, state } = app;
  const all = [...counts].sort((a, b) => b[1] - a[1]);
  const lines = all.map(([p, count]) => filterLine({ on: !state.rels.includes(world.relations[p].key), text: relationName(world, p), count, onclick: () => app.go({ rels: toggled(state.rels, world.relations[p].key) }) }));
  const rest = lines.slice(RELATIONS);
  if (!rest.length) return block(t("relations"), lines);
  const more = h("details", { class: "rest" }, h("summary", {}, t("andMore", figure(rest.length))), h("ul", {}, rest));
  return block(t("relations"), lines.slice(0, RELATIONS), more);
}

function viewsShown(app, counts) {
  const { world, state } = app;
  const keyOf = (v) => (v === "rule" || v === "none" ? v : world.views[v]?.key ?? "none");
  const textOf = (v) => (v === "rule" ? t("followsByRule") : v === "none" ? t("unsourced") : world.views[v] ? viewName(world.views[v]) : t("unsourced"));
  const order = (v) => (v === "rule" ? 99 : v === "none" ? 98 : v);
  const lines = [...counts].sort((a, b) => order(a[0]) - order(b[0])).map(([v, count]) => filterLine({ on: !state.views.includes(keyOf(v)), text: textOf(v), count, onclick: () => app.go({ views: toggled(state.views, keyOf(v)) }) }));
  return block(t("whoSaysSo"), lines);
}
