// Elements made from texts and other elements; no markup is ever parsed, so no name can become one.
import { SHAPES } from "./shapes.js";
import { langOf } from "./say.js";
import { isHan } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; `on…` are listeners, false and null are left out. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Everything in an element put in place of what was there. */
export function put(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  return element;
}

/** A name, kept apart from what is beside it whatever its direction, its language told. */
export function nameText(text, attributes = {}) {
  const { class: more = "", ...rest } = attributes;
  return h("bdi", { class: `${isHan(text) ? "han" : "latin"} ${more}`.trim(), lang: langOf(text), ...rest }, text);
}

/** The shape of a group in its colour, as a small picture without a name. */
export function shapeIcon(group, size = 13) {
  return s("svg", { class: `shape is-${group.colour}`, width: size, height: size, viewBox: "-1.2 -1.2 2.4 2.4", "aria-hidden": "true" }, s("path", { d: SHAPES[group.shape], "fill-rule": "evenodd" }));
}

const ICONS = {
  search: "M7.2 1.8a5.4 5.4 0 1 1 0 10.8 5.4 5.4 0 0 1 0-10.8ZM11.2 11.2 15 15",
  menu: "M2 4h12M2 8h12M2 12h12",
  close: "M3 3l10 10M13 3 3 13",
  back: "M10 3 5 8l5 5",
  forward: "M6 3l5 5-5 5",
  swap: "M3 5h9l-2.5-2.5M13 11H4l2.5 2.5",
  fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
};

/** A line drawing, as decoration. */
export function icon(name) {
  return s("svg", { class: "icon", width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round" }));
}

/** A sentence said to those who hear the page. */
export function announce(text) {
  const place = document.getElementById("said");
  if (place) place.textContent = text;
}
