/**
 * Whose this device is now, what it keeps for them, and their queue, put together from its parts.
 *
 * `here` is the person who signed in last and has not signed out: their id and the public key, so that they can write.
 * `keys` are the private halves, for reading; they go after a while without a touch, and when somebody signs out.
 */

import { Queue, Stopped, Unreachable } from "./queue.js";
import { open, openBlob, privateHalf, recipient, seal } from "./sealed.js";
import { sender } from "./send.js";
import { entries, kept as shelf } from "./store.js";
import { uuid7 } from "./uuid7.js";

const ADDRESS = "/on-this-device/";
const DAY = 86_400_000;
/** Told to this window when something of the above has changed. */
export const changes = new EventTarget();
const across = "BroadcastChannel" in globalThis ? new BroadcastChannel("on-this-device") : null;
across?.addEventListener("message", () => changes.dispatchEvent(new Event("changed")));

function tell() {
  changes.dispatchEvent(new Event("changed"));
  across?.postMessage("changed");
}

/** Whether this browser can keep anything safely (it needs https). */
export const able = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

/** @returns {Promise<{person: string, key: JsonWebKey, lockedAfter: number} | undefined>} */
export const here = () => shelf.get("here");

/** The private halves, while they have not been left alone for too long; else they are forgotten. */
async function keys() {
  const [who, held] = [await here(), await shelf.get("keys")];
  if (!held) return null;
  const alone = Date.now() - held.touched;
  if (held.person === who?.person && alone >= -DAY && alone < who.lockedAfter * 1000) return held.halves;
  await lock();
  return null;
}

export const unlocked = async () => Boolean(await keys());

/** Somebody is using the device. */
export async function touch() {
  if (!(await keys())) return;
  const held = await shelf.get("keys");
  if (held) await shelf.put("keys", { ...held, touched: Date.now() });
}

/** Forget the keys for reading. What was written stays, and can be read by nobody here until its person signs in. */
export async function lock() {
  await shelf.remove("keys");
  tell();
}

/** Somebody has signed out: keep nothing that could be read, and nothing that was only lent. */
export async function leave() {
  const who = await here();
  if (!who) return;
  await shelf.remove("keys");
  await shelf.remove("here");
  await shelf.remove(`words:${who.person}`);
  tell();
}

