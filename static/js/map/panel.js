/** What is chosen, beside the board: its words to read and to change. The forms are templates of the page; fields say which field they hold. */

import { counted, words } from "./words.js";

/** @typedef {{put: (on: string, ids: string[], set: Record<string, any>) => void, choose: (id: string) => void, run: (command: string, said?: any) => void,
 *   settle: (contest: any, take: boolean) => void, contests: () => any[], holds: (id: string | null) => void, url: (id: string) => string}} Door */

export class Panel {
  /** @param {HTMLElement} place @param {import("./drawing.js").Drawing} drawing @param {Door} door @param {boolean} mayDraw */
  constructor(place, drawing, door, mayDraw) {
    Object.assign(this, { place, drawing, door, mayDraw, shows: "" });
    place.addEventListener("change", (event) => this.#changed(event.target));
    place.addEventListener("click", (event) => this.#pressed(event.target.closest("button")));
    place.addEventListener("focusin", (event) => event.target.matches("[data-field]") && door.holds(this.ids[0] ?? null));
    place.addEventListener("focusout", () => door.holds(null));
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") door.run("toBoard");
    });
    place.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Show these factors and links; whoever types in a field goes on typing. @param {Iterable<string>} chosen */
  show(chosen) {
    const ids = [...chosen];
    const links = ids.filter((id) => this.drawing.link(id));
    const factors = ids.filter((id) => this.drawing.factor(id));
    const kind = factors.length + links.length > 1 ? "many" : factors.length ? "factor" : links.length ? "link" : "none";
    this.ids = kind === "many" ? [...factors, ...links] : [...factors, ...links].slice(0, 1);
    this.on = factors.length ? "factor" : "link";
    const shows = `${kind} ${this.ids.join()}`;
    if (shows !== this.shows) {
      this.shows = shows;
      const form = document.getElementById(`panel-${kind}`).content.cloneNode(true);
      if (!this.mayDraw) for (const each of form.querySelectorAll("[data-draws]")) each.remove();
      if (!this.mayDraw) for (const each of form.querySelectorAll("[data-field]")) each.disabled = true;
      this.place.replaceChildren(form);
    }
    this.#fill(kind, factors, links);
  }

  #part(name) {
    return this.place.querySelector(`[data-part="${name}"]`);
  }

