// First words to a fund: kept on the device as they are typed, and, once one came by the link, on the server too.

const PAUSE = 2500; // milliseconds without a keystroke
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "password", "email"]);

for (const form of document.querySelectorAll("form.first-words")) {
  const said = form.querySelector(".kept-here");
  const key = form.dataset.here;
  const there = "there" in form.dataset;
  const typed = () => [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");

  /** Say in the form's own line what was done; on the device it can be forgotten again. */
  function say(words) {
    said.textContent = words;
    if (there) return;
    const forget = form.querySelector("template.forget").content.cloneNode(true).firstElementChild;
    forget.addEventListener("click", () => {
      localStorage.removeItem(key);
      form.reset();
      said.textContent = "";
    });
    said.append(" ", forget);
  }

  if (there) localStorage.removeItem(key); // it has arrived
  else {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    const empty = ![...form.querySelectorAll("textarea")].some((box) => box.value.trim());
    if (kept.length && empty) {
      for (const [name, value] of kept) if (form.elements[name]) form.elements[name].value = value;
      say(said.dataset.restored);
    }
  }

  async function keep() {
    if (!there) {
      localStorage.setItem(key, JSON.stringify(typed()));
      return say(said.dataset.here);
    }
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams([...typed(), ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]]),
      });
      said.textContent = answer.ok ? said.dataset.there : "";
    } catch {
      said.textContent = ""; // the words stand in their boxes; the next pause tries again
    }
  }

  let waiting = null;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, there ? PAUSE : 300);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