/** Ask the place who is signed in, and for their keys. Raises Unreachable, or Stopped when nobody is. */
async function meet(words) {
  let said;
  try {
    const query = words ? "?words" : "";
    const answer = await fetch(ADDRESS + query, {
      redirect: "manual",
      cache: "no-store",
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(20_000),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Stopped("signed-out");
    if (!answer.ok) throw new Unreachable();
    said = await answer.json();
  } catch (problem) {
    if (!(problem instanceof Stopped)) throw new Unreachable();
    await lock();
    throw problem;
  }
  const who = await here();
  if (who && who.person !== said.person) await leave();
  const [{ d, ...key }] = said.keys;
  const halves = {};
  for (const each of said.keys) halves[each.kid] = await privateHalf(each);
  await shelf.put("here", { person: said.person, key, lockedAfter: said.locked_after });
  await shelf.put("keys", { person: said.person, halves, touched: Date.now() });
  return said;
}

async function sealFor(person, said, blob = null) {
  const who = await here();
  if (who?.person !== person) throw new Stopped("someone-else");
  return seal(await recipient(who.key), said, blob);
}

async function opened(box, what = "words") {
  const halves = await keys();
  if (!halves) return null;
  return what === "blob" ? openBlob(halves, box) : open(halves, box);
}

function queueWith(csrf) {
  return new Queue({
    store: entries,
    seal: sealFor,
    open: opened,
    send: sender(csrf, (row) => opened(row.box, "blob")),
    inTurn: (deed) => (navigator.locks ? navigator.locks.request("on-this-device", deed) : deed()),
    newId: uuid7,
    pause: (nth) => new Promise((resolve) => setTimeout(resolve, 150 * nth)),
  });
}

/** The queue, for everything but sending. */
export const queue = queueWith("");

/** Keep what somebody has written. Raises Stopped when it is not known for whom; QuotaExceededError without room. */
export async function add(newEntries) {
  const who = await here();
  if (!who) throw new Stopped("signed-out");
  navigator.storage?.persist?.();
  await queue.add(who.person, newEntries);
  tell();
}

/** Bring what is kept for reading up to date. */
export async function refresh() {
  const who = await here();
  const done = who ? await queue.stored(who.person) : [];
  const at = Date.now();
  const { person, words } = await meet(true);
  await shelf.put(`words:${person}`, { at, box: await sealFor(person, words) });
  if (who?.person === person) await queue.forget(done);
  tell();
}

/** When what is kept for reading was fetched; 0 where it never was. */
export async function asOf() {
  const who = await here();
  return (who && (await shelf.get(`words:${who.person}`))?.at) || 0;
}

/** What is kept for reading; null while locked. After a day out of reach, what others shared is not shown any more. */
export async function words() {
  const who = await here();
  const held = who && (await shelf.get(`words:${who.person}`));
  const said = held && (await opened(held.box));
  if (!said) return null;
  return Math.abs(Date.now() - held.at) > DAY ? { ...said, shared: [] } : said;
}

/** Send what waits for the person who is here. Raises Unreachable or Stopped where it could not go on. */
export async function drain() {
  const who = await here();
  if (!who) return 0;
  const { waiting, decide } = await queue.count(who.person);
  if (waiting === decide) return 0;
  const { person, csrf } = await meet(false);
  const stored = await queueWith(csrf).drain(person).finally(tell);
  if (stored) await refresh();
  return stored;
}

/** Words of a form that is not sent yet, as they are typed. False where they cannot be kept. */
export async function keepUnsent(id, fields) {
  const who = able && (await here());
  if (!who) return false;
  await shelf.put(`unsent:${who.person}:${id}`, { id, at: Date.now(), box: await sealFor(who.person, fields) });
  return true;
}

/** The latest of them. @returns {Promise<{id: string, fields: [string, string][]} | null>} */
export async function unsent() {
  const who = able && (await here());
  const all = who ? await shelf.beginning(`unsent:${who.person}:`) : [];
  if (!all.length) return null;
  if (!(await unlocked())) await meet(false).catch(() => null);
  const { id, box } = all.reduce((one, other) => (other.at > one.at ? other : one));
  const fields = await opened(box);
  return fields && { id, fields };
}

/** The same for the files that a form will bring: `[{id, kind, alt, blob}]`. */
export async function keepFiles(id, files) {
  const who = able && (await here());
  if (!who) return;
  const boxes = await Promise.all(files.map(({ blob, id, kind, alt }) => sealFor(who.person, { id, kind, alt }, blob)));
  await shelf.put(`files:${who.person}:${id}`, boxes);
}

/** @returns {Promise<{id: string, kind: string, alt: string, blob: Blob}[]>} */
export async function unsentFiles(id) {
  const who = able && (await here());
  const boxes = (who && (await shelf.get(`files:${who.person}:${id}`))) || [];
  if (boxes.length && !(await unlocked())) await meet(false).catch(() => null);
  const files = await Promise.all(boxes.map(async (box) => ({ ...(await opened(box)), blob: await opened(box, "blob") })));
  return files.filter((each) => each.blob);
}

/** They have arrived, wait in the queue, or were taken out again. */
export async function forgetUnsent(id) {
  const who = able && (await here());
  if (!who) return;
  await shelf.remove(`unsent:${who.person}:${id}`);
  await shelf.remove(`files:${who.person}:${id}`);
}

/** Keep what a page has not brought to the place yet, under the page's name and an id; false where it cannot be kept. */
export async function keep(page, id, said) {
  const who = able && (await here());
  if (!who) return false;
  await shelf.put(`${page}:${who.person}:${id}`, { id, box: await sealFor(who.person, said) });
  return true;
}

/** All that a page kept for whoever is here; nothing of it while locked and the place cannot be reached. */
export async function kept(page) {
  const who = able && (await here());
  const all = who ? await shelf.beginning(`${page}:${who.person}:`) : [];
  if (all.length && !(await unlocked())) await meet(false).catch(() => null);
  const said = await Promise.all(all.map(({ box }) => opened(box)));
  return said.filter(Boolean);
}

/** It has arrived, or nobody wants it any more. */
export async function forgetKept(page, id) {
  const who = able && (await here());
  if (who) await shelf.remove(`${page}:${who.person}:${id}`);
}
