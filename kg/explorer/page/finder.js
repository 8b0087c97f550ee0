// Search as you type: a field with a list of matches, by the pattern of an ARIA combobox.
import { announce, h, icon, nameText, put, shapeIcon } from "./dom.js";
import { alsoCalled, called, kindName, langOf, t } from "./say.js";
import { clip } from "./text.js";

let fields = 0;

/** A field that finds a concept; `onpick` hears its number. */
export function finder(app, { label, onpick, value = "", slash = false, visible = false }) {
  fields += 1;
  const id = `finder-${fields}`;
  const list = h("ul", { id, role: "listbox", class: "found", "aria-label": t("matches"), hidden: true });
  const input = h("input", { id: `${id}-field`, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", "aria-label": visible ? null : label, placeholder: visible ? t("anyName") : label });
  input.value = value;
  const box = new Finder(app, input, list, onpick);
  const field = h("div", { class: "finder" }, icon("search"), input, slash && h("kbd", { "aria-hidden": "true" }, "/"), list);
  input.addEventListener("input", () => box.look());
  input.addEventListener("focus", () => input.value && input.value !== value && box.look());
  input.addEventListener("keydown", (event) => box.key(event));
  input.addEventListener("blur", () => setTimeout(() => box.close(), 160));
  if (slash) document.addEventListener("keydown", (event) => focusOnSlash(event, input));
  return visible ? h("div", { class: "labelled" }, h("label", { for: `${id}-field` }, label), field) : field;
}

function focusOnSlash(event, input) {
  const { target } = event;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || !input.isConnected) return;
  event.preventDefault();
  input.focus();
  input.select();
}

class Finder {
  constructor(app, input, list, onpick) {
    Object.assign(this, { app, input, list, onpick, matches: [], at: -1 });
  }

  look() {
    const typed = this.input.value.trim();
    if (!typed) return this.close();
    const began = performance.now();
    this.matches = this.app.index().find(typed);
    this.took = performance.now() - began;
    this.at = this.matches.length ? 0 : -1;
    put(this.list, this.matches.length ? this.matches.map((match, i) => this.option(match, i)) : h("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("nothingFound", clip(typed, 40))));
    this.list.dataset.took = this.took.toFixed(1);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
    announce(this.matches.length ? t("matchesFound", this.matches.length) : t("nothingFound", clip(typed, 40)));
    return null;
  }

  option({ n, name, language, how }, i) {
    const { world } = this.app;
    const same = name === called(world, n);
    const also = alsoCalled(world, n);
    const matched = !same && name !== also && h("span", { class: "matched" }, `${t(`matched-${language || "en"}`)} `, h("mark", { lang: langOf(name) }, clip(name, 60)));
    const pinyin = !same && name === also && h("span", { class: "matched" }, how === "near" ? t("similar") : "");
    return h("li", { id: `${this.list.id}-${i}`, role: "option", "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); this.pick(i); } }, shapeIcon(world.groups[world.group(n)]), h("span", { class: "names" }, nameText(called(world, n), { class: "main" }), also && nameText(also, { class: "also" }), matched || pinyin), h("span", { class: "of-kind" }, kindName(world, n)));
  }

  mark() {
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === this.at)));
    const current = this.list.children[this.at];
    if (this.at >= 0 && current?.id) this.input.setAttribute("aria-activedescendant", current.id);
    else this.input.removeAttribute("aria-activedescendant");
    current?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.matches.length - 1;
    const moves = { ArrowDown: () => Math.min(last, this.at + 1), ArrowUp: () => Math.max(0, this.at - 1) };
    if (event.key === "Escape") return this.input.value && !this.list.hidden ? this.close() : this.input.blur();
    if (this.list.hidden) return event.key === "Enter" || event.key === "ArrowDown" ? this.look() : null;
    if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      return this.pick(this.at);
    }
    if (!moves[event.key]) return null;
    event.preventDefault();
    this.at = moves[event.key]();
    return this.mark();
  }

  pick(i) {
    const match = this.matches[i];
    this.close();
    this.input.value = called(this.app.world, match.n);
    this.onpick(match.n);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
