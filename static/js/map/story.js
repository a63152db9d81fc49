/** A story: views of the map in an order, each with its words, walked through on the whole screen. */

/** @typedef {{name: string, words?: string, shows?: {clusters?: string[], kinds?: string[], tags?: string[], text?: string}, focus?: string | null, steps?: number,
 *   look?: Record<string, string>}} View */

import { around } from "./near.js";

/** The factors that a view shows; null for all. @param {import("./drawing.js").Drawing} drawing @param {View} view @returns {Set<string> | null} */
export function shown(drawing, view) {
  const { clusters = [], kinds = [], tags = [], text = "" } = view.shows ?? {};
  const near = view.focus && drawing.factor(view.focus) ? around(drawing, [view.focus], view.steps ?? 1) : null;
  if (!near && !clusters.length && !kinds.length && !tags.length && !text) return null;
  const said = text.toLowerCase();
  const fits = (factor) =>
    (!near || near.has(factor.id)) &&
    (!clusters.length || clusters.includes(factor.cluster)) &&
    (!kinds.length || kinds.includes(factor.kind)) &&
    (!tags.length || factor.tags.some((tag) => tags.includes(tag))) &&
    (!said || `${factor.label}\n${factor.description}`.toLowerCase().includes(said));
  return new Set(drawing.factors.filter(fits).map(({ id }) => id));
}

/** What is told where nobody has made a story: the whole map, then each cluster. @param {import("./drawing.js").Drawing} drawing @returns {View[]} */
export function ofClusters(drawing, whole) {
  return [{ name: whole }, ...drawing.clusters.map((name) => ({ name, shows: { clusters: [name] } }))];
}

export class Story {
  /** @param {HTMLElement} bar @param {{show: (view: View) => void, begin: () => void, end: () => void, words: any}} door */
  constructor(bar, door) {
    Object.assign(this, { bar, door, views: [], nth: 0 });
    for (const [name, does] of [["next", () => this.go(1)], ["last", () => this.go(-1)], ["end", () => this.end()]]) {
      bar.querySelector(`[data-story=${name}]`).addEventListener("click", does);
    }
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
      if (event.key === "Escape") this.end();
      if (step) {
        event.preventDefault();
        this.go(step);
      }
    });
  }

  /** @param {View[]} views */
  begin(views) {
    if (!views.length) return;
    Object.assign(this, { views, nth: 0 });
    this.bar.hidden = false;
    this.door.begin();
    this.go(0);
    this.bar.querySelector("[data-story=title]").focus();
  }

  go(step) {
    this.nth = Math.max(0, Math.min(this.views.length - 1, this.nth + step));
    const view = this.views[this.nth];
    const put = (name, text) => (this.bar.querySelector(`[data-story=${name}]`).textContent = text);
    put("title", view.name);
    put("words", view.words ?? "");
    put("place", this.door.words("story_place", { nth: this.nth + 1, all: this.views.length }));
    this.bar.querySelector("[data-story=last]").disabled = this.nth === 0;
    this.bar.querySelector("[data-story=next]").disabled = this.nth === this.views.length - 1;
    if (document.activeElement === document.body) this.bar.querySelector("[data-story=title]").focus();
    this.door.show(view);
  }

  end() {
    if (this.bar.hidden) return;
    this.bar.hidden = true;
    this.door.end();
  }
}
