// The card of a concept: names, definition, codes, where sources differ, and every statement with who makes it.
import { h, nameText, put } from "./dom.js";
import { disagreements, grouped } from "./differ.js";
import { button, conceptLink, copyText, kindLine, placeOf, safetyLine, wantsCare, whoSays } from "./parts.js";
import { called, figure, langOf, language, linkName, relationName, t } from "./say.js";
import { reportDialog } from "./report.js";
import { clip } from "./text.js";
import { toggled } from "./state.js";

const SHOWN = 6;
const AMOUNTS = ["dose", "processing"];
const HIERARCHY = ["skos/core#broader", "skos/core#narrower"];

/** The card of a concept, put into an element. */
export function showCard(app, element, n) {
  const { world } = app;
  put(element, kindLine(app, n), heading(app, n), retired(app, n), definition(world, n), codes(world, n), actions(app, n), differ(app, n), statements(app, n), facts(app, n), wantsCare(world, [n, ...kin(world, n)]) && safetyLine(), foot(app, n));
}

function kin(world, n) {
  return [...world.around(n)].slice(0, 200).map((l) => world.other(l, n));
}

function heading(app, n) {
  const { world } = app;
  const hant = world.nameIn(n, "zh-Hant");
  const hans = world.nameIn(n, "zh-Hans");
  const [large, small] = language() === "zh" ? [hans || hant, hant !== hans ? hant : ""] : [hant || hans, hans !== hant ? hans : ""];
  const title = language() === "zh" && large ? clip(world.label(n)) : called(world, n);
  const shown = new Set([large, small, world.label(n), world.nameIn(n, "zh-Latn-pinyin")]);
  const others = world.names(n).filter(({ text }) => !shown.has(text)).map(({ text }) => clip(text, 80));
  return h(
    "header",
    { class: "heading" },
    h("h2", { id: "card-title", tabindex: "-1" }, nameText(title)),
    large && h("p", { class: "hans" }, h("span", { class: "large", lang: language() === "zh" ? "zh-Hans" : "zh-Hant" }, clip(large, 40)), small && h("span", { class: "small", lang: language() === "zh" ? "zh-Hant" : "zh-Hans" }, clip(small, 40)), h("span", { class: "pinyin", lang: "zh-Latn-pinyin" }, clip(world.nameIn(n, "zh-Latn-pinyin"), 60))),
    others.length > 0 && otherNames(others),
  );
}

function otherNames(others) {
  const spoken = (names) => names.flatMap((name, i) => [i ? ", " : "", nameText(name, { lang: langOf(name) })]);
  if (others.length <= 7) return h("p", { class: "others" }, `${t("also")} `, spoken(others));
  return h("details", { class: "others" }, h("summary", {}, `${t("also")} `, spoken(others.slice(0, 5)), h("span", { class: "plus" }, ` +${others.length - 5}`)), spoken(others.slice(5)));
}

function retired(app, n) {
  const gone = app.world.retired(n);
  if (!gone) return null;
  const next = app.world.number(gone);
  return h("p", { class: "notice" }, t("retired"), next >= 0 && [" ", t("useInstead"), " ", conceptLink(app, next)]);
}

function definition(world, n) {
  const text = world.definition(n, language());
  return text ? h("p", { class: "definition" }, nameText(clip(text, 1500), { class: "plain" })) : h("p", { class: "definition none" }, t("noDefinition"));
}

function codes(world, n) {
  const all = world.codes(n);
  const found = all.filter(({ text, match }) => !match || !/^\d+$|\/\d+$/.test(text) || !all.some((code) => !code.match && /icd/i.test(code.scheme)));
  if (!found.length) return null;
  return h("ul", { class: "codes", "aria-label": t("codes") }, [...new Map(found.map((code) => [codeText(code), code])).values()].map((code) => h("li", { title: [code.match && t(`match-${code.match}`), code.iri].filter(Boolean).join(" ") }, codeText(code))));
}

