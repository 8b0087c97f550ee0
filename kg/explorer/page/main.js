// The page: unpack the data, build the frame once, and show what the address says, each time it changes.
import { World } from "./data.js";
import { NameIndex } from "./search.js";
import { announce, h, icon, nameText, put } from "./dom.js";
import { button, conceptLink, copyText, nothing, placeOf } from "./parts.js";
import { called, citeBriefly, figure, kindName, language, speak, t } from "./say.js";
import { VIEWS, readState, toggled, writeState } from "./state.js";
import { filterOf, sceneAround, sceneOf } from "./select.js";
import { place } from "./layout.js";
import { MapView } from "./map.js";
import { anyFilter, showLegend } from "./legend.js";
import { showCard } from "./card.js";
import { showLinkCard } from "./linkcard.js";
import { showList } from "./list.js";
import { finder } from "./finder.js";
import { showOverview } from "./overview.js";
import { likeliest, showPaths } from "./pathview.js";
import { showCompare } from "./compareview.js";
import { showTours } from "./tourview.js";
import { showSparql } from "./sparqlview.js";
import { exportDialog } from "./exports.js";
import { openDialog } from "./report.js";
import { isDark, keptTheme, setTheme } from "./theme.js";
import { runPacked, unpackText } from "./unpack.js";

const NAV = { map: "explore", all: "overview", paths: "paths", compare: "compare", tours: "tours", sparql: "sparql" };
const CAPS = [24, 60, 150, 400, 1000];
const TRAIL = 4;
const GULP = 1500;

class App {
  constructor(world, view) {
    this.world = world;
    this.names = new NameIndex(world);
    this.view = view;
    this.blank = readState("");
    this.trail = [];
    this.compared = [];
    this.fingerprint = location.protocol === "file:" ? "file" : location.origin;
  }

  /** The index of names, complete: made in idle moments, or at once when it is wanted before. */
  index() {
    return this.names.finish();
  }

  /** Make ready for searching whenever the browser has nothing else to do. */
  prepareIndex() {
    const more = () => {
      if (!this.names.grow(GULP)) return idle(more);
      this.names.finish();
      return idle(() => this.names.bagsOf());
    };
    idle(more);
  }

  /** The state with names in place of which a person may have written any name: those that are no slug are looked up. */
  resolved(state) {
    const bearers = (name) => (!name || this.world.number(name) >= 0 ? [] : this.index().bearing(name).map((n) => this.world.slug(n)));
    const slugOf = (name) => bearers(name)[0] ?? name;
    const [from, to] = [bearers(state.from), bearers(state.to)];
    const ends = from.length + to.length > 1 ? likeliest(this.world, from.length ? from : [state.from], to.length ? to : [state.to]) : [from[0] ?? state.from, to[0] ?? state.to];
    return { ...state, c: slugOf(state.c), from: ends[0], to: ends[1], set: state.set.map(slugOf) };
  }

  /** Change the address, and with it what is shown. */
  go(patch) {
    location.hash = writeState({ ...this.state, ...patch });
  }

  link(patch) {
    return writeState({ ...this.state, ...patch });
  }

  address(hash) {
    return location.href.split("#")[0] + hash;
  }

  linkName(l) {
    const { world } = this;
    return [world.slug(world.S[l]), world.relations[world.P[l]].key, world.slug(world.O[l])].join("~");
  }

  /** The link that the address names; -1 for none. */
  chosenLink() {
    const { world } = this;
    const [s, p, o] = this.state.l.split("~");
    const [from, relation, to] = [world.number(s), o ? world.relationByName(p) : -1, world.number(o ?? "")];
    if (from < 0 || to < 0) return -1;
    return [...world.around(from)].find((l) => world.S[l] === from && world.O[l] === to && world.P[l] === relation) ?? -1;
  }

  basket() {
    return this.compared;
  }

  cite(section) {
    return citeBriefly(this.world, section);
  }

  seen() {
    return this.current;
  }

  noteSeen(seen) {
    this.current = seen;
  }

