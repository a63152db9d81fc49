// A thousand entries over a network that flaps, with two tabs, killed windows, locks and refusals. Says as JSON what went wrong.
import { Queue, Stopped, Trouble, Unreachable } from "./outbox/queue.js";
import { open, privateHalf, recipient, seal } from "./outbox/sealed.js";

const [seed, number] = process.argv.slice(2).map(Number);
const PERSON = "amina";
const wrong = [];
class Killed extends Error {}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function dice(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = dice(seed);
const happens = (share) => random() < share;

// --- the place: does each id once, remembers what became of it, and refuses some for reasons of its own
const remembered = new Map();
const effects = [];
function arrives(id, entry) {
  if (remembered.has(id)) return remembered.get(id);
  const refused = entry.fields.refuse && !entry.fields.all_the_same;
  const before = entry.fields.needs === undefined || effects.some((each) => each.number === entry.fields.needs);
  if (!refused && !before) wrong.push(`${entry.fields.number} came before ${entry.fields.needs}`);
  if (!refused) effects.push({ number: entry.fields.number, about: entry.about, at: effects.length });
  const outcome = refused ? (entry.fields.refuse === "changed" ? "changed" : "refused") : "stored";
  const answer = { outcome, said: refused ? "Say more." : "", asks: [] };
  remembered.set(id, answer);
  return answer;
}

// --- the network: loses what is sent, or the answer to it, or brings a copy of it much later
let reachable = true;
const late = [];
async function send(row, entry) {
  await null;
  if (happens(0.02)) reachable = !reachable;
  if (!reachable && happens(0.3)) reachable = true;
  if (!reachable || happens(0.1)) throw new Unreachable();
  if (happens(0.05)) late.push([row.id, entry]);
  if (late.length && happens(0.1)) arrives(...late.shift());
  if (happens(0.01)) throw new Trouble();
  if (happens(0.01)) throw new Stopped("signed-out");
  const answer = arrives(row.id, entry);
  if (happens(0.3)) throw new Unreachable(); // stored, and the answer lost
  return answer;
}

// --- the device: rows in memory; a window may be killed between any two of its steps
const rows = new Map();
let next = 1;
let mortal = false;
const dies = () => {
  if (mortal && happens(0.01)) throw new Killed();
};
const copy = (row) => (row ? structuredClone(row) : null);
const store = {
  all: async () => [...rows.values()].map(copy),
  get: async (seq) => copy(rows.get(seq)),
  after: async (person, seq) => {
    for (let each = Math.max(seq, 0) + 1; each < next; each++) if (rows.has(each)) return copy(rows.get(each));
    return null;
  },
  add: async (some) => {
    dies();
    for (const row of some) rows.set(next, { ...copy(row), seq: next++ });
  },
  put: async (row) => {
    dies();
    rows.set(row.seq, copy(row));
  },
  remove: async (seqs) => seqs.forEach((seq) => rows.delete(seq)),
};
const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.privateKey)), kid: "key" };
const to = await recipient(jwk);
const keys = { key: await privateHalf(jwk) };
let locked = false;
let turn = Promise.resolve();
let ids = 0;
const tab = () =>
  new Queue({
    store,
    send,
    seal: (person, said) => seal(to, said),
    open: (box) => (locked ? null : open(keys, box)),
    inTurn: (deed) => (turn = turn.then(deed, deed)),
    newId: () => `entry-${++ids}`,
    pause: async () => null,
  });
const tabs = [tab(), tab()];
const expected = [Unreachable, Stopped, Killed];
async function may(deed) {
  try {
    await deed;
  } catch (problem) {
    if (!expected.some((kind) => problem instanceof kind)) throw problem;
  }
}

/** What is stored is forgotten, as after each look at the place; and the person decides what waits for them. */
const thrown = new Set();
async function tidied(queue) {
  await queue.forget(await queue.stored(PERSON));
  const some = await queue.opened(PERSON);
  for (const { row, entry, outcome } of some.filter((each) => each.row.state === "decide")) {
    if (!rows.has(row.seq)) continue;
    if (outcome.outcome === "trouble" || happens(0.6) || entry.kind !== "reflect") {
      await queue.again(row.seq, { all_the_same: "on" });
    } else {
      for (const each of some) if (each.entry.about === entry.about) thrown.add(each.entry.fields.number);
      gone.add(entry.about);
      await queue.discard(row.seq);
    }
  }
}

// --- a day of it
const added = [];
const gone = new Set(); // things that were thrown away before they were stored
const latest = new Map();
for (let written = 0; written < number; ) {
  const queue = tabs[Math.floor(random() * 2)];
  const fresh = added.length === 0 || happens(0.6);
  const about = fresh ? `thing-${written}` : added[Math.floor(random() * added.length)].about;
  if (gone.has(about)) continue;
  const refuse = happens(0.04) ? (happens(0.5) ? "changed" : "refused") : undefined;
  const fields = { number: written, needs: latest.get(about), refuse };
  mortal = false;
  await queue.add(PERSON, [{ kind: fresh ? "reflect" : "share", about, fields }]);
  added.push({ number: written, about });
  latest.set(about, written++);
  mortal = true;
  locked = happens(0.05);
  if (happens(0.1)) await Promise.all(tabs.map((each) => may(each.drain(PERSON))));
  locked = mortal = false;
  if (happens(0.05)) await tidied(queue);
}

// --- back in reach: everything drains, and its person decides what was refused
mortal = false;
for (let round = 0; round < 400 && (await tabs[0].count(PERSON)).waiting; round++) {
  for (const each of tabs) await may(each.drain(PERSON));
  await tidied(tabs[0]);
}
while (late.length) arrives(...late.shift());

const times = new Map();
for (const { number: each } of effects) times.set(each, (times.get(each) ?? 0) + 1);
for (const { number: each } of added) {
  const wanted = thrown.has(each) ? 0 : 1;
  if ((times.get(each) ?? 0) !== wanted) wrong.push(`${each} was stored ${times.get(each) ?? 0} times, not ${wanted}`);
}
const last = new Map();
for (const { number: each, about } of effects) {
  if ((last.get(about) ?? -1) > each) wrong.push(`${each} of ${about} came after ${last.get(about)}`);
  last.set(about, each);
}
const left = await tabs[0].count(PERSON);
if (left.waiting) wrong.push(`${left.waiting} still wait`);
console.log(JSON.stringify({ wrong: wrong.slice(0, 10), added: added.length, stored: effects.length, thrown: thrown.size, ids }));
