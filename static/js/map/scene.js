/** Where each box and each line of a drawing lies, in the map's own measure. Painted by paint.js, touched through `boxAt` and `lineAt`. */

import { apart } from "./layouts/apart.js";
import { meaning, sizes, strengths, unsure } from "./look.js";

/** @typedef {import("./types.js").Box} Box @typedef {import("./types.js").Line} Line */

export const LETTERS = 16;
export const GAP = 16;
const ROOM = 10.5; // letters' widths in a line of a label
const CELL = 260;
const BENDS = [25, -25, 50, -50, 85, -85]; // how far a line's middle is led aside
const BENT = 600; // so many lines are led round boxes; more would take longer than a stroke may
const TALL = 1.22;

/** The label in lines of about the same width. A word longer than a line is broken, after a stroke or a hyphen if it has one. @param {(text: string) => number} wide in letters' heights */
export function broken(label, wide) {
  const parts = label.trim().split(/(?<=\s)/).flatMap((word) => (wide(word) > ROOM ? word.split(/(?<=[/–-])/).flatMap((part) => (wide(part) > ROOM ? (part.match(/.{1,16}/gu) ?? []) : [part])) : [word]));
  const widths = parts.map((part) => [wide(part), wide(part.trimEnd())]);
  const fill = (room) => {
    const lines = [""];
    let filled = 0;
    parts.forEach((part, nth) => {
      const [whole, bare] = widths[nth];
      if (filled && filled + bare > room) {
        lines.push("");
        filled = 0;
      }
      lines[lines.length - 1] += part;
      filled += whole;
    });
    return lines.map((line) => line.trimEnd());
  };
  const few = fill(ROOM);
  for (let room = ROOM * 0.55; room < ROOM; room += 0.7) {
    const tried = fill(room);
    if (tried.length <= few.length) return tried;
  }
  return few;
}

