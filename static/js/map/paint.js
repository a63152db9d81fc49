/** Paints a scene with a pen: a canvas's context on the screen, an SvgPen on paper. Both get the same strokes. */

import { COLOURS, WIDTHS } from "./look.js";
import { along, way } from "./scene.js";

/** @typedef {{ink: string, soft: string, rust: string, paper: string, sheet: string, green: string, dark: boolean}} Theme */
/** @typedef {{zoom: number, seen: {x1: number, y1: number, x2: number, y2: number} | null, theme: Theme, chosen?: Set<string>, lit?: Set<string> | null,
 *   at?: string, heat?: Map<string, number>, signs?: boolean}} How */

export const FACE = 'Figtree, "Segoe UI", "Helvetica Neue", Arial, sans-serif';
export const LEAST = 5.5; // pixels below which nobody reads a label
const SIGNS = { "+": "+", "-": "−", "": "?" };
const DASHES = { "+": [], "-": [10, 6], "": [2, 4] };

/** @param {CanvasRenderingContext2D | import("./svg_pen.js").SvgPen} pen @param {import("./scene.js").Scene} scene @param {How} how */
export function paint(pen, scene, how) {
  const { zoom, seen } = how;
  const far = !scene.boxes.size || 16 * zoom < LEAST;
  const inSight = (x1, y1, x2, y2) => !seen || (x2 >= seen.x1 && x1 <= seen.x2 && y2 >= seen.y1 && y1 <= seen.y2);
  paintLines(pen, [...scene.lines.values()].filter((line) => {
    const [x1, y1, cx, cy, x2, y2] = way(line);
    return inSight(Math.min(x1, cx, x2), Math.min(y1, cy, y2), Math.max(x1, cx, x2), Math.max(y1, cy, y2));
  }), how);
  const boxes = [...scene.boxes.values()].filter(({ x, y, w, h }) => inSight(x - w / 2, y - h / 2, x + w / 2, y + h / 2));
  if (how.heat) paintHeat(pen, boxes, how);
  if (far) paintSpots(pen, boxes, how);
  else for (const box of boxes) paintBox(pen, box, how);
  if (far) paintNames(pen, scene, how);
}

const touched = (line, how) => how.chosen?.has(line.id) || how.chosen?.has(line.source.id) || how.chosen?.has(line.target.id);
const dimmed = (thing, how) => Boolean(how.lit && !how.lit.has(thing.id));

function paintLines(pen, lines, how) {
  const { theme, zoom } = how;
  const batches = new Map();
  for (const line of lines) {
    const near = touched(line, how);
    const key = [line.polarity, line.strength, line.unsure, near, dimmed(line, how)].join();
    if (!batches.has(key)) batches.set(key, { first: line, near, dim: dimmed(line, how), all: [] });
    batches.get(key).all.push(line);
  }
  const some = how.chosen?.size;
  for (const { first, near, dim, all } of [...batches.values()].sort((a, b) => Number(a.near) - Number(b.near))) {
    const wide = Math.max((WIDTHS[first.strength] ?? 2) * (near ? 1.5 : 1), 0.8 / zoom);
    pen.globalAlpha = dim ? 0.12 : near ? 1 : (first.unsure ? 0.4 : 0.72) * (some && zoom * 16 >= LEAST ? 0.55 : 1);
    pen.strokeStyle = pen.fillStyle = first.polarity === "-" ? theme.rust : theme.soft;
    pen.lineWidth = wide;
    pen.setLineDash(zoom > 0.12 ? DASHES[first.polarity].map((each) => each * Math.max(1, wide / 2.6)) : []);
    pen.beginPath();
    for (const line of all) stroke(pen, line);
    pen.stroke();
    pen.setLineDash([]);
    if (zoom > 0.18) paintEnds(pen, all, first.polarity, wide);
    if ((zoom > 0.34 || near) && !dim) paintDelays(pen, all, wide);
  }
  pen.globalAlpha = 1;
  if (how.signs === false) return;
  for (const line of lines) {
    if (dimmed(line, how) || (zoom * 13 < 7 && !touched(line, how)) || zoom * 13 < 3.5) continue;
    paintSign(pen, line, how);
  }
}

