// The card of a link: the sentence, who says it, what it follows from, and a way to report it.
import { h, put } from "./dom.js";
import { explain } from "./reason.js";
import { button, copyText, safetyLine, toldLinks, wantsCare } from "./parts.js";
import { cite, relationName, sentence, t, viewName } from "./say.js";
import { reportDialog } from "./report.js";

/** The card of a link, put into an element. */
export function showLinkCard(app, element, l) {
  const { world } = app;
  const relation = world.relations[world.P[l]];
  put(
    element,
    h("p", { class: "kind" }, h("span", { class: world.inferred(l) ? "stroke dashed" : "stroke" }), t("statement")),
    h("h2", { id: "card-title", tabindex: "-1", class: "told" }, toldLinks(app, l)),
    h("p", { class: "definition" }, h("b", {}, relationName(world, world.P[l])), relation.definition ? `: ${relation.definition}` : ""),
    world.inferred(l) ? followsFrom(app, l) : saidBy(app, l),
    parallel(app, l),
    wantsCare(world, world.ends(l)) && safetyLine(),
    linkFoot(app, l),
  );
}

function saidBy(app, l) {
  const sections = app.world.sourcesOf(l);
  if (!sections.length) return h("p", { class: "notice" }, t("unsourcedLong"));
  return h("section", { class: "group" }, h("h3", {}, t("saidBy")), h("ul", { class: "sources" }, sections.map((section) => source(app, section))));
}

function source(app, section) {
  const work = app.world.works[section.work];
  const view = app.world.views[section.view];
  const about = [work?.citation || [work?.author, work?.date].filter(Boolean).join(", "), view && viewName(view)].filter(Boolean);
  return h("li", {}, h("strong", {}, cite(app.world, section)), section.en && section.en !== section.locator && h("div", {}, section.en), about.length > 0 && h("div", { class: "who" }, about.join(" · ")));
}

function followsFrom(app, l) {
  const reasons = explain(app.world, l);
  if (!reasons.length) return h("p", { class: "notice" }, t("followsUnknown"));
  return reasons.map(({ title, links }) => h("section", { class: "group" }, h("h3", {}, t("followsFrom")), h("p", { class: "rule" }, title), h("ul", { class: "statements" }, links.map((premise) => h("li", { class: app.world.inferred(premise) ? "inferred" : "" }, h("span", { class: "end" }, toldLinks(app, premise)), h("a", { class: "why", href: app.link({ l: app.linkName(premise) }), "aria-label": `${t("aboutLink")}: ${sentence(app.world, premise)}` }, app.world.inferred(premise) ? t("followsByRule") : app.world.sourcesOf(premise).map((s) => cite(app.world, s))[0] ?? t("unsourced")))))));
}

function parallel(app, l) {
  const { world } = app;
  const others = [...world.around(world.S[l])].filter((m) => m !== l && world.other(m, world.S[l]) === world.other(l, world.S[l]));
  if (!others.length) return null;
  return h("section", { class: "group" }, h("h3", {}, t("alsoBetween")), h("ul", { class: "statements" }, others.map((m) => h("li", { class: world.inferred(m) ? "inferred" : "" }, h("a", { class: "concept", href: app.link({ l: app.linkName(m) }) }, sentence(world, m))))));
}

function linkFoot(app, l) {
  const copied = h("span", { class: "said", role: "status" });
  return h("footer", { class: "foot" }, button(t("copyLink"), async () => { copied.textContent = (await copyText(location.href)) ? t("copied") : t("notCopied"); }), button(t("report"), () => reportDialog(app, { l })), copied);
}