/** About as wide as letters are where nothing measures them: in letters' heights. */
export const guessed = (text) => [...text].reduce((sum, letter) => sum + (/[iljtfI.,' ]/.test(letter) ? 0.28 : /[mwMW@—]/.test(letter) ? 0.85 : /\p{Script=Han}/u.test(letter) ? 1 : 0.55), 0);

export class Scene {
  /** @param {import("./drawing.js").Drawing} drawing @param {(text: string) => number} wide how wide a text is, in letters' heights */
  constructor(drawing, wide = guessed) {
    this.drawing = drawing;
    this.wide = wide;
    /** @type {Map<string, {x: number, y: number}>} where boxes stand that would lie on others, or have no place of their own */
    this.eased = new Map();
    /** @type {Map<string, {x: number, y: number}> | null} where boxes stand for now, as when one factor is looked at closely */
    this.instead = null;
    /** @type {Set<string> | null} the only factors that are shown; null for all */
    this.only = null;
    /** @type {Record<string, string> | null} what colours and sizes mean for now; null for what they mean on the map */
    this.look = null;
    this.contested = new Set();
    this.labels = new Map();
    this.build();
  }

  /** Make all boxes and lines anew. */
  build() {
    const { drawing } = this;
    this.colours = meaning(drawing, this.look ?? undefined);
    this.size = sizes(drawing, this.look ?? undefined);
    this.strong = strengths(drawing);
    /** @type {Map<string, Box>} */
    this.boxes = new Map();
    for (const factor of drawing.factors) if (!this.only || this.only.has(factor.id)) this.boxes.set(factor.id, this.#box(factor));
    this.#lines();
    this.#sort();
  }

  #lines() {
    /** @type {Map<string, Line>} */
    this.lines = new Map();
    const pairs = new Map();
    for (const link of this.drawing.links) {
      const [source, target] = [this.boxes.get(link.source), this.boxes.get(link.target)];
      if (!source || !target) continue;
      const pair = link.source < link.target ? `${link.source} ${link.target}` : `${link.target} ${link.source}`;
      if (!pairs.has(pair)) pairs.set(pair, []);
      const line = {
        id: link.id, source, target, polarity: link.polarity, delay: link.delay, strength: this.strong(link.strength), unsure: unsure(link),
        evidence: Boolean(link.evidence), label: link.label, bend: 0,
      };
      pairs.get(pair).push(line);
      source.ties += 1;
      target.ties += 1;
      this.lines.set(link.id, line);
    }
    for (const several of pairs.values()) {
      if (several.length === 1) continue;
      const times = new Map();
      for (const line of several) {
        const nth = (times.get(line.source) ?? 0) + 1;
        times.set(line.source, nth);
        line.twin = true;
        line.bend = 0.14 * nth; // to the left of its own direction, so that two that face each other part
      }
    }
  }

  #box(factor) {
    const font = LETTERS * this.size.of(factor);
    const kept = this.labels.get(factor.id);
    const lines = kept?.label === factor.label ? kept.lines : broken(factor.label || "…", this.wide);
    const across = kept?.label === factor.label ? kept.across : Math.max(3, ...lines.map(this.wide));
    this.labels.set(factor.id, { label: factor.label, lines, across });
    const { x, y } = this.instead?.get(factor.id) ?? this.eased.get(factor.id) ?? { x: factor.x ?? 0, y: factor.y ?? 0 };
    return {
      id: factor.id, x, y, w: across * font + 34, h: lines.length * font * TALL + 14, lines, font, meaning: this.colours.of(factor), label: factor.label,
      cluster: factor.cluster, pinned: factor.pinned, note: Boolean(factor.description), contested: this.contested.has(factor.id), ties: 0, many: factor.attributes?.["\0many"],
    };
  }

  /** Put boxes that lie on others beside them, without telling anybody: who drew the map may have seen smaller letters. */
  ease() {
    const moving = [...this.boxes.values()].map((box) => ({ ...box, fixed: box.pinned }));
    const before = new Map(moving.map(({ id, x, y }) => [id, { x, y }]));
    apart(moving, GAP);
    for (const { id, x, y } of moving) {
      const was = before.get(id);
      if (Math.abs(was.x - x) + Math.abs(was.y - y) > 0.5) this.eased.set(id, { x, y });
      Object.assign(this.boxes.get(id), { x, y });
    }
    this.#sort();
  }

  /** Move boxes to where they are dragged, before anything is said of it. @param {Map<string, {x: number, y: number}>} places */
  place(places) {
    for (const [id, at] of places) {
      const box = this.boxes.get(id);
      if (!box) continue;
      Object.assign(box, at);
      if (this.instead) this.instead.set(id, at);
    }
    this.#sort();
  }

  #sort() {
    this.cells = new Map();
    for (const box of this.boxes.values()) {
      for (const cell of cells(box.x - box.w / 2, box.y - box.h / 2, box.x + box.w / 2, box.y + box.h / 2)) {
        if (!this.cells.has(cell)) this.cells.set(cell, []);
        this.cells.get(cell).push(box);
      }
    }
    for (const line of this.lines.values()) line.at = undefined;
    this.#bend();
  }

  /** Lead lines that would run behind other boxes round them, where a small bend does. */
  #bend() {
    if (this.lines.size > BENT) return;
    for (const line of this.lines.values()) {
      if (line.twin || line.source === line.target) continue;
      line.bend = 0;
      let least = this.#behind(line);
      if (!least) continue;
      let best = 0;
      const long = Math.hypot(line.source.x - line.target.x, line.source.y - line.target.y) || 1;
      for (const aside of BENDS) {
        const bend = (2 * aside) / Math.max(long, 170);
        Object.assign(line, { bend, at: undefined });
        const behind = this.#behind(line);
        if (behind <= least / 2) [best, least] = [bend, behind];
        if (!least) break;
      }
      Object.assign(line, { bend: best, at: undefined });
    }
  }

  /** How much of a line runs behind boxes that are not its own. */
  #behind(line) {
    const at = way(line);
    const places = Math.max(6, Math.min(40, Math.hypot(at[4] - at[0], at[5] - at[1]) / 30));
    let behind = 0;
    for (let nth = 1; nth < places; nth += 1) {
      const [x, y] = along(at, nth / places);
      for (const box of this.cells.get(`${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`) ?? []) {
        if (box !== line.source && box !== line.target && Math.abs(box.x - x) < box.w / 2 + 3 && Math.abs(box.y - y) < box.h / 2 + 3) behind += 1;
      }
    }
    return behind;
  }

  /** The box at a place, the last painted first. @returns {Box | null} */
  boxAt(x, y, slack = 0) {
    const near = [...new Set(cells(x - slack, y - slack, x + slack, y + slack).flatMap((cell) => this.cells.get(cell) ?? []))];
    return near.findLast((box) => Math.abs(box.x - x) <= box.w / 2 + slack && Math.abs(box.y - y) <= box.h / 2 + slack) ?? null;
  }

  /** The line at a place, not further off than `slack`. @returns {Line | null} */
  lineAt(x, y, slack) {
    let [best, least] = [null, slack];
    for (const line of this.lines.values()) {
      const far = distance(way(line), x, y, least);
      if (far < least) [best, least] = [line, far];
    }
    return best;
  }

  /** A place near the given one on which nothing lies. @returns {{x: number, y: number}} */
  freeNear(x, y, w = 170, h = 50) {
    for (let nth = 0; nth < 400; nth += 1) {
      const [angle, far] = [nth * 2.4, 14 * Math.sqrt(nth) * 1.6];
      const at = { x: Math.round(x + far * Math.cos(angle) * 1.6), y: Math.round(y + far * Math.sin(angle)) };
      if (![...this.boxes.values()].some((box) => Math.abs(box.x - at.x) < (box.w + w) / 2 + 8 && Math.abs(box.y - at.y) < (box.h + h) / 2 + 8)) return at;
    }
    return { x, y };
  }

  /** @param {Iterable<Box>} boxes @returns {{x1: number, y1: number, x2: number, y2: number} | null} */
  bounds(boxes = this.boxes.values()) {
    let all = null;
    for (const { x, y, w, h } of boxes) {
      all ??= { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
      all.x1 = Math.min(all.x1, x - w / 2);
      all.y1 = Math.min(all.y1, y - h / 2);
      all.x2 = Math.max(all.x2, x + w / 2);
      all.y2 = Math.max(all.y2, y + h / 2);
    }
    return all;
  }
}

