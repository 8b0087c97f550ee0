// The list beside the map: the same neighbours in words, all of them, for those who do not see a map or want to read on.
import { h, nameText, put, shapeIcon } from "./dom.js";
import { grouped } from "./differ.js";
import { neighbours } from "./select.js";
import { button, conceptLink, nothing } from "./parts.js";
import { called, figure, groupName, linkName, t } from "./say.js";
import { fold } from "./text.js";
import { toggled } from "./state.js";

const AT_FIRST = 40;

/** The list of a concept's neighbours, put into an element; those on the map are told from those that are not. */
export function showList(app, element, scene) {
  const { world } = app;
  const entries = neighbours(world, scene.centre, app.allowed);
  const shown = new Set(scene.nodes.map(({ n }) => n));
  const body = h("div", {});
  const filter = h("input", { type: "search", class: "field", placeholder: t("filterList"), "aria-label": t("filterList"), oninput: () => fillList(app, body, scene, entries, shown, filter.value) });
  put(element, h("header", {}, h("h2", {}, t("linkedWith"), " ", nameText(called(world, scene.centre)), h("span", { class: "count" }, figure(entries.length))), entries.length > 12 && filter), body);
  fillList(app, body, scene, entries, shown, "");
}

function fillList(app, body, scene, entries, shown, wanted) {
  const key = fold(wanted);
  const kept = key ? entries.filter(({ m }) => app.world.names(m).some(({ text }) => fold(text).includes(key))) : entries;
  if (!kept.length) return put(body, nothing(key ? t("noneMatches", wanted) : t("allFiltered")));
  const sections = [...grouped(kept, ({ m }) => app.world.group(m))].sort((a, b) => a[0] - b[0]);
  const further = scene.nodes.filter(({ depth, n }) => depth > 1 && !kept.some(({ m }) => m === n)).map(({ n }) => n);
  return put(body, sections.map(([g, some]) => section(app, scene, app.world.groups[g], some, shown)), further.length > 0 && !key && furtherOn(app, further));
}

function section(app, scene, group, entries, shown) {
  const list = h("ul", {}, entries.slice(0, AT_FIRST).map((entry) => item(app, scene, entry, shown)));
  const rest = entries.slice(AT_FIRST);
  const more = rest.length > 0 && button(t("andMore", figure(rest.length)), () => { list.append(...rest.map((entry) => item(app, scene, entry, shown))); more.remove(); }, { kind: "more" });
  return h("section", { class: "group" }, h("h3", {}, shapeIcon(group), groupName(group), h("span", { class: "count" }, figure(entries.length))), list, more);
}

function item(app, scene, { m, links }, shown) {
  const { world } = app;
  const words = [...new Set(links.map((l) => linkName(world, l, scene.centre)))].slice(0, 4).join(", ");
  const slug = world.slug(m);
  return h(
    "li",
    { class: links.every((l) => world.inferred(l)) ? "inferred" : "" },
    h("span", { class: "rel" }, words),
    conceptLink(app, m),
    !shown.has(m) && button(t("putOnMap"), () => app.go({ pin: toggled(app.state.pin, slug) }), { kind: "tiny", label: `${t("putOnMap")}: ${called(world, m)}` }),
  );
}

function furtherOn(app, further) {
  return h("section", { class: "group" }, h("h3", {}, t("furtherOn"), h("span", { class: "count" }, figure(further.length))), h("ul", {}, further.map((n) => h("li", {}, conceptLink(app, n, { shape: true })))));
}