  // ---------------------------------------------------------------- the frame

  build(root) {
    this.parts = { legend: h("section", { class: "legends", "aria-label": t("filters") }), bar: h("div", { class: "bar" }), canvas: h("div", { class: "canvas" }), list: h("section", { class: "list", id: "list", tabindex: "0", "aria-label": t("list") }), panel: h("div", { class: "panel" }), sheet: h("div", { class: "sheet" }), empty: h("div", { class: "empty" }), tools: h("div", { class: "tools" }) };
    this.keys = h("div", { class: "keys", tabindex: "0", role: "application", "aria-label": t("map"), onkeydown: (event) => this.key(event) }, this.parts.canvas);
    const { legend, bar, list, panel, sheet, empty, tools } = this.parts;
    this.card = h("article", { class: "card-body" });
    this.aside = h("aside", { class: "card", id: "card", tabindex: "-1", "aria-label": t("concept") }, this.card);
    this.side = h("div", { class: "side", id: "side" }, this.nav(), legend);
    this.middle = h("main", { class: "middle" }, bar, h("div", { class: "stage" }, h("div", { class: "mapbox" }, this.keys, empty, tools), list), panel, sheet);
    put(root, h("a", { class: "skip", href: "#card", onclick: (event) => { event.preventDefault(); this.aside.focus(); } }, t("skip")), this.header(), h("div", { class: "columns" }, this.side, this.middle, this.aside), h("p", { id: "said", class: "unseen", role: "status", "aria-live": "polite" }));
    document.title = t("brand");
    document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  }

  header() {
    const go = (n) => this.go({ ...this.blank, ...this.kept(), c: this.world.slug(n) });
    const menu = h("button", { type: "button", class: "button quiet menu", "aria-label": t("menu"), "aria-expanded": "false", "aria-controls": "side", onclick: () => this.openMenu(menu) }, icon("menu"));
    this.menu = menu;
    return h("header", { class: "top" }, h("a", { class: "brand", "aria-label": t("brand"), href: this.link({ ...this.blank, ...this.kept(), c: this.view.start }) }, h("span", { class: "seal", lang: "zh-Hant", "aria-hidden": "true" }, "氣"), h("span", { class: "title" }, t("brand"))), h("div", { class: "searching", role: "search" }, finder(this, { label: t("search"), onpick: go, slash: true })), h("div", { class: "switches" }, this.switches()), menu);
  }

  kept() {
    const { lang } = this.state;
    return { lang };
  }

  switches() {
    const speakIn = (code) => button(t(code === "zh" ? "chinese" : "english"), () => this.go({ lang: code }), { kind: "switch", pressed: language() === code });
    const theme = button(isDark() ? t("light") : t("dark"), () => { setTheme(isDark() ? "light" : "dark"); this.rebuild(); }, { kind: "switch" });
    return [speakIn("en"), speakIn("zh"), theme, button(t("share"), () => this.share(), { kind: "switch" }), button(t("export"), () => exportDialog(this), { kind: "switch" })];
  }

  openMenu(menu) {
    const open = this.side.classList.toggle("open");
    menu.setAttribute("aria-expanded", String(open));
  }

  nav() {
    return h("nav", { "aria-label": t("mainViews") }, h("ul", {}, VIEWS.map((view) => h("li", {}, h("a", { href: this.link({ ...this.blank, ...this.kept(), view, c: view === "map" ? this.state.c || this.view.start : "", from: view === "paths" ? this.state.c : "", set: view === "compare" ? this.compared : [] }), "aria-current": this.state.view === view ? "page" : null }, t(NAV[view])))), this.view.check && location.protocol.startsWith("http") && h("li", {}, h("a", { href: this.view.check }, t("draft")))), h("div", { class: "switches in-menu" }, this.switches()));
  }

  async share() {
    const said = h("p", { class: "said", role: "status" });
    const field = h("input", { class: "field", readonly: true, "aria-label": t("copyLink") });
    field.value = location.href;
    openDialog(t("share"), h("p", {}, t("shareHow")), field, h("div", { class: "actions" }, button(t("copyLink"), async () => { said.textContent = (await copyText(location.href)) ? t("copied") : t("notCopied"); }, { kind: "strong" })), said);
  }

