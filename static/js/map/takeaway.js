/** The map to take away: what is shown, with its legend and its credit, as SVG or as a PNG fit for print. Always light: paper is. */

import { KEY, paintKey, said } from "./legend.js";
import { FACE, legend } from "./look.js";
import { paint } from "./paint.js";
import { guessed } from "./scene.js";
import { SvgPen } from "./svg_pen.js";

export const PAPER = { ink: "#262320", soft: "#5e574c", rust: "#96400f", paper: "#ffffff", sheet: "#ffffff", green: "#1b5b4b", dark: false };
const MARGIN = 40;
const LONGEST = 9000; // pixels of a PNG's longer side
const MOST = 60e6; // pixels of a PNG

/** How large the picture is: the map above, below it the legend in columns, and one line of credit. */
function planned(scene, words) {
  const bounds = scene.bounds() ?? { x1: 0, y1: 0, x2: 400, y2: 100 };
  const wide = Math.max(bounds.x2 - bounds.x1, 640);
  const unit = Math.max(1, wide / 1500); // the legend grows with the map, to be read on the same sheet
  const rows = legend([...scene.boxes.values()], [...scene.lines.values()], scene.colours, scene.size).map((row) => ({ row, text: said(row, words) }));
  const column = Math.max(220, ...rows.map(({ text }) => KEY.w + 12 + guessed(text) * 16 + 30)) * unit;
  const columns = Math.max(1, Math.floor(wide / column));
  const down = Math.ceil(rows.length / columns);
  const top = bounds.y2 + 40 * unit;
  const page = { x: bounds.x1 - MARGIN, y: bounds.y1 - MARGIN - 44 * unit, w: wide + 2 * MARGIN, h: 0 };
  page.h = top + down * 28 * unit + 52 * unit + MARGIN - page.y;
  return { page, rows, columns, column, down, top, unit, bounds };
}

function drawn(pen, scene, plan, { title, credit }) {
  const { page, rows, column, down, top, unit, bounds } = plan;
  pen.fillStyle = PAPER.paper;
  pen.beginPath();
  pen.rect(page.x, page.y, page.w, page.h);
  pen.fill();
  paint(pen, scene, { zoom: 1, seen: null, theme: PAPER, lit: null });
  const text = (words, x, y, size, weight) => {
    pen.fillStyle = PAPER.ink;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.font = `${weight} ${size * unit}px ${FACE}`;
    pen.fillText(words, x, y);
  };
  text(title, bounds.x1, bounds.y1 - 44 * unit, 26, 700);
  rows.forEach(({ row, text: words }, nth) => {
    const [x, y] = [bounds.x1 + Math.floor(nth / down) * column, top + (nth % down) * 28 * unit];
    const key = new Scaled(pen, x, y, unit);
    paintKey(key, row, 0, 0, PAPER);
    text(words, x + (KEY.w + 12) * unit, y + (KEY.h / 2) * unit, 15, 400);
  });
  text(credit, bounds.x1, top + (down * 28 + 30) * unit, 13, 400);
}

/** A pen that draws at another place and so many times larger. */
class Scaled {
  constructor(pen, x, y, times) {
    const place = (numbers) => numbers.map((each, nth) => each * times + (nth % 2 ? y : x));
    for (const name of ["moveTo", "lineTo", "quadraticCurveTo", "bezierCurveTo"]) this[name] = (...numbers) => pen[name](...place(numbers));
    for (const name of ["beginPath", "closePath", "fill", "stroke"]) this[name] = () => pen[name]();
    this.rect = (a, b, w, h) => pen.rect(...place([a, b]), w * times, h * times);
    this.roundRect = (a, b, w, h, r) => pen.roundRect(...place([a, b]), w * times, h * times, r * times);
    this.arc = (a, b, r, from, to) => pen.arc(...place([a, b]), r * times, from, to);
    this.setLineDash = (dashes) => pen.setLineDash(dashes.map((each) => each * times));
    for (const name of ["fillText", "strokeText"]) this[name] = (words, a, b) => pen[name](words, ...place([a, b]));
    for (const name of ["fillStyle", "strokeStyle", "globalAlpha", "textAlign", "textBaseline", "lineJoin"]) Object.defineProperty(this, name, { set: (value) => (pen[name] = value) });
    Object.defineProperty(this, "lineWidth", { set: (value) => (pen.lineWidth = value * times) });
    Object.defineProperty(this, "font", { set: (value) => (pen.font = value.replace(/[\d.]+(?=px)/, (size) => size * times)) });
  }
}

/** @param {import("./scene.js").Scene} scene @param {{title: string, credit: string, words: any}} said @returns {string} */
export function asSvg(scene, said) {
  const plan = planned(scene, said.words);
  const pen = new SvgPen();
  drawn(pen, scene, plan, said);
  return pen.file(plan.page, said.title, said.credit);
}

/** @param {import("./scene.js").Scene} scene @param {{title: string, credit: string, words: any}} said @returns {Promise<Blob>} */
export function asPng(scene, said) {
  const plan = planned(scene, said.words);
  const { page } = plan;
  const scale = Math.min(4, LONGEST / Math.max(page.w, page.h), Math.sqrt(MOST / (page.w * page.h)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(page.w * scale);
  canvas.height = Math.ceil(page.h * scale);
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, -page.x * scale, -page.y * scale);
  drawn(pen, scene, plan, said);
  return new Promise((resolve, refuse) => canvas.toBlob((blob) => (blob ? resolve(blob) : refuse(new Error("no picture"))), "image/png"));
}

/** Hand a file to whoever asked for it. @param {Blob} blob @param {string} name */
export function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
