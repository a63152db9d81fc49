/** The page for when there is no network: writing, and what this device keeps of its person to read, change and answer. */

import { able, changes, drain, here, keepUnsent, queue, touch, unlocked, unsent, words } from "./device.js";
import { keep } from "./forms.js";
import { withWaiting } from "./overlay.js";
import { uuid7 } from "./uuid7.js";
import { watch } from "./waiting.js";

const WORDS = ["text", "what", "so_what", "now_what"];
const shell = document.getElementById("shell");
const box = shell.querySelector("form.reflect-box");
const part = (place, name) => place.querySelector(`[data-part="${name}"]`);
const copy = (id) => document.getElementById(id).content.cloneNode(true);
const fill = (place, parts) => Object.entries(parts).forEach(([name, said]) => (part(place, name).textContent = said ?? ""));

function tick(name, value, label, type = "checkbox") {
  const line = document.createElement("div");
  line.className = "one-tick";
  const said = document.createElement("label");
  said.append(Object.assign(document.createElement("input"), { type, name, value }), ` ${label}`);
  line.append(said);
  return line;
}

/** Circles to tick, in the place named "choice". */
function offer(place, circles) {
  const choice = copy("t-choice");
  part(choice, "boxes").append(...circles.map(({ id, name }) => tick("share_with", id, name)));
  part(place, "choice").replaceChildren(choice);
  part(place, "circles").hidden = circles.length === 0;
}

function paragraph(said) {
  return Object.assign(document.createElement("p"), { className: "said", textContent: said });
}

function asMine(written, circles) {
  const shown = copy("t-mine").firstElementChild;
  const answers = (written.answered ?? []).flatMap(({ question, answer }) => (answer ? [question, answer] : []));
  const all = [...answers, ...WORDS.map((name) => written[name]), written.brings].filter(Boolean);
  const brought = document.querySelector("section.waiting").dataset.attach;
  fill(shown, { opening: all.join(" ").slice(0, 90) || brought, day: written.day });
  part(shown, "waits").hidden = !written.waits;
  part(shown, "words").replaceChildren(...all.map(paragraph));
  const edit = shown.querySelector("[data-waits=edit]");
  edit.dataset.about = written.id;
  for (const name of ["read", "kind", "happened_on"]) edit.elements[name].value = written[name] ?? "";
  const boxes = part(edit, "boxes");
  for (const name of WORDS.filter((each) => written[each] || each === "text")) {
    const label = Object.assign(document.createElement("label"), { textContent: boxes.dataset[name] });
    label.append(Object.assign(document.createElement("textarea"), { name, rows: 3, value: written[name] }));
    boxes.append(label);
  }
  part(shown, "alone").hidden = written.shares.length > 0;
  part(shown, "shares").replaceChildren(...written.shares.map((share) => asShare(written, share)));
  shown.querySelector("[data-waits=share]").dataset.about = written.id;
  offer(shown, circles.filter(({ id }) => !written.shares.some((share) => share.circle === id)));
  shown.dataset.key = written.id;
  return shown;
}

function asShare(written, share) {
  const shown = copy("t-share").firstElementChild;
  fill(shown, { circle: share.name });
  part(shown, "nameless").hidden = !share.anonymous;
  const form = shown.querySelector("form");
  Object.assign(form.dataset, { about: written.id, circle: share.circle, ...(share.id && { share: share.id }) });
  part(shown, "responses").replaceChildren(...share.responses.map(asResponse));
  return shown;
}

function asResponse(response) {
  const shown = copy("t-response").firstElementChild;
  fill(shown, { author: response.author, kind: response.kind, text: response.text, reply: response.reply });
  part(shown, "answered").hidden = !response.reply;
  const form = shown.querySelector("form");
  form.hidden = Boolean(response.reply) || !response.answerable;
  form.dataset.about = response.id;
  form.elements.read.value = response.read;
  return shown;
}

