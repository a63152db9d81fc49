/** Paints the lines of a scene, and of each no more than is in sight: dashes along a line that runs far beyond the window would cost most of a frame. */

import { FACE, LEAST, WIDTHS } from "./look.js";
import { along, way } from "./scene.js";

/** @typedef {import("./types.js").Line} Line @typedef {import("./types.js").How} How */
/** What is in sight of a line, as shares of its way. @typedef {{line: Line, from: number, to: number}} Part */

const BESIDE = 130; // how far from a line its ends, its sign and its words reach
const FINEST = 4; // pixels of the screen that a dash and its gap take at least
const THIN = 1.01; // pixels of the screen up to which browsers have a quick way to paint a line
const DELAY = 0.32; // where on its way a line says that it takes time
const SIGN = 0.56; // and where it says its sign
const SIGNS = { "+": "+", "-": "−", "": "?" };
const DASHES = { "+": [], "-": [10, 6], "": [2, 4] };
const DASHED = 0.12; // the zoom from which on dashes can be told
const QUICKLY = 0.4; // the same where it has to be quick: below it a dashed line is a pale one
const INKED = { "+": 1, "-": 10 / 16, "": 2 / 6 }; // how much of a line its dashes are

const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);
const touched = (line, how) => how.chosen?.has(line.id) || how.chosen?.has(line.source.id) || how.chosen?.has(line.target.id);
export const dimmed = (thing, how) => Boolean(how.lit && !how.lit.has(thing.id));

/** @param {CanvasRenderingContext2D | import("./svg_pen.js").SvgPen} pen @param {Iterable<Line>} lines @param {How} how */
export function paintLines(pen, lines, how) {
  const { theme, zoom, seen } = how;
  const parts = [...lines].map((line) => inSight(line, seen)).filter(Boolean);
  const batches = new Map();
  for (const part of parts) {
    const { line } = part;
    const near = touched(line, how);
    const key = [line.polarity, line.strength, line.unsure, near, dimmed(line, how)].join();
    if (!batches.has(key)) batches.set(key, { first: line, near, dim: dimmed(line, how), all: [] });
    batches.get(key).all.push(part);
  }
  const some = how.chosen?.size;
  for (const { first, near, dim, all } of [...batches.values()].sort((a, b) => Number(a.near) - Number(b.near))) {
    const whole = Math.max((WIDTHS[first.strength] ?? 2) * (near ? 1.5 : 1), 0.8 / zoom);
    const wide = how.quick ? Math.min(whole, 1 / zoom) : whole;
    const dashes = zoom > (how.quick ? QUICKLY : DASHED) ? dashesOf(first.polarity, wide, zoom) : [];
    const pale = how.quick && zoom > DASHED && !dashes.length ? INKED[first.polarity] : 1;
    pen.globalAlpha = pale * (dim ? 0.12 : near ? 1 : (first.unsure ? 0.4 : 0.72) * (some && zoom * 16 >= LEAST ? 0.55 : 1));
    pen.strokeStyle = pen.fillStyle = first.polarity === "-" ? theme.rust : theme.soft;
    pen.lineWidth = wide;
    pen.setLineDash(dashes);
    strokes(pen, all, sum(dashes), seen && wide * zoom > THIN ? 1 : all.length);
    pen.setLineDash([]);
    if (zoom > 0.18) paintEnds(pen, seenAt(all, 1), first.polarity, wide);
    if ((zoom > 0.34 || near) && !dim) paintDelays(pen, seenAt(all, DELAY), wide);
  }
  pen.globalAlpha = 1;
  if (how.signs === false || how.quick || zoom * 13 < 3.5) return;
  for (const line of seenAt(parts, SIGN)) if (!dimmed(line, how) && (zoom * 13 >= 7 || touched(line, how))) paintSign(pen, line, how);
}

/** What is in sight of a line, all of it where it is bent; null where nothing is. @param {Line} line @param {How["seen"]} seen @returns {Part | null} */
function inSight(line, seen) {
  let [from, to] = [0, 1];
  if (!seen) return { line, from, to };
  const [x1, y1, cx, cy, x2, y2] = way(line);
  const straight = !line.bend && line.source !== line.target;
  for (const [one, between, other, least, most] of [[x1, cx, x2, seen.x1 - BESIDE, seen.x2 + BESIDE], [y1, cy, y2, seen.y1 - BESIDE, seen.y2 + BESIDE]]) {
    if (Math.max(one, between, other) < least || Math.min(one, between, other) > most) return null;
    if (!straight || one === other) continue;
    const shares = [(least - one) / (other - one), (most - one) / (other - one)];
    from = Math.max(from, Math.min(...shares));
    to = Math.min(to, Math.max(...shares));
  }
  return from <= to ? { line, from, to } : null;
}

/** Those lines of which the place at `share` is in sight. @param {Part[]} parts */
const seenAt = (parts, share) => parts.filter(({ from, to }) => from <= share && share <= to).map(({ line }) => line);

