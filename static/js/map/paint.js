/** Paints a scene with a pen: a canvas's context on the screen, an SvgPen on paper. Both get the same strokes. */

import { dimmed, paintLines } from "./lines.js";
import { COLOURS, FACE, LEAST } from "./look.js";

/** @typedef {import("./types.js").How} How */

const SMALL = 8; // pixels below which one has to lean forward: some names are written larger
const MOST_ZONES = 700; // boxes around which the ground is coloured
const ZONE = 44; // how far beyond its boxes a cluster's ground goes
const MOST_NAMES = 60;

/** @param {CanvasRenderingContext2D | import("./svg_pen.js").SvgPen} pen @param {import("./scene.js").Scene} scene @param {How} how */
export function paint(pen, scene, how) {
  const { zoom, seen } = how;
  const far = !scene.boxes.size || 16 * zoom < LEAST;
  const boxes = [...scene.boxes.values()];
  const inSight = (x1, y1, x2, y2) => !seen || (x2 >= seen.x1 && x1 <= seen.x2 && y2 >= seen.y1 && y1 <= seen.y2);
  if (scene.colours?.by === "cluster" && boxes.length <= MOST_ZONES) paintZones(pen, boxes, how);
  paintLines(pen, scene.lines.values(), how);
  const near = boxes.filter(({ x, y, w, h }) => inSight(x - w / 2, y - h / 2, x + w / 2, y + h / 2));
  const names = 16 * zoom < SMALL ? [...(far ? clusterNames(near, scene.wide, how) : []), ...factorNames(near, how)] : [];
  const written = apartFrom(names, MOST_NAMES);
  if (how.heat) paintHeat(pen, near, how);
  if (far) paintSpots(pen, near, how);
  else {
    const large = new Set(written.map(({ id }) => id));
    for (const box of near) paintBox(pen, box, how, !large.has(box.id));
  }
  for (const name of written) paintName(pen, name, how);
}

/** What fills a box and what its mark is drawn in. @returns {[string, string]} */
export function colours(meaning, theme) {
  return meaning ? COLOURS[meaning.token][theme.dark ? 1 : 0] : [theme.sheet, theme.soft];
}

function paintBox(pen, box, how, named = true) {
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
  if (named && box.font * zoom >= LEAST * 0.8) {
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

/** The ground on which the factors of a cluster stand, in its colour: from afar one sees which lie together. */
function paintZones(pen, boxes, { theme, lit }) {
  const zones = new Map();
  for (const box of boxes) {
    if (!box.meaning || box.many) continue;
    if (!zones.has(box.meaning.value)) zones.set(box.meaning.value, []);
    zones.get(box.meaning.value).push(box);
  }
  for (const all of zones.values()) {
    pen.globalAlpha = lit ? 0.12 : 0.42;
    pen.fillStyle = colours(all[0].meaning, theme)[0];
    pen.beginPath();
    for (const { x, y, w, h } of all) pen.roundRect(x - w / 2 - ZONE, y - h / 2 - ZONE, w + 2 * ZONE, h + 2 * ZONE, ZONE);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/** @typedef {{id: string, lines: string[], x: number, y: number, size: number, weight: number, across: number, down: number, must?: boolean}} Name */

/** The names of the clusters over these of their boxes, each below another that would lie on it. @returns {Name[]} */
function clusterNames(boxes, wide, { zoom, seen }) {
  const places = new Map();
  for (const box of boxes) {
    const name = box.cluster;
    if (!name) continue;
    if (!places.has(name)) places.set(name, { name, xs: [], ys: [] });
    places.get(name).xs.push(box.x);
    places.get(name).ys.push(box.y);
  }
  const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const size = (seen && (seen.x2 - seen.x1) * zoom < 600 ? 11 : 13) / zoom;
  const names = [...places.values()].sort((a, b) => b.xs.length - a.xs.length).slice(0, 40).map(({ name, xs, ys }) => {
    const lines = inTwo(name);
    const across = Math.max(...lines.map(wide)) * size * 0.54;
    return { id: "", lines, x: middle(xs), y: middle(ys), size, weight: 700, across, down: lines.length * size * 0.6, must: true };
  });
  const above = [];
  for (const name of names.sort((a, b) => a.y - b.y)) {
    if (seen) name.x = Math.max(seen.x1 + name.across, Math.min(seen.x2 - name.across, name.x));
    for (const other of above) if (liesOn(name, other)) name.y = other.y + other.down + name.down;
    above.push(name);
  }
  return names;
}

/** A long name in two lines of about the same length. */
function inTwo(name) {
  const spaces = [...name.matchAll(/\s+/g)].map(({ index }) => index);
  if (name.length < 15 || !spaces.length) return [name];
  const at = spaces.reduce((best, each) => (Math.abs(each - name.length / 2) < Math.abs(best - name.length / 2) ? each : best));
  return [name.slice(0, at), name.slice(at).trim()];
}

/** The names of factors, those with most links first, in letters that can be read. @returns {Name[]} */
function factorNames(boxes, { zoom, seen }) {
  const size = 10.5 / zoom;
  return [...boxes].filter((box) => !box.many && box.ties).sort((a, b) => b.ties - a.ties).slice(0, 4 * MOST_NAMES).map((box) => {
    const across = ((box.w - 34) / box.font) * size * 0.53 + 0.25 * size;
    const x = seen ? Math.max(seen.x1 + across, Math.min(seen.x2 - across, box.x)) : box.x;
    return { id: box.id, lines: box.lines, x, y: box.y, size, weight: 600, across, down: box.lines.length * size * 0.58 + 0.15 * size };
  });
}

const liesOn = (one, other) => Math.abs(one.x - other.x) < one.across + other.across && Math.abs(one.y - other.y) < one.down + other.down;

/** So many of the names as do not lie on one that comes before. @param {Name[]} names */
function apartFrom(names, most) {
  const written = [];
  for (const name of names) if (name.must || (written.length < most && !written.some((other) => liesOn(name, other)))) written.push(name);
  return written;
}

function paintName(pen, { id, lines, x, y, size, weight }, how) {
  const { theme } = how;
  pen.globalAlpha = id && dimmed({ id }, how) ? 0.15 : 1;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.font = `${weight} ${size}px ${FACE}`;
  pen.strokeStyle = theme.paper;
  pen.lineWidth = size * 0.32;
  pen.fillStyle = theme.ink;
  lines.forEach((line, nth) => {
    const down = y + (nth - (lines.length - 1) / 2) * size * 1.14;
    pen.strokeText(line, x, down);
    pen.fillText(line, x, down);
  });
  pen.globalAlpha = 1;
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
