// Small parts that several views share: links to concepts, sources, the line on safety.
import { h, icon, nameText, shapeIcon } from "./dom.js";
import { called, cite, citeBriefly, groupName, kindName, t, told, viewName } from "./say.js";
import { writeState } from "./state.js";

const CARES = ["herb", "point", "formula", "treatment"];

/** The address of a concept's own place on the map, filters kept. */
export function placeOf(app, n) {
  const { kinds, rels, views, pin, lang, d } = app.state;
  return writeState({ ...app.blank, view: "map", c: app.world.slug(n), kinds, rels, views, pin, lang, d, list: app.state.view === "map" && app.state.list });
}

/** A link to a concept by its name, with its shape before it if wished. */
export function conceptLink(app, n, { shape = false } = {}) {
  const group = app.world.groups[app.world.group(n)];
  return h("a", { class: "concept", href: placeOf(app, n), title: kindName(app.world, n) }, shape && shapeIcon(group), nameText(called(app.world, n)));
}

/** A link of the graph told in a sentence whose concepts are links. */
export function toldLinks(app, l) {
  return told(app.world, l).map((part) => (typeof part === "number" ? conceptLink(app, part) : part));
}

/** Who says a link: the first source, the others folded behind it. */
export function whoSays(app, sections, inferred = false) {
  if (inferred) return h("span", { class: "who by-rule" }, t("followsByRule"));
  if (!sections.length) return h("span", { class: "who" }, t("unsourced"));
  const [first, ...rest] = sections;
  if (!rest.length) return sourceText(app, first);
  const more = h("details", { class: "who" }, h("summary", {}, citeBriefly(app.world, first), h("span", { class: "plus" }, ` +${rest.length}`)), rest.map((section) => h("div", {}, cite(app.world, section))));
  return more;
}

function sourceText(app, section) {
  const work = app.world.works[section.work];
  const view = app.world.views[section.view];
  const about = [cite(app.world, section), section.en, work?.author, work?.date, view && viewName(view)].filter(Boolean).join(" · ");
  return h("span", { class: "who", title: about }, citeBriefly(app.world, section));
}

/** Whether something that may be taken or done to a body is among these concepts. */
export function wantsCare(world, concepts) {
  return concepts.some((n) => CARES.includes(world.groups[world.group(n)].key));
}

/** The line that stands wherever herbs, points or treatments are shown. */
export function safetyLine() {
  return h("p", { class: "safety", role: "note" }, t("safety"));
}

/** A sentence where there is nothing else to show, with what may be done about it. */
export function nothing(text, ...actions) {
  return h("div", { class: "nothing" }, h("p", {}, text), actions);
}

/** A button with words, and a picture before them if named. */
export function button(text, onclick, { picture, kind = "quiet", pressed, label } = {}) {
  return h("button", { type: "button", class: `button ${kind}`, "aria-pressed": pressed === undefined ? null : String(pressed), "aria-label": label, onclick }, picture && icon(picture), text);
}

/** The kind of a concept with its shape, in its colour. */
export function kindLine(app, n) {
  const group = app.world.groups[app.world.group(n)];
  return h("p", { class: `kind is-${group.colour}`, title: groupName(group) }, shapeIcon(group), kindName(app.world, n));
}

/** Give a text to the reader as a file. */
export function download(name, data, type) {
  const url = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 4000);
}

/** Put a text on the clipboard; true when it is there. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { class: "unseen", readonly: true });
    area.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
