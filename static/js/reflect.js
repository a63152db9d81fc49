// The Reflect box: makes the reflection's id where it is written, and keeps what is typed as a draft.
const PAUSE = 1000; // milliseconds without a keystroke before a draft is kept

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

for (const form of document.querySelectorAll("form.reflect-box")) {
  const said = form.querySelector(".draft-said");
  const resumed = new URLSearchParams(location.search).has("draft") || form.querySelector("textarea").value;
  let waiting = null;
  let sent = false;
  if (!resumed) form.elements.id.value = uuid7();

  async function keep() {
    try {
      const answer = await fetch(form.dataset.drafts, {
        method: "POST",
        body: new FormData(form),
        keepalive: true,
      });
      said.textContent = answer.redirected ? "" : (await answer.json()).said;
    } catch {
      said.textContent = "";
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!sent) waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
  // Coming back to a page that was sent: what is written now is another reflection.
  addEventListener("pageshow", (event) => {
    if (event.persisted && sent) {
      form.elements.id.value = uuid7();
      form.reset();
      sent = false;
    }
  });
}
