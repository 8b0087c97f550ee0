// Where things stand on the map: worked out, not simmered, so that the same scene is always the same picture.
import { measure, wrap } from "./text.js";

const MANY = 260;
const ROUNDS = 140;
export const LABEL_WIDTH = 20;

/** Positions of a scene's nodes by number, in pixels from the middle. `tall` is for a phone. */
export function place(world, scene, name, { tall = false, aspect = 1 } = {}) {
  if (scene.nodes.length > MANY) return spiral(world, scene);
  const children = childrenOf(world, scene);
  const spots = new Map([[scene.centre, { x: 0, y: 0 }]]);
  ring(scene.centre, -Math.PI / 2, 2 * Math.PI, 1, { children, spots, tall, aspect });
  return apart(scene, spots, name, { tall, aspect });
}

function childrenOf(world, scene) {
  const children = new Map();
  for (const node of scene.nodes) {
    if (node.parent < 0) continue;
    if (!children.has(node.parent)) children.set(node.parent, []);
    children.get(node.parent).push(node.n);
  }
  for (const list of children.values()) list.sort((a, b) => world.group(a) - world.group(b) || relationTo(world, scene, a) - relationTo(world, scene, b) || a - b);
  return children;
}

function relationTo(world, scene, n) {
  const l = scene.links.find((link) => world.other(link, n) === scene.centre && (world.S[link] === n || world.O[link] === n));
  return l === undefined ? 9999 : world.P[l];
}

function leaves(n, children) {
  const below = children.get(n) ?? [];
  return below.length ? below.reduce((sum, m) => sum + leaves(m, children), 0) : 1;
}

/** Children put on rings around their parent's direction, each given room by what hangs on it. */
function ring(parent, start, sweep, depth, room) {
  const { children, spots, tall, aspect } = room;
  const below = children.get(parent) ?? [];
  const total = below.reduce((sum, n) => sum + leaves(n, children), 0);
  const rings = depth === 1 ? Math.ceil(below.length / (tall ? 9 : 13)) : 1;
  const [wide, high] = tall ? [0.8, 1] : [1.06 * Math.sqrt(aspect), 1.06 / Math.sqrt(aspect)];
  let angle = start;
  below.forEach((n, i) => {
    const share = (sweep * leaves(n, children)) / total;
    const middle = angle + share / 2;
    const radius = (tall ? 165 : 235) + (depth - 1) * 165 + ringOf(i, rings) * (tall ? 95 : 120);
    spots.set(n, { x: Math.cos(middle) * radius * wide, y: Math.sin(middle) * radius * high });
    ring(n, angle, share, depth + 1, room);
    angle += share;
  });
}

/** On which of some rings the next of many stands: in turn where they are few, more of them on the wider ones where they are many. */
function ringOf(i, rings) {
  if (rings <= 2) return i % rings;
  const turn = i % ((rings * (rings + 3)) / 2);
  let [ring, before] = [0, 0];
  while (turn >= before + ring + 2) {
    before += ring + 2;
    ring += 1;
  }
  return (ring * 3 + i) % rings;
}

/** Boxes of shape and label pushed apart until none covers another; the middle stays. */
function apart(scene, spots, name, room) {
  const { tall } = room;
  const boxes = scene.nodes.map(({ n, depth }) => {
    const lines = wrap(name(n), tall ? 14 : LABEL_WIDTH);
    const width = Math.max(46, Math.max(...lines.map(measure)) * (tall ? 8.6 : 7.6) + 14) * (scene.nodes.length > 70 ? 0.72 : depth > 1 ? 0.92 : 1);
    return { n, ...spots.get(n), w: width, h: 44 + lines.length * 16 + (depth ? 0 : 30), fixed: depth === 0 };
  });
  for (let round = 0; round < ROUNDS; round += 1) if (!pushApart(boxes)) break;
  return spread(boxes, room);
}

/** The same places drawn out sideways or up, so that they fill a room of another shape. */
function spread(boxes, { tall, aspect }) {
  const extent = (axis, side) => Math.max(...boxes.map((b) => b[axis] + b[side] / 2)) - Math.min(...boxes.map((b) => b[axis] - b[side] / 2));
  const ratio = ((tall ? 0.9 : aspect) * extent("y", "h")) / extent("x", "w");
  const [wide, high] = ratio > 1 ? [Math.min(ratio, 1.7), 1] : [1, Math.min(1 / ratio, 1.25)];
  return new Map(boxes.map(({ n, x, y }) => [n, { x: Math.round(x * wide), y: Math.round(y * high) }]));
}

function pushApart(boxes) {
  let moved = false;
  for (let i = 0; i < boxes.length; i += 1) {
    for (let j = i + 1; j < boxes.length; j += 1) {
      const [a, b] = [boxes[i], boxes[j]];
      const dx = b.x - a.x || 0.1;
      const dy = b.y - a.y || 0.1;
      const overX = (a.w + b.w) / 2 - Math.abs(dx);
      const overY = (a.h + b.h) / 2 - Math.abs(dy);
      if (overX <= 0 || overY <= 0) continue;
      moved = true;
      if (overX < overY) shift(a, b, "x", (Math.sign(dx) * overX) / 2);
      else shift(a, b, "y", (Math.sign(dy) * overY) / 2);
    }
  }
  return moved;
}

function shift(a, b, axis, by) {
  const step = by * 0.7 + Math.sign(by);
  if (!a.fixed) a[axis] -= b.fixed ? 2 * step : step;
  if (!b.fixed) b[axis] += a.fixed ? 2 * step : step;
}

/** Very many nodes: a spiral of even density, kinds side by side. */
function spiral(world, scene) {
  const order = [...scene.nodes].sort((a, b) => a.depth - b.depth || world.group(a.n) - world.group(b.n) || a.n - b.n);
  return new Map(order.map(({ n }, i) => {
    const radius = 62 * Math.sqrt(i);
    return [n, { x: Math.round(Math.cos(i * 2.399963) * radius * 1.3), y: Math.round(Math.sin(i * 2.399963) * radius) }];
  }));
}

/** A chain laid out from left to right (on a phone from top to bottom), stepping a little up and down. */
export function line(nodes, tall) {
  const step = tall ? 124 : Math.min(240, 1000 / Math.max(nodes.length - 1, 1));
  const half = ((nodes.length - 1) * step) / 2;
  return new Map(nodes.map((n, i) => [n, tall ? { x: i % 2 ? 112 : -112, y: i * step - half } : { x: i * step - half, y: i % 2 ? 60 : -60 }]));
}

/** Several chains between the same ends: shared concepts once, each chain a row of its own. */
export function rows(chains, tall) {
  const spots = line(chains[0].nodes, tall);
  chains.slice(1).forEach((chain, i) => {
    const fresh = chain.nodes.filter((n) => !spots.has(n));
    const away = (Math.floor(i / 2) + 1) * (tall ? 90 : 130) * (i % 2 ? 1 : -1);
    for (const n of fresh) {
      const at = chain.nodes.indexOf(n) / (chain.nodes.length - 1) - 0.5;
      const length = (tall ? 124 : 240) * (chains[0].nodes.length - 1);
      spots.set(n, tall ? { x: away, y: at * length } : { x: at * length, y: away + (chain.nodes.indexOf(n) % 2 ? 30 : -30) });
    }
  });
  return spots;
}
