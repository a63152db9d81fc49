// The Reflect box: makes the reflection's id where it is written, and keeps what is typed.
const PAUSE = 1000; // milliseconds without a keystroke before a draft is kept
const UNSENT = "unsent"; // the place in this tab for words that have not arrived yet; page.js clears it
const FILES = "unsent-files"; // the same for its files; attach.js keeps them

/** A UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits. */
function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let place = 5; place >= 0; place--) {
    bytes[place] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Keep the words of `form` in this tab, for the person who is signed in. */
function keepHere(form) {
  const fields = [...wordsOf(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const kept = { person: document.body.dataset.person, id: form.elements.id.value, fields };
  sessionStorage.setItem(UNSENT, JSON.stringify(kept));
}

/** Put words kept by `keepHere` back into `form`; false when there are none. */
function putBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(UNSENT) ?? "null");
  if (kept?.person !== document.body.dataset.person) return false;
  for (const [name, value] of kept.fields) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type !== "checkbox") field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }
  return true;
}

/** The words of `form`, without its files: those come along only when it is sent. */
function wordsOf(form) {
  const fields = new FormData(form);
  for (const name of [...fields.keys()]) if (fields.get(name) instanceof File) fields.delete(name);
  return fields;
}

/** Say in words who will see it, as ticked now. */
function sayWhoSees(form) {
  const line = form.querySelector(".seen-by[data-with]");
  const names = [...form.querySelectorAll("[name=share_with]:checked")].map((box) => box.labels[0].innerText.trim());
  if (line) line.firstElementChild.textContent = names.length ? `${line.dataset.with} ${names.join(", ")}.` : line.dataset.alone;
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
    if (putBack(form)) said.textContent = form.dataset.back;
    else form.elements.id.value = uuid7();
  }
  sayWhoSees(form);

  // Recordings and pictures are the affair of a script of their own, which only those load who open its place.
  const attach = form.querySelector(".attach");
  const openIt = async () => (await import(attach.dataset.script)).attachTo(form, uuid7);
  attach?.addEventListener("toggle", openIt, { once: true });
  const files = JSON.parse(sessionStorage.getItem(FILES) ?? "null");
  if (attach && files?.id === form.elements.id.value) attach.open = true;

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
      keepHere(form);
      said.textContent = form.dataset.kept;
    }
  }

  form.addEventListener("input", () => {
    sayWhoSees(form);
    clearTimeout(waiting);
    if (![...form.querySelectorAll("textarea")].some((box) => box.value.trim())) sessionStorage.removeItem(UNSENT);
    if (!sent) waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    keepHere(form);
    sent = !event.defaultPrevented;
  });
  // Coming back to a page that was sent: what is written now is another reflection.
  addEventListener("pageshow", (event) => {
    if (event.persisted && sent && !sessionStorage.getItem(UNSENT)) {
      form.reset();
      form.elements.id.value = uuid7();
    }
    sent = false;
  });
}
