// A way to report a wrong statement: a text ready to be sent, to be copied from here; no server is needed.
import { h, icon, put } from "./dom.js";
import { button, copyText } from "./parts.js";
import { called, cite, sentence, t } from "./say.js";

/** Open the dialog for a concept or a link. */
export function reportDialog(app, about) {
  const area = h("textarea", { rows: 12, "aria-label": t("reportText") });
  area.value = reportText(app, about);
  const said = h("span", { class: "said", role: "status" });
  const copy = button(t("copyText"), async () => { said.textContent = (await copyText(area.value)) ? t("copied") : t("notCopied"); }, { kind: "strong" });
  openDialog(t("report"), h("p", {}, t("reportHow")), area, h("div", { class: "actions" }, copy, said));
}

/** A dialog of the page with a heading, opened over everything and closed by Escape or its button. */
export function openDialog(title, ...content) {
  const dialog = h("dialog", { "aria-labelledby": "dialog-title", onclose: () => dialog.remove() });
  const close = h("button", { type: "button", class: "button quiet close", "aria-label": t("close"), onclick: () => dialog.close() }, icon("close"));
  put(dialog, h("header", {}, h("h2", { id: "dialog-title" }, title), close), ...content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function reportText(app, { n, l }) {
  const { world } = app;
  const lines = [t("reportGreeting"), ""];
  if (l !== undefined) {
    lines.push(`${t("statement")}: ${sentence(world, l)}`, `  <${world.iri(world.S[l])}>`, `  <${world.relations[world.P[l]].iri}>`, `  <${world.iri(world.O[l])}>`);
    lines.push(...world.sourcesOf(l).map((s) => `${t("saidBy")}: ${cite(world, s)} <${s.iri}>`));
  } else {
    lines.push(`${t("concept")}: ${called(world, n)}`, `  <${world.iri(n)}>`);
  }
  return [...lines, `${t("page")}: ${app.fingerprint}`, "", `${t("whatIsWrong")}:`, "", `${t("whatIsRight")}:`, "", `${t("howKnown")}:`, ""].join("\n");
}
