/** Links pull, factors push: what belongs together comes to lie together. Far factors push as the cell they lie in (after Barnes and Hut, on a plain grid). */

const LENGTH = 190;
const PUSH = 26_000;
const ROUNDS = 220;
const CELLS = 14;

/** @param {import("../types.js").Node[]} nodes @param {import("../types.js").Tie[]} ties */
export function force(nodes, ties) {
  const places = begun(nodes);
  const at = new Map(places.map((each, nth) => [each.id, nth]));
  const pulls = ties.map(({ source, target }) => [at.get(source), at.get(target)]).filter(([a, b]) => a !== b && a !== undefined && b !== undefined);
  const many = new Float64Array(places.length);
  for (const [a, b] of pulls) {
    many[a] += 1;
    many[b] += 1;
  }
  const rounds = places.length > 1200 ? Math.round(ROUNDS / 2) : ROUNDS;
  const dx = new Float64Array(places.length);
  const dy = new Float64Array(places.length);
  for (let round = 0; round < rounds; round += 1) {
    dx.fill(0);
    dy.fill(0);
    push(places, dx, dy);
    for (const [a, b] of pulls) {
      const [x, y] = [places[b].x - places[a].x, places[b].y - places[a].y];
      const far = Math.hypot(x, y) || 1;
      const same = places[a].cluster && places[a].cluster === places[b].cluster;
      const pull = ((far - (same ? LENGTH * 0.8 : LENGTH * 1.3)) / far) * (same ? 0.3 : 0.12) / Math.sqrt(Math.max(1, Math.min(many[a], many[b])));
      dx[a] += x * pull;
      dy[a] += y * pull;
      dx[b] -= x * pull;
      dy[b] -= y * pull;
    }
    const most = 160 * (1 - round / rounds) + 2;
    places.forEach((each, nth) => {
      if (each.fixed) return;
      const [x, y] = [dx[nth] - each.x * 0.012, dy[nth] - each.y * 0.016];
      const far = Math.hypot(x, y) || 1;
      const share = Math.min(far, most) / far;
      each.x += x * share;
      each.y += y * share;
    });
  }
  return new Map(places.map(({ id, x, y }) => [id, { x, y }]));
}

/** Where it begins: on a spiral, cluster by cluster, so that it ends the same each time. */
function begun(nodes) {
  const order = [...nodes].sort((a, b) => (a.cluster < b.cluster ? -1 : a.cluster > b.cluster ? 1 : a.id < b.id ? -1 : 1));
  return order.map((each, nth) => {
    const angle = (nth / order.length) * 2 * Math.PI;
    const far = Math.sqrt(order.length) * 60 * (0.5 + ((nth * 0.618) % 1));
    return each.fixed ? { ...each } : { ...each, x: far * Math.cos(angle), y: far * Math.sin(angle) };
  });
}

function push(places, dx, dy) {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of places) [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x), Math.max(y2, y)];
  const [wide, tall] = [(x2 - x1) / CELLS || 1, (y2 - y1) / CELLS || 1];
  const cells = Array.from({ length: CELLS * CELLS }, () => ({ x: 0, y: 0, all: [] }));
  const cell = ({ x, y }) => [Math.min(CELLS - 1, Math.floor((x - x1) / wide)), Math.min(CELLS - 1, Math.floor((y - y1) / tall))];
  places.forEach((each, nth) => {
    const [i, j] = cell(each);
    const here = cells[i * CELLS + j];
    here.x += each.x;
    here.y += each.y;
    here.all.push(nth);
  });
  const full = cells.map((each, nth) => ({ ...each, i: Math.floor(nth / CELLS), j: nth % CELLS })).filter((each) => each.all.length);
  places.forEach((each, nth) => {
    const [i, j] = cell(each);
    const from = (x, y, weight) => {
      const [ox, oy] = [each.x - x, each.y - y];
      const square = Math.max(400, ox * ox + oy * oy);
      dx[nth] += (ox / square) * (PUSH / 260) * weight;
      dy[nth] += (oy / square) * (PUSH / 260) * weight;
    };
    for (const other of full) {
      if (Math.abs(other.i - i) > 1 || Math.abs(other.j - j) > 1) from(other.x / other.all.length, other.y / other.all.length, other.all.length);
      else for (const near of other.all) if (near !== nth) from(places[near].x + (near > nth ? 0.1 : -0.1), places[near].y, 1);
    }
  });
}
