// The map: vis-network with positions worked out beforehand, nothing simmering, every link visible on its own.
import { painterOf } from "./painter.js";
import { colours } from "./shapes.js";
import { alsoCalled, called, figure, kindName, linkName, relationName, sentence, t } from "./say.js";
import { LABEL_WIDTH } from "./layout.js";
import { drawable, isHan, measure, wrap } from "./text.js";
import { grouped } from "./differ.js";

const BEND = 0.16;
const WORDS_FOR = 14;
const TOOLS = 44;

/** The middle of a link as it is drawn: of a straight one half way, of a bent one beside it, as vis-network bends them. */
function middle(a, b, turn) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  return { x: (a.x + b.x) / 2 + (turn * dy) / 2, y: (a.y + b.y) / 2 - (turn * dx) / 2 };
}

export class MapView {
  /** A map in an element; `options` are those that came with the page, `handlers` hear what is clicked. */
  constructor(app, element, options, handlers) {
    this.app = app;
    this.element = element;
    this.handlers = handlers;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network = new vis.Network(element, { nodes: this.nodes, edges: this.edges }, { ...options, autoResize: true, interaction: { ...options.interaction, keyboard: false } });
    this.network.on("click", (event) => this.clicked(event));
    this.network.on("doubleClick", ({ nodes }) => nodes.length && typeof nodes[0] === "number" && this.handlers.enter(nodes[0]));
    this.network.on("hoverNode", ({ node }) => this.light(node));
    this.network.on("blurNode", () => this.light(null));
    this.network.on("dragEnd", ({ nodes }) => nodes.length && this.remember(nodes[0]));
    this.moved = new Map();
    element.querySelector("canvas").setAttribute("aria-hidden", "true");
  }

  get tall() {
    return this.element.clientWidth < 560;
  }

  /** The shape of the room for the map, in steps, so that small changes of a window do not move anything. */
  get room() {
    const ratio = this.element.clientWidth / Math.max(this.element.clientHeight, 1);
    return { tall: this.tall, aspect: [0.8, 1, 1.3, 1.7].reduce((best, step) => (Math.abs(step - ratio) < Math.abs(best - ratio) ? step : best)) };
  }

  clicked({ nodes, edges }) {
    if (nodes.length) this.handlers.pick(nodes[0]);
    else if (edges.length) this.handlers.pickLink(edges[0]);
    else this.handlers.pick(null);
  }

  remember(n) {
    this.moved.set(n, this.network.getPosition(n));
  }

  /** Show a scene at its positions; `marks` say what is chosen, pinned, on the path. */
  show(scene, spots, marks = {}) {
    this.scene = scene;
    this.marks = marks;
    this.look = colours();
    const at = (n) => (marks.free ? this.moved.get(n) : null) ?? spots.get(n) ?? { x: 0, y: 0 };
    const fresh = scene.nodes.map((node) => ({ ...this.nodeFor(node, marks), ...at(node.n) }));
    for (const [n, count] of scene.more) if (spots.has(n)) fresh.push(this.moreFor(n, count, at(n), spots));
    this.turns = this.turnsOf(scene.links);
    this.words = this.readable(this.spoken(scene, marks), fresh);
    this.box = fresh.map(({ x, y, words }) => ({ x, y, half: words.half, low: words.low }));
    this.prefer(fresh);
    this.put(fresh, this.edgesFor(scene, marks), marks.still);
    if (marks.chosen >= 0 && spots.has(marks.chosen)) this.network.selectNodes([marks.chosen], false);
    if (!marks.still) requestAnimationFrame(() => this.fit());
  }

