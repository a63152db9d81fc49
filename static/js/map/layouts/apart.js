/** Moves boxes that lie on each other apart, along the shorter way. */

const MOST_ROUNDS = 400;
const FEW = 800;
const MOST_STEPS = 150_000; // so that a large map is there soon, a little fuller

/**
 * Changes `x` and `y` of the boxes until none lies on another or is nearer than `gap`; those that are `fixed` stay.
 * @param {{x: number, y: number, w: number, h: number, fixed?: boolean}[]} boxes @param {number} gap
 */
export function apart(boxes, gap) {
  const cell = Math.max(60, ...boxes.map((box) => Math.max(box.w, box.h))) + gap;
  const rounds = Math.min(MOST_ROUNDS, Math.ceil(MOST_STEPS / (boxes.length || 1)));
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    const cells = new Map();
    for (const box of boxes) {
      const [across, down] = [Math.floor(box.x / cell), Math.floor(box.y / cell)];
      for (let i = across - 1; i <= across + 1; i += 1) {
        for (let j = down - 1; j <= down + 1; j += 1) {
          for (const other of cells.get(i * 1e6 + j) ?? []) moved = push(box, other, gap) || moved;
        }
      }
      const here = across * 1e6 + down;
      if (!cells.has(here)) cells.set(here, []);
      cells.get(here).push(box);
    }
    if (!moved) return;
  }
  if (boxes.length <= FEW) for (const box of boxes) if (!box.fixed && boxes.some((other) => other !== box && lies(box, other, gap - 1))) outOfTheWay(box, boxes, gap);
}

const lies = (one, other, gap) => Math.abs(one.x - other.x) < (one.w + other.w) / 2 + gap && Math.abs(one.y - other.y) < (one.h + other.h) / 2 + gap;

/** To the nearest place that is free: where all push each other, pushing has no end. */
function outOfTheWay(box, boxes, gap) {
  const from = { x: box.x, y: box.y };
  for (let nth = 1; nth < 4000; nth += 1) {
    const far = 9 * Math.sqrt(nth);
    Object.assign(box, { x: from.x + far * Math.cos(nth * 2.4) * 1.6, y: from.y + far * Math.sin(nth * 2.4) });
    if (!boxes.some((other) => other !== box && lies(box, other, gap))) return;
  }
}

function push(one, other, gap) {
  const [dx, dy] = [one.x - other.x, one.y - other.y];
  const across = (one.w + other.w) / 2 + gap - Math.abs(dx);
  const down = (one.h + other.h) / 2 + gap - Math.abs(dy);
  if (across <= 0.5 || down <= 0.5 || (one.fixed && other.fixed)) return false;
  const [axis, far] = across < down ? ["x", across * (dx < 0 ? -1 : 1)] : ["y", down * (dy < 0 ? -1 : 1)];
  const share = one.fixed ? 0 : other.fixed ? 1 : 0.5;
  one[axis] += far * share;
  other[axis] -= far * (1 - share);
  return true;
}
