// SPARQL in the page: a field, the catalogue's questions, an answer whose concepts are links. The engine runs in a worker.
import { h, nameText, put } from "./dom.js";
import { CONCEPT } from "./data.js";
import { completing } from "./completer.js";
import { finder } from "./finder.js";
import { button, conceptLink, nothing } from "./parts.js";
import { figure, t } from "./say.js";
import { clip } from "./text.js";
import { unpackBytes, unpackText } from "./unpack.js";

const CAP = 1000;
const LIMIT = 30;
const FIRST = `SELECT ?pattern ?sign WHERE {
  ?pattern tcm:manifestsAs ?sign .
}
LIMIT 20`;

/** The engine: a worker made from the page itself, started when it is first asked. */
class Engine {
  constructor(app) {
    this.app = app;
    this.next = 0;
    this.waiting = new Map();
  }

  /** When the engine is ready: started at the first question, and anew after it was stopped. */
  start() {
    this.ready ??= this.load();
    return this.ready;
  }

  async load() {
    const script = await unpackText("rest-worker");
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.worker = new Worker(address);
    URL.revokeObjectURL(address);
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => { event.preventDefault(); this.fail(event.message || t("engineFailed")); };
    const [wasm, turtle, data] = await Promise.all([unpackBytes("rest-wasm"), unpackText("rest-turtle"), unpackText("data")]);
    return this.ask({ act: "load", wasm, turtle, data }, [wasm.buffer]);
  }

  ask(message, given = []) {
    this.next += 1;
    const id = this.next;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.worker.postMessage({ ...message, id }, given);
    });
  }

  hear({ id, answer, error }) {
    const { done, failed } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    if (error) failed?.(new Error(error));
    else done?.(answer);
  }

  fail(message) {
    for (const { failed } of this.waiting.values()) failed(new Error(message));
    this.stop();
  }

  /** Stop whatever is being answered; the next question starts the engine anew. */
  stop() {
    this.worker?.terminate();
    this.worker = null;
    this.ready = null;
    for (const { failed } of this.waiting.values()) failed(new Error(t("stopped")));
    this.waiting.clear();
  }
}

const desk = { engine: null, answer: null, asked: null, limit: LIMIT, running: false };

/** The view put into an element; what is seen. */
export function showSparql(app, element) {
  const head = h("header", { class: "sheet-head" }, h("h1", {}, t("sparql")), h("p", {}, t("sparqlHow")));
  const why = cannot();
  if (why) {
    put(element, head, nothing(why));
    return { name: "query", nodes: [], links: [] };
  }
  desk.engine ??= new Engine(app);
  const area = h("textarea", { class: "query", rows: 10, spellcheck: "false", "aria-label": t("query"), onkeydown: (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(app, area); } });
  area.value = app.state.q || desk.draft || FIRST;
  area.addEventListener("input", () => { desk.draft = area.value; });
  const result = h("div", { id: "result", "aria-live": "polite" });
  put(element, head, examples(app, area), completing(app, area), bar(app, area, result), result);
  if (app.state.q && desk.asked === app.state.q && desk.answer) showAnswer(app, result, desk.answer);
  else if (app.state.q) run(app, app.state.q, result);
  return { name: "query", nodes: conceptsIn(app, desk.answer), links: [], table: asTable(desk.answer) };
}

function cannot() {
  if (!document.getElementById("rest-wasm")) return t("noEngine");
  if (typeof WebAssembly !== "object") return t("noWasm");
  return typeof Worker === "function" ? "" : t("noWorker");
}

function submit(app, area) {
  desk.asked = null;
  if (app.state.q === area.value) app.render();
  else app.go({ q: area.value });
}

function bar(app, area, result) {
  const limit = h("input", { type: "number", class: "field number", min: 1, max: 600, "aria-label": t("timeLimit"), onchange: () => { desk.limit = Math.max(1, Number(limit.value) || LIMIT); } });
  limit.value = desk.limit;
  const stop = button(t("stop"), () => desk.engine.stop());
  return h("div", { class: "actions query-bar" }, button(t("run"), () => submit(app, area), { kind: "strong" }), stop, h("label", { class: "inline" }, t("timeLimit"), limit, t("seconds")), h("span", { class: "who" }, t("capSaid", figure(CAP))));
}

function examples(app, area) {
  const questions = app.view.questions;
  if (!questions.length) return null;
  const blanks = h("div", { class: "blanks" });
  const choice = h("select", { class: "field", "aria-label": t("examples"), onchange: () => take(app, questions[Number(choice.value)], area, blanks) }, h("option", { value: "-1" }, t("examples")), questions.map(([, title], i) => h("option", { value: i }, title)));
  return h("div", { class: "examples" }, choice, blanks);
}

/** A question of the catalogue put into the field, its blanks filled with their examples and open to others. */
function take(app, question, area, blanks) {
  if (!question) return put(blanks);
  const [, , summary, text, parameters] = question;
  const values = new Map(parameters.map(([name, kind, , example]) => [name, valueOf(app, kind, example)]));
  const write = () => {
    area.value = filled(text, values);
    desk.draft = area.value;
  };
  write();
  return put(blanks, h("p", { class: "who" }, summary), parameters.map(([name, kind, about, example]) => blank(app, { name, kind, about, example }, (value) => { values.set(name, value); write(); })));
}

