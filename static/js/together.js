// A session: what is sent leaves the page where it is, notes can be dragged, and the time that was set counts down.
// Without this script every form sends the page, and a select beneath each note does what dragging does.

const place = document.querySelector("[data-unsent]");
const form_of = (event) => event.target.closest?.("form[data-quick]");

/** A random UUID: the order of writing must not tell who wrote. */
function uuid4() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const look = () => place.dispatchEvent(new CustomEvent("live:look"));

/** Post, and whether it was taken. Throws without a network. */
async function post(address, words) {
  const answer = await fetch(address, {
    method: "POST",
    body: words,
    headers: { "X-Requested-With": "live" },
    redirect: "manual",
    signal: AbortSignal.timeout(15000),
  });
  return answer.status === 204;
}

document.addEventListener("submit", async (event) => {
  const form = form_of(event);
  if (!form || event.defaultPrevented || !place.dataset.live) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const said = form.querySelector("[data-said]");
  try {
    if (await post(form.action, new FormData(form, event.submitter))) {
      emptied(form);
      if (said) said.textContent = said.dataset.said;
      look();
    } else {
      submitted(form, event.submitter); // the page says what is wrong, with every word
    }
  } catch {
    unsent(form);
  }
  form.removeAttribute("aria-busy");
});

function submitted(form, button) {
  if (button?.name) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(field);
  }
  form.submit();
}

function emptied(form) {
  for (const box of form.querySelectorAll("textarea, input[type=text]")) box.value = "";
  for (const tick of form.querySelectorAll("input[type=checkbox], input[type=radio]")) tick.checked = tick.defaultChecked;
  if (form.elements.id) form.elements.id.value = uuid4();
  form.querySelector(".offline")?.replaceChildren();
  form.querySelector("textarea")?.focus();
}

function unsent(form) {
  let words = form.querySelector(".offline");
  if (!words) {
    words = Object.assign(document.createElement("div"), { className: "offline" });
    words.setAttribute("role", "alert");
    form.append(words);
  }
  const line = Object.assign(document.createElement("p"), { className: "notice care", textContent: place.dataset.unsent });
  words.replaceChildren(line);
}

// dragging
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-note]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.note);
  place.dataset.dragging = "";
});
document.addEventListener("dragover", (event) => {
  if (dragged && event.target.closest?.("[data-group]")) event.preventDefault();
});
document.addEventListener("drop", async (event) => {
  const group = event.target.closest?.("[data-group]");
  if (!dragged || !group) return;
  event.preventDefault();
  const form = dragged.querySelector("form[data-quick]");
  const words = new FormData(form);
  words.set("group", group.dataset.group);
  group.append(dragged);
  try {
    await post(form.action, words);
  } catch {
    unsent(form);
  }
  look();
});
document.addEventListener("dragend", () => {
  dragged = null;
  delete place.dataset.dragging;
});

// the time that was set
let over = null;
function begin() {
  const time = document.querySelector(".time[data-seconds]");
  over = time ? Date.now() + Number(time.dataset.seconds) * 1000 : null;
  tick();
}
function tick() {
  const time = document.querySelector(".time[data-seconds]");
  if (!time || over === null) return;
  const left = Math.round((over - Date.now()) / 1000);
  const said = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} ${place.dataset.left}`;
  time.textContent = left > 0 ? said : place.dataset.over;
}
place.addEventListener("live:shown", begin);
setInterval(tick, 1000);
begin();
