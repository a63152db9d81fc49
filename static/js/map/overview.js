/** A map by its clusters: each one box, each bundle of links one line. What opens first where a map is larger than can be read. */

import { Drawing } from "./drawing.js";
import { arrange } from "./layouts/layouts.js";

/** So many factors are drawn at once; measured in docs/decisions/0044-drawing-in-the-browser.md. */
export const MOST = 2500;
const MANY = "\0many";

/** The ids of the boxes begin so, to be told from factors. */
export const CLUSTER = "cluster:";

/** @param {Drawing} drawing @param {string} rest what factors without a cluster are called @returns {Drawing} */
export function byCluster(drawing, rest) {
  const clusters = new Map();
  const of = new Map();
  for (const each of drawing.factors) {
    const name = each.cluster || rest;
    of.set(each.id, CLUSTER + name);
    clusters.set(name, (clusters.get(name) ?? 0) + 1);
  }
  const bundles = new Map();
  for (const { source, target, polarity } of drawing.links) {
    const [from, to] = [of.get(source), of.get(target)];
    if (from === to) continue;
    const key = `${from}\0${to}`;
    const bundle = bundles.get(key) ?? { id: `links:${key}`, source: from, target: to, number: 0, polarity };
    bundle.number += 1;
    if (bundle.polarity !== polarity) bundle.polarity = "";
    bundles.set(key, bundle);
  }
  const factors = [...clusters].map(([name, number]) => ({ id: CLUSTER + name, label: `${name} (${number})`, cluster: name, [`attributes.${MANY}`]: number }));
  const nodes = factors.map(({ id, cluster }) => ({ id, cluster, x: 0, y: 0, w: 190, h: 60, fixed: false }));
  const places = arrange("force", nodes, [...bundles.values()]);
  return new Drawing({
    map: { ...drawing.map, look: { colour_by: "cluster" } },
    factors: factors.map((each) => ({ ...each, ...places.get(each.id) })),
    links: [...bundles.values()].map(({ number, ...link }) => ({ ...link, strength: String(number) })),
  });
}
