/** Puts what is dragged in line with what stands near it, else on a grid. */

const GRID = 20;

/**
 * @param {import("./types.js").Box[]} others @param {{w: number, h: number}} box @param {{x: number, y: number}} at @param {number} slack
 * @returns {{x: number, y: number, guides: {x?: number, y?: number}}} `guides` name the lines that it was put on
 */
export function snapped(others, box, at, slack) {
  const result = { ...at, guides: {} };
  for (const [axis, half] of [["x", "w"], ["y", "h"]]) {
    let least = slack;
    for (const other of others) {
      for (const edge of [0, -1, 1]) {
        const line = other[axis] + (edge * other[half]) / 2;
        const off = line - (at[axis] + (edge * box[half]) / 2);
        if (Math.abs(off) >= least) continue;
        least = Math.abs(off);
        result[axis] = at[axis] + off;
        result.guides[axis] = line;
      }
    }
    if (least === slack) result[axis] = Math.round(at[axis] / GRID) * GRID;
  }
  return result;
}
