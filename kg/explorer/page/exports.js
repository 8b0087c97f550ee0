// What is seen, as a file: picture, table or RDF; and on paper.
import { h } from "./dom.js";
import { button, download } from "./parts.js";
import { cite, relationName, t } from "./say.js";
import { jsonld, turtle } from "./rdf.js";
import { openDialog } from "./report.js";
import { pngOf, svgOf } from "./picture.js";

/** The rows of a table as CSV (RFC 4180); a cell that a spreadsheet would run as a formula is kept a text. */
export function csv(rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function whoSaysAll(world, l) {
  return world.inferred(l) ? t("followsByRule") : world.sourcesOf(l).map((s) => cite(world, s)).join("; ") || t("unsourced");
}

function linkRows(world, links) {
  const head = ["subject", "subject_iri", "relation", "relation_iri", "object", "object_iri", "inferred", "sources"];
  return [head, ...links.map((l) => [world.label(world.S[l]), world.iri(world.S[l]), relationName(world, world.P[l]), world.relations[world.P[l]].iri, world.label(world.O[l]), world.iri(world.O[l]), world.inferred(l), whoSaysAll(world, l)])];
}

const FORMATS = {
  png: { name: "PNG", type: "image/png", picture: true, make: (app) => pngOf(app.map) },
  svg: { name: "SVG", type: "image/svg+xml", picture: true, make: (app) => svgOf(app, app.map) },
  csv: { name: "CSV", type: "text/csv;charset=utf-8", make: (app, seen) => "\ufeff" + csv(seen.table ?? linkRows(app.world, seen.links)) },
  ttl: { name: "Turtle", type: "text/turtle;charset=utf-8", make: (app, seen) => turtle(app.world, seen.nodes, seen.links, (l) => whoSaysAll(app.world, l)) },
  jsonld: { name: "JSON-LD", type: "application/ld+json", make: (app, seen) => jsonld(app.world, seen.nodes, seen.links) },
};

/** The dialog in which one takes what is seen with one. */
export function exportDialog(app) {
  const seen = app.seen();
  const drawn = ["map", "paths", "tours"].includes(app.state.view) && seen.nodes.length > 0;
  const offered = Object.entries(FORMATS).filter(([, format]) => !format.picture || drawn);
  const buttons = offered.map(([ending, format]) => button(format.name, async () => { download(`tcm-kg-${seen.name}.${ending}`, await format.make(app, seen), format.type); dialog.close(); }, { kind: "strong" }));
  const print = button(t("print"), () => { dialog.close(); setTimeout(() => window.print(), 50); });
  const dialog = openDialog(t("export"), h("p", {}, t("exportWhat", seen.nodes.length, seen.links.length)), h("div", { class: "actions" }, buttons, print));
}
