/** The legend: made from what is drawn, in the same strokes; on the page and on paper. */

import { FACE } from "./look.js";
import { colours, paint, paintMark, paintPin } from "./paint.js";
import { SvgPen } from "./svg_pen.js";

/** @typedef {ReturnType<typeof import("./look.js").legend>[number]} Row */
export const KEY = { w: 52, h: 20 };

const aBox = (id, x, more = {}) => ({ id, x, y: 10, w: 0, h: 0, lines: [], font: 16, meaning: null, label: "", cluster: "", pinned: false, note: false, contested: false, ...more });

/** Paint what a row of the legend is about, at the place (x, y). */
export function paintKey(pen, row, x, y, theme) {
  if (["sign", "delay", "strength", "unsure", "evidence"].includes(row.kind)) {
    const [source, target] = [aBox("a", x + 1), aBox("b", x + KEY.w - 1)].map((box) => ({ ...box, y: y + 10 }));
    const line = {
      id: "key", source, target, bend: 0, label: "", polarity: row.polarity ?? "+", delay: row.kind === "delay", strength: row.strength ?? "",
      unsure: row.kind === "unsure", evidence: row.kind === "evidence", at: [x + 1, y + 10, x + KEY.w / 2, y + 10, x + KEY.w - 2, y + 10],
    };
    paint(pen, { boxes: new Map([["far", aBox("far", -1e6)]]), lines: new Map([["key", line]]) }, { zoom: 1, seen: { x1: x - 99, y1: y - 99, x2: x + 99, y2: y + 99 }, theme, signs: row.kind === "sign" || row.kind === "evidence" });
    return;
  }
  const [fill, deep] = colours(row.kind === "colour" ? row : null, theme);
  pen.globalAlpha = 1;
  pen.fillStyle = fill;
  pen.strokeStyle = deep;
  pen.lineWidth = 1.4;
  pen.beginPath();
  pen.roundRect(x + 12, y + 1, 30, 18, 5);
  pen.fill();
  pen.stroke();
  if (row.kind === "colour") paintMark(pen, row.mark, x + 27, y + 10, 4.6, deep);
  pen.strokeStyle = pen.fillStyle = deep;
  if (row.kind === "note") {
    for (const [down, wide] of [[6, 10], [10, 10], [14, 6]]) {
      pen.beginPath();
      pen.moveTo(x + 22, y + down);
      pen.lineTo(x + 22 + wide, y + down);
      pen.stroke();
    }
  } else if (row.kind === "pinned") paintPin(pen, x + 27, y + 9);
  else if (row.kind === "contested" || row.kind === "size") {
    pen.fillStyle = row.kind === "size" ? theme.ink : theme.rust;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `700 14px ${FACE}`;
    pen.fillText(row.kind === "size" ? "aA" : "≠", x + 27, y + 10);
  }
}

/** What a row says. @param {Row} row @param {(name: string, said?: object) => string} words */
export function said(row, words) {
  if (row.kind === "sign") return words({ "+": "sign_same", "-": "sign_opposite", "": "sign_unknown" }[row.polarity]);
  if (row.kind === "strength") return words(`strength_${row.strength}`);
  if (row.kind === "colour") return row.value;
  if (row.kind === "colourless") return words("colourless", { by: named(row.by, words) });
  if (row.kind === "size") return words("size", { by: named(row.by, words), least: row.least, most: row.most });
  return words(`key_${row.kind}`);
}

/** The name of what colours or sizes go by. */
export const named = (by, words) => (by.startsWith("attributes.") ? by.slice(11) : words(`by_${by}`));

/**
 * Show the rows in a list on the page; those of colours are buttons.
 * @param {HTMLElement} list @param {Row[]} rows @param {{theme: any, words: any, lit: string, press: (value: string) => void}} how
 */
export function showLegend(list, rows, { theme, words, lit, press }) {
  const before = list.dataset.said;
  const now = JSON.stringify([rows, theme, lit]);
  if (before === now) return;
  list.dataset.said = now;
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.value : null;
  list.replaceChildren(
    ...rows.map((row) => {
      const item = document.createElement("li");
      const pen = new SvgPen();
      paintKey(pen, row, 0, 0, theme);
      const file = new DOMParser().parseFromString(pen.file({ x: 0, y: 0, ...KEY }, "", "").replace(/<title>.*<\/desc>/s, ""), "image/svg+xml");
      const picture = document.importNode(file.documentElement, true);
      picture.removeAttribute("role");
      picture.setAttribute("aria-hidden", "true");
      let inside = item;
      if (row.kind === "colour") {
        inside = document.createElement("button");
        Object.assign(inside, { type: "button", className: "quiet small" });
        inside.dataset.value = row.value;
        inside.setAttribute("aria-pressed", String(lit === row.value));
        inside.addEventListener("click", () => press(row.value));
        item.append(inside);
      }
      inside.append(picture, ` ${said(row, words)}`);
      return item;
    }),
  );
  if (focused !== null) list.querySelector(`[data-value="${CSS.escape(focused)}"]`)?.focus();
}
