// Ten screens with the real module that keeps in step, over bad networks. Reads its task as JSON, says as JSON what each screen
// shows at last and every stroke that was made.
import { readFileSync } from "node:fs";
import { Sync } from "./map/sync.js";
import { Stream } from "./stream.js";

const { base, address, stream, sessions, cookie, seconds, seed, patience } = JSON.parse(readFileSync(0, "utf8"));
const MOST_WAITING = 20; // strokes that wait, after which somebody stops and looks up
const LATEST = 800; // milliseconds after which a copy of what was sent may still come
const TOKEN = "a".repeat(32);
const wrong = [];
let calm = false;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function dice(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tell = (what) => process.stderr.write(`${what}\n`);
const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Robot {
  constructor(session, nth) {
    this.headers = { Cookie: `${cookie}=${session}; csrftoken=${TOKEN}`, "X-CSRFToken": TOKEN };
    this.hears = nth % 2 === 0; // by the stream; for the others it is blocked, and they ask
    this.random = dice(seed * 100 + nth);
    this.reachable = true;
    this.strokes = new Map(); // every stroke that was ever made here, as it was first kept
    this.kept = new Map(); // what lies on the device
    this.gone = []; // ids of things that were taken off the map here
  }

  happens(share) {
    return this.random() < share;
  }

  one(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** The network: loses what is sent, or the answer to it, is slow, or brings a copy of it much later. */
  async fetch(path, said) {
    const go = () =>
      fetch(base + path, {
        ...said,
        signal: AbortSignal.timeout(calm ? 20_000 : 2000),
        headers: { ...said.headers, ...this.headers },
      });
    if (calm) return go();
    if (this.happens(this.reachable ? 0.02 : 0.2)) this.reachable = !this.reachable;
    if (!this.reachable) this.stream?.cut();
    if (!this.reachable || this.happens(0.08)) throw new Error("lost");
    if (this.happens(0.2)) await rest(this.random() * 200);
    if (said.method === "POST" && this.happens(0.08)) setTimeout(() => go().catch(() => null), this.random() * LATEST);
    const answer = await go();
    if (this.happens(0.1)) throw new Error("the answer is lost");
    return answer;
  }

  async open() {
    this.sync = new Sync({
      address,
      fetch: (path, said) => this.fetch(path, said),
      newId: () => crypto.randomUUID(),
      stream: this.hears ? () => (this.stream = new Stream(base + stream, this.headers)) : null,
      asks: 250,
      store: {
        all: async () => [...this.kept.values()].map((each) => structuredClone(each)),
        put: async (stroke) => {
          this.kept.set(stroke.id, structuredClone(stroke));
          this.strokes.set(stroke.id, structuredClone(stroke));
        },
        remove: async (id) => this.kept.delete(id),
      },
    });
    await this.sync.begin();
  }

  /** The window is killed, and opened again: what was kept on the device is all that is left. */
  async dies() {
    this.sync.stop();
    await this.open();
  }

  draw() {
    const { sync } = this;
    const factors = sync.things("factor");
    const links = sync.things("link");
    const set = (on, id, fields) => sync.apply([{ on, id, set: fields }]);
    const label = () => this.one(["Rent", "Debt", "Hope", "Trust", "Time"]) + Math.floor(this.random() * 100);
    const factor = () => this.one(factors).id;
    const deeds = [
      () => set("factor", sync.newId(), { label: label(), x: this.random() * 100, y: 1 }),
      () => sync.apply([{ on: "factor", set: { label: label() } }, { on: "factor", set: { label: label(), cluster: "new" } }]),
    ];
    if (factors.length) {
      deeds.push(
        ...Array(4).fill(() => set("factor", factor(), { label: label() })),
        ...Array(3).fill(() => set("factor", factor(), { x: this.random() * 100, y: this.random() * 100 })),
        () => set("factor", factor(), { cluster: label(), kind: this.one(["need", "means", ""]) }),
        () => set("factor", factor(), { tags: [label(), label()] }),
        () => set("factor", factor(), { "attributes.budget": this.one([1, 2, 3, null]) }),
        () => set("factor", factor(), { pinned: this.happens(0.5) }),
        ...Array(2).fill(() => set("link", sync.newId(), { source: factor(), target: factor(), polarity: this.one(["+", "-", ""]) })),
        () => {
          const id = factor();
          this.gone.push(id);
          if (factors.length > 6) set("factor", id, { removed: true });
        },
        () => sync.apply([{ on: "map", set: this.happens(0.5) ? { name: label() } : { look: { colour_by: label() } } }]),
        () => sync.apply([{ on: "factor", id: factor(), set: {label: label(), x: 3} }, { on: "factor", id: factor(), set: { removed: false, y: 2 } }]),
      );
    }
    if (links.length) {
      deeds.push(
        () => set("link", this.one(links).id, { polarity: this.one(["+", "-", ""]), delay: this.happens(0.5) }),
        () => set("link", this.one(links).id, { source: factor() }),
        () => set("link", this.one(links).id, { removed: true }),
      );
    }
    if (this.gone.length) deeds.push(() => set("factor", this.one(this.gone), { removed: false }));
    const choices = Math.min(9, Math.ceil(sync.contests.length / 4)); // the more there is to choose, the more is chosen
    deeds.push(...Array(choices).fill(() => sync.settle(this.one(sync.contests))));
    if (sync.number > 10 && this.happens(0.1)) deeds.push(() => sync.goBack(sync.number - Math.floor(this.random() * 10)));
    deeds.push(() => sync.undo(), () => sync.undo(), () => sync.redo());
    this.one(deeds)();
  }

  async goesOn(until) {
    while (Date.now() < until) {
      if (this.sync.waiting < MOST_WAITING) this.draw();
      await rest(20 + this.random() * 180);
      if (this.happens(0.03)) await this.dies();
    }
  }
}

const robots = sessions.map((session, nth) => new Robot(session, nth));
await Promise.all(robots.map((robot) => robot.open()));
tell("open");
setTimeout(() => tell("drawn"), seconds * 1000);
setTimeout(() => (calm = true), seconds * 1000 + LATEST + 100); // after the last late copies, also where a window is just opened
const until = Date.now() + seconds * 1000;
await Promise.all(robots.map((robot) => robot.goesOn(until)));
while (!calm) await rest(50);
const calmSince = Date.now();
const end = calmSince + patience * 1000;
for (const { sync } of robots) sync.seen(); // everybody looks up once; all else comes by itself
for (;;) {
  await rest(50);
  const numbers = new Set(robots.map(({ sync }) => sync.number));
  if (numbers.size === 1 && robots.every(({ sync }) => sync.waiting === 0)) break;
  if (Date.now() > end) {
    wrong.push(`not in step: ${robots.map(({ sync }) => `${sync.number} ${sync.state} ${sync.waiting}`).join(", ")}`);
    break;
  }
}
tell(`in step after ${Math.round((Date.now() - calmSince) / 1000)} seconds`);
const screens = robots.map(({ sync }) => ({
  number: sync.number,
  contests: sync.contests.map(({ id }) => id).sort(),
  things: Object.fromEntries(["map", "factor", "link"].map((on) => [on, Object.fromEntries(sync.things(on).map((each) => [each.id, each]))])),
}));
const strokes = robots.flatMap((robot, nth) => [...robot.strokes.values()].map((stroke) => ({ ...stroke, robot: nth })));
for (const { sync } of robots) sync.stop();
process.stdout.write(JSON.stringify({ wrong, screens, strokes }), () => process.exit(0));
