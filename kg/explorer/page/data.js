// The world: concepts, relations and links as numbers, read out of the columns that kg/explorer/columns.py wrote.

export const CONCEPT = "https://w3id.org/tcm-kg/concept/";
export const ONTOLOGY = "https://w3id.org/tcm-kg/ontology#";
export const SOURCE = "https://w3id.org/tcm-kg/source/";
const LANGUAGES = { e: "en", s: "zh-Hans", t: "zh-Hant", p: "zh-Latn-pinyin", l: "la", o: "", i: "en" };

/** An IRI out of its short form. */
export function whole(short, base) {
  return short.includes(":") ? short : base + short;
}

export class World {
  constructor(raw) {
    this.raw = raw;
    this.size = raw.concepts.i.length;
    this.groups = raw.groups.map(([key, en, zh, shape, colour, hidden]) => ({ key, en, zh, shape, colour, hidden: !!hidden }));
    this.kinds = raw.kinds.map(([name, en, zh, group, parents]) => ({ name, en, zh, group, parents }));
    this.relations = raw.relations.map(readRelation);
    this.works = raw.works.map(([iri, en, zh, author, date, rights, citation, short]) => ({ iri: whole(iri, SOURCE), en, zh, author, date, rights, citation, short }));
    this.views = raw.views.map(([key, en, zh]) => ({ key, en: en || key, zh: zh || en || key }));
    this.sections = raw.sections.map(([iri, en, zh, locator, work, view]) => ({ iri: whole(iri, SOURCE), en, zh, locator, work, view }));
    this.numbers = new Map(raw.concepts.i.map((slug, n) => [slug, n]));
    this.readLinks(raw.links);
    this.readFacts(raw.facts);
    this.relationNumbers = new Map(this.relations.map((r, n) => [r.iri, n]));
    this.parsed = new Map();
  }

  readLinks({ s, p, o, g }) {
    this.count = s.length;
    this.S = new Uint32Array(this.count);
    this.P = Uint16Array.from(p);
    this.O = Uint32Array.from(o);
    this.G = Int32Array.from(g);
    let subject = 0;
    for (let l = 0; l < this.count; l += 1) this.S[l] = subject += s[l];
    this.first = new Uint32Array(this.size + 1);
    const { S, O } = this;
    for (let l = 0; l < this.count; l += 1) {
      this.first[S[l] + 1] += 1;
      if (O[l] !== S[l]) this.first[O[l] + 1] += 1;
    }
    for (let n = 0; n < this.size; n += 1) this.first[n + 1] += this.first[n];
    const next = this.first.slice();
    this.touching = new Uint32Array(this.first[this.size]);
    for (let l = 0; l < this.count; l += 1) {
      this.touching[next[S[l]]++] = l;
      if (O[l] !== S[l]) this.touching[next[O[l]]++] = l;
    }
  }

  readFacts(rows) {
    this.facts = new Map();
    for (const [subject, relation, text, language, datatype, set] of rows) {
      if (!this.facts.has(subject)) this.facts.set(subject, []);
      this.facts.get(subject).push({ subject, relation, text, language, datatype, set });
    }
  }

  /** The two ends of a link. */
  ends(l) {
    return [this.S[l], this.O[l]];
  }

  /** The numbers of all links that touch a concept. */
  around(n) {
    return this.touching.subarray(this.first[n], this.first[n + 1]);
  }

  degree(n) {
    return this.first[n + 1] - this.first[n];
  }

  other(l, n) {
    return this.S[l] === n ? this.O[l] : this.S[l];
  }

  inferred(l) {
    return this.G[l] < 0;
  }

  /** The sections that make a link; none for what follows by rule. */
  sourcesOf(l) {
    return this.G[l] < 0 ? [] : this.sections_of(this.G[l]);
  }

  sections_of(set) {
    return this.raw.sets[set].map((s) => this.sections[s]);
  }

  /** The number of a concept by slug or IRI; -1 where there is none. */
  number(name) {
    return this.numbers.get(name) ?? this.numbers.get(String(name).replace(CONCEPT, "")) ?? -1;
  }

  slug(n) {
    return this.raw.concepts.i[n];
  }

  iri(n) {
    return whole(this.slug(n), CONCEPT);
  }

  kind(n) {
    return this.kinds[this.raw.concepts.k[n]] ?? null;
  }

  group(n) {
    return this.kind(n)?.group ?? this.groups.length - 1;
  }

  /** Every name of a concept: text, language, whether preferred; the label first. */
  names(n) {
    if (!this.parsed.has(n)) this.parsed.set(n, this.raw.concepts.n[n].split("\n").map(readName));
    return this.parsed.get(n);
  }

  label(n) {
    return this.names(n)[0].text;
  }

  /** The preferred name in a language, or any in it, or nothing. */
  nameIn(n, language) {
    const names = this.names(n).filter((name) => name.language === language);
    return (names.find((name) => name.preferred) ?? names[0])?.text ?? "";
  }

  definition(n, language = "en") {
    return (language === "zh" && this.raw.concepts.z[n]) || this.raw.concepts.d[n];
  }

  codes(n) {
    return (this.raw.concepts.c[n] ?? []).map(([scheme, text, match, iri]) => ({ scheme, text, match, iri }));
  }

  /** What took a retired concept's place: a slug, "?" for nothing, an empty text where it is in use. */
  retired(n) {
    return this.raw.concepts.r[n] ?? "";
  }

  /** The relation read backwards: itself where symmetric, -1 where it has no name of its own. */
  back(p) {
    return this.relations[p].symmetric ? p : this.relations[p].inverse;
  }

  relationByName(name) {
    return this.relationNumbers.get(name.includes(":") ? name : ONTOLOGY + name) ?? -1;
  }
}

function readRelation([iri, en, zh, sentence, inverse, flags, group, definition, parents, disjoint]) {
  return { iri: whole(iri, ONTOLOGY), key: iri, en, zh, sentence, inverse, symmetric: !!(flags & 1), functional: !!(flags & 2), group, definition, parents, disjoint };
}

function readName(line) {
  const letter = line[0].toLowerCase();
  return { text: line.slice(1) || "(no name)", language: LANGUAGES[letter] ?? "", preferred: line[0] === letter };
}
