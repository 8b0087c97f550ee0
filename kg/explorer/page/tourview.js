// Tours: guided walks that came as data; one step at a time, on the map, with its sentence.
import { h, nameText, put } from "./dom.js";
import { sceneAround } from "./select.js";
import { place } from "./layout.js";
import { button, nothing, safetyLine, toldLinks, wantsCare, whoSays } from "./parts.js";
import { called, language, t } from "./say.js";

const words = (texts) => texts[language()] ?? texts.en ?? "";

/** The tours, or one step of one; what is seen. `sheet` is the whole middle, `panel` the strip under the map. */
export function showTours(app, sheet, panel) {
  const tour = app.view.tours.find(([name]) => name === app.state.tour);
  if (!tour) return choose(app, sheet);
  const steps = tour[3];
  const step = Math.min(app.state.step, steps.length - 1);
  const n = app.world.number(steps[step][0]);
  return n < 0 ? missing(app, panel, tour, step) : halt(app, panel, tour, step, n);
}

function choose(app, sheet) {
  const tours = app.view.tours.filter(([, , , steps]) => steps.some(([slug]) => app.world.number(slug) >= 0));
  const head = h("header", { class: "sheet-head" }, h("h1", {}, t("tours")), h("p", {}, t("toursHow")));
  const items = tours.map(([name, title, summary, steps]) => h("li", {}, h("h2", {}, h("a", { class: "concept", href: app.link({ tour: name, step: 0 }) }, words(title))), h("p", {}, words(summary)), h("p", { class: "who" }, t("steps", steps.length))));
  put(sheet, head, items.length ? h("ul", { class: "tours" }, items) : nothing(t("noTours")));
  return { name: "tours", nodes: [], links: [] };
}

function missing(app, panel, tour, step) {
  app.emptyMap(t("stepMissing"));
  put(panel, strip(app, tour, step, -1), nothing(t("stepMissing")));
  return { name: "tour", nodes: [], links: [] };
}

function halt(app, panel, tour, step, n) {
  const { world, map } = app;
  const [, , link] = tour[3][step];
  const l = link ? linkOf(world, link) : -1;
  const next = l >= 0 ? world.ends(l) : [];
  const walked = tour[3].slice(0, step + 1).map(([slug]) => world.number(slug)).filter((m) => m >= 0);
  const scene = sceneAround(world, n, { cap: map.tall ? 6 : 11, pinned: [...next, ...walked.slice(-2)], allowed: app.allowed });
  if (l >= 0 && !scene.links.includes(l)) scene.links.push(l);
  put(panel, strip(app, tour, step, l), wantsCare(world, [n, ...next]) && safetyLine());
  map.show(scene, place(world, scene, (m) => called(world, m), map.room), { path: l >= 0 ? [l] : null, chosen: n, link: app.chosenLink() });
  return { name: `tour-${tour[0]}-${step + 1}`, nodes: scene.nodes.map((node) => node.n), links: scene.links };
}

function linkOf(world, [s, p, o]) {
  const [from, relation, to] = [world.number(s), world.relationByName(p), world.number(o)];
  if (from < 0 || to < 0) return -1;
  const found = [...world.around(from)].find((l) => (world.S[l] === from && world.O[l] === to && world.P[l] === relation) || (world.O[l] === from && world.S[l] === to && world.back(world.P[l]) === relation));
  return found ?? -1;
}

function strip(app, [, title, , steps], step, l) {
  const { world } = app;
  const to = (i) => () => app.go({ step: i, s: "", l: "" });
  const dots = h("ol", { class: "dots", "aria-label": t("tourSteps") }, steps.map(([slug], i) => h("li", {}, h("button", { type: "button", "aria-current": i === step ? "step" : null, "aria-label": `${i + 1}: ${world.number(slug) >= 0 ? called(world, world.number(slug)) : slug}`, onclick: to(i) }))));
  return h(
    "section",
    { class: "tour" },
    h("p", { class: "kind" }, words(title), h("span", { class: "count" }, `${step + 1} / ${steps.length}`)),
    h("p", { class: "tale" }, nameText(words(steps[step][1]), { class: "plain" })),
    l >= 0 && h("p", { class: "evidence" }, toldLinks(app, l), " ", whoSays(app, world.sourcesOf(l), world.inferred(l))),
    h("div", { class: "actions" }, step > 0 && button(t("back"), to(step - 1), { picture: "back" }), step < steps.length - 1 ? button(t("next"), to(step + 1), { picture: "forward", kind: "strong" }) : h("a", { class: "button strong", href: app.link({ ...app.blank, lang: app.state.lang, view: "tours" }) }, t("tourEnd")), dots),
  );
}