function codeText({ scheme, text, match }) {
  return [schemeName(scheme), match && match !== "exact" ? "≈" : "", clip(text.replace(/^.*\//, ""), 40)].filter(Boolean).join(" ");
}

/** A scheme as people write it: gbt16751.2 is GB/T 16751.2. */
function schemeName(scheme) {
  return scheme.replace(/^gbt(?=\d)/i, "GB/T ").replace(/^icd-?11$/i, "ICD-11").replace(/^herb2$/i, "HERB 2.0");
}

function actions(app, n) {
  const { world, state } = app;
  const slug = world.slug(n);
  const away = slug !== state.c || state.view !== "map";
  const opened = state.x.includes(slug);
  return h(
    "div",
    { class: "actions" },
    away && h("a", { class: "button strong", href: placeOf(app, n) }, t("walkHere")),
    away && state.view === "map" && button(opened ? t("fold") : t("expand"), () => app.go({ x: toggled(state.x, slug) }), { pressed: opened }),
    state.view === "map" && button(state.pin.includes(slug) ? t("unpin") : t("pin"), () => app.go({ pin: toggled(state.pin, slug) }), { pressed: state.pin.includes(slug) }),
    button(t("pathFrom"), () => app.go({ ...app.blank, lang: state.lang, view: "paths", from: slug })),
    button(t("addCompare"), () => app.go({ ...app.blank, lang: state.lang, view: "compare", set: [...new Set([...app.basket(), slug])].slice(-3) })),
  );
}

function differ(app, n) {
  return disagreements(app.world, n).map(({ p, links, facts }) => h(
    "section",
    { class: "differ" },
    h("h3", {}, t("differ", relationName(app.world, p))),
    h("ul", {}, links.map((l) => h("li", {}, h("a", { href: app.link({ l: app.linkName(l) }) }, p === app.world.P[l] ? "" : `${relationName(app.world, app.world.P[l])} `, nameText(called(app.world, app.world.O[l]))), whoSays(app, app.world.sourcesOf(l)))), (facts ?? []).map((fact) => h("li", {}, nameText(clip(fact.text)), whoSays(app, app.world.sections_of(fact.set))))),
    links.length > 1 && h("a", { class: "more", href: app.link({ ...app.blank, lang: app.state.lang, view: "compare", set: [...new Set(links.map((l) => app.world.slug(app.world.O[l])))].slice(0, 3) }) }, t("compareBoth")),
  ));
}

function statements(app, n) {
  const { world } = app;
  const allowed = app.allowed;
  const links = [...world.around(n)].filter((l) => allowed(l, world.other(l, n)));
  if (!links.length) return h("p", { class: "nothing" }, world.degree(n) ? t("allFiltered") : t("noStatements"));
  const groups = [...grouped(links, (l) => linkName(world, l, n))];
  groups.sort((a, b) => rankOf(world, n, a[1]) - rankOf(world, n, b[1]));
  return groups.map(([name, some]) => statementGroup(app, n, name, some));
}

/** Where a relation stands in the card: what is said of the concept, what is said of others, hierarchy, what follows. */
function rankOf(world, n, links) {
  if (HIERARCHY.some((ending) => world.relations[world.P[links[0]]].iri.endsWith(ending))) return 2;
  if (links.every((l) => world.inferred(l))) return 3;
  return world.S[links[0]] === n ? 0 : 1;
}

function statementGroup(app, n, name, links) {
  const { world } = app;
  links.sort((a, b) => world.inferred(a) - world.inferred(b) || world.degree(world.other(b, n)) - world.degree(world.other(a, n)));
  const list = h("ul", { class: "statements" }, links.slice(0, SHOWN).map((l) => statement(app, n, l)));
  const rest = links.length - SHOWN;
  const more = rest > 0 && button(t("andMore", figure(rest)), () => { list.append(...links.slice(SHOWN, 500).map((l) => statement(app, n, l))); more.remove(); }, { kind: "more" });
  return h("section", { class: "group" }, h("h3", {}, name[0].toUpperCase() + name.slice(1), h("span", { class: "count" }, figure(links.length))), list, more);
}

function statement(app, n, l) {
  const { world } = app;
  const inferred = world.inferred(l);
  return h(
    "li",
    { class: inferred ? "inferred" : "" },
    h("span", { class: "end" }, conceptLink(app, world.other(l, n)), amount(world, world.other(l, n))),
    h("a", { class: "why", href: app.link({ l: app.linkName(l), s: "" }), "aria-label": `${t("aboutLink")}: ${clip(called(world, world.other(l, n)), 60)}` }, inferred ? t("followsByRule") : whoText(app, l)),
  );
}

/** How much of an ingredient, and how prepared, as its source writes it. */
function amount(world, n) {
  const told = (world.facts.get(n) ?? []).filter(({ relation }) => AMOUNTS.includes(world.relations[relation].key)).map(({ text }) => text);
  return told.length > 0 && h("span", { class: "who amount" }, clip([...new Set(told)].join(", "), 80));
}

function whoText(app, l) {
  const sources = app.world.sourcesOf(l);
  if (!sources.length) return t("unsourced");
  const first = app.cite(sources[0]);
  return sources.length > 1 ? [first, h("span", { class: "plus" }, ` +${sources.length - 1}`)] : first;
}

function facts(app, n) {
  const { world } = app;
  const found = world.facts.get(n) ?? [];
  if (!found.length) return null;
  return [...grouped(found, (fact) => fact.relation)].map(([p, some]) => h("section", { class: "group" }, h("h3", {}, capital(relationName(world, p))), h("ul", { class: "statements" }, some.slice(0, 20).map((fact) => h("li", {}, h("span", { class: "end" }, nameText(clip(fact.text, 400), { class: "plain" })), whoSays(app, world.sections_of(fact.set)))))));
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function foot(app, n) {
  const copied = h("span", { class: "said", role: "status" });
  return h(
    "footer",
    { class: "foot" },
    button(t("copyLink"), async () => { copied.textContent = (await copyText(app.address(placeOf(app, n)))) ? t("copied") : t("notCopied"); }),
    button(t("report"), () => reportDialog(app, { n })),
    copied,
    h("p", { class: "iri" }, app.world.iri(n).length < 300 ? app.world.iri(n) : clip(app.world.iri(n), 300)),
  );
}
