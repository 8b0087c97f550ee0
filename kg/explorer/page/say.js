// How things are said in the language of the interface: names, relations, sentences, citations.
import { EN } from "./words.js";
import { ZH } from "./words_zh.js";
import { clip } from "./text.js";

const tongue = { language: "en" };

/** The language of the interface: "en" or "zh". */
export function language() {
  return tongue.language;
}

export function speak(code) {
  tongue.language = code === "zh" ? "zh" : "en";
}

/** A text of the interface, its blanks filled in order. */
export function t(key, ...blanks) {
  const text = (tongue.language === "zh" ? ZH[key] : EN[key]) ?? EN[key] ?? key;
  return blanks.reduce((said, blank) => said.replace("%", () => String(blank)), text);
}

/** A number as people write it. */
export function figure(n) {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** What a concept is called, in the language of the interface where it has a name in it. */
export function called(world, n) {
  const chinese = tongue.language === "zh" && (world.nameIn(n, "zh-Hans") || world.nameIn(n, "zh-Hant"));
  return clip(chinese || world.label(n));
}

/** The other name that stands beside it: traditional characters beside English, English beside Chinese. */
export function alsoCalled(world, n) {
  const other = tongue.language === "zh" ? world.label(n) : world.nameIn(n, "zh-Hant") || world.nameIn(n, "zh-Hans");
  return other === called(world, n) ? "" : clip(other);
}

/** The lang attribute of a text that is a name. */
export function langOf(text) {
  return /\p{Script=Han}/u.test(text) ? (tongue.language === "zh" ? "zh-Hans" : "zh-Hant") : "en";
}

export function kindName(world, n) {
  const kind = world.kind(n);
  return kind ? (tongue.language === "zh" && kind.zh) || kind.en : t("concept");
}

export function groupName(group) {
  return tongue.language === "zh" ? group.zh : group.en;
}

/** What a relation is called. */
export function relationName(world, p) {
  const relation = world.relations[p];
  if (tongue.language !== "zh") return relation.en;
  if (relation.zh) return relation.zh;
  const forward = world.relations[relation.inverse];
  return forward?.zh ? `← ${forward.zh}` : relation.en;
}

/** What a link is called seen from one of its ends: the relation, or its inverse where the end is the object. */
export function linkName(world, l, n) {
  const p = world.P[l];
  if (world.S[l] === n) return relationName(world, p);
  const back = world.back(p);
  return back >= 0 ? relationName(world, back) : `← ${relationName(world, p)}`;
}

/** A link told as parts: numbers stand for concepts, texts for what is between. */
export function told(world, l) {
  let [s, p, o] = [world.S[l], world.P[l], world.O[l]];
  const relation = world.relations[p];
  if (tongue.language === "zh") {
    const inverse = world.relations[relation.inverse];
    if (!relation.zh && inverse?.zh) [s, o] = [o, s];
    return [s, ` ${relation.zh || inverse?.zh || relation.en} `, o];
  }
  return (relation.sentence || `{subject} ${relation.en} {object}`)
    .split(/(\{subject\}|\{object\})/)
    .filter(Boolean)
    .map((part) => (part === "{subject}" ? s : part === "{object}" ? o : part));
}

/** A link told as one text. */
export function sentence(world, l) {
  return told(world, l).map((part) => (typeof part === "number" ? called(world, part) : part)).join("");
}

/** A section as a reader cites it: work, then where in it. */
export function cite(world, section) {
  return cited(world, section, (text) => text);
}

/** The same in few words, as it stands at the end of a line: a work by the first part of its title. */
export function citeBriefly(world, section) {
  return cited(world, section, (text, work) => (work?.short && (language() === "en" || !work.zh || work.zh.length > 14) ? work.short : text.length > 30 ? clip(text.split(/, | \(|: |（|：/)[0], 44) : text));
}

function cited(world, section, shorten) {
  const work = world.works[section.work];
  const chinese = tongue.language === "zh";
  const title = work ? shorten((chinese && work.zh) || work.en, work) : t("source");
  const place = (chinese && section.zh) || section.locator || section.en;
  return [title, shorten(place)].filter(Boolean).join(chinese ? " · " : ", ");
}

export function viewName(view) {
  return tongue.language === "zh" ? view.zh : view.en[0].toUpperCase() + view.en.slice(1);
}