  #fill(kind, factors, links) {
    if (kind === "factor") this.#fillFactor(this.drawing.factor(factors[0]));
    else if (kind === "link") this.#fillLink(this.drawing.link(links[0]));
    else if (kind === "many") {
      this.#part("title").textContent = [counted("factors", factors.length), counted("links", links.length)].filter((_, nth) => [factors, links][nth].length).join(", ");
      for (const each of this.place.querySelectorAll("[data-for=factors]")) each.hidden = factors.length < 2;
      this.factors = factors;
    }
    this.#fillContests();
    this.place.hidden = kind === "none" && !this.#part("contests").childElementCount;
  }

  #fillFields(thing) {
    for (const box of this.place.querySelectorAll("[data-field]")) {
      const value = thing[box.dataset.field];
      if (box === document.activeElement && box.dataset.typed) continue;
      if (box.type === "checkbox") box.checked = Boolean(value);
      else if (box.tagName === "SELECT") choose(box, String(value ?? ""));
      else box.value = Array.isArray(value) ? value.join(", ") : (value ?? "");
    }
  }

  #fillFactor(factor) {
    this.#part("title").textContent = factor.label;
    this.#fillFields(factor);
    this.#part("page")?.setAttribute("href", this.door.url(factor.id));
    this.#listed("before", this.drawing.linksTo(factor.id), "source");
    this.#listed("after", this.drawing.linksFrom(factor.id), "target");
    this.#attributes(factor);
  }

  #fillLink(link) {
    const ends = { from: this.drawing.factor(link.source).label, to: this.drawing.factor(link.target).label };
    this.#part("title").textContent = `${ends.from} → ${ends.to}`;
    this.#fillFields(link);
  }

  /** The links at one side, in words; each leads on to the factor at its other end, or to itself. */
  #listed(part, links, end) {
    const list = this.#part(part);
    const focused = list.contains(document.activeElement) ? [...list.querySelectorAll("button")].indexOf(document.activeElement) : -1;
    const said = { "+": "polarity_same", "-": "polarity_opposite", "": "polarity_unknown" };
    const sorted = [...links].sort((a, b) => this.drawing.factor(a[end]).label.localeCompare(this.drawing.factor(b[end]).label));
    list.replaceChildren(
      ...sorted.map((link) => {
        const item = document.createElement("li");
        const how = [words(said[link.polarity]), link.delay && words("delay"), link.strength && words(`of_${link.strength}`).replace(/^of_/, ""), link.evidence].filter(Boolean).join(", ");
        item.append(button(this.drawing.factor(link[end]).label, "go", link[end]), " ", button(how, "goLink", link.id, "plain"));
        return item;
      }),
    );
    if (!links.length) {
      const none = document.createElement("li");
      none.className = "quiet";
      none.textContent = words("nothing");
      list.append(none);
    }
    if (focused >= 0) list.querySelectorAll("button")[Math.min(focused, 2 * links.length - 1)]?.focus();
  }

  #attributes(factor) {
    const place = this.#part("attributes");
    if (place.contains(document.activeElement) && place.querySelector("[data-typed]")) return;
    const rows = Object.entries(factor.attributes).map(([name, value], nth) => {
      const row = document.createElement("div");
      row.className = "field";
      const label = document.createElement("label");
      const box = document.createElement("input");
      Object.assign(box, { id: `attribute-${nth}`, value: String(value), disabled: !this.mayDraw });
      box.dataset.attribute = name;
      Object.assign(label, { htmlFor: box.id, textContent: name });
      row.append(label, box);
      return row;
    });
    place.replaceChildren(...rows);
  }

  #fillContests() {
    const place = this.#part("contests");
    const open = this.door.contests().filter(({ thing }) => (this.ids.length ? this.ids.includes(thing) : true));
    place.replaceChildren(
      ...open.slice(0, 20).map((contest) => {
        const note = document.createElement("div");
        note.className = "notice care";
        const thing = this.drawing.get(contest.on, contest.thing);
        const now = contest.field.startsWith("attributes.") ? thing?.attributes?.[contest.field.slice(11)] : thing?.[contest.field];
        const text = document.createElement("p");
        text.textContent = words("contest", { by: contest.by || words("somebody"), field: words(`field_${contest.field}`).replace(/^field_(attributes\.)?/, ""), value: shown(contest.value), now: shown(now) });
        note.append(text);
        if (this.mayDraw) {
          const take = button(words("contest_take", { value: shown(contest.value) }), "settle", contest.id);
          const keep = button(words("contest_keep", { now: shown(now) }), "keep", contest.id);
          note.append(take, " ", keep);
        }
        return note;
      }),
    );
  }

  #changed(box) {
    delete box.dataset.typed;
    if (box.dataset.attribute) {
      this.door.put("factor", this.ids, { [`attributes.${box.dataset.attribute}`]: asSaid(box.value) });
      return;
    }
    const field = box.dataset.field;
    if (!field || !this.ids.length) return;
    const value = box.type === "checkbox" ? box.checked : field === "tags" ? box.value.split(",").map((each) => each.trim()).filter(Boolean) : box.value.trim();
    if (field === "label" && this.on === "factor" && !value) {
      this.show(this.ids);
      return;
    }
    this.door.put(this.on, this.shows.startsWith("many") ? this.factors : this.ids, { [field]: value });
  }

  #pressed(pressed) {
    if (!pressed) return;
    const { go, goLink, does, settle, keep } = pressed.dataset;
    if (go || goLink) {
      this.door.choose(go ?? goLink);
      this.focus();
    } else if (settle || keep) {
      this.door.settle(this.door.contests().find(({ id }) => id === (settle ?? keep)), Boolean(settle));
      this.focus();
    } else if (does === "attribute") {
      const [name, value] = [this.#part("attribute-name"), this.#part("attribute-value")];
      if (!name.value.trim()) return name.focus();
      this.door.put("factor", this.ids, { [`attributes.${name.value.trim()}`]: asSaid(value.value) });
      name.value = value.value = "";
      name.focus();
    } else if (does) this.door.run(does, pressed);
  }

  /** Let the panel be read from its beginning. */
  focus() {
    this.place.scrollTop = 0;
    this.#part("title")?.focus();
  }
}

/** What somebody typed as an attribute: a number where it is one; nothing takes it away. */
export function asSaid(text) {
  const said = text.trim();
  if (!said) return null;
  return /^-?\d+([.,]\d+)?$/.test(said) ? Number(said.replace(",", ".")) : said;
}

const shown = (value) => (value === true ? words("yes") : value === false ? words("no") : Array.isArray(value) ? value.join(", ") : value === "" || value == null ? words("empty") : String(value));

function button(text, does, id, look = "quiet small") {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: look, textContent: text });
  made.dataset[does] = id;
  return made;
}

/** Choose in a list of choices, also what it does not offer: then as an offer of its own. */
function choose(list, value) {
  list.querySelector("[data-own]")?.remove();
  if (![...list.options].some((each) => each.value === value)) {
    const own = new Option(value, value);
    own.dataset.own = "";
    list.append(own);
  }
  list.value = value;
}