/** Longer with the line's width, and from afar never finer than can be seen. */
function dashesOf(polarity, wide, zoom) {
  const dashes = DASHES[polarity];
  const times = Math.max(1, wide / 2.6, FINEST / sum(dashes) / zoom);
  return dashes.map((each) => each * times);
}

/** So many lines `once`, in one stroke: browsers paint thick lines several times as quickly one by one, thin ones together. */
function strokes(pen, parts, dash, once) {
  for (let nth = 0; nth < parts.length; nth += once) {
    pen.beginPath();
    for (const part of parts.slice(nth, nth + once)) stroke(pen, part, dash);
    pen.stroke();
  }
}

/** Dashes stay where they are on a line while one moves: what is left out before them is a whole number of them, each `dash` long. */
function stroke(pen, { line, from, to }, dash) {
  const [x1, y1, cx, cy, x2, y2] = way(line);
  const share = dash / (Math.hypot(x2 - x1, y2 - y1) || 1);
  const begin = dash ? Math.floor(from / share) * share : from;
  pen.moveTo(x1 + (x2 - x1) * begin, y1 + (y2 - y1) * begin);
  if (line.source === line.target) pen.bezierCurveTo(x1 - 12, y1 - 46, x2 + 50, y2 - 22, x2, y2);
  else if (line.bend) pen.quadraticCurveTo(cx, cy, x2, y2);
  else pen.lineTo(x1 + (x2 - x1) * to, y1 + (y2 - y1) * to);
}

/** Where a line comes in: its last place and its direction there. */
function arrival(line) {
  const [, , cx, cy, x2, y2] = way(line);
  const [fx, fy] = line.source === line.target ? [x2 + 50, y2 - 22] : [cx, cy];
  const far = Math.hypot(x2 - fx, y2 - fy) || 1;
  return [x2, y2, (x2 - fx) / far, (y2 - fy) / far];
}

/** More leads to more: an arrow. More leads to less: a bar across. Not known yet: an open arrow. */
function paintEnds(pen, lines, polarity, wide) {
  const size = 7 + 2 * wide;
  pen.beginPath();
  for (const line of lines) {
    const [x, y, dx, dy] = arrival(line);
    const [bx, by] = [x - dx * size, y - dy * size];
    if (polarity === "-") {
      pen.moveTo(x - dx * 2 + dy * size * 0.65, y - dy * 2 - dx * size * 0.65);
      pen.lineTo(x - dx * 2 - dy * size * 0.65, y - dy * 2 + dx * size * 0.65);
    } else {
      pen.moveTo(bx + dy * size * 0.45, by - dx * size * 0.45);
      pen.lineTo(x, y);
      pen.lineTo(bx - dy * size * 0.45, by + dx * size * 0.45);
    }
  }
  if (polarity === "+") pen.fill();
  else {
    pen.lineWidth = polarity === "-" ? Math.max(3.2, wide * 1.3) : Math.max(1.6, wide * 0.8);
    pen.stroke();
  }
}

/** Two short strokes across the line: it takes time. */
function paintDelays(pen, lines, wide) {
  const late = lines.filter((line) => line.delay && line.source !== line.target);
  if (!late.length) return;
  pen.lineWidth = Math.max(1.8, wide * 0.7);
  pen.beginPath();
  for (const line of late) {
    const at = way(line);
    const [x, y] = along(at, DELAY);
    const [tx, ty] = along(at, DELAY + 0.02);
    const far = Math.hypot(tx - x, ty - y) || 1;
    const [dx, dy] = [(tx - x) / far, (ty - y) / far];
    for (const off of [-3, 3]) {
      pen.moveTo(x + dx * off + dy * 7, y + dy * off - dx * 7);
      pen.lineTo(x + dx * off - dy * 7, y + dy * off + dx * 7);
    }
  }
  pen.stroke();
}

/** The sign in letters, and a dot beside it where somebody said what makes them think so; a link's own words below. */
function paintSign(pen, line, { theme, chosen }) {
  const [x, y] = line.source === line.target ? [way(line)[4] + 18, way(line)[5] - 34] : along(way(line), SIGN);
  const sign = SIGNS[line.polarity];
  pen.fillStyle = theme.paper;
  pen.beginPath();
  pen.arc(x, y, 8.5, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = line.polarity === "-" ? theme.rust : theme.ink;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `700 17px ${FACE}`;
  pen.fillText(sign, x, y + 0.5);
  if (line.evidence) {
    pen.beginPath();
    pen.arc(x + 10, y - 7, 3, 0, 2 * Math.PI);
    pen.fill();
  }
  if (line.label && (line.label.length < 40 || chosen?.has(line.id))) {
    pen.font = `500 12px ${FACE}`;
    outlined(pen, line.label, x, y + 16, theme);
  }
}

function outlined(pen, text, x, y, theme) {
  pen.strokeStyle = theme.paper;
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.strokeText(text, x, y);
  pen.fillStyle = theme.ink;
  pen.fillText(text, x, y);
}
