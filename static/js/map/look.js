/** What colours, marks, sizes and lines mean on a drawing. Never by colour alone: each colour has a mark, each sign a line of its own. */

/** @typedef {import("./drawing.js").Drawing} Drawing @typedef {import("./drawing.js").Factor} Factor */
/** @typedef {import("./types.js").Meaning} Meaning */

export const FACE = 'Figtree, "Segoe UI", "Helvetica Neue", Arial, sans-serif';
export const LEAST = 5.5; // pixels below which nobody reads a label

/** By token, for a light and a dark page: what fills a box, and what its mark and border are drawn in. */
export const COLOURS = {
  teal: [["#d3ebe3", "#0b6b53"], ["#17423a", "#7fd6bd"]],
  orange: [["#fbe0c4", "#9a4a00"], ["#4f3312", "#f2b26b"]],
  blue: [["#d6e4f7", "#1f5596"], ["#1d3a5c", "#8fbcf0"]],
  yellow: [["#f6efb8", "#6e6000"], ["#45400f", "#e0d264"]],
  purple: [["#e8daf3", "#6a3d96"], ["#402a58", "#c9a4ea"]],
  rose: [["#f8d8e0", "#9c2651"], ["#55202f", "#f29ab3"]],
  moss: [["#e2ebc6", "#4d6311"], ["#353f14", "#b5cf6b"]],
  sky: [["#cfeef5", "#0a6178"], ["#12414c", "#7ad0e3"]],
  sand: [["#ebe0d0", "#6d5532"], ["#43382a", "#d3b88e"]],
  slate: [["#dde0e6", "#475063"], ["#353b47", "#b0b9ca"]],
  step1: [["#eef4fb", "#1f5596"], ["#1a2430", "#8fbcf0"]],
  step2: [["#d0e1f6", "#1f5596"], ["#1d3a5c", "#8fbcf0"]],
  step3: [["#b0cdef", "#174377"], ["#24496f", "#a9ccf3"]],
  step4: [["#8fb8e8", "#0f3561"], ["#2c5a90", "#c3dbf6"]],
};
const TOKENS = Object.keys(COLOURS).slice(0, 10);
const MARKS = ["circle", "square", "triangle", "diamond", "cross", "ring", "star", "bar", "down", "frame", "half"];
const STEPS = 4;

/** The words a strength is told in, from weak to strong, and how wide its line is. */
export const WIDTHS = { weak: 1.4, medium: 2.6, strong: 4.6 };

/**
 * What the colours say of each factor. `values` holds all there are, most frequent first.
 * @param {Drawing} drawing @returns {{by: string, values: Meaning[], of: (factor: Factor) => Meaning | null}}
 */
export function meaning(drawing, look = drawing.map.look ?? {}) {
  const factors = drawing.factors;
  const chosen = look.colour_by ?? (factors.some((each) => each.cluster) ? "cluster" : "");
  const by = ["cluster", "kind"].includes(chosen) || chosen.startsWith("attributes.") ? chosen : "";
  if (!by) return { by, values: [], of: () => null };
  const read = (factor) => (by.startsWith("attributes.") ? factor.attributes[by.slice(11)] : factor[by]) ?? "";
  const said = factors.map(read).filter((value) => value !== "");
  const numbers = said.filter((value) => typeof value === "number");
  if (numbers.length && numbers.length === said.length && new Set(numbers).size > 6) return inSteps(by, numbers, read);
  const times = new Map();
  for (const value of said) times.set(String(value), (times.get(String(value)) ?? 0) + 1);
  // The order has to be the same for everybody, and to change little: by name, not by number of factors.
  const values = [...times.keys()].sort((a, b) => (a < b ? -1 : 1)).map((value, nth) => ({
    value, token: Object.hasOwn(COLOURS, look[`colour:${value}`] ?? "") ? look[`colour:${value}`] : TOKENS[nth % TOKENS.length], mark: MARKS[nth % MARKS.length],
  }));
  const known = new Map(values.map((each) => [each.value, each]));
  return { by, values, of: (factor) => known.get(String(read(factor))) ?? null };
}

