// A drawing as steps make it, and edits as steps.
import assert from "node:assert/strict";
import test from "node:test";
import { Drawing } from "./map/drawing.js";
import * as edits from "./map/edits.js";
import { around, find, towards } from "./map/near.js";
import { shown, ofClusters } from "./map/story.js";
import { byCluster } from "./map/overview.js";

/** Rent → Debt → Sleep → Hope, and Sleep → Debt. */
export function small() {
  const factor = (id, more) => ({ id, label: id, cluster: "Money", ...more });
  return new Drawing({
    map: { id: "m", name: "Small" },
    factors: [factor("Rent"), factor("Debt", { description: "What is owed.", "attributes.budget": 3 }), factor("Sleep", { cluster: "Health", tags: ["body"] }), factor("Hope", { cluster: "Health" })],
    links: [
      { id: "1", source: "Rent", target: "Debt", polarity: "+" },
      { id: "2", source: "Debt", target: "Sleep", polarity: "-" },
      { id: "3", source: "Sleep", target: "Hope", polarity: "+" },
      { id: "4", source: "Sleep", target: "Debt", polarity: "-" },
    ],
  });
}
const ids = (things) => things.map(({ id }) => id).sort();

test("what is left out of a state is empty, and attributes are told by name", () => {
  const drawing = small();
  assert.deepEqual(drawing.factor("Debt").attributes, { budget: 3 });
  assert.equal(drawing.factor("Rent").x, null);
  assert.equal(drawing.link("1").delay, false);
  assert.deepEqual(drawing.attributes, ["budget"]);
});

test("a factor that is taken off takes its links out of sight, and both come back", () => {
  const drawing = small();
  drawing.apply([{ on: "factor", id: "Debt", set: { removed: true } }]);
  assert.deepEqual(ids(drawing.links), ["3"]);
  drawing.apply([{ on: "factor", id: "Debt", set: { removed: false } }]);
  assert.deepEqual(ids(drawing.links), ["1", "2", "3", "4"]);
});

test("a thing put anew has lost what it no longer says", () => {
  const drawing = small();
  drawing.put("factor", "Debt", { id: "Debt", label: "Debts" });
  assert.deepEqual(drawing.factor("Debt").attributes, {});
  drawing.put("factor", "Debt", null);
  assert.equal(drawing.factor("Debt"), undefined);
  drawing.put("factor", "never", null);
  assert.equal(drawing.allFactors.has("never"), false);
});

test("taking off a factor takes its links with it, so that taking this back brings them", () => {
  const steps = edits.remove(small(), ["Debt"]);
  assert.deepEqual(steps.map(({ on, id }) => `${on} ${id}`).sort(), ["factor Debt", "link 1", "link 2", "link 4"]);
});

test("joined factors keep all links once, none to itself, and all words", () => {
  const drawing = small();
  drawing.apply([{ on: "link", id: "5", set: { source: "Rent", target: "Sleep", polarity: "+" } }]);
  drawing.apply(edits.join(drawing, ["Debt", "Sleep"]));
  assert.deepEqual(ids(drawing.factors), ["Debt", "Hope", "Rent"]);
  assert.deepEqual(drawing.links.map(({ source, polarity, target }) => source + polarity + target).sort(), ["Debt+Hope", "Rent+Debt"]);
  assert.deepEqual(drawing.factor("Debt").tags, ["body"]);
  assert.equal(drawing.factor("Debt").description, "What is owed.");
});

test("joining leaves a loop of one's own that was there before", () => {
  const drawing = small();
  drawing.apply([{ on: "link", id: "6", set: { source: "Sleep", target: "Sleep", polarity: "+" } }]);
  drawing.apply(edits.join(drawing, ["Debt", "Sleep"]));
  assert.equal(drawing.link("6").source, "Debt");
});

test("what comes out of a split factor takes the links it was given", () => {
  const drawing = small();
  drawing.apply(edits.split(drawing, { id: "Sleep", made: "Rest", label: "Rest", links: ["3"] }));
  assert.equal(drawing.factor("Rest").cluster, "Health");
  assert.deepEqual(ids(drawing.linksFrom("Rest")), ["3"]);
  assert.deepEqual(ids(drawing.linksFrom("Sleep")), ["4"]);
});

test("a link turned round", () => {
  const drawing = small();
  drawing.apply(edits.turn(drawing, "1"));
  assert.deepEqual(ids(drawing.linksTo("Rent")), ["1"]);
});

test("around a factor: causes below 0, effects above", () => {
  assert.deepEqual(Object.fromEntries(around(small(), ["Debt"], 1)), { Debt: 0, Sleep: 1, Rent: -1 });
  assert.equal(around(small(), ["Debt"], 2).get("Hope"), 2);
});

test("search reads names first, without accents, then other words", () => {
  const drawing = small();
  drawing.apply([{ on: "factor", id: "Café", set: { label: "Café", description: "where debt is talked of" } }]);
  assert.equal(find(drawing, "cafe")[0].id, "Café");
  assert.deepEqual(ids(find(drawing, "debt")), ["Café", "Debt"]);
  assert.equal(find(drawing, "debt")[0].id, "Debt");
  assert.deepEqual(find(drawing, "  "), []);
});

test("arrow keys come to what is near and not aside, and reach every factor of a grid", () => {
  const boxes = Array.from({ length: 30 }, (_, nth) => ({ id: String(nth), x: (nth % 6) * 200 + (nth % 4) * 9, y: Math.floor(nth / 6) * 90 }));
  assert.equal(towards(boxes, boxes[0], "right").id, "1");
  assert.equal(towards(boxes, boxes[0], "down").id, "6");
  assert.equal(towards(boxes, boxes[0], "left"), null);
  const reached = new Set(["0"]);
  for (let edge = [boxes[0]]; edge.length; ) {
    edge = edge.flatMap((from) => ["left", "right", "up", "down"].map((way) => towards(boxes, from, way))).filter((box) => box && !reached.has(box.id) && reached.add(box.id));
  }
  assert.equal(reached.size, boxes.length);
});

test("a view shows what fits all it says; without any it is everything", () => {
  const drawing = small();
  assert.equal(shown(drawing, { name: "All" }), null);
  assert.deepEqual([...shown(drawing, { name: "Health", shows: { clusters: ["Health"] } })].sort(), ["Hope", "Sleep"]);
  assert.deepEqual([...shown(drawing, { name: "Around", focus: "Rent", steps: 2, shows: { clusters: ["Money"] } })].sort(), ["Debt", "Rent"]);
  assert.deepEqual(ofClusters(drawing, "Small").map(({ name }) => name), ["Small", "Money", "Health"]);
});

test("by its clusters a map has one box each, and bundles of links between them", () => {
  const few = byCluster(small(), "Rest");
  assert.deepEqual(few.factors.map(({ label }) => label).sort(), ["Health (2)", "Money (2)"]);
  assert.equal(few.links.length, 2);
});
