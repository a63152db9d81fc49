// Keeping in step: what is shown at once, what is told when it could not be taken, what stays on the device.
import assert from "node:assert/strict";
import test from "node:test";
import { Sync } from "./map/sync.js";

const rest = (milliseconds = 15) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const answer = (said, status = 200) => new Response(JSON.stringify(said), { status });

/** A place that numbers what it is sent, on whose network a test can pull the plug. */
class Place {
  constructor() {
    Object.assign(this, { changes: [], contests: [], plugged: true, refuses: null, sent: 0 });
    this.fetch = async (path, said) => {
      if (!this.plugged) throw new TypeError("no network");
      if (path.endsWith("state/")) return answer({ number: 0, map: { id: "m", name: "Food" }, factors: [], links: [], contests: [] });
      if (path.endsWith("presence/")) return answer({ present: [] });
      if (said.method === "POST") return answer({ taken: JSON.parse(said.body).map((each) => this.take(each)), contests: this.contests });
      const after = Number(path.split("=")[1]);
      return answer({ number: this.changes.length, more: false, contests: this.contests, changes: this.changes.slice(after) });
    };
  }

  take({ id, steps }) {
    this.sent += 1;
    const known = this.changes.find((each) => each.id === id);
    if (known) return { id, number: known.number };
    if (this.refuses) return { id, refused: this.refuses };
    this.changes.push({ id, number: this.changes.length + 1, by: "Ben", mine: true, sets: (steps ?? []).map((step) => ({ was: {}, ...step })) });
    return { id, number: this.changes.length };
  }
}

async function screen(place, more = {}) {
  let nth = 0;
  const sync = new Sync({ address: "/maps/food/", fetch: place.fetch, newId: () => `${more.name ?? "x"}${++nth}`, asks: 5, ...more });
  await sync.begin();
  return sync;
}
const rent = [{ on: "factor", id: "rent", set: { label: "Rent" } }];

test("a stroke is shown at once, whole, and arrives by itself when there is a network again", async () => {
  const place = new Place();
  const sync = await screen(place);
  place.plugged = false;
  sync.apply(rent);
  assert.equal(sync.thing("factor", "rent").label, "Rent");
  assert.equal(sync.thing("factor", "rent").x, null);
  await rest();
  assert.deepEqual([sync.waiting, sync.state], [1, "away"]);
  place.plugged = true;
  sync.seen();
  await rest(60);
  assert.deepEqual([sync.waiting, sync.state, place.changes.length], [0, "here", 1]);
  sync.stop();
});

test("what could not be taken is shown no more, and told with the reason until it is dismissed, also by the next page", async () => {
  const place = new Place();
  const kept = new Map();
  const store = { all: async () => [...kept.values()], put: async (stroke) => kept.set(stroke.id, { ...stroke }), remove: async (id) => kept.delete(id) };
  const sync = await screen(place, { store });
  const told = [];
  sync.onRefused((stroke) => told.push(stroke.refused));
  place.refuses = "Every factor needs a name.";
  sync.apply(rent);
  await rest();
  assert.equal(sync.thing("factor", "rent"), undefined);
  assert.deepEqual(told, ["Every factor needs a name."]);
  assert.equal(sync.canUndo, false);
  sync.stop();
  const again = await screen(place, { store, name: "y" });
  assert.equal(again.refused[0].refused, "Every factor needs a name.");
  again.dismiss(again.refused[0].id);
  await rest();
  assert.deepEqual([again.refused.length, kept.size], [0, 0]);
  again.stop();
});

test("strokes that were made out of reach lie on the device, and the next page sends them under the same ids, once", async () => {
  const place = new Place();
  const kept = new Map();
  const store = { all: async () => [...kept.values()], put: async (stroke) => kept.set(stroke.id, { ...stroke }), remove: async (id) => kept.delete(id) };
  const sync = await screen(place, { store });
  place.plugged = false;
  sync.apply(rent);
  sync.apply([{ on: "factor", id: "rent", set: { cluster: "Money" } }]);
  await rest();
  sync.stop();
  place.plugged = true;
  const again = await screen(place, { store, name: "y" });
  await rest(40);
  assert.deepEqual(place.changes.map(({ id }) => id), ["x1", "x2"]);
  assert.equal(again.thing("factor", "rent").cluster, "Money");
  assert.equal(kept.size, 0);
  again.stop();
});