  /** Where all names would be too small to read, those of the most connected are kept readable, as many as find room. */
  prefer(nodes) {
    const { scale } = this.frame();
    if (this.tall || scale > 0.72) return;
    const taken = [];
    const [size, { world }] = [11.5 / scale, this.app];
    const rank = (a, b) => b.drawn.main - a.drawn.main || world.degree(b.id) - world.degree(a.id);
    for (const { drawn, x, y } of nodes.filter(({ id }) => typeof id === "number").sort(rank)) {
      const half = (Math.max(...drawn.lines.map(measure)) * size * 0.62) / 2 + 4 / scale;
      const box = { left: x - half, right: x + half, top: y - drawn.radius, low: y + drawn.radius + size * (drawn.lines.length + 1.6) };
      if (taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.low && other.top < box.low)) continue;
      taken.push(box);
      drawn.least = 11.5;
    }
  }

  /** Of the links that would speak, those whose words cover no name and no other words; of each relation one at least is tried. */
  readable(spoken, nodes) {
    const taken = nodes.map(({ x, y, words }) => ({ left: x - words.half, right: x + words.half, top: y - 14, low: y + words.low }));
    const at = new Map(nodes.map((node) => [node.id, node]));
    const kept = new Set();
    for (const run of spoken) {
      for (const l of run.slice(0, 8)) {
        const [a, b] = [at.get(this.app.world.S[l]), at.get(this.app.world.O[l])];
        if (!a || !b) continue;
        const half = measure(this.word(l)) * 3.7 + 4;
        const { x, y } = middle(a, b, this.turns.get(l));
        const box = { left: x - half, right: x + half, top: y - 9, low: y + 9 };
        if (taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.low && other.top < box.low)) continue;
        taken.push(box);
        kept.add(l);
        if (!this.marks.path && run.length > 1 && run.many) break;
      }
    }
    if (this.marks.path) for (const l of this.marks.path) kept.add(l);
    return kept;
  }

  /** Give the network what it shows: all at once, or, where the view is not to move, by changing what it has. */
  put(nodes, edges, still) {
    if (still) {
      for (const [set, items] of [[this.nodes, nodes], [this.edges, edges]]) {
        set.clear();
        set.add(items);
      }
      this.network.unselectAll();
      return;
    }
    this.nodes = new vis.DataSet(nodes);
    this.edges = new vis.DataSet(edges);
    this.network.setData({ nodes: this.nodes, edges: this.edges });
  }

  nodeFor({ n, depth }, marks) {
    const { world } = this.app;
    const group = world.groups[world.group(n)];
    const main = n === this.scene.centre && !marks.equal;
    const node = {
      main,
      radius: main ? 17 : depth > 1 ? 8.5 : 10.5,
      shape: group.shape,
      colour: group.colour,
      lines: wrap(drawable(called(world, n), 48), this.tall ? 14 : LABEL_WIDTH),
      under: drawable(alsoCalled(world, n), isHan(alsoCalled(world, n)) ? (this.tall ? 8 : 14) : this.tall ? 13 : 18),
      least: this.tall ? 12 : 0,
      pinned: marks.pinned?.includes(n),
    };
    return { id: n, shape: "custom", size: node.radius, words: this.extent(node), drawn: node, ctxRenderer: painterOf(node, this.look) };
  }

  moreFor(n, count, { x, y }, spots) {
    const away = n === this.scene.centre ? { x: x + 0.1, y: Math.max(...[...spots.values()].map((p) => p.y)) + 92 } : { x: x + 46, y: y - 26 };
    const text = n === this.scene.centre ? t("andMore", figure(count)) : `+${figure(count)}`;
    const node = { main: false, radius: 6, shape: "dash", colour: "quality", lines: [text], under: "", least: this.tall ? 12 : 0, faint: true };
    return { id: `more:${n}`, shape: "custom", size: 6, words: this.extent(node), ...away, ctxRenderer: painterOf(node, this.look) };
  }

  /** How far a node's name reaches to each side and down, in pixels of the map. */
  extent({ lines, under, radius, main }) {
    const size = main ? 17 : 13.5;
    return { half: Math.max(radius, (Math.max(...lines.map(measure)) * size * 0.62) / 2, (measure(under) * 12 * 0.58) / 2), low: radius + 8 + lines.length * size * 1.18 + (under ? size * 1.2 : 0) };
  }

  edgesFor(scene, marks) {
    return scene.links.map((l) => this.edgeFor(l, this.turns.get(l), this.words, marks));
  }

  /** How far each link bends, so that several between the same two are all visible. */
  turnsOf(links) {
    const { S, O } = this.app.world;
    const beside = grouped(links, (l) => `${Math.min(S[l], O[l])}-${Math.max(S[l], O[l])}`);
    const turns = new Map();
    for (const some of beside.values()) some.forEach((l, i) => turns.set(l, (i - (some.length - 1) / 2) * (S[l] < O[l] ? 1 : -1) * BEND));
    return turns;
  }

  /** The links that carry their relation in words: all of the chosen concept's, or one of each run where they are many. */
  spoken(scene, marks) {
    const { world } = this.app;
    const n = marks.chosen >= 0 ? marks.chosen : scene.centre;
    if (marks.path) return [marks.path];
    const own = scene.links.filter((l) => world.S[l] === n || world.O[l] === n);
    if (own.length <= (this.tall ? 4 : WORDS_FOR)) return [own];
    if (this.tall) return [];
    const runs = [...grouped(own, (l) => linkName(world, l, n)).values()];
    return runs.map((run) => Object.assign(run, { many: true }));
  }

  edgeFor(l, turn, spoken, marks) {
    const { world } = this.app;
    const onPath = marks.path?.includes(l);
    const chosen = marks.link === l;
    const near = marks.path || marks.equal || [this.scene.centre, marks.chosen].some((n) => n === world.S[l] || n === world.O[l]);
    const colour = onPath || chosen ? this.look.seal : near ? this.look.edge : this.look.line;
    return {
      id: l,
      from: world.S[l],
      to: world.O[l],
      width: onPath || chosen ? 2.4 : 1.1,
      color: { color: colour, hover: this.look.second, highlight: onPath ? this.look.seal : this.look.second },
      hoverWidth: 0.6,
      selectionWidth: 0.6,
      dashes: world.inferred(l) ? [5, 4] : false,
      smooth: turn ? { enabled: true, type: turn > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(turn) } : false,
      ...(spoken.has(l) || chosen ? { label: this.word(l), font: this.font() } : {}),
    };
  }

  word(l) {
    return drawable(relationName(this.app.world, this.app.world.P[l]), 34);
  }

  font() {
    return { size: 12.5, face: "DejaVu Sans, Segoe UI, system-ui, sans-serif", color: this.look.second, strokeWidth: 5, strokeColor: this.look.paper, align: "horizontal", vadjust: 0 };
  }

  /** While a node is pointed at, its links say their relations. */
  light(n) {
    const { world } = this.app;
    const before = this.lit ?? [];
    const spoken = this.words ?? new Set();
    this.lit = typeof n === "number" ? this.scene.links.filter((l) => world.S[l] === n || world.O[l] === n).slice(0, 40) : [];
    const changes = [...before.filter((l) => !spoken.has(l)).map((id) => ({ id, label: "", font: this.font() })), ...this.lit.map((id) => ({ id, label: this.word(id), font: this.font() }))];
    this.edges.update(changes.filter(({ id }) => this.edges.get(id)));
    this.element.title = typeof n === "number" ? `${called(world, n)} (${kindName(world, n)})` : "";
  }

  /** All of the scene in sight, names included, below the bar that lies over the map. */
  fit() {
    this.network.setSize("100%", "100%");
    this.network.redraw();
    if (!this.box?.length) return;
    const { position, scale } = this.frame();
    this.network.moveTo({ position, scale, animation: this.calm || !this.shown ? false : { duration: 180, easingFunction: "easeOutQuad" } });
    this.shown = true;
  }

  /** The middle and the scale at which all of the scene fits. */
  frame() {
    const top = this.tall ? 8 : 56;
    const aside = this.tall ? 0 : TOOLS;
    const [width, height] = [this.element.clientWidth - 24 - aside, this.element.clientHeight - top - (this.tall ? 26 : 16)];
    const [left, right] = [Math.min(...this.box.map((b) => b.x - b.half)), Math.max(...this.box.map((b) => b.x + b.half))];
    const [high, low] = [Math.min(...this.box.map((b) => b.y - 22)), Math.max(...this.box.map((b) => b.y + b.low))];
    const scale = Math.min(width / (right - left), height / (low - high), 1.15);
    return { scale, position: { x: (left + right + aside / scale) / 2, y: (high + low) / 2 - (top - (this.tall ? 26 : 16)) / 2 / scale } };
  }

  zoom(by) {
    this.network.moveTo({ scale: this.network.getScale() * by, animation: this.calm ? false : { duration: 150, easingFunction: "easeOutQuad" } });
  }

  /** The node nearest to another in a direction (radians); -1 where there is none. */
  towards(n, angle) {
    const from = this.network.getPosition(n);
    const found = this.scene.nodes
      .filter((node) => node.n !== n)
      .map((node) => ({ n: node.n, ...this.network.getPosition(node.n) }))
      .map((p) => ({ n: p.n, away: Math.hypot(p.x - from.x, p.y - from.y), turn: Math.abs(Math.atan2(Math.sin(Math.atan2(p.y - from.y, p.x - from.x) - angle), Math.cos(Math.atan2(p.y - from.y, p.x - from.x) - angle))) }))
      .filter((p) => p.turn < 1.1)
      .sort((a, b) => a.away * (1 + a.turn) - b.away * (1 + b.turn));
    return found[0]?.n ?? -1;
  }

  /** What a screen reader says of the map. */
  describe() {
    const n = this.scene.centre;
    return t("mapSays", called(this.app.world, n), this.scene.nodes.length - 1, this.scene.links.length);
  }

  sentenceOf(l) {
    return sentence(this.app.world, l);
  }
}
