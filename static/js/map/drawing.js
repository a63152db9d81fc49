/** What is drawn, in memory: factors and links by id, kept as steps say. Knows no page and no network. */

/**
 * @typedef {{id: string, label: string, description: string, cluster: string, kind: string, tags: string[],
 *   attributes: Record<string, any>, x: number | null, y: number | null, pinned: boolean, removed: boolean, url?: string}} Factor
 * @typedef {{id: string, source: string, target: string, label: string, description: string, kind: string, polarity: string,
 *   strength: string, delay: boolean, confidence: string, evidence: string, removed: boolean}} Link
 * @typedef {{on: "factor" | "link" | "map", id: string, set: Record<string, any>}} Step
 * @typedef {{number?: number, map: {id: string, name: string, look?: Record<string, string>}, factors: Record<string, any>[], links: Record<string, any>[]}} State
 */

const ATTRIBUTE = "attributes.";
export const FACTOR = { label: "", description: "", cluster: "", kind: "", x: null, y: null, pinned: false, removed: false };
export const LINK = {
  source: "", target: "", label: "", description: "", kind: "", polarity: "", strength: "", delay: false, confidence: "", evidence: "", removed: false,
};

export class Drawing {
  /** @param {State} state what the place says; fields that are left out are empty */
  constructor(state) {
    this.map = { look: {}, ...state.map };
    /** @type {Map<string, Factor>} */
    this.allFactors = new Map();
    /** @type {Map<string, Link>} */
    this.allLinks = new Map();
    /** @type {Map<string, Set<string>>} ids of links by the factor they begin at */
    this.from = new Map();
    /** @type {Map<string, Set<string>>} ids of links by the factor they end at */
    this.to = new Map();
    for (const each of state.factors) this.#set({ on: "factor", id: each.id, set: each });
    for (const each of state.links) this.#set({ on: "link", id: each.id, set: each });
  }

  #tie(link) {
    for (const [ties, end] of [[this.from, link.source], [this.to, link.target]]) {
      if (!ties.has(end)) ties.set(end, new Set());
      ties.get(end).add(link.id);
    }
  }

  #untie(link) {
    this.from.get(link.source)?.delete(link.id);
    this.to.get(link.target)?.delete(link.id);
  }

  /** Let the drawing be as the steps say; what they set is there afterwards, also what was not there before. @param {Step[]} steps */
  apply(steps) {
    for (const step of steps) this.#set(step);
  }

  #set({ on, id, set }) {
    if (on === "map") {
      Object.assign(this.map, set);
      return;
    }
    const all = on === "factor" ? this.allFactors : this.allLinks;
    if (!all.has(id)) all.set(id, on === "factor" ? { ...FACTOR, tags: [], attributes: {}, id } : { ...LINK, id });
    const thing = all.get(id);
    if (on === "link") this.#untie(thing);
    for (const [name, value] of Object.entries(set)) {
      if (!name.startsWith(ATTRIBUTE)) thing[name] = value;
      else if (value === null) delete thing.attributes[name.slice(ATTRIBUTE.length)];
      else thing.attributes = { ...thing.attributes, [name.slice(ATTRIBUTE.length)]: value };
    }
    if (on === "link") this.#tie(thing);
  }

  /** Let a thing be as it is now; null takes it off the map. @param {"factor" | "link" | "map"} on @param {Record<string, any> | null} now */
  put(on, id, now) {
    if (on !== "map" && now) {
      const known = this.get(on, id);
      if (on === "factor" && known) known.attributes = {};
    }
    if (now || this.get(on, id)) this.#set({ on, id, set: now ?? { removed: true } });
  }

  get(on, id) {
    if (on === "map") return this.map;
    return (on === "factor" ? this.allFactors : this.allLinks).get(id);
  }

  /** The factor where it is on the map now. @param {string} id @returns {Factor | undefined} */
  factor(id) {
    const found = this.allFactors.get(id);
    return found && !found.removed ? found : undefined;
  }

  /** The link where it and both its ends are on the map now. @param {string} id @returns {Link | undefined} */
  link(id) {
    const found = this.allLinks.get(id);
    return found && !found.removed && this.factor(found.source) && this.factor(found.target) ? found : undefined;
  }

  /** @returns {Factor[]} */
  get factors() {
    return [...this.allFactors.values()].filter((each) => !each.removed);
  }

  /** @returns {Link[]} */
  get links() {
    return [...this.allLinks.keys()].map((id) => this.link(id)).filter(Boolean);
  }

  /** What acts on it. @param {string} id @returns {Link[]} */
  linksTo(id) {
    return [...(this.to.get(id) ?? [])].map((each) => this.link(each)).filter(Boolean);
  }

  /** What it acts on. @param {string} id @returns {Link[]} */
  linksFrom(id) {
    return [...(this.from.get(id) ?? [])].map((each) => this.link(each)).filter(Boolean);
  }

  /** @param {string} id @returns {Link[]} each once */
  linksOf(id) {
    return [...new Set([...this.linksFrom(id), ...this.linksTo(id)])];
  }

  /** The names of the clusters, in the order of the factors. @returns {string[]} */
  get clusters() {
    return [...new Set(this.factors.map((each) => each.cluster).filter(Boolean))];
  }

  /** The names of what else is said of factors. @returns {string[]} */
  get attributes() {
    return [...new Set(this.factors.flatMap((each) => Object.keys(each.attributes)))].sort();
  }
}
