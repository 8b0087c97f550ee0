// Search over every name of every concept: exact, then beginning, then inside, then a few typing errors away.
import { fold, foldLines } from "./text.js";

const RANK = { exact: 0, start: 3, inside: 6, near: 9 };
const ENOUGH = 3000;
const LONGEST = 201;
const SLUG = -1000;

/** An index of names: their folded forms in one long text, one a line, so that the browser's own text search does the work. */
export class NameIndex {
  constructor(world) {
    this.world = world;
    this.read = 0;
    this.parts = [];
    this.concept = [];
    this.which = [];
  }

  /** Take in the next so many concepts; whether all are in. Folding them together is many times sooner than one by one. */
  grow(count = this.world.size) {
    const lines = [];
    const end = Math.min(this.read + count, this.world.size);
    for (let n = this.read; n < end; n += 1) this.add(n, lines);
    if (lines.length) this.parts.push(foldLines(lines.join("\n")));
    this.read = end;
    return end === this.world.size;
  }

  add(n, lines) {
    const names = this.world.raw.concepts.n[n].split("\n");
    for (let i = 0; i < names.length; i += 1) this.put(names[i].slice(1, LONGEST), n, i, lines);
    this.world.codes(n).forEach(({ text }, i) => this.put(text.slice(0, LONGEST).replace(/\n/g, " "), n, -1 - i, lines));
    if (!this.world.slug(n).includes(":")) this.put(this.world.slug(n), n, SLUG, lines);
  }

  put(name, n, which, lines) {
    lines.push(name);
    this.concept.push(n);
    this.which.push(which);
  }

  /** Whatever is still to be done, done now. */
  finish() {
    if (this.at) return this;
    this.grow();
    this.text = `\n${this.parts.join("\n")}\n`;
    this.parts = [];
    this.at = new Uint32Array(this.concept.length + 1);
    let position = 1;
    for (let i = 0; i < this.concept.length; i += 1) {
      this.at[i] = position;
      position = this.text.indexOf("\n", position) + 1;
    }
    this.at[this.concept.length] = position;
    return this;
  }

  key(entry) {
    return this.text.slice(this.at[entry], this.at[entry + 1] - 1);
  }

  lengthOf(entry) {
    return this.at[entry + 1] - 1 - this.at[entry];
  }

  /** Which letters each name holds, as bits: most names are ruled out by these when typing errors are looked for. */
  bagsOf() {
    if (this.bags) return this.bags;
    this.bags = new Int32Array(this.concept.length);
    const { at, bags, text } = this;
    for (let entry = 0; entry < bags.length; entry += 1) {
      const end = at[entry + 1] - 1;
      let bag = 0;
      for (let i = at[entry]; i < end; i += 1) bag |= 1 << (text.charCodeAt(i) % 31);
      bags[entry] = bag;
    }
    return bags;
  }

  /** The entry whose key holds a position of the long text. */
  entryAt(position) {
    let low = 0;
    let high = this.concept.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at[middle] <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  *holding(needle, shift) {
    let from = 0;
    for (let found = 0; found < ENOUGH; found += 1) {
      const position = this.text.indexOf(needle, from);
      if (position < 0) return;
      const entry = this.entryAt(position + shift);
      yield entry;
      from = this.at[entry + 1] - 1;
    }
  }

  /** The concepts that bear exactly this name, the most connected first. */
  bearing(name) {
    return this.find(name, 40).filter(({ how }) => how === "exact").map(({ n }) => n);
  }

  /** The best matches of what was typed: concept, the name that matched, and how (exact, start, inside, near). */
  find(typed, limit = 12) {
    const hits = new Map();
    for (const key of variants(typed)) {
      this.collect(key, hits, limit);
      if (hits.size) break;
    }
    if (!hits.size) this.collectNear(fold(typed), hits);
    const found = [...hits.values()].sort((a, b) => a.worth - b.worth || a.length - b.length || this.world.degree(b.n) - this.world.degree(a.n) || a.n - b.n);
    return found.slice(0, limit).map(({ n, entry, how }) => ({ n, how, ...this.nameOf(entry) }));
  }

  collect(key, hits, limit) {
    for (const entry of this.holding(`\n${key}\n`, 1)) this.keep(hits, entry, "exact");
    for (const entry of this.holding(`\n${key}`, 1)) this.keep(hits, entry, "start");
    if (hits.size < limit && (key.length > 1 || hits.size === 0)) for (const entry of this.holding(key, 0)) this.keep(hits, entry, "inside");
  }

  keep(hits, entry, how, extra = 0) {
    const n = this.concept[entry];
    const aside = this.world.groups[this.world.group(n)].hidden ? 4 : 0;
    const worth = RANK[how] + extra + aside + (this.which[entry] < 0 ? 2 : this.which[entry] > 0 ? 1 : 0);
    const length = this.lengthOf(entry);
    const known = hits.get(n);
    if (!known || worth < known.worth || (worth === known.worth && length < known.length)) hits.set(n, { n, entry, how, worth, length });
  }

  collectNear(key, hits) {
    if (key.length < 3) return;
    const most = key.length < 6 ? 1 : key.length < 12 ? 2 : 3;
    const bag = letters(key);
    const bags = this.bagsOf();
    for (let entry = 0; entry < bags.length; entry += 1) {
      if (Math.abs(this.lengthOf(entry) - key.length) > most || bits(bags[entry] ^ bag) > 2 * most) continue;
      const errors = distance(key, this.key(entry), most);
      if (errors <= most) this.keep(hits, entry, "near", errors * 3);
    }
  }

  nameOf(entry) {
    const which = this.which[entry];
    const n = this.concept[entry];
    if (which === SLUG) return { name: this.world.slug(n), language: "code" };
    if (which < 0) return { name: this.world.codes(n)[-1 - which].text, language: "code" };
    const { text, language } = this.world.names(n)[which];
    return { name: text, language };
  }
}

/** What was typed, as it may have been meant: tone numbers left out, v for ü. */
function variants(typed) {
  const key = fold(typed);
  if (!key) return [];
  const bare = /^[a-z1-5]+$/.test(key) && /[a-z][1-5]/.test(key) ? [key.replace(/[1-5]/g, "")] : [];
  const umlaut = /[ln]v/.test(key) ? [key.replace(/([ln])v/g, "$1u")] : [];
  return [key, ...bare, ...umlaut];
}

function letters(key) {
  let bag = 0;
  for (let i = 0; i < key.length; i += 1) bag |= 1 << (key.charCodeAt(i) % 31);
  return bag;
}

function bits(n) {
  let rest = n;
  let count = 0;
  for (; rest; count += 1) rest &= rest - 1;
  return count;
}

/** Typing errors between two keys (missing, extra, wrong or swapped letters), given up above a limit. */
export function distance(a, b, most) {
  let before = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + wrong);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return most + 1;
    [before, above] = [above, row];
  }
  return above[b.length];
}