test("one undoes and does again, whatever is on its way", async () => {
  const place = new Place();
  const sync = await screen(place);
  place.plugged = false;
  sync.apply(rent);
  sync.apply([{ on: "factor", id: "rent", set: { label: "Cost of a home" } }]);
  assert.ok(sync.undo());
  assert.equal(sync.thing("factor", "rent").label, "Rent");
  assert.ok(sync.undo());
  assert.equal(sync.thing("factor", "rent"), undefined);
  assert.equal(sync.undo(), false);
  assert.ok(sync.redo());
  assert.ok(sync.redo());
  assert.equal(sync.thing("factor", "rent").label, "Cost of a home");
  assert.equal(sync.redo(), false);
  sync.undo();
  sync.apply([{ on: "factor", id: "rent", set: { x: 1 } }]);
  assert.equal(sync.canRedo, false);
  sync.stop();
});

test("a link is where both its ends are", async () => {
  const place = new Place();
  const sync = await screen(place);
  const changed = [];
  sync.onChange((news) => changed.push(...news.changed.map(({ id, now }) => [id, Boolean(now)])));
  sync.apply([...rent, { on: "factor", id: "debt", set: { label: "Debt" } }, { on: "link", id: "l", set: { source: "rent", target: "debt" } }]);
  assert.equal(sync.things("link").length, 1);
  changed.length = 0;
  sync.apply([{ on: "factor", id: "debt", set: { removed: true } }]);
  assert.deepEqual(changed, [["debt", false], ["l", false]]);
  assert.equal(sync.things("link").length, 0);
  sync.stop();
});

test("where nobody may read any more it says so and asks no more", async () => {
  const place = new Place();
  const sync = await screen(place);
  place.fetch = null;
  const gone = new Place();
  let asked = 0;
  gone.fetch = async () => (asked++, answer({}, 404));
  await assert.rejects(screen(gone));
  await rest(40);
  assert.equal(asked, 1);
  sync.stop();
});

test("what the stream carries is there without a question; where something before it is missing, that is asked for", async () => {
  const place = new Place();
  const ben = await screen(place, { name: "y" });
  const questions = [];
  const stream = { readyState: 1, addEventListener: (name, tell) => (stream[name] = tell), close() {} };
  const carry = (more) => stream.words({ data: JSON.stringify({ more: false, contests: [], ...more }) });
  const fetch = (path, said) => (questions.push(path), place.fetch(path, said));
  const amina = await screen(place, { fetch, stream: () => stream });
  questions.length = 0;
  ben.apply(rent);
  ben.apply([{ on: "factor", id: "rent", set: { cluster: "Money" } }]);
  ben.apply([{ on: "factor", id: "rent", set: { kind: "need" } }]);
  await rest();
  carry({ number: 1, changes: place.changes.slice(0, 1), contests: [{ id: "c" }] });
  stream.onmessage({ data: "1" });
  assert.deepEqual([amina.thing("factor", "rent").label, amina.number, amina.contests.length], ["Rent", 1, 1]);
  await rest();
  assert.deepEqual(questions, []);
  carry({ number: 3, changes: place.changes.slice(2) });
  assert.equal(amina.number, 1);
  stream.onmessage({ data: "3" });
  await rest();
  assert.deepEqual([questions, amina.number, amina.thing("factor", "rent").cluster], [["/maps/food/changes/?after=1"], 3, "Money"]);
  carry({ number: 1, changes: place.changes.slice(0, 1), contests: [{ id: "c" }] });
  assert.deepEqual([amina.number, amina.contests], [3, []]); // it was overtaken
  amina.stop();
  ben.stop();
});
