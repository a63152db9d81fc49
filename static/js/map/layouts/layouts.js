/** Four ways to arrange a map. Each keeps pinned factors where they are, and gives the same places for the same map. */

import { apart } from "./apart.js";
import { circle } from "./circle.js";
import { clustered } from "./clustered.js";
import { force } from "./force.js";
import { layered } from "./layered.js";

/** @typedef {import("../types.js").Node} Node @typedef {import("../types.js").Tie} Tie */

export const LAYOUTS = { force, layered, clustered, circle };
const GAP = 22;

/**
 * Where all should stand. What is fixed stays; the rest is moved as a whole to where it meets what is fixed.
 * @param {keyof typeof LAYOUTS} way @param {Node[]} nodes @param {Tie[]} ties @returns {Map<string, {x: number, y: number}>}
 */
export function arrange(way, nodes, ties) {
  if (!nodes.length) return new Map();
  const places = LAYOUTS[way](nodes, ties);
  const fixed = nodes.filter((each) => each.fixed);
  const middle = (of, at) => of.reduce((sum, each) => sum + at(each), 0) / of.length;
  const kept = fixed.length ? fixed : nodes;
  const shift = {
    x: middle(kept, (each) => each.x) - middle(kept, (each) => places.get(each.id).x),
    y: middle(kept, (each) => each.y) - middle(kept, (each) => places.get(each.id).y),
  };
  const settled = nodes.map((each) => (each.fixed ? { ...each } : { ...each, x: places.get(each.id).x + shift.x, y: places.get(each.id).y + shift.y }));
  apart(settled, GAP);
  return new Map(settled.map(({ id, x, y }) => [id, { x, y }]));
}
