// Search over every name of every concept: exact, then beginning, then inside, then a few typing errors away.
import { fold } from "./text.js";

const RANK = { exact: 0, start: 3, inside: 6, near: 9 };
const ENOUGH = 3000;

/** An index of names: their folded forms in one long text, one a line, so that the browser's own text search does the work. */
export class NameIndex {
  constructor(world) {
    this.world = world;
    this.keys = [];
    this.concept = [];
    this.which = [];
    for (let n = 0; n < world.size; n += 1) this.add(n);
    this.text = "\n" + this.keys.join("\n") + "\n";
    this.at = new Uint32Array(this.keys.length);
    let position = 1;
    for (let i = 0; i < this.keys.length; i += 1) {
      this.at[i] = position;
      position += this.keys[i].length + 1;
    }
  }

  add(n) {
    const lines = this.world.raw.concepts.n[n].split("\n");
    lines.forEach((line, i) => this.put(line.slice(1), n, i));
    this.world.codes(n).forEach(({ text }, i) => this.put(text, n, -1 - i));
    if (!this.world.slug(n).includes(":")) this.put(this.world.slug(n), n, -1000);
  }

  put(name, n, which) {
    const key = fold(name.slice(0, 200));
    if (!key) return;
    this.keys.push(key);
    this.concept.push(n);
    this.which.push(which);
  }

  /** The entry whose key holds a position of the long text. */
  entryAt(position) {
    let low = 0;
    let high = this.at.length - 1;
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
      from = this.at[entry] + this.keys[entry].length;
    }
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
    const worth = RANK[how] + extra + (this.which[entry] < 0 ? 2 : this.which[entry] > 0 ? 1 : 0);
    const length = this.keys[entry].length;
    const known = hits.get(n);
    if (!known || worth < known.worth || (worth === known.worth && length < known.length)) hits.set(n, { n, entry, how, worth, length });
  }

  collectNear(key, hits) {
    if (key.length < 3) return;
    const most = key.length < 6 ? 1 : key.length < 12 ? 2 : 3;
    const bag = letters(key);
    this.bags ??= Int32Array.from(this.keys, letters);
    for (let entry = 0; entry < this.keys.length; entry += 1) {
      const other = this.keys[entry];
      if (Math.abs(other.length - key.length) > most || bits(this.bags[entry] ^ bag) > 2 * most) continue;
      const errors = distance(key, other, most);
      if (errors <= most) this.keep(hits, entry, "near", errors * 3);
    }
  }

  nameOf(entry) {
    const which = this.which[entry];
    const n = this.concept[entry];
    if (which === -1000) return { name: this.world.slug(n), language: "code" };
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
