/** From left to right: causes before effects, as far as loops let them be (after Sugiyama: layers, then fewer crossings). */

const ACROSS = 110;
const DOWN = 20;
const SWEEPS = 12;

/** @param {import("../types.js").Node[]} nodes @param {import("../types.js").Tie[]} ties */
export function layered(nodes, ties) {
  const order = [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const by = new Map(order.map((each) => [each.id, each]));
  const forward = withoutLoops(order, ties.filter(({ source, target }) => source !== target && by.has(source) && by.has(target)));
  const layers = inLayers(order, forward);
  uncross(layers, forward);
  return placed(layers, by, forward);
}

/** The ties, with those that close a loop turned round: first what mostly causes, then what is mostly caused (after Eades, Lin and Smyth). */
function withoutLoops(nodes, ties) {
  const [outs, ins] = [new Map(), new Map()];
  for (const each of nodes) {
    outs.set(each.id, new Set());
    ins.set(each.id, new Set());
  }
  for (const { source, target } of ties) {
    outs.get(source).add(target);
    ins.get(target).add(source);
  }
  const rest = new Set(nodes.map(({ id }) => id));
  const [left, right] = [[], []];
  const take = (id, side) => {
    rest.delete(id);
    side.push(id);
    for (const other of outs.get(id)) ins.get(other).delete(id);
    for (const other of ins.get(id)) outs.get(other).delete(id);
  };
  while (rest.size) {
    let found = true;
    while (found) {
      found = false;
      for (const id of rest) {
        if (!outs.get(id).size) take(id, right);
        else if (!ins.get(id).size) take(id, left);
        else continue;
        found = true;
      }
    }
    let [best, most] = [null, -Infinity];
    for (const id of rest) if (outs.get(id).size - ins.get(id).size > most) [best, most] = [id, outs.get(id).size - ins.get(id).size];
    if (best !== null) take(best, left);
  }
  const place = new Map([...left, ...right.reverse()].map((id, nth) => [id, nth]));
  return { order: [...place.keys()], ties: ties.map(({ source, target }) => (place.get(source) < place.get(target) ? [source, target] : [target, source])) };
}

function inLayers(nodes, { order, ties }) {
  const after = new Map(nodes.map(({ id }) => [id, []]));
  for (const [source, target] of ties) after.get(source).push(target);
  const depth = new Map(nodes.map(({ id }) => [id, 0]));
  for (const id of order) for (const next of after.get(id)) depth.set(next, Math.max(depth.get(next), depth.get(id) + 1));
  for (const id of [...order].reverse()) if (after.get(id).length) depth.set(id, Math.min(...after.get(id).map((next) => depth.get(next))) - 1); // near to what it causes
  const layers = [];
  for (const id of order) (layers[depth.get(id)] ??= []).push(id);
  return layers.filter(Boolean);
}

function uncross(layers, { ties }) {
  const near = new Map();
  for (const [source, target] of ties) for (const [one, other] of [[source, target], [target, source]]) near.set(one, [...(near.get(one) ?? []), other]);
  const place = new Map(layers.flatMap((layer) => layer.map((id, nth) => [id, nth / layer.length])));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const layer of sweep % 2 ? [...layers].reverse() : layers) {
      const pull = new Map(layer.map((id) => [id, near.has(id) ? near.get(id).reduce((sum, other) => sum + place.get(other), 0) / near.get(id).length : place.get(id)]));
      layer.sort((a, b) => pull.get(a) - pull.get(b));
      layer.forEach((id, nth) => place.set(id, (nth + 0.5) / layer.length));
    }
  }
}

function placed(layers, by, { ties }) {
  const places = new Map();
  let x = 0;
  for (const layer of layers) {
    const wide = Math.max(...layer.map((id) => by.get(id).w));
    const tall = layer.reduce((sum, id) => sum + by.get(id).h + DOWN, -DOWN);
    let y = -tall / 2;
    for (const id of layer) {
      places.set(id, { x: x + wide / 2, y: y + by.get(id).h / 2 });
      y += by.get(id).h + DOWN;
    }
    x += wide + ACROSS + Math.min(160, ties.length / 3);
  }
  return places;
}