  // ---------------------------------------------------------------- showing a state

  /** Show what the address says; `first` leaves out the map, which needs a script that is still being unpacked. */
  render({ first = false } = {}) {
    const before = this.state?.lang;
    this.state = this.resolved(readState(location.hash));
    speak(this.state.lang || preferred());
    if (!this.parts || before !== this.state.lang) this.build(document.getElementById("app"));
    if (!this.state.c && this.state.view === "map") this.state.c = this.view.start;
    this.allowed = filterOf(this.world, this.state);
    if (this.state.view === "compare") this.compared = this.state.set;
    this.side.classList.remove("open");
    this.menu.setAttribute("aria-expanded", "false");
    this.side.querySelector("nav").replaceWith(this.nav());
    document.body.dataset.view = this.state.view;
    document.body.classList.toggle("with-list", this.state.list && this.state.view === "map");
    const sheeted = ["compare", "sparql"].includes(this.state.view) || (this.state.view === "tours" && !this.state.tour);
    document.body.classList.toggle("sheeted", sheeted);
    for (const key of ["bar", "list", "panel", "sheet", "empty", "tools", "legend"]) put(this.parts[key]);
    if (first && !sheeted) return this.showFirst();
    if (this.state.view !== "map") this.drawnFor = "";
    if (!sheeted) this.prepareMap();
    this.noteSeen(this.show());
    if (!this.middle.querySelector("h1")) this.parts.bar.prepend(h("h1", { class: "unseen" }, t(NAV[this.state.view])));
    if (this.state.view === "all") document.body.classList.remove("no-card");
    else this.showCards();
    return null;
  }

  /** What can be read and used before there is a map: the legend and the card. */
  showFirst() {
    const n = this.shownConcept();
    if (this.state.view === "map") showLegend(this, this.parts.legend, n);
    if (this.state.view !== "all") this.showCards();
    this.cardStands = true;
  }

  prepareMap() {
    if (!this.map || this.map.element !== this.parts.canvas) {
      this.map?.network.destroy();
      this.map = new MapView(this, this.parts.canvas, this.view.options, { pick: (id) => this.pick(id), enter: (n) => this.enter(n), pickLink: (id) => typeof id === "number" && this.go({ l: this.linkName(id), s: "" }) });
    }
    const tool = (name, picture, act) => h("button", { type: "button", class: "button quiet", "aria-label": t(name), title: t(name), onclick: act }, icon(picture));
    put(this.parts.tools, tool("zoomIn", "plus", () => this.map.zoom(1.3)), tool("zoomOut", "minus", () => this.map.zoom(1 / 1.3)), tool("fit", "fit", () => this.map.fit()));
  }

  show() {
    const { panel, sheet } = this.parts;
    const views = { map: () => this.showMap(), all: () => this.showAll(), paths: () => showPaths(this, panel), compare: () => showCompare(this, sheet), tours: () => showTours(this, sheet, panel), sparql: () => showSparql(this, sheet) };
    return views[this.state.view]();
  }

  showAll() {
    put(this.parts.bar, h("h1", { class: "trail" }, t("overview")));
    showOverview(this, this.card);
    return { name: "overview", nodes: [], links: [] };
  }

  showMap() {
    const n = this.world.number(this.state.c);
    if (n < 0) {
      this.emptyMap(this.world.size ? t("unknownConcept", this.state.c) : t("emptyGraph"));
      return { name: "map", nodes: [], links: [] };
    }
    this.walk(n);
    const drawn = this.state.draw.map((slug) => this.world.number(slug)).filter((m) => m >= 0);
    const scene = drawn.length ? sceneOf(this.world, [...new Set([n, ...drawn, ...this.numbers(this.state.pin)])], this.allowed) : sceneAround(this.world, n, this.reach());
    this.draw(n, scene, drawn.length > 0);
    showLegend(this, this.parts.legend, n);
    put(this.parts.bar, this.crumbs(n, drawn.length > 0), this.controls(scene));
    if (this.state.list) showList(this, this.parts.list, scene);
    return { name: this.world.slug(n).replace(/\W+/g, "-").slice(0, 60), nodes: scene.nodes.map((node) => node.n), links: scene.links };
  }

