/** All on one circle, clusters side by side, each beginning with what has most links. */

/** @param {import("../types.js").Node[]} nodes @param {import("../types.js").Tie[]} ties */
export function circle(nodes, ties) {
  const many = new Map();
  for (const { source, target } of ties) for (const id of [source, target]) many.set(id, (many.get(id) ?? 0) + 1);
  const order = [...nodes].sort((a, b) => (a.cluster < b.cluster ? -1 : a.cluster > b.cluster ? 1 : (many.get(b.id) ?? 0) - (many.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1)));
  const room = order.map((each) => Math.max(each.h, each.w * 0.6) + 20);
  const all = room.reduce((sum, each) => sum + each, 0);
  const radius = Math.max(160, all / (2 * Math.PI));
  const places = new Map();
  let gone = 0;
  order.forEach((each, nth) => {
    const angle = ((gone + room[nth] / 2) / all) * 2 * Math.PI - Math.PI / 2;
    gone += room[nth];
    places.set(each.id, { x: radius * 1.15 * Math.cos(angle), y: radius * Math.sin(angle) });
  });
  return places;
}
