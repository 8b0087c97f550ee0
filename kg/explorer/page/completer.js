// The list under the word that is being typed in a query: arrows choose, Tab or Enter takes, Escape puts it away.
import { completions } from "./completes.js";
import { h, nameText, put } from "./dom.js";
import { t } from "./say.js";
import { clip } from "./text.js";

/** A field for queries with completion, wrapped together with its list. */
export function completing(app, area) {
  const list = h("ul", { id: "completions", class: "found completions", role: "listbox", "aria-label": t("completions"), hidden: true });
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  const box = new Completer(app, area, list);
  area.addEventListener("input", () => box.look());
  area.addEventListener("keydown", (event) => box.key(event));
  area.addEventListener("blur", () => setTimeout(() => box.close(), 160));
  area.addEventListener("scroll", () => box.close());
  return h("div", { class: "query-box" }, area, list);
}

class Completer {
  constructor(app, area, list) {
    Object.assign(this, { app, area, list, options: [], from: 0, at: 0, chosen: false });
  }

  look() {
    const { area } = this;
    Object.assign(this, completions(this.app, area.value, area.selectionStart), { at: 0, chosen: false });
    if (!this.options.length || area.selectionStart !== area.selectionEnd) return this.close();
    put(this.list, this.options.map((option, i) => this.line(option, i)));
    const before = area.value.slice(0, this.from).split("\n");
    this.list.style.setProperty("--row", String(before.length));
    this.list.style.setProperty("--column", String(Math.min(before.at(-1).length, 60)));
    this.list.style.setProperty("--scrolled", `${area.scrollTop}px`);
    this.list.hidden = false;
    return this.mark();
  }

  line({ insert, name, about }, i) {
    return h("li", { id: `completion-${i}`, role: "option", "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); this.take(i); } }, h("code", {}, insert), name && nameText(clip(name, 48), { class: "also" }), h("span", { class: "of-kind" }, ["relation", "concept"].includes(about) ? t(about) : clip(about, 44)));
  }

  mark() {
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === this.at)));
    this.area.setAttribute("aria-activedescendant", `completion-${this.at}`);
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    return null;
  }

  key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return this.look();
    }
    if (this.list.hidden || event.ctrlKey || event.metaKey) return null;
    const last = this.options.length - 1;
    const moves = { ArrowDown: Math.min(last, this.at + 1), ArrowUp: Math.max(0, this.at - 1) };
    if (event.key === "Escape") return this.close();
    if (event.key === "Tab" || (event.key === "Enter" && this.chosen)) {
      event.preventDefault();
      return this.take(this.at);
    }
    if (!(event.key in moves)) return null;
    event.preventDefault();
    this.at = moves[event.key];
    this.chosen = true;
    return this.mark();
  }

  take(i) {
    const { area, from } = this;
    area.setRangeText(this.options[i].insert, from, area.selectionStart, "end");
    this.close();
    area.dispatchEvent(new Event("input"));
    area.focus();
  }

  close() {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
    return null;
  }
}
