// The map as a picture: PNG from the canvas, SVG drawn anew from the same positions.
import { SHAPES, colours } from "./shapes.js";
import { alsoCalled, called, relationName } from "./say.js";
import { s } from "./dom.js";
import { drawable, wrap } from "./text.js";
import { LABEL_WIDTH } from "./layout.js";

/** The map as it is seen, as a PNG blob on the page's paper. */
export function pngOf(map) {
  const canvas = map.element.querySelector("canvas");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const ctx = copy.getContext("2d");
  ctx.fillStyle = colours().paper;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  return new Promise((done) => copy.toBlob(done, "image/png"));
}

/** The whole scene as SVG text. */
export function svgOf(app, map) {
  const look = colours();
  const nodes = map.scene.nodes.map(({ n }) => ({ n, ...map.network.getPosition(n) }));
  const at = new Map(nodes.map((node) => [node.n, node]));
  const [left, top] = [Math.min(...nodes.map((p) => p.x)) - 120, Math.min(...nodes.map((p) => p.y)) - 60];
  const [width, height] = [Math.max(...nodes.map((p) => p.x)) + 120 - left, Math.max(...nodes.map((p) => p.y)) + 90 - top];
  const paper = s("rect", { x: left, y: top, width, height, fill: look.paper });
  const drawing = s("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${left} ${top} ${width} ${height}`, width, height, "font-family": "system-ui, sans-serif" }, head(look), paper, map.scene.links.map((l) => stroke(app, l, at, look, map)), nodes.map((node) => mark(app, node, look)));
  return new XMLSerializer().serializeToString(drawing);
}

function head(look) {
  return s("defs", {}, s("marker", { id: "end", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 8, markerHeight: 8, orient: "auto" }, s("path", { d: "M1 1 9 5 1 9", fill: "none", stroke: look.edge, "stroke-width": 1.5 })));
}

function stroke(app, l, at, look, map) {
  const { world } = app;
  const [a, b] = [at.get(world.S[l]), at.get(world.O[l])];
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const on = map.marks.path?.includes(l);
  const line = s("line", { x1: a.x + ux * 17, y1: a.y + uy * 17, x2: b.x - ux * 20, y2: b.y - uy * 20, stroke: on ? look.seal : look.edge, "stroke-width": on ? 2.4 : 1.1, "stroke-dasharray": world.inferred(l) ? "5 4" : null, "marker-end": "url(#end)" });
  const spoken = map.words.has(l);
  return [line, spoken && s("text", { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, "text-anchor": "middle", "font-size": 12, fill: look.second, stroke: look.paper, "stroke-width": 4, "paint-order": "stroke" }, drawable(relationName(world, world.P[l]), 34))];
}

function mark(app, { n, x, y }, look) {
  const { world } = app;
  const group = world.groups[world.group(n)];
  const lines = wrap(drawable(called(world, n), 48), LABEL_WIDTH);
  const words = lines.map((text, i) => s("text", { x, y: y + 28 + i * 16, "text-anchor": "middle", "font-size": 13.5, "font-weight": 600, fill: look.ink, stroke: look.paper, "stroke-width": 4, "paint-order": "stroke" }, text));
  const under = s("text", { x, y: y + 28 + lines.length * 16, "text-anchor": "middle", "font-size": 12.5, fill: look.second, "font-family": "serif" }, drawable(alsoCalled(world, n), 16));
  return [s("g", { transform: `translate(${x} ${y}) scale(11)` }, s("path", { d: SHAPES[group.shape], fill: look[group.colour], "fill-rule": "evenodd" })), words, under];
}