  numbers(slugs) {
    return slugs.map((slug) => this.world.number(slug)).filter((n) => n >= 0);
  }

  reach() {
    const usual = this.map.tall ? 8 : CAPS[0];
    return { depth: this.map.tall ? 1 : this.state.d, cap: this.state.n || usual, opened: this.numbers(this.state.x), pinned: this.numbers(this.state.pin), allowed: this.allowed };
  }

  draw(n, scene, free) {
    const spots = place(this.world, scene, (m) => called(this.world, m), this.map.room);
    const chosen = this.world.number(this.state.s);
    const same = this.drawnFor === `${n}|${free}|${language()}|${isDark()}|${JSON.stringify(this.reach())}|${scene.nodes.length}`;
    this.drawnFor = `${n}|${free}|${language()}|${isDark()}|${JSON.stringify(this.reach())}|${scene.nodes.length}`;
    this.map.show(scene, spots, { chosen: chosen >= 0 ? chosen : -1, link: this.chosenLink(), pinned: this.numbers(this.state.pin), still: same, free: same, equal: free });
    this.keys.setAttribute("aria-label", this.map.describe());
    if (scene.nodes.length < 2) put(this.parts.empty, nothing(this.world.degree(n) ? t("nothingLeft") : t("alone"), anyFilter(this) && button(t("clearFilters"), () => this.go({ kinds: [], rels: [], views: [] }))));
  }

  /** Where one has been, the last few. */
  walk(n) {
    if (this.trail.at(-1) === n) return;
    const known = this.trail.indexOf(n);
    this.trail = known >= 0 ? this.trail.slice(0, known + 1) : [...this.trail, n].slice(-TRAIL);
  }

  crumbs(n, drawn) {
    const steps = this.trail.filter((m) => m !== n).flatMap((m) => [conceptLink(this, m), h("span", { "aria-hidden": "true" }, " › ")]);
    const pins = this.numbers(this.state.pin).map((m) => button(called(this.world, m), () => this.go({ pin: toggled(this.state.pin, this.world.slug(m)) }), { picture: "close", kind: "chip", label: `${t("unpin")}: ${called(this.world, m)}` }));
    return h("nav", { class: "trail", "aria-label": t("trail") }, steps, h("h1", {}, drawn ? t("drawn") : nameText(called(this.world, n))), pins);
  }

  controls(scene) {
    const hidden = scene.more.get(scene.centre) ?? 0;
    const next = CAPS.find((cap) => cap > (this.state.n || CAPS[0]));
    const depth = [1, 2, 3].map((d) => button(String(d), () => this.go({ d, x: [] }), { kind: "segment", pressed: this.state.d === d }));
    const list = button(t("list"), () => this.go({ list: !this.state.list }), { kind: "segment alone", pressed: this.state.list });
    const more = hidden > 0 && next && !this.map.tall && button(t("showMore", figure(Math.min(hidden, next - (this.state.n || CAPS[0])))), () => this.go({ n: next }), { kind: "segment alone" });
    const fewer = this.state.n > 0 && button(t("showFewer"), () => this.go({ n: 0 }), { kind: "segment alone" });
    return h("div", { class: "controls" }, more, fewer, list, h("div", { class: "segments", role: "group", "aria-label": t("depth") }, depth));
  }

  showCards() {
    const l = this.chosenLink();
    const n = this.shownConcept();
    document.body.classList.toggle("no-card", l < 0 && n < 0);
    if (this.cardStands) {
      this.cardStands = false;
      return null;
    }
    const key = `${l}|${n}`;
    if (l >= 0) showLinkCard(this, this.card, l);
    else if (n >= 0) showCard(this, this.card, n);
    else put(this.card, nothing(t("pathAsk")));
    if (this.cardOf !== key) this.aside.scrollTop = 0;
    this.cardOf = key;
    return null;
  }

