// The table twin of a map: its forms are sent without leaving the page. What was done is announced (#said is a status), and the
// focus goes on where one would look next: to what is wrong, to what was made, or to the heading.
const body = document.body;
let then = "";

body.addEventListener("htmx:beforeRequest", (event) => {
  then = event.detail.elt.dataset.then ?? "";
  event.detail.elt.querySelector(".unsent")?.remove();
});

// What was refused is shown as it comes: the form with every word in it, and why.
body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

body.addEventListener("htmx:afterSettle", (event) => {
  const twin = document.getElementById("twin");
  if (!event.detail.requestConfig || !twin) return;
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
