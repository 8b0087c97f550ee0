// The shape of each group of kinds, drawn in a box from -1 to 1: one outline for the map, the legend and the pictures.

export const SHAPES = {
  square: "M-.72-.95H.72A.23.23 0 0 1 .95-.72V.72A.23.23 0 0 1 .72.95H-.72A.23.23 0 0 1-.95.72V-.72A.23.23 0 0 1-.72-.95Z",
  cross: "M-.38-1H.38V-.38H1V.38H.38V1H-.38V.38H-1V-.38H-.38Z",
  hexagon: "M-.5-.9H.5L1.02 0 .5.9H-.5L-1.02 0Z",
  diamond: "M0-1.15 1.15 0 0 1.15-1.15 0Z",
  circle: "M1 0A1 1 0 1 1-1 0 1 1 0 1 1 1 0Z",
  pentagon: "M0-1.08 1.05-.3.66.95H-.66L-1.05-.3Z",
  ring: "M1 0A1 1 0 1 1-1 0 1 1 0 1 1 1 0ZM.5 0A.5.5 0 1 0-.5 0 .5.5 0 1 0 .5 0Z",
  pill: "M-.75-.62H.75A.62.62 0 0 1 .75.62H-.75A.62.62 0 0 1-.75-.62Z",
  needle: "M-.46-.7A.46.46 0 0 1 .46-.7V.7A.46.46 0 0 1-.46.7Z",
  triangle: "M0-1.05 1.1.9H-1.1Z",
  leaf: "M-.95.95C-1.15-.35-.35-1.15.95-.95 1.15.35.35 1.15-.95.95Z",
  bowl: "M-1.1-.55H1.1A1.1 1.15 0 0 1-1.1-.55ZM-.5.72H.5V1H-.5Z",
  box: "M-.74-.74H.74V.74H-.74Z",
  star: "M0-1.15.3-.38 1.12-.34.48.18.7.98 0 .52-.7.98-.48.18-1.12-.34-.3-.38Z",
  wedge: "M-1-.75H1L0 1Z",
  dash: "M-1-.3H1V.3H-1Z",
  dot: "M.6 0A.6.6 0 1 1-.6 0 .6.6 0 1 1 .6 0Z",
};

const outlines = new Map();

/** The shape as a path that a canvas can fill. */
export function outline(shape) {
  if (!outlines.has(shape)) outlines.set(shape, new Path2D(SHAPES[shape] ?? SHAPES.dot));
  return outlines.get(shape);
}

/** The colours of the page as they are now, by token. */
export function colours() {
  const sheet = getComputedStyle(document.documentElement);
  const names = ["paper", "panel", "ink", "second", "third", "line", "edge", "seal", "focus", "pattern", "cause", "sign", "substance", "treatment", "channel", "biomedical", "quality"];
  return Object.fromEntries(names.map((name) => [name, sheet.getPropertyValue(`--${name}`).trim()]));
}
