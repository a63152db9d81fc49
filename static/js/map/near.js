/** Questions to a drawing that need no server: what lies around, what is called so, what lies in which direction. */

/** @typedef {import("./drawing.js").Drawing} Drawing */

/**
 * How many links each factor is away from the chosen ones, up to `steps`: below 0 for what leads to them, above for
 * what they lead to; what does both counts where it is nearer, and as following when equally near.
 * @param {Drawing} drawing @param {Iterable<string>} ids @param {number} steps @returns {Map<string, number>}
 */
export function around(drawing, ids, steps) {
  const found = new Map([...ids].map((id) => [id, 0]));
  const walk = (sign, next) => {
    let edge = [...ids];
    const seen = new Set(edge);
    for (let far = 1; far <= steps; far += 1) {
      edge = edge.flatMap(next).filter((id) => !seen.has(id) && seen.add(id));
      for (const id of edge) if (!found.has(id) || Math.abs(found.get(id)) > far) found.set(id, sign * far);
    }
  };
  walk(1, (id) => drawing.linksFrom(id).map((link) => link.target));
  walk(-1, (id) => drawing.linksTo(id).map((link) => link.source));
  return found;
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Factors in whose words all of the words stand; those whose name begins so come first. @param {Drawing} drawing */
export function find(drawing, words, most = 12) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  const ranked = [];
  for (const factor of drawing.factors) {
    const name = plain(factor.label);
    const all = plain([factor.label, factor.cluster, factor.kind, ...factor.tags, factor.description].join(" "));
    if (!wanted.every((word) => all.includes(word))) continue;
    const rank = name.startsWith(wanted[0]) ? 0 : wanted.every((word) => name.includes(word)) ? 1 : 2;
    ranked.push([rank, name, factor]);
  }
  return ranked.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).slice(0, most).map(([, , factor]) => factor);
}

const WAYS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/**
 * The box that one comes to by going from a place in a direction: near, and not much aside.
 * @param {{id: string, x: number, y: number}[]} boxes @param {{id?: string, x: number, y: number}} from @param {keyof WAYS} way
 */
export function towards(boxes, from, way) {
  const [dx, dy] = WAYS[way];
  let best = null;
  let least = Infinity;
  for (const box of boxes) {
    if (box.id === from.id) continue;
    const [x, y] = [box.x - from.x, box.y - from.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 0 || aside > 3 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}
