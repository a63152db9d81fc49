import assert from "node:assert/strict";
import test from "node:test";
import { Reel } from "./map/reel.js";

const step = (on, id, set, was) => ({ on, id, set, was });
const changes = [
  { number: 1, sets: [step("factor", "a", { label: "Rent", removed: false }, { removed: true })] },
  { number: 2, sets: [step("factor", "b", { label: "Debt", removed: false }, { removed: true }), step("link", "l", { source: "a", target: "b", removed: false }, { removed: true })] },
  { number: 3, sets: [step("factor", "a", { label: "Cost of a home", "attributes.budget": 3 }, { label: "Rent", "attributes.budget": null })] },
  { number: 4, sets: [step("factor", "b", { removed: true }, { removed: false })] },
];
const state = {
  number: 4,
  map: { id: "m", name: "Food", look: {} },
  factors: [{ id: "a", label: "Cost of a home", "attributes.budget": 3 }, { id: "b", label: "Debt", removed: true }],
  links: [{ id: "l", source: "a", target: "b" }],
};
const labels = (reel) => reel.drawing.factors.map(({ label }) => label);

test("a reel shows the map after any of its changes, in whichever order one asks", () => {
  const reel = new Reel(structuredClone(state), changes);
  const after = [[], ["Rent"], ["Rent", "Debt"], ["Cost of a home", "Debt"], ["Cost of a home"]];
  for (const many of [4, 0, 3, 1, 2, 2, 4, 1, 0, 4]) {
    reel.at(many);
    assert.deepEqual(labels(reel), after[many]);
    assert.equal(reel.drawing.links.length, many === 2 || many === 3 ? 1 : 0);
  }
  assert.deepEqual([...reel.at(2)], ["b", "l"]);
  assert.deepEqual(reel.drawing.factor("a").attributes, {});
  assert.equal(reel.at(-1).size, 0);
  assert.equal(reel.at(99).size, 1);
});
