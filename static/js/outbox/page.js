/** On every page of somebody's: says what waits, sends it, keeps the device up to date, and locks it after a while. */

import { able, asOf, changes, drain, forgetUnsent, here, leave, lock, queue, refresh, touch, unlocked } from "./device.js";
import { Stopped } from "./queue.js";
import { watch } from "./waiting.js";

const FRESH = 5 * 60_000; // what is kept for reading is fetched anew after so long
const SOON = 1_000;
const LATEST = 60_000;

const person = document.body.dataset.person;
const band = document.getElementById("waits");
let next = null;
let pause = SOON;

async function sayWhatWaits() {
  const who = await here();
  if (!band || !who) return;
  const { waiting, decide, told } = await queue.count(who.person);
  band.hidden = waiting + told === 0;
  band.querySelector("[data-part=number]").textContent = String(waiting + told);
  band.querySelector("[data-part=decide]").hidden = decide + told === 0;
}

/** Send what waits; where that fails, try again after a while, each time a longer one. */
export async function go() {
  clearTimeout(next);
  next = null;
  try {
    if (navigator.onLine) await drain();
    pause = SOON;
    if (band) band.querySelector("[data-part=sign-in]").hidden = true;
  } catch (problem) {
    if (problem instanceof Stopped && band) {
      band.querySelector("[data-part=sign-in]").hidden = problem.reason !== "signed-out";
    }
    next = setTimeout(go, pause);
    pause = Math.min(pause * 2, LATEST);
  }
}

function mindTheLock() {
  let last = 0;
  const touched = () => {
    if (Date.now() - last < 15_000) return;
    last = Date.now();
    touch();
  };
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, touched, { passive: true });
  setInterval(unlocked, 15_000); // forgets the keys when it is time
}

/** Before somebody signs out: try to send what waits, and say what stays. @returns {Promise<boolean>} whether to go on */
export async function mayLeave(form) {
  if (!able) return true;
  const who = await here();
  if (!who) return true;
  await drain().catch(() => null);
  const { waiting } = await queue.count(who.person);
  const told = form.querySelector("[data-part=stays]");
  if (waiting && !told) {
    form.prepend(document.getElementById("stays-words").content.cloneNode(true));
    form.querySelector("[data-part=stays]").focus();
    return false;
  }
  await leave();
  localStorage.setItem("leaving", who.person); // should this not reach the place, page.js does it when it can
  return true;
}

async function begin() {
  if (!able) return;
  const who = await here();
  if (!person) {
    if (document.getElementById("signed-out") && who) await lock();
    return;
  }
  if (who && who.person !== person) await leave();
  changes.addEventListener("changed", sayWhatWaits);
  await sayWhatWaits();
  const arrived = location.pathname.match(/^\/reflections\/([0-9a-f-]{36})\/$/);
  if (arrived) await forgetUnsent(arrived[1]);
  for (const section of document.querySelectorAll("section.waiting")) watch(section);
  mindTheLock();
  addEventListener("online", go);
  document.addEventListener("visibilitychange", () => document.hidden || go());
  document.addEventListener("waits", go);
  const known = who?.person === person;
  if (!known) await refresh().catch(() => null);
  await go();
  if (known && (!(await unlocked()) || Date.now() - (await asOf()) > FRESH)) await refresh().catch(() => null);
}

await begin();