function stroke(pen, line) {
  const [x1, y1, cx, cy, x2, y2] = way(line);
  pen.moveTo(x1, y1);
  if (line.source === line.target) pen.bezierCurveTo(x1 - 12, y1 - 46, x2 + 50, y2 - 22, x2, y2);
  else if (line.bend) pen.quadraticCurveTo(cx, cy, x2, y2);
  else pen.lineTo(x2, y2);
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
    const [x, y] = along(at, 0.32);
    const [tx, ty] = along(at, 0.34);
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
  const [x, y] = line.source === line.target ? [way(line)[4] + 18, way(line)[5] - 34] : along(way(line), 0.56);
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

/** What fills a box and what its mark is drawn in. @returns {[string, string]} */
export function colours(meaning, theme) {
  return meaning ? COLOURS[meaning.token][theme.dark ? 1 : 0] : [theme.sheet, theme.soft];
}

function paintBox(pen, box, how) {
  const { theme, zoom } = how;
  const [fill, deep] = colours(box.meaning, theme);
  const [left, top] = [box.x - box.w / 2, box.y - box.h / 2];
  const chosen = how.chosen?.has(box.id);
  pen.globalAlpha = dimmed(box, how) ? 0.15 : 1;
  pen.fillStyle = fill;
  pen.strokeStyle = chosen ? theme.green : deep;
  pen.lineWidth = chosen ? Math.max(4, 3 / zoom) : 1.4;
  pen.beginPath();
  pen.roundRect(left, top, box.w, box.h, 8);
  pen.fill();
  pen.stroke();
  if (how.at === box.id) {
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 1.5 / Math.min(1, zoom);
    pen.setLineDash([4 / zoom, 3 / zoom]);
    pen.beginPath();
    pen.roundRect(left - 6, top - 6, box.w + 12, box.h + 12, 12);
    pen.stroke();
    pen.setLineDash([]);
  }
  if (box.font * zoom >= LEAST * 0.8) {
    pen.fillStyle = theme.ink;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `${box.many ? 700 : 500} ${box.font}px ${FACE}`;
    const tall = box.font * 1.22;
    box.lines.forEach((line, nth) => pen.fillText(line, box.x, box.y + (nth - (box.lines.length - 1) / 2) * tall + 1));
  }
  if (box.meaning) paintMark(pen, box.meaning.mark, left + 9, top + 9, 4.6, deep);
  pen.strokeStyle = pen.fillStyle = deep;
  pen.lineWidth = 1.4;
  if (box.note) for (const down of [0, 3.5, 7]) dash(pen, left + box.w - 15, top + 6 + down, down === 7 ? 5 : 9);
  if (box.pinned) paintPin(pen, left + box.w - 9, top + box.h - 10);
  if (box.contested) {
    pen.fillStyle = theme.rust;
    pen.font = `700 15px ${FACE}`;
    pen.textAlign = "center";
    pen.fillText("≠", left + 9, top + box.h - 8);
  }
  pen.globalAlpha = 1;
}

function dash(pen, x, y, wide) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + wide, y);
  pen.stroke();
}

export function paintPin(pen, x, y) {
  pen.beginPath();
  pen.arc(x, y - 2, 3.2, 0, 2 * Math.PI);
  pen.fill();
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x, y + 6);
  pen.stroke();
}

