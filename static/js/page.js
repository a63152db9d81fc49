// Every page: what was wrong gets the focus, no words are lost without a network, htmx says when it is busy.

document.querySelector("main > .error-summary, main > section > .error-summary")?.focus();

// Where tabs are a row longer than the window, the one we are at is seen.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const row = here.closest(".tabs");
  row.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - row.clientWidth / 2;
}

const person = document.body.dataset.person;
const out = document.querySelector("form[action$='/logout/']");
// Somebody signed out while there was no network: it is done now. On the page for signing in it is.
if (person && localStorage.getItem("leaving") === person) out?.submit();
else if (document.getElementById("signed-out")) localStorage.removeItem("leaving");
// A reflection whose page is shown has arrived (reflect.js asks).
const sent = sessionStorage.getItem("sent");
if (sent && location.pathname.includes(sent)) {
  sessionStorage.setItem("arrived", sent);
  sessionStorage.removeItem("sent");
}

/** What waits on the device, and all that belongs to it: fetched after the page. */
const outbox = () => import("./outbox/page.js");
addEventListener("load", () => setTimeout(() => outbox().catch(() => null), 0));

out?.addEventListener("submit", async (event) => {
  event.preventDefault();
  sessionStorage.clear();
  const goOn = await outbox().then(({ mayLeave }) => mayLeave(out)).catch(() => true);
  if (goOn) out.submit();
});

/** Whether the place can be reached now. */
async function reachable() {
  if (!navigator.onLine) return false;
  try {
    return (await fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(8000) })).ok;
  } catch {
    return false;
  }
}

/** Put what stands in a form into the queue of the device; what to say of it. */
async function waits(form, button) {
  if (!form.dataset.waits || button?.name === "leave_out") return "window";
  return import("./outbox/forms.js").then(({ keep }) => keep(form)).catch(() => "window");
}

// A form with words in it is sent when it can arrive; otherwise it waits on the device, or the words stay, with a sentence why.
const words = document.getElementById("offline-words");
for (const form of document.querySelectorAll("form[method=post]:not([hx-boost]):has(textarea), form[data-waits]")) {
  const place = document.createElement("div");
  place.className = "offline";
  place.setAttribute("role", "alert");
  form.append(place);
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure || event.defaultPrevented) return;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    const button = event.submitter;
    form.setAttribute("aria-busy", "true");
    place.replaceChildren();
    sure = await reachable();
    const said = sure ? null : await waits(form, button);
    form.removeAttribute("aria-busy");
    if (sure) form.requestSubmit(button);
    else place.append(words.content.querySelector(`[data-said=${said}]`).cloneNode(true));
  });
  addEventListener("pageshow", () => (sure = false));
}

document.body.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
document.body.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));
// After something asked for was swapped in, the focus moves to what is wrong in it or to its heading.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (!event.detail.requestConfig?.triggeringEvent) return;
  const next = event.detail.elt.querySelector(".error-summary, h1, h2, h3");
  next?.setAttribute("tabindex", "-1");
  next?.focus();
});

navigator.serviceWorker?.register("/sw.js");