function blank(app, { kind, about, example }, onvalue) {
  if (kind === "concept") return finder(app, { label: about, visible: true, value: example, onpick: (n) => onvalue(`<${app.world.iri(n)}>`) });
  const field = h("input", { class: "field", "aria-label": about, placeholder: about, oninput: () => onvalue(valueOf(app, kind, field.value)) });
  field.value = example;
  return h("label", { class: "labelled" }, about, field);
}

function valueOf(app, kind, text) {
  if (kind === "number") return /^-?\d+(\.\d+)?$/.test(text) ? text : "0";
  if (kind === "text") return JSON.stringify(text);
  const slug = text.replace(/^c:/, "");
  const n = app.world.number(slug) >= 0 ? app.world.number(slug) : app.index().find(text, 1)[0]?.n ?? -1;
  return n >= 0 ? `<${app.world.iri(n)}>` : `<${CONCEPT}${encodeURIComponent(slug)}>`;
}

function filled(text, values) {
  const lines = [...values].map(([name, value]) => `VALUES ?${name} { ${value} }`);
  const query = text.split("\n").filter((line) => !line.startsWith("#+")).join("\n").trim();
  return lines.length ? query.replace("WHERE {", `WHERE {\n  ${lines.join("\n  ")}`) : query;
}

/** A query with the project's prefixes declared where it does not declare them. */
function withPrefixes(app, text) {
  const lacking = Object.entries(app.view.prefixes).filter(([prefix]) => new RegExp(`\\b${prefix}:`).test(text) && !new RegExp(`prefix\\s+${prefix}:`, "i").test(text));
  return lacking.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}> `).join("") + text;
}

async function run(app, text, result) {
  put(result, h("p", { class: "who" }, desk.engine.ready ? t("running") : t("starting")));
  let over = 0;
  try {
    await desk.engine.start();
    over = setTimeout(() => desk.engine.stop(), desk.limit * 1000);
    desk.answer = await desk.engine.ask({ act: "query", text: withPrefixes(app, text), cap: CAP });
  } catch (error) {
    desk.answer = { kind: "error", message: error.message };
  }
  clearTimeout(over);
  desk.asked = text;
  if (result.isConnected) showAnswer(app, result, desk.answer);
  app.noteSeen({ name: "query", nodes: conceptsIn(app, desk.answer), links: [], table: asTable(desk.answer) });
}

function showAnswer(app, result, answer) {
  if (answer.kind === "error") return put(result, h("div", { class: "notice error", role: "alert" }, h("p", {}, t("queryError")), h("pre", {}, answer.message)));
  if (answer.kind === "boolean") return put(result, h("p", { class: "boolean" }, answer.value ? t("yes") : t("no")));
  if (!answer.rows.length) return put(result, nothing(t("noRows")));
  const concepts = conceptsIn(app, answer);
  const said = answer.total > answer.rows.length ? t("cutRows", figure(answer.rows.length), figure(answer.total)) : t("rows", figure(answer.total));
  const draw = concepts.length > 0 && button(t("drawResult", Math.min(concepts.length, 200)), () => app.go({ ...app.blank, lang: app.state.lang, view: "map", c: app.world.slug(concepts[0]), draw: concepts.slice(0, 200).map((n) => app.world.slug(n)) }), { kind: "strong" });
  const head = h("thead", {}, h("tr", {}, answer.names.map((name) => h("th", { scope: "col" }, name))));
  const body = h("tbody", {}, answer.rows.map((row) => h("tr", {}, row.map((term) => h("td", {}, cellOf(app, term))))));
  return put(result, h("div", { class: "actions" }, h("span", { class: "who" }, said, " ", t("tookTime", answer.took.toFixed(0))), draw), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("answer") }, h("table", { class: "answer" }, head, body)));
}

function cellOf(app, term) {
  if (!term) return "";
  if (term.type !== "NamedNode") return nameText(clip(term.text, 400), { class: "plain", lang: term.language || "en" });
  const n = app.world.number(term.text);
  if (n >= 0) return [conceptLink(app, n, { shape: true })];
  const short = Object.entries(app.view.prefixes).find(([, base]) => term.text.startsWith(base));
  return h("span", { class: "iri" }, clip(short ? `${short[0]}:${term.text.slice(short[1].length)}` : term.text, 200));
}

function conceptsIn(app, answer) {
  const found = new Set();
  for (const row of answer?.rows ?? []) for (const term of row) if (term?.type === "NamedNode" && app.world.number(term.text) >= 0) found.add(app.world.number(term.text));
  return [...found];
}

function asTable(answer) {
  return answer?.rows ? [answer.names, ...answer.rows.map((row) => row.map((term) => term?.text ?? ""))] : [["result"], [String(answer?.value ?? "")]];
}