  shownConcept() {
    const { state, world } = this;
    if (state.s && world.number(state.s) >= 0) return world.number(state.s);
    if (state.view === "tours" && state.tour) {
      const steps = this.view.tours.find(([name]) => name === state.tour)?.[3] ?? [];
      return world.number(steps[Math.min(state.step, steps.length - 1)]?.[0] ?? "");
    }
    const fallback = { map: state.c, paths: state.from, compare: "", tours: "", sparql: "" };
    return world.number(fallback[state.view] ?? "");
  }

  emptyMap(text) {
    this.map.show({ centre: -1, nodes: [], links: [], more: new Map() }, new Map(), { still: true });
    put(this.parts.empty, nothing(text));
  }

  // ---------------------------------------------------------------- being used

  pick(id) {
    if (typeof id === "string" && id.startsWith("more:")) return this.openMore(Number(id.slice(5)));
    if (typeof id === "string" && id.startsWith("group:")) return this.go({ s: this.world.groups[Number(id.slice(6))].key });
    if (id === null) return this.state.view === "all" ? this.go({ s: "" }) : this.go({ s: "", l: "" });
    return this.go({ s: this.world.slug(id), l: "" });
  }

  openMore(n) {
    if (n === this.world.number(this.state.c)) return this.go({ list: true });
    return this.go({ c: this.world.slug(n), s: "", l: "", list: true, x: [] });
  }

  enter(n) {
    location.hash = placeOf(this, n);
  }

  key(event) {
    const angles = { ArrowRight: 0, ArrowDown: Math.PI / 2, ArrowLeft: Math.PI, ArrowUp: -Math.PI / 2 };
    const { map } = this;
    if (!map?.scene || map.scene.centre < 0) return;
    const chosen = this.world.number(this.state.s);
    const here = chosen >= 0 && map.scene.nodes.some(({ n }) => n === chosen) ? chosen : map.scene.centre;
    if (event.key in angles) {
      event.preventDefault();
      const next = map.towards(here, angles[event.key]);
      if (next >= 0) this.step(next);
    } else if (event.key === "Enter" && chosen >= 0) this.enter(here);
    else if (event.key === "+" || event.key === "-") map.zoom(event.key === "+" ? 1.3 : 1 / 1.3);
    else if (event.key === "0") map.fit();
    else if (event.key === "Escape") this.go({ s: "", l: "" });
  }

  step(n) {
    announce(t("onMap", called(this.world, n), kindName(this.world, n)));
    history.replaceState(null, "", this.link({ s: this.world.slug(n), l: "" }));
    this.render();
  }

  rebuild() {
    this.parts = null;
    this.render();
  }
}

function preferred() {
  return navigator.language?.startsWith("zh") ? "zh" : "en";
}

function idle(act) {
  return (window.requestIdleCallback ?? ((later) => setTimeout(later, 30)))(act);
}

/** When what was put into the page has been seen (at once where the page is not in sight). */
async function painted() {
  await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100); });
  performance.mark("useful");
}

async function begin() {
  const root = document.getElementById("app");
  const kept = keptTheme();
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  try {
    const view = JSON.parse(document.getElementById("view").textContent);
    const app = new App(new World(JSON.parse(await unpackText("data"))), view);
    const drawing = runPacked("script-map");
    app.render({ first: true });
    await painted();
    await drawing;
    if (!document.body.classList.contains("sheeted")) app.render();
    addEventListener("hashchange", () => app.render());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => app.rebuild());
    matchMedia("(max-width: 760px)").addEventListener("change", () => { app.drawnFor = ""; app.render(); });
    document.body.dataset.ready = performance.now().toFixed(0);
    app.prepareIndex();
  } catch (error) {
    put(root, nothing(t("broken", error.message)));
    throw error;
  }
  return null;
}

begin();
