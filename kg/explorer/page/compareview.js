// Compare two or three concepts as a table: what they share, where they differ, where they are opposed.
import { h, nameText, put, shapeIcon } from "./dom.js";
import { compare } from "./compare.js";
import { grouped } from "./differ.js";
import { finder } from "./finder.js";
import { button, conceptLink, nothing, safetyLine, wantsCare } from "./parts.js";
import { alsoCalled, called, cite, citeBriefly, kindName, relationName, t } from "./say.js";

const MOST = 3;

/** The comparison put into an element; what is seen. */
export function showCompare(app, element) {
  const { world, state } = app;
  const concepts = [...new Set(state.set.map((slug) => world.number(slug)))].filter((n) => n >= 0).slice(0, MOST);
  const head = h("header", { class: "sheet-head" }, h("h1", {}, t("compare")), h("p", {}, t("compareHow")), chosen(app, concepts));
  if (concepts.length < 2) {
    put(element, head, nothing(t("compareAsk")));
    return { name: "comparison", nodes: concepts, links: [] };
  }
  const rows = compare(world, concepts, (l) => app.allowed(l));
  put(element, head, rows.length ? table(app, concepts, rows) : nothing(t("compareNothing")), wantsCare(world, [...concepts, ...rows.slice(0, 200).map((row) => row.other)]) && safetyLine());
  return { name: "comparison", nodes: concepts, links: rows.flatMap((row) => row.links).filter((l) => l >= 0), table: comparisonTable(app, concepts, rows) };
}

function chosen(app, concepts) {
  const { world } = app;
  const without = (n) => concepts.filter((m) => m !== n).map((m) => world.slug(m));
  const chips = concepts.map((n) => button(called(world, n), () => app.go({ set: without(n) }), { picture: "close", kind: "chip", label: `${t("takeOut")}: ${called(world, n)}` }));
  const add = concepts.length < MOST && finder(app, { label: t("addConcept"), onpick: (n) => app.go({ set: [...concepts, n].map((m) => world.slug(m)) }) });
  return h("div", { class: "chosen" }, chips, add);
}

const PARTS = [
  ["opposed", (row) => row.opposed.length > 0],
  ["sharedBy", (row) => row.shared],
  ["different", (row) => !row.shared && !row.opposed.length],
];

function table(app, concepts, rows) {
  const { world } = app;
  const heads = concepts.map((n) => h("th", { scope: "col" }, shapeIcon(world.groups[world.group(n)]), " ", conceptLink(app, n), " ", nameText(alsoCalled(world, n), { class: "also" }), h("span", { class: "of-kind" }, kindName(world, n))));
  const bodies = PARTS.map(([key, belongs]) => part(app, concepts, key, rows.filter(belongs)));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("compare") }, h("table", { class: concepts.length < 3 ? "compare of-two" : "compare" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("relation")), heads)), bodies));
}

function part(app, concepts, key, rows) {
  if (!rows.length) return null;
  const byRelation = [...grouped(rows, (row) => `${row.p}`)];
  const lines = byRelation.map(([, some]) => h("tr", { class: key }, h("th", { scope: "row" }, some[0].p >= 0 ? relationName(app.world, some[0].p) : t("linkedBy")), key === "sharedBy" ? h("td", { colspan: concepts.length }, h("ul", {}, some.slice(0, 60).map((row) => cell(app, row, 0)))) : concepts.map((_, i) => h("td", {}, h("ul", {}, some.filter((row) => row.links[i] >= 0).slice(0, 60).map((row) => cell(app, row, i)))))));
  return h("tbody", {}, h("tr", { class: "part" }, h("th", { colspan: concepts.length + 1, scope: "colgroup" }, t(key))), lines);
}

function cell(app, row, i) {
  const { world } = app;
  const l = row.links[i];
  const who = world.inferred(l) ? t("followsByRule") : world.sourcesOf(l).map((section) => citeBriefly(world, section)).join("; ");
  return h("li", { class: world.inferred(l) ? "inferred" : "" }, conceptLink(app, row.other), h("span", { class: "who" }, who || t("unsourced")));
}

function comparisonTable(app, concepts, rows) {
  const { world } = app;
  const partOf = (row) => PARTS.find(([, belongs]) => belongs(row))[0];
  const says = (l) => (l < 0 ? "" : world.inferred(l) ? t("followsByRule") : world.sourcesOf(l).map((section) => cite(world, section)).join("; ") || t("unsourced"));
  return [["part", "relation", "concept", ...concepts.map((n) => world.label(n))], ...rows.map((row) => [t(partOf(row)), row.p >= 0 ? relationName(world, row.p) : "", world.label(row.other), ...row.links.map(says)])];
}