/** The mark that stands beside a colour, so that nobody has to tell colours apart. */
export function paintMark(pen, mark, x, y, r, deep) {
  pen.fillStyle = pen.strokeStyle = deep;
  pen.lineWidth = 1.6;
  pen.beginPath();
  const ring = (points, from = -Math.PI / 2, inner = 1) => {
    for (let nth = 0; nth < points; nth += 1) {
      const [angle, far] = [from + (nth * 2 * Math.PI) / points, r * (nth % 2 ? inner : 1.15)];
      pen[nth ? "lineTo" : "moveTo"](x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
    pen.closePath();
  };
  const open = mark === "ring" || mark === "frame" || mark === "cross";
  if (mark === "circle" || mark === "ring") pen.arc(x, y, r, 0, 2 * Math.PI);
  else if (mark === "square" || mark === "frame") pen.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (mark === "triangle") ring(3, -Math.PI / 2, 1.15);
  else if (mark === "down") ring(3, Math.PI / 2, 1.15);
  else if (mark === "diamond") ring(4, -Math.PI / 2, 1.15);
  else if (mark === "star") ring(10, -Math.PI / 2, 0.45);
  else if (mark === "bar") pen.rect(x - r, y - r * 0.35, 2 * r, r * 0.7);
  else if (mark === "half") pen.arc(x, y, r, 0, Math.PI);
  else if (mark === "cross") {
    pen.moveTo(x - r, y);
    pen.lineTo(x + r, y);
    pen.moveTo(x, y - r);
    pen.lineTo(x, y + r);
  } else for (let nth = 0; nth < Number(mark.at(-1)); nth += 1) pen.rect(x - r + nth * 2.8, y + r - 2.4 * (nth + 1), 1.9, 2.4 * (nth + 1));
  if (open) pen.stroke();
  else pen.fill();
}

/** From afar: each factor a spot of its colour, all of a colour in one stroke. */
function paintSpots(pen, boxes, how) {
  const batches = new Map();
  for (const box of boxes) {
    const key = `${box.meaning?.token} ${dimmed(box, how)}`;
    if (!batches.has(key)) batches.set(key, []);
    batches.get(key).push(box);
  }
  for (const [key, all] of batches) {
    const [fill, deep] = colours(all[0].meaning, how.theme);
    pen.globalAlpha = key.endsWith("true") ? 0.15 : 1;
    pen.fillStyle = fill;
    pen.strokeStyle = deep;
    pen.lineWidth = 0.8 / how.zoom;
    pen.beginPath();
    for (const { x, y, w, h } of all) pen.rect(x - w / 2, y - h / 2, w, h);
    pen.fill();
    pen.stroke();
  }
  pen.globalAlpha = 1;
  for (const box of boxes) if (how.chosen?.has(box.id) || how.at === box.id) paintBox(pen, box, how);
}

/** Where names of factors are too small to be read, those of the clusters stand over their places. */
function paintNames(pen, scene, { theme, zoom, seen }) {
  const places = new Map();
  for (const box of scene.boxes.values()) {
    const name = box.cluster;
    if (!name) continue;
    if (!places.has(name)) places.set(name, { name, xs: [], ys: [] });
    places.get(name).xs.push(box.x);
    places.get(name).ys.push(box.y);
  }
  const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const size = 13 / zoom;
  const taken = [];
  const spots = [...places.values()].map(({ name, xs, ys }) => ({ name, many: xs.length, x: middle(xs), y: middle(ys), half: name.length * size * 0.3 + 0.5 * size }));
  for (const spot of spots.sort((a, b) => b.many - a.many).slice(0, 40).sort((a, b) => a.y - b.y)) {
    if (seen) spot.x = Math.max(seen.x1 + spot.half, Math.min(seen.x2 - spot.half, spot.x));
    for (const other of taken) if (Math.abs(other.x - spot.x) < other.half + spot.half && spot.y - other.y < 1.6 * size) spot.y = other.y + 1.6 * size;
    taken.push(spot);
    pen.fillStyle = theme.paper;
    pen.globalAlpha = 0.88;
    pen.beginPath();
    pen.roundRect(spot.x - spot.half, spot.y - size * 0.8, 2 * spot.half, 1.6 * size, 0.4 * size);
    pen.fill();
    pen.globalAlpha = 1;
    pen.fillStyle = theme.ink;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `700 ${size}px ${FACE}`;
    pen.fillText(spot.name, spot.x, spot.y);
  }
}

/** Rings around factors that work has spoken of, the wider the more: never a number. */
function paintHeat(pen, boxes, { theme, heat }) {
  for (const box of boxes) {
    const warm = heat.get(box.id) ?? 0;
    if (!warm) continue;
    pen.globalAlpha = 0.25 + 0.35 * warm;
    pen.strokeStyle = theme.rust;
    pen.lineWidth = 4 + 14 * warm;
    pen.beginPath();
    pen.roundRect(box.x - box.w / 2 - 6, box.y - box.h / 2 - 6, box.w + 12, box.h + 12, 14);
    pen.stroke();
  }
  pen.globalAlpha = 1;
}