function inSteps(by, numbers, read) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const begins = [...new Set(Array.from({ length: STEPS }, (_, nth) => sorted[Math.floor((nth * sorted.length) / STEPS)]))];
  const values = begins.map((begin, nth) => {
    const within = sorted.filter((each) => each >= begin && !(each >= begins[nth + 1]));
    const end = within.at(-1);
    return { value: begin === end ? `${begin}` : `${begin} – ${end}`, token: `step${nth + 1}`, mark: `steps${nth + 1}` };
  });
  return { by, values, of: (factor) => (typeof read(factor) === "number" ? values[begins.findLastIndex((each) => read(factor) >= each)] : null) };
}

/**
 * How large each factor is written: from 0.8 to 1.8 where a size is chosen, else 1.
 * @param {Drawing} drawing @returns {{by: string, least: number, most: number, of: (factor: Factor) => number}}
 */
export function sizes(drawing, look = drawing.map.look ?? {}) {
  const by = look.size_by ?? "";
  const read = (factor) => (by === "links" ? drawing.linksOf(factor.id).length : by ? Number.parseFloat(factor.attributes[by.replace("attributes.", "")]) : NaN);
  const numbers = drawing.factors.map(read).filter(Number.isFinite);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (!by || !numbers.length || least === most) return { by: "", least: 0, most: 0, of: () => 1 };
  const of = (factor) => (Number.isFinite(read(factor)) ? 0.8 + Math.sqrt((read(factor) - least) / (most - least)) : 0.8);
  return { by, least, most, of };
}

/** How a link's strength is drawn: a number is told against the strongest. @param {Drawing} drawing @returns {(strength: string) => "" | "weak" | "medium" | "strong"} */
export function strengths(drawing) {
  const most = Math.max(...[...drawing.allLinks.values()].map((each) => Number.parseFloat(each.strength)).filter(Number.isFinite));
  return (strength) => {
    if (Object.hasOwn(WIDTHS, strength)) return strength;
    const share = Number.parseFloat(strength) / most;
    if (Number.isFinite(share)) return share < 0.4 ? "weak" : share < 0.75 ? "medium" : "strong";
    const said = strength.toLowerCase();
    if (["low", "slight", "little"].includes(said)) return "weak";
    if (["high", "great"].includes(said)) return "strong";
    return said ? "medium" : "";
  };
}

/** Whether one is not sure of a link. */
export const unsure = (link) => /^(low|unsure|little|0(\.[0-3]\d*)?|[12]?\d%)$/i.test(link.confidence);

/**
 * What has to stand in the legend of a picture on which these boxes and lines are drawn: only what is there, and all of it.
 * @param {import("./types.js").Box[]} boxes @param {import("./types.js").Line[]} lines
 * @param {ReturnType<typeof meaning>} colours @param {ReturnType<typeof sizes>} size
 */
export function legend(boxes, lines, colours, size) {
  const meant = new Set(boxes.map((box) => box.meaning?.value));
  const has = (test) => lines.some(test);
  const rows = [];
  for (const polarity of ["+", "-", ""]) if (has((line) => line.polarity === polarity)) rows.push({ kind: "sign", polarity });
  if (has((line) => line.delay)) rows.push({ kind: "delay" });
  for (const strength of Object.keys(WIDTHS)) if (has((line) => line.strength === strength)) rows.push({ kind: "strength", strength });
  if (has((line) => line.unsure)) rows.push({ kind: "unsure" });
  if (has((line) => line.evidence)) rows.push({ kind: "evidence" });
  if (boxes.some((box) => box.note)) rows.push({ kind: "note" });
  if (boxes.some((box) => box.pinned)) rows.push({ kind: "pinned" });
  if (boxes.some((box) => box.contested)) rows.push({ kind: "contested" });
  for (const each of colours.values) if (meant.has(each.value)) rows.push({ kind: "colour", by: colours.by, ...each });
  if (colours.values.length && boxes.some((box) => !box.meaning)) rows.push({ kind: "colourless", by: colours.by });
  if (size.by && boxes.length) rows.push({ kind: "size", by: size.by, least: size.least, most: size.most });
  return rows;
}
