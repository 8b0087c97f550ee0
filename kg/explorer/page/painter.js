// How one node of the map is drawn: its shape in its colour, its name below, the other script smaller under it.
import { outline } from "./shapes.js";
import { isHan } from "./text.js";

const SANS = '"DejaVu Sans", "Segoe UI", system-ui, -apple-system, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const SERIF = '"Noto Serif CJK TC", "Source Han Serif TC", "Songti TC", "Songti SC", "PMingLiU", SimSun, serif';
const SMALLEST = 6.5;

/** A function for vis-network's `ctxRenderer` that draws the node described by `node` (see `map.js`). */
export function painterOf(node, look) {
  return ({ ctx, x, y, state }) => ({
    drawNode: () => drawShape(ctx, x, y, node, look, state),
    drawExternalLabel: () => drawLabel(ctx, x, y, node, look, state),
    nodeDimensions: { width: node.radius * 2 + 8, height: node.radius * 2 + 8 },
  });
}

function drawShape(ctx, x, y, node, look, { selected, hover }) {
  ctx.save();
  ctx.translate(x, y);
  if (node.main || selected || hover) {
    ctx.globalAlpha = 0.14;
    ctx.fillStyle = look[node.colour];
    ctx.beginPath();
    ctx.arc(0, 0, node.radius * 1.75, 0, 2 * Math.PI);
    ctx.fill();
    ctx.globalAlpha = 1;
  }
  ctx.scale(node.radius, node.radius);
  ctx.fillStyle = node.faint ? look.third : look[node.colour];
  ctx.fill(outline(node.shape), "evenodd");
  if (selected || node.pinned) {
    ctx.lineWidth = (node.pinned ? 1.6 : 2.2) / node.radius;
    ctx.strokeStyle = selected ? look.ink : look.second;
    ctx.stroke(outline(node.shape));
  }
  ctx.restore();
}

function drawLabel(ctx, x, y, node, look, { selected, hover }) {
  const scale = Math.abs(ctx.getTransform().a) / (window.devicePixelRatio || 1);
  const least = node.least / scale;
  let size = Math.max(node.main ? 17 : 13.5, Math.min(least, 44));
  if (size * scale < SMALLEST && !selected && !hover && !node.main) return;
  if (hover || selected) size = Math.max(size, 12 / scale);
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.strokeStyle = look.paper;
  ctx.lineWidth = size * 0.32;
  let top = y + node.radius + 6;
  for (const text of node.lines) {
    top = written(ctx, text, x, top, `${node.main ? 700 : 600} ${size}px ${SANS}`, node.faint ? look.third : look.ink, size * 1.18);
  }
  if (node.under && size * scale >= SMALLEST) written(ctx, node.under, x, top + 1, `${size * (isHan(node.under) ? 0.94 : 0.86)}px ${isHan(node.under) ? SERIF : SANS}`, look.second, size * 1.2);
  ctx.restore();
}

function written(ctx, text, x, y, font, colour, height) {
  ctx.font = font;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
  return y + height;
}
