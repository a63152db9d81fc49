/** Each cluster a block, and blocks that have much to do with each other side by side. */

const GAP = 26;
const BETWEEN = 150;

/** @param {import("../types.js").Node[]} nodes @param {import("../types.js").Tie[]} ties */
export function clustered(nodes, ties) {
  const blocks = new Map();
  for (const each of nodes) {
    if (!blocks.has(each.cluster)) blocks.set(each.cluster, { name: each.cluster, nodes: [] });
    blocks.get(each.cluster).nodes.push(each);
  }
  const of = new Map(nodes.map((each) => [each.id, each.cluster]));
  const between = new Map();
  for (const { source, target } of ties) {
    const pair = [of.get(source), of.get(target)].sort().join("\0");
    between.set(pair, (between.get(pair) ?? 0) + 1);
  }
  const tied = (one, other) => between.get([one, other].sort().join("\0")) ?? 0;
  const order = inRow([...blocks.values()], tied);
  for (const block of order) pack(block, ties);
  return shelves(order);
}

/** Blocks one after the other, each the one that has most to do with the two before it. */
function inRow(blocks, tied) {
  const rest = [...blocks].sort((a, b) => b.nodes.length - a.nodes.length || (a.name < b.name ? -1 : 1));
  const row = rest.splice(0, 1);
  while (rest.length) {
    const pull = (block) => row.slice(-2).reduce((sum, before) => sum + tied(block.name, before.name), 0);
    const next = rest.reduce((best, block) => (pull(block) > pull(best) ? block : best));
    row.push(...rest.splice(rest.indexOf(next), 1));
  }
  return row;
}

/** Rows of about the same width, those with most links within in the middle. */
function pack(block, ties) {
  const own = new Map(block.nodes.map((each) => [each.id, 0]));
  for (const { source, target } of ties) if (own.has(source) && own.has(target)) for (const id of [source, target]) own.set(id, own.get(id) + 1);
  const order = [...block.nodes].sort((a, b) => own.get(b.id) - own.get(a.id) || (a.id < b.id ? -1 : 1));
  const wide = Math.sqrt(order.reduce((sum, each) => sum + (each.w + GAP) * (each.h + GAP), 0) * 1.6);
  const rows = [];
  for (const each of order) {
    const row = rows.find((one) => one.wide + each.w + GAP <= Math.max(wide, each.w + GAP));
    if (row) {
      row.all[row.all.length % 2 ? "push" : "unshift"](each);
      row.wide += each.w + GAP;
    } else rows.push({ all: [each], wide: each.w + GAP });
  }
  const used = [];
  rows.forEach((row, nth) => used[nth % 2 ? "push" : "unshift"](row));
  block.w = Math.max(...used.map((row) => row.wide));
  block.places = new Map();
  let y = 0;
  for (const row of used) {
    const tall = Math.max(...row.all.map((each) => each.h));
    let x = (block.w - row.wide) / 2;
    for (const each of row.all) {
      block.places.set(each.id, { x: x + each.w / 2, y: y + tall / 2 });
      x += each.w + GAP;
    }
    y += tall + GAP;
  }
  block.h = y;
}

/** Blocks on shelves of about the same width, every second shelf from right to left, so that neighbours in the row stay neighbours. */
function shelves(blocks) {
  const wide = Math.max(...blocks.map((block) => block.w), Math.sqrt(blocks.reduce((sum, block) => sum + (block.w + BETWEEN) * (block.h + BETWEEN), 0) * 1.5));
  const all = [[]];
  let used = 0;
  for (const block of blocks) {
    if (used && used + block.w > wide) {
      all.push([]);
      used = 0;
    }
    all.at(-1).push(block);
    used += block.w + BETWEEN;
  }
  const places = new Map();
  let y = 0;
  all.forEach((shelf, nth) => {
    const tall = Math.max(...shelf.map((block) => block.h));
    let x = 0;
    for (const block of nth % 2 ? [...shelf].reverse() : shelf) {
      for (const [id, at] of block.places) places.set(id, { x: x + at.x, y: y + at.y + (tall - block.h) / 2 });
      x += block.w + BETWEEN;
    }
    y += tall + BETWEEN;
  });
  return places;
}