function asShared(told, kinds) {
  const shown = copy("t-shared").firstElementChild;
  fill(shown, { author: told.author, day: told.day, words: told.words, seen_by: told.seen_by.join(", "), given: told.gave });
  part(shown, "gave").hidden = !told.gave;
  const form = shown.querySelector("form");
  form.dataset.about = told.id;
  form.elements.id.value = uuid7();
  part(shown, "kinds").append(...Object.entries(kinds).map(([kind, label]) => tick("kind", kind, label, "radio")));
  shown.dataset.key = told.id;
  return shown;
}

/** Show a list anew, those opened before opened again. */
function list(section, shown) {
  const place = part(section, "list");
  const opened = new Set([...place.querySelectorAll(":scope > [open]")].map((each) => each.dataset.key));
  for (const each of shown) each.open = opened.has(each.dataset.key);
  place.replaceChildren(...shown);
  section.hidden = shown.length === 0;
}

/** Whether somebody is in the middle of something that showing anew would take from them. */
function busy() {
  const at = document.activeElement;
  return at?.tagName === "TEXTAREA" && shell.contains(at) && !box.contains(at) && at.value !== "";
}

async function show() {
  const who = await here();
  shell.hidden = !who;
  document.getElementById("no-one").hidden = Boolean(who);
  if (!who) return;
  const said = await words();
  const open = await unlocked();
  part(shell, "locked").hidden = open;
  if (!open) await putAway();
  if (open && busy()) return;
  const now = said && withWaiting(said, await queue.opened(who.person));
  list(part(shell, "mine"), now ? now.mine.map((each) => asMine(each, now.circles)) : []);
  list(part(shell, "shared"), now ? now.shared.map((each) => asShared(each, now.kinds)) : []);
  if (!now || !part(box, "choice").hasChildNodes()) offer(box, now?.circles ?? []);
}

const typed = () => [...new FormData(box)].filter(([, said]) => typeof said === "string");

/** What is typed and not saved is locked, too. */
async function putAway() {
  if (![...box.querySelectorAll("textarea")].some((each) => each.value.trim())) return;
  if (await keepUnsent(box.elements.id.value, typed())) {
    box.reset();
    box.elements.id.value = uuid7();
  }
}

async function begin() {
  if (!able) return;
  box.elements.id.value = uuid7();
  watch(document.querySelector("section.waiting"));
  changes.addEventListener("changed", show);
  document.addEventListener("submit", sent);
  const attach = box.querySelector(".attach");
  attach.addEventListener("toggle", async () => (await import(attach.dataset.script)).attachTo(box, uuid7), { once: true });
  let pause = null;
  box.addEventListener("input", () => {
    clearTimeout(pause);
    const { id } = box.elements;
    pause = setTimeout(() => keepUnsent(id.value, typed()), 1000);
  });
  box.addEventListener("waits", () => clearTimeout(pause));
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, touched, { passive: true });
  await show();
  await putBack();
  setInterval(unlocked, 15_000);
  addEventListener("online", () => drain().catch(() => null));
  if (navigator.onLine) drain().catch(() => null);
}

/** What another app handed over, or what was typed before and not saved, unless somebody is writing already. */
async function putBack() {
  const handed = new URLSearchParams(location.hash.slice(1));
  const given = ["title", "text", "url"].map((name) => handed.get(name)).filter(Boolean).join("\n");
  if (given) history.replaceState(null, "", location.pathname);
  const left = given ? null : await unsent();
  const begun = WORDS.some((name) => box.elements[name].value);
  if (given) box.elements.text.value = [box.elements.text.value, given].filter(Boolean).join("\n\n");
  if (!left || begun) return;
  box.elements.id.value = left.id;
  for (const [name, value] of left.fields) if (WORDS.includes(name)) box.elements[name].value = value;
}

let last = 0;
function touched() {
  if (Date.now() - last < 15_000) return;
  last = Date.now();
  touch();
}

async function sent(event) {
  event.preventDefault();
  const form = event.target;
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const said = await keep(form);
  form.removeAttribute("aria-busy");
  form.querySelector(".offline")?.remove();
  const place = Object.assign(document.createElement("div"), { className: "offline", role: "alert" });
  place.append(document.getElementById("offline-words").content.querySelector(`[data-said=${said}]`).cloneNode(true));
  form.append(place);
  if (navigator.onLine) drain().catch(() => null);
}

await begin();
