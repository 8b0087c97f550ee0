// Texts: how names are compared, shortened and made safe to draw.

const SEPARATORS = /[\s\-‐‑–—_·'’`´.,/()（）]/g;
const MARKS = /\p{M}|\p{C}/gu;
const SEPARATORS_ONLY = /(?:[\-‐‑–—_·'’`´.,/()（）]|[^\S\n])+/g;
const MARKS_ONLY = /(?:(?!\n)[\p{M}\p{C}])+/gu;
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name without case, tone marks, spaces, hyphens and width, as it is compared (the same as `fold` of kg.store.names). */
export function fold(text) {
  const lower = text.toLowerCase();
  if (/^[ -~]*$/.test(lower)) return lower.replace(SEPARATORS, "");
  return lower.normalize("NFKD").replace(SEPARATORS, "").replace(MARKS, "");
}

/** The same of many names at once, one a line; no line is lost. */
export function foldLines(text) {
  return text.toLowerCase().normalize("NFKD").replace(SEPARATORS_ONLY, "").replace(MARKS_ONLY, "");
}

/** A text cut to a number of characters, with an ellipsis where something was cut. */
export function clip(text, most = 120) {
  const letters = text.length > most ? [...text.slice(0, most * 2)] : [];
  return letters.length > most ? letters.slice(0, most - 1).join("").trimEnd() + "…" : text;
}

/** A text as it may be drawn on a canvas: without characters that change the direction of what follows. */
export function drawable(text, most = 60) {
  return clip(text.replace(DIRECTION, "").replace(/\s+/g, " ").trim(), most);
}

/** Whether a text is written in Chinese characters. */
export function isHan(text) {
  return /\p{Script=Han}/u.test(text);
}

/** Words put on lines of at most so many characters (a Chinese character counts as two), two lines at most. */
export function wrap(text, width) {
  if (measure(text) <= width) return [text];
  const words = isHan(text) && !text.includes(" ") ? [...text] : text.split(" ");
  const glue = words.length > 1 && !isHan(text) ? " " : text.includes(" ") ? " " : "";
  const lines = [""];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last && measure(last + glue + word) > width) lines.push(word);
    else lines[lines.length - 1] = last ? last + glue + word : word;
  }
  const shown = lines.slice(0, 2).map((line) => clip(line, width + 4));
  if (lines.length > 2) shown[1] = shown[1].replace(/…?$/, "…");
  return shown;
}

/** How wide a text is, in Latin letters. */
export function measure(text) {
  let width = 0;
  for (const letter of text) width += letter > "\u2e7f" ? 2 : 1;
  return width;
}
