/** One factor in the middle, what leads to it on the left, what it leads to on the right, as many columns as steps. */

const ACROSS = 120;
const GAP = 16;

/**
 * @param {import("../types.js").Box[]} boxes @param {Map<string, number>} steps how many links each is away, below 0 on the left
 * @param {{x: number, y: number}} middle @returns {Map<string, {x: number, y: number}>}
 */
export function beside(boxes, steps, middle) {
  const columns = new Map();
  for (const box of boxes) {
    const nth = steps.get(box.id);
    if (nth === undefined) continue;
    if (!columns.has(nth)) columns.set(nth, []);
    columns.get(nth).push(box);
  }
  const wide = (nth) => Math.max(0, ...(columns.get(nth) ?? []).map((box) => box.w));
  const places = new Map();
  for (const side of [-1, 1]) {
    let x = middle.x;
    for (let nth = side === 1 ? 0 : -1; columns.has(nth) || nth === 0; nth += side) {
      if (nth !== 0) x += side * (wide(nth - side) / 2 + ACROSS + wide(nth) / 2);
      const column = (columns.get(nth) ?? []).sort((a, b) => a.y - b.y);
      let y = middle.y - column.reduce((sum, box) => sum + box.h + GAP, -GAP) / 2;
      for (const box of column) {
        places.set(box.id, { x, y: y + box.h / 2 });
        y += box.h + GAP;
      }
    }
  }
  return places;
}
