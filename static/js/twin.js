// The table twin of a map: its forms are sent without leaving the page. What was done is announced (#said is a status), and the
// focus goes on where one would look next: to what is wrong, to what was made, or to the heading. A form in which something is
// typed, and which was not the one sent, stays as it is, with what it had seen.
const body = document.body;
let then = ""; // what gets the focus
let sent = null; // the form that is on its way
let typed = []; // forms that stay

/** Whether something was typed or chosen in a box since its page was made. */
function altered(box) {
  if (!box.name || box.type === "hidden") return false;
  if (box.matches("[type=checkbox], [type=radio]")) return box.checked !== box.defaultChecked;
  if (box.matches("select")) return [...box.options].some((each) => each.selected !== each.defaultSelected && each.value);
  return box.value !== box.defaultValue;
}

/** The id of the first box that a form shows: by it the same form is known again. */
const known = (form) => [...form.elements].find((box) => box.id && box.type !== "hidden")?.id;

body.addEventListener("htmx:beforeRequest", (event) => {
  sent = event.detail.elt;
  then = sent.dataset.then ?? "";
  sent.querySelector(".unsent")?.remove();
});

body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    // What was refused is shown as it comes: the form with every word in it, and why.
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  typed = [...document.querySelectorAll("#twin form")].filter((form) => form !== sent && [...form.elements].some(altered));
});

body.addEventListener("htmx:afterSettle", (event) => {
  const twin = document.getElementById("twin");
  if (!event.detail.requestConfig || !twin) return;
  for (const form of typed.splice(0)) {
    const same = document.getElementById(known(form))?.form;
    if (same?.getAttribute("action") !== form.getAttribute("action")) continue;
    same.replaceWith(form);
    globalThis.htmx.process(form);
  }
  const place = twin.querySelector(".error-summary") ?? document.getElementById(then) ?? twin.querySelector("h1");
  place?.setAttribute("tabindex", "-1");
  place?.focus();
  const news = document.getElementById("news"); // what others do from now on
  news.dataset.state = twin.dataset.news;
  news.dispatchEvent(new CustomEvent("live:look"));
});

/** Say in the form that it could not be sent; what was typed stays. */
function unsent(event) {
  const words = document.getElementById("offline-words")?.content.querySelector("[data-said=window]");
  const form = event.detail.elt;
  if (!words || !form?.matches("form")) return;
  const place = document.createElement("div");
  place.className = "unsent";
  place.setAttribute("role", "alert");
  place.append(words.cloneNode(true));
  form.append(place);
}
body.addEventListener("htmx:sendError", unsent);
body.addEventListener("htmx:responseError", unsent);
