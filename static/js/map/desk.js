/** What one does at the board, by whatever means: each command once, for buttons, keys and fingers. */

import * as edits from "./edits.js";
import { beside } from "./layouts/beside.js";
import { arrange } from "./layouts/layouts.js";
import { around, towards } from "./near.js";
import { CLUSTER } from "./overview.js";
import { counted, say, words } from "./words.js";

const STEP = 20;
const WAYS = { Left: [-1, 0], Right: [1, 0], Up: [0, -1], Down: [0, 1] };
const RESTS = 500; // milliseconds after which moving by keys is one move

export class Desk {
  /**
   * @param {{board: import("./board.js").Board, sync: import("./sync.js").Sync, naming: import("./naming.js").Naming, mayDraw: boolean,
   *   shown: () => void, steps: () => number, focusPanel: () => void, askSplit: (id: string, made: (label: string, links: string[]) => void) => void}} place
   */
  constructor(place) {
    Object.assign(this, place);
    this.ways = { snap: true, several: false };
    this.tying = ""; // the factor from which a link is being drawn
    this.focused = ""; // the factor that is looked at closely
    this.moving = new Map();
    for (const name of Object.keys(WAYS)) {
      this[name.toLowerCase()] = () => this.#walk(name.toLowerCase());
      this[`move${name}`] = () => this.#nudge(WAYS[name]);
      this[`pan${name}`] = () => this.#pan(WAYS[name]);
    }
  }

  get drawing() {
    return this.board.drawing;
  }

  get scene() {
    return this.board.scene;
  }

  /** The factors that are chosen, else the one at which the keyboard is. @returns {string[]} */
  get factors() {
    const chosen = [...this.board.chosen].filter((id) => this.drawing.factor(id));
    return chosen.length || !this.board.at ? chosen : [this.board.at];
  }

  get link() {
    return [...this.board.chosen].find((id) => this.drawing.link(id)) ?? "";
  }

  /** Do what a button or a key asks for; false where there is no such thing. @param {string} name */
  run(name, said) {
    if (!(name in this) || typeof this[name] !== "function") return false;
    this[name](said);
    return true;
  }

  draw(steps, text) {
    if (!this.mayDraw || !steps.length) return false;
    this.sync.apply(steps);
    if (text) say(text);
    return true;
  }

  // Choosing and walking

  /** @param {string} id of a factor or a link; nothing for nothing @param {boolean} more beside what is chosen */
  choose(id, more = false) {
    if (this.tying) {
      const source = this.tying;
      this.tying = "";
      if (this.drawing.factor(id) && id !== source) return this.tieTo(source, id);
      say(words("tie_left"));
    }
    if (id.startsWith(CLUSTER)) return this.openCluster(id.slice(CLUSTER.length));
    const { chosen } = this.board;
    if (more && id) {
      if (!chosen.delete(id)) chosen.add(id);
    } else {
      chosen.clear();
      if (id) chosen.add(id);
    }
    this.board.at = this.drawing.factor(id) ? id : "";
    this.#chosen();
    if (id) say(more ? words("chosen_now", { name: this.#name(id), number: chosen.size }) : this.#told(id));
  }

  chooseThese(ids, more) {
    if (!more) this.board.chosen.clear();
    for (const id of ids) this.board.chosen.add(id);
    this.#chosen();
    say(counted("chosen", this.board.chosen.size));
  }

  chooseAll() {
    this.chooseThese(this.scene.boxes.keys(), false);
  }

  #chosen() {
    this.board.repaint();
    this.shown();
  }

  #name(id) {
    const link = this.drawing.link(id);
    return link ? `${this.#name(link.source)} → ${this.#name(link.target)}` : (this.drawing.factor(id)?.label ?? "");
  }

  /** What is said of a factor or a link that one comes to. */
  #told(id) {
    const link = this.drawing.link(id);
    if (link) return `${this.#name(id)}. ${words({ "+": "polarity_same", "-": "polarity_opposite", "": "polarity_unknown" }[link.polarity])}${link.delay ? `, ${words("delay")}` : ""}`;
    const factor = this.drawing.factor(id);
    if (!factor) return "";
    const near = words("near", { before: this.drawing.linksTo(id).length, after: this.drawing.linksFrom(id).length });
    return [factor.label, factor.cluster, near, factor.pinned && words("pinned")].filter(Boolean).join(". ");
  }