function cells(x1, y1, x2, y2) {
  const found = [];
  for (let across = Math.floor(x1 / CELL); across <= Math.floor(x2 / CELL); across += 1) {
    for (let down = Math.floor(y1 / CELL); down <= Math.floor(y2 / CELL); down += 1) found.push(`${across} ${down}`);
  }
  return found;
}

/** A line's way: [x1, y1, cx, cy, x2, y2], from the border of one box to that of the other, bent towards (cx, cy). Kept until boxes move. @param {Line} line */
export function way(line) {
  if (line.at) return line.at;
  const { source, target } = line;
  if (source === target) {
    const [x, y] = [source.x + source.w / 2, source.y - source.h / 2];
    line.at = [x - 22, y, x + 34, y - 44, x, y + 12];
    return line.at;
  }
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const [cx, cy] = [(source.x + target.x) / 2 - dy * line.bend, (source.y + target.y) / 2 + dx * line.bend];
  const [one, two] = [border(source, cx, cy, 1), border(target, cx, cy, 4)];
  line.at = [one[0], one[1], cx, cy, two[0], two[1]];
  return line.at;
}

/** Where the way from a box's middle towards a place leaves the box, and `gap` beyond. */
function border(box, x, y, gap) {
  const [dx, dy] = [x - box.x, y - box.y];
  const share = Math.min((box.w / 2 + gap) / (Math.abs(dx) || 1e-9), (box.h / 2 + gap) / (Math.abs(dy) || 1e-9));
  return share >= 1 ? [x, y] : [box.x + dx * share, box.y + dy * share];
}

/** A place on a way; 0 is its beginning, 1 its end. */
export function along([x1, y1, cx, cy, x2, y2], share) {
  const rest = 1 - share;
  return [rest * rest * x1 + 2 * rest * share * cx + share * share * x2, rest * rest * y1 + 2 * rest * share * cy + share * share * y2];
}

function distance(at, x, y, most) {
  const [x1, y1, cx, cy, x2, y2] = at;
  if (x < Math.min(x1, cx, x2) - most || x > Math.max(x1, cx, x2) + most || y < Math.min(y1, cy, y2) - most || y > Math.max(y1, cy, y2) + most) return Infinity;
  let least = Infinity;
  let [px, py] = [x1, y1];
  for (let nth = 1; nth <= 8; nth += 1) {
    const [qx, qy] = along(at, nth / 8);
    const [dx, dy] = [qx - px, qy - py];
    const share = Math.max(0, Math.min(1, ((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(px + share * dx - x, py + share * dy - y));
    [px, py] = [qx, qy];
  }
  return least;
}
