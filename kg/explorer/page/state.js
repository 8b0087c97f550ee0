// The state of the page is its address: everything that can be chosen stands after the #, so that every view is a link.

const LISTS = ["x", "pin", "kinds", "rels", "views", "not", "notr", "set", "draw"];
const NUMBERS = { d: 1, n: 0, pick: 0, step: 0 };
const TEXTS = ["c", "s", "l", "from", "to", "tour", "q", "lang"];
export const VIEWS = ["map", "all", "paths", "compare", "tours", "sparql"];

/** The state that an address's part after the # stands for; whatever is not understood is left out. */
export function readState(hash) {
  const [view, rest = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const given = new URLSearchParams(rest);
  const state = { view: VIEWS.includes(view) ? view : "map", list: given.get("list") === "1" };
  for (const key of TEXTS) state[key] = given.get(key) ?? "";
  for (const key of LISTS) state[key] = given.getAll(key);
  for (const [key, usual] of Object.entries(NUMBERS)) state[key] = Math.max(0, Math.min(1000, Number.parseInt(given.get(key), 10) || usual));
  state.d = Math.min(state.d, 3);
  return state;
}

/** The address's part for a state; what is as usual is left out. */
export function writeState(state) {
  const given = new URLSearchParams();
  for (const key of TEXTS) if (state[key]) given.set(key, state[key]);
  for (const [key, usual] of Object.entries(NUMBERS)) if (state[key] !== usual) given.set(key, state[key]);
  for (const key of LISTS) for (const value of state[key]) given.append(key, value);
  if (state.list) given.set("list", "1");
  const rest = given.toString();
  return `#${state.view}${rest ? `?${rest}` : ""}`;
}

/** A list with a value put in, or taken out where it was in. */
export function toggled(list, value) {
  return list.includes(value) ? list.filter((v) => v !== value) : [...list, value];
}