  #walk(way) {
    const { board, scene } = this;
    const boxes = [...scene.boxes.values()];
    const from = scene.boxes.get(board.at) ?? scene.boxes.get(this.factors[0]);
    const to = from ? towards(boxes, from, way) : boxes.reduce((best, box) => (!best || this.#far(box) < this.#far(best) ? box : best), null);
    if (!to) return say(words("end_of_map"));
    board.at = to.id;
    if (!this.tying) {
      if (!this.ways.several) board.chosen.clear();
      if (!this.ways.several) board.chosen.add(to.id);
      this.shown();
    }
    board.repaint();
    board.reveal(to.id, 0.45);
    say(to.id.startsWith(CLUSTER) ? to.label : this.#told(to.id));
  }

  #far(box) {
    return Math.hypot(box.x - this.board.camera.x, box.y - this.board.camera.y);
  }

  nextLink(step = 1) {
    const at = this.board.at || this.drawing.link(this.link)?.source;
    if (!at) return;
    const links = [...this.drawing.linksFrom(at), ...this.drawing.linksTo(at)];
    if (!links.length) return say(words("nothing"));
    const here = links.findIndex(({ id }) => id === this.link);
    const to = links[(here + step + links.length) % links.length];
    this.board.chosen.clear();
    this.board.chosen.add(to.id);
    this.#chosen();
    this.board.at = at;
    say(this.#told(to.id));
  }

  lastLink() {
    this.nextLink(this.link ? -1 : 0);
  }

  enter() {
    if (this.tying) return this.choose(this.board.at);
    if (this.board.at.startsWith(CLUSTER)) return this.choose(this.board.at);
    if (!this.board.chosen.size && this.board.at) this.choose(this.board.at);
    this.focusPanel();
  }

  /** Choose the factor one is at, too: from the first on, walking leaves what is chosen. */
  more() {
    const { at, chosen } = this.board;
    if (!at || this.tying) return;
    if (!this.ways.several && chosen.size === 1 && chosen.has(at)) {
      this.ways.several = true;
      this.shown();
      say(words("several_begun", { name: this.#name(at) }));
    } else this.choose(at, true);
  }

  leave() {
    if (this.tying) {
      this.tying = "";
      return say(words("tie_left"));
    }
    this.ways.several = false;
    if (this.focused || this.scene.only) return this.all();
    this.choose("");
    say(words("nothing_chosen"));
  }

  toBoard() {
    this.board.place.focus({ preventScroll: true });
  }

  // Looking

  #pan([dx, dy]) {
    this.board.camera.pan(-dx * 80, -dy * 80);
    this.board.look();
  }

  closer() {
    this.board.camera.closer(1.25);
    this.board.look();
  }

  further() {
    this.board.camera.closer(0.8);
    this.board.look();
  }

  /** The whole map again. */
  all() {
    Object.assign(this, { focused: "" });
    Object.assign(this.scene, { only: null, instead: null, look: null });
    this.board.lit = null;
    this.board.rebuild();
    this.board.show();
    this.shown();
    say(words("all_shown", { number: this.scene.boxes.size }));
  }

  /** Only these factors, where they stand. @param {Set<string> | null} ids */
  only(ids, look = null) {
    this.focused = "";
    Object.assign(this.scene, { only: ids, instead: null, look });
    this.board.rebuild();
    this.board.show();
    this.shown();
  }

  openCluster(name) {
    this.useWhole?.();
    const ids = this.drawing.factors.filter(({ cluster }) => cluster === name || (!cluster && name === words("without_cluster"))).map(({ id }) => id);
    this.only(new Set(ids));
    say(words("cluster_shown", { name, number: ids.length }));
  }

  /** What leads to the chosen factors and what they lead to, up to so many links away. */
  around(_said, steps = this.steps()) {
    const ids = this.factors;
    if (!ids.length) return say(words("choose_first"));
    const near = around(this.drawing, ids, steps);
    this.focused = ids[0];
    Object.assign(this.scene, { only: new Set(near.keys()), instead: null });
    this.board.rebuild();
    if (ids.length === 1) {
      this.scene.instead = beside([...this.scene.boxes.values()], near, this.scene.boxes.get(ids[0]));
      this.board.rebuild();
    }
    this.board.show();
    this.shown();
    say(words("around_shown", { number: near.size - ids.length, steps }));
  }

  /** Show these and dim the rest, as an answer to a question. @param {{factors?: string[], links?: string[], words?: string, heat?: Record<string, number>}} said */
  light({ factors = [], links = [], words: told = "", heat }) {
    const ids = new Set([...factors, ...links]);
    for (const id of links) for (const end of ["source", "target"]) ids.add(this.drawing.link(id)?.[end]);
    this.board.lit = ids.size ? ids : null;
    this.board.heat = heat ? new Map(Object.entries(heat)) : null;
    this.board.repaint();
    const boxes = [...ids].map((id) => this.scene.boxes.get(id)).filter(Boolean);
    if (boxes.length) this.board.show(this.scene.bounds(boxes), 60);
    if (told) say(told);
  }

  // Drawing

  add(at = null, label = "") {
    if (!this.mayDraw) return;
    const from = this.scene.boxes.get(this.factors[0]);
    const { camera } = this.board;
    const spot = at instanceof Object && "x" in at ? at : this.scene.freeNear(from ? from.x : camera.x, from ? from.y + from.h + 40 : camera.y);
    const cluster = from ? this.drawing.factor(from.id)?.cluster : "";
    const make = (name) => {
      const id = this.sync.newId();
      this.draw(edits.add({ id, label: name, ...spot, cluster }), words("added", { name }));
      this.board.chosen.clear();
      this.choose(id);
    };
    if (label) make(label);
    else this.naming.ask(spot, words("name_new"), "", make);
  }

  /** And then? A new factor that the chosen one leads to. */
  andThen() {
    const [source] = this.factors;
    if (!this.mayDraw || !source) return;
    const box = this.scene.boxes.get(source);
    const spot = this.scene.freeNear(box.x + box.w / 2 + 190, box.y);
    this.naming.ask(spot, words("and_then", { name: box.label }), "", (name) => {
      const known = this.drawing.factors.find(({ label }) => label.toLowerCase() === name.toLowerCase());
      const id = known?.id ?? this.sync.newId();
      const cluster = this.drawing.factor(source).cluster;
      const steps = [...(known ? [] : edits.add({ id, label: name, ...spot, cluster })), ...edits.tie({ id: this.sync.newId(), source, target: id })];
      this.draw(steps, words("tied", { from: this.#name(source), to: name }));
      this.choose(id);
      this.board.reveal(id);
    });
  }

  tie() {
    const [source] = this.factors;
    if (!this.mayDraw || !source) return say(words("choose_first"));
    this.tying = source;
    say(words("tie_to", { from: this.#name(source) }));
  }

  tieTo(source, target) {
    const id = this.sync.newId();
    this.draw(edits.tie({ id, source, target }), words("tied", { from: this.#name(source), to: this.#name(target) }));
    this.choose(id);
  }

  /** What became of a cord that was drawn from a factor: to another, to an empty place, or only pressed. */
  corded(source, target, at) {
    if (target) return this.tieTo(source, target);
    if (target === "") return this.tie();
    this.naming.ask(at, words("and_then", { name: this.#name(source) }), "", (name) => {
      const id = this.sync.newId();
      this.draw([...edits.add({ id, label: name, ...at }), ...edits.tie({ id: this.sync.newId(), source, target: id })], words("added", { name }));
      this.choose(id);
    });
  }

  rename() {
    const [id] = this.factors;
    if (!this.mayDraw || !id) return;
    const box = this.scene.boxes.get(id);
    this.naming.ask(box, words("rename"), box.label, (label) => this.draw(edits.put("factor", [id], { label }), words("renamed", { name: label })));
  }

  remove() {
    const links = [...this.board.chosen].filter((id) => this.drawing.link(id));
    const factors = this.factors.filter((id) => !links.length || this.board.chosen.has(id));
    if (!factors.length && !links.length) return;
    const near = this.scene.boxes.get(factors[0]);
    const names = [...factors, ...links].map((id) => this.#name(id)).join(", ");
    if (!this.draw(edits.remove(this.drawing, factors, links), words("removed", { name: names }))) return;
    const next = near && ["left", "right", "up", "down"].map((way) => towards([...this.scene.boxes.values()], near, way)).find(Boolean);
    this.board.at = next?.id ?? "";
    this.shown();
  }

  pin() {
    const ids = this.factors;
    if (!ids.length) return;
    const pinned = !ids.every((id) => this.drawing.factor(id).pinned);
    const places = new Map(ids.map((id) => [id, this.scene.boxes.get(id)]));
    this.draw([...edits.put("factor", ids, { pinned }), ...(pinned ? edits.move(places) : [])], words(pinned ? "pinned_now" : "unpinned_now", { name: ids.map((id) => this.#name(id)).join(", ") }));
  }

  join() {
    const ids = [...this.board.chosen].filter((id) => this.drawing.factor(id));
    if (ids.length < 2) return say(words("choose_two"));
    const names = ids.map((id) => this.#name(id)).join(", ");
    this.board.chosen.clear();
    this.draw(edits.join(this.drawing, ids), words("joined", { names, name: this.#name(ids[0]) }));
    this.choose(ids[0]);
  }

  /** Make two of the chosen factor; for a link: more leads to more. */
  s() {
    if (this.link) this.sign("+");
    else this.split();
  }

  split() {
    const [id] = this.factors;
    if (!this.mayDraw || !id) return say(words("choose_first"));
    this.askSplit(id, (label, links) => {
      const made = this.sync.newId();
      this.draw(edits.split(this.drawing, { id, made, label, links }), words("split_now", { name: this.#name(id), made: label }));
      this.choose(made);
    });
  }

  sign(polarity) {
    if (this.link) this.draw(edits.put("link", [this.link], { polarity }), words({ "+": "polarity_same", "-": "polarity_opposite", "": "polarity_unknown" }[polarity]));
  }

  opposite() {
    this.sign("-");
  }

  unknown() {
    this.sign("");
  }

  delay() {
    if (!this.link) return;
    const delay = !this.drawing.link(this.link).delay;
    this.draw(edits.put("link", [this.link], { delay }), words(delay ? "delay" : "no_delay"));
  }

  turn() {
    if (this.link) this.draw(edits.turn(this.drawing, this.link), words("turned"));
  }

  undo() {
    say(words(this.mayDraw && this.sync.undo() ? "undone" : "nothing_to_undo"));
  }

  redo() {
    say(words(this.mayDraw && this.sync.redo() ? "redone" : "nothing_to_redo"));
  }

  // Places

  #nudge([dx, dy]) {
    const ids = this.factors;
    if (!this.mayDraw || !ids.length) return;
    for (const id of ids) {
      const box = this.scene.boxes.get(id);
      if (box) this.moving.set(id, { x: box.x + dx * STEP, y: box.y + dy * STEP });
    }
    this.scene.place(this.moving);
    this.board.repaint();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const places = this.moving;
      this.moving = new Map();
      this.moved(places);
      say(words("moved", { name: [...places.keys()].map((id) => this.#name(id)).join(", ") }));
    }, RESTS);
  }

  /** Things stand elsewhere now. Those that had no place of their own get the one that everybody sees here. */
  moved(places) {
    if (this.scene.instead) return say(words("only_here"));
    const all = new Map(places);
    for (const { id, x } of this.drawing.factors) if (x === null && !all.has(id) && this.scene.boxes.has(id)) all.set(id, this.scene.boxes.get(id));
    if (!this.draw(edits.move(all))) this.board.rebuild();
  }

  /** Arrange what is shown: the chosen ones where several are chosen, else all; pinned factors stay. @param {string} way */
  arrange(way) {
    if (this.scene.instead) return say(words("only_here"));
    const some = this.factors.length > 2 ? new Set(this.factors) : null;
    const nodes = [...this.scene.boxes.values()].filter(({ id }) => !some || some.has(id)).map(({ id, x, y, w, h, cluster, pinned }) => ({ id, x, y, w, h, cluster, fixed: pinned }));
    const ids = new Set(nodes.map(({ id }) => id));
    const ties = this.drawing.links.filter(({ source, target }) => ids.has(source) && ids.has(target));
    const places = arrange(way, nodes, ties);
    for (const { id, fixed } of nodes) if (fixed) places.delete(id);
    this.scene.eased.clear();
    if (this.mayDraw) this.moved(places);
    else {
      this.scene.eased = places;
      this.board.rebuild();
    }
    this.board.show();
    say(words("arranged", { number: places.size }));
  }
}
