// The Reflect box: makes the reflection's id where it is written, and keeps what is typed.
import { uuid7 } from "./outbox/uuid7.js";

const PAUSE = 1000; // milliseconds without a keystroke before a draft is kept
const device = () => import("./outbox/device.js");

/** The words of `form`, without its files: those come along only when it is sent. */
function wordsOf(form) {
  const fields = new FormData(form);
  for (const name of [...fields.keys()]) if (fields.get(name) instanceof File) fields.delete(name);
  return fields;
}

/** What is typed in `form`, to be kept on the device until it has arrived. */
const typed = (form) => [...wordsOf(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
const empty = (form) => ![...form.querySelectorAll("textarea")].some((box) => box.value.trim());

/** Put such words back into `form`. */
function putBack(form, fields) {
  for (const [name, value] of fields) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type !== "checkbox") field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }
}

/** Words that were typed here and have not arrived; those that a page has shown since are done with. */
async function notArrived() {
  const { forgetUnsent, unsent } = await device();
  const found = await unsent();
  if (!found || found.id !== sessionStorage.getItem("arrived")) return found;
  await forgetUnsent(found.id);
  return null;
}

/** Say in words who will see it, as ticked now. */
function sayWhoSees(form) {
  const line = form.querySelector(".seen-by[data-with]");
  const names = [...form.querySelectorAll("[name=share_with]:checked")].map((box) => box.labels[0].innerText.trim());
  if (line) line.firstElementChild.textContent = names.length ? `${line.dataset.with} ${names.join(", ")}.` : line.dataset.alone;
}

/** Put what another app of the phone handed over into an empty box, and take it out of the address. */
function takeOver(form) {
  const handed = new URLSearchParams(location.hash.slice(1));
  const words = ["title", "text", "url"].map((name) => handed.get(name)).filter(Boolean);
  if (!words.length || !empty(form)) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.querySelector("textarea").value = words.join("\n");
  form.dispatchEvent(new Event("input"));
}

for (const form of document.querySelectorAll("form.reflect-box")) {
  const said = form.querySelector(".draft-said");
  // While the box can be seen, the button that leads to it would only cover it.
  const button = document.querySelector(".top .reflect");
  if (button) new IntersectionObserver(([box]) => button.classList.toggle("at-hand", box.isIntersecting)).observe(form);
  const resumed = new URLSearchParams(location.search).has("draft") || form.querySelector("textarea").value;
  let waiting = null;
  let sent = false;
  if (!resumed) {
    form.elements.id.value = uuid7();
    notArrived()
      .then((found) => {
        if (!found || !empty(form)) return;
        form.elements.id.value = found.id;
        putBack(form, found.fields);
        said.textContent = form.dataset.back;
        sayWhoSees(form);
      })
      .catch(() => null)
      .then(openFiles);
  } else {
    openFiles();
  }
  sayWhoSees(form);

  /** Open the place for files where some were not sent yet. */
  async function openFiles() {
    const found = await device().then(({ unsentFiles }) => unsentFiles(form.elements.id.value)).catch(() => []);
    if (found.length && form.querySelector(".attach")) form.querySelector(".attach").open = true;
  }

  /** Keep what is typed on the device; whether that was possible. */
  async function keepHere() {
    try {
      return await (await device()).keepUnsent(form.elements.id.value, typed(form));
    } catch {
      return false;
    }
  }

  // Recordings and pictures are the affair of a script of their own, which only those load who open its place.
  const attach = form.querySelector(".attach");
  attach?.addEventListener("toggle", async () => (await import(attach.dataset.script)).attachTo(form, uuid7), { once: true });

  async function keep() {
    try {
      const answer = await fetch(form.dataset.drafts, {
        method: "POST",
        body: wordsOf(form),
        keepalive: true,
      });
      const kept = answer.redirected ? { said: "" } : await answer.json();
      said.textContent = kept.said;
      if (kept.id) form.elements.id.value = kept.id;
    } catch {
      said.textContent = (await keepHere()) ? form.dataset.kept : form.dataset.window;
    }
  }

  form.addEventListener("input", () => {
    sayWhoSees(form);
    clearTimeout(waiting);
    if (empty(form)) device().then(({ forgetUnsent }) => forgetUnsent(form.elements.id.value)).catch(() => null);
    if (!sent) waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    keepHere();
    sent = !event.defaultPrevented;
    if (sent) sessionStorage.setItem("sent", form.elements.id.value);
  });
  // It waits on the device now: what is written next is another reflection.
  form.addEventListener("waits", () => {
    clearTimeout(waiting);
    said.textContent = "";
    sayWhoSees(form);
  });
  // Coming back to a page that was sent: what is written now is another reflection.
  addEventListener("pageshow", (event) => {
    if (event.persisted && sent && sessionStorage.getItem("arrived") === form.elements.id.value) {
      form.reset();
      form.elements.id.value = uuid7();
    }
    sent = false;
  });
  takeOver(form);
}
