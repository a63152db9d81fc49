// Every page: what was wrong gets the focus, no words are lost without a network, htmx says when it is busy.

document.querySelector("main > .error-summary, main > section > .error-summary")?.focus();

// Words that could not be sent (reflect.js keeps them) belong to one person, and go once they arrived.
const UNSENT = ["unsent", "unsent-files"];
const person = document.body.dataset.person;
for (const place of UNSENT) {
  const unsent = JSON.parse(sessionStorage.getItem(place) ?? "null");
  if (unsent && person && (unsent.person !== person || location.pathname.includes(unsent.id))) {
    sessionStorage.removeItem(place);
  }
}
addEventListener("submit", (event) => {
  if (event.target.action.includes("/logout/")) for (const place of UNSENT) sessionStorage.removeItem(place);
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

// A form with words in it is sent only when it can arrive; otherwise the words stay, with a sentence why.
const said = document.getElementById("offline-words");
for (const form of document.querySelectorAll("form[method=post]:has(textarea)")) {
  const place = document.createElement("div");
  place.className = "offline";
  place.setAttribute("role", "alert");
  form.append(place);
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.submitter;
    form.setAttribute("aria-busy", "true");
    sure = await reachable();
    form.removeAttribute("aria-busy");
    place.replaceChildren();
    if (sure) form.requestSubmit(button);
    else place.append(said.content.cloneNode(true));
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
