// Recordings and pictures of a form: made ready on the device, listed, and sent along when the form is sent.
// What is ready stands in form.attachments = [{id, kind, blob, alt}]; whoever sends the form otherwise takes it from there.
const MOST = 6; // as learning/actions/attachments.py
const LONGEST_SIDE = 1600; // pixels
const MOST_SECONDS = 15 * 60;
const BITS_A_SECOND = 32000;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const device = () => import("./outbox/device.js");

/** A picture, turned as it was taken, small, and without anything but its pixels. */
export async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((ready) => canvas.toBlob(ready, "image/jpeg", 0.85));
}

/** Seconds as 1:05. */
const spoken = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const asAddress = (blob) =>
  new Promise((ready) => {
    const reader = new FileReader();
    reader.onload = () => ready(reader.result);
    reader.readAsDataURL(blob);
  });

/** Let `form` bring recordings and pictures; `newId` makes a UUID of version 7. */
export async function attachTo(form, newId) {
  const place = form.querySelector(".attach");
  place.querySelector(".plain").remove();
  place.querySelector(".with-script").replaceWith(place.querySelector(".with-script").content.cloneNode(true));
  const said = place.querySelector(".said");
  const list = place.querySelector(".prepared");
  const record = place.querySelector(".record");
  if (!globalThis.MediaRecorder || !navigator.mediaDevices) record.remove();
  form.attachments = [];

  const full = () => {
    if (form.attachments.length < MOST) return false;
    said.textContent = said.dataset.full;
    return true;
  };

  /** Keep what is ready on the device as well, locked: the page may come back with a question. Without room, only here. */
  const keepHere = () =>
    device().then(({ keepFiles }) => keepFiles(form.elements.id?.value, form.attachments)).catch(() => null);

  /** List one that is ready, with its words and a button that throws it away. */
  function show(one) {
    const item = place.querySelector(".one").content.cloneNode(true).firstElementChild;
    const [shown, label, words, away] = ["p", "label", "textarea", "button"].map((part) => item.querySelector(part));
    const player = document.createElement(one.kind === "voice" ? "audio" : "img");
    player.src = one.kind === "voice" ? URL.createObjectURL(one.blob) : one.address;
    if (one.kind === "voice") player.controls = true;
    else player.alt = "";
    shown.append(player);
    label.textContent = label.dataset[one.kind];
    label.htmlFor = words.id = `words-${one.id}`;
    words.value = one.alt;
    words.addEventListener("input", () => {
      one.alt = words.value;
      keepHere();
    });
    away.textContent = away.dataset[one.kind];
    away.addEventListener("click", () => {
      form.attachments = form.attachments.filter((other) => other !== one);
      item.remove();
      said.textContent = said.dataset.gone;
      keepHere();
      (list.querySelector("textarea") ?? record ?? place.querySelector("summary")).focus();
    });
    list.append(item);
  }

  async function add(kind, blob, alt = "", id = newId()) {
    const one = { id, kind, blob, alt, address: await asAddress(blob) };
    form.attachments.push(one);
    show(one);
    keepHere();
  }

  for (const chosen of place.querySelectorAll("input[type=file]")) {
    chosen.addEventListener("change", async () => {
      for (const file of chosen.files) {
        if (full()) break;
        try {
          const voice = file.type.startsWith("audio/");
          await add(voice ? "voice" : "picture", voice ? file : await shrunk(file));
          said.textContent = voice ? said.dataset.recorded : said.dataset.prepared;
        } catch {
          said.textContent = said.dataset.unread;
        }
      }
      chosen.value = "";
    });
  }

  let recorder = null;
  record.addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    if (full()) return;
    const start = record.textContent;
    const parts = [];
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      said.textContent = said.dataset.denied;
      return;
    }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
    let seconds = 0;
    const time = document.createElement("span");
    time.setAttribute("role", "timer");
    time.className = "meta";
    time.textContent = spoken(0);
    record.after(time);
    const clock = setInterval(() => {
      time.textContent = spoken(++seconds);
      if (seconds >= MOST_SECONDS) recorder?.stop();
    }, 1000);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", async () => {
      clearInterval(clock);
      time.remove();
      for (const track of stream.getTracks()) track.stop();
      const type = recorder.mimeType;
      recorder = null;
      record.textContent = start;
      record.classList.remove("recording");
      await add("voice", new Blob(parts, { type }));
      said.textContent = said.dataset.recorded;
    });
    recorder.start(1000);
    record.textContent = record.dataset.stop;
    record.classList.add("recording");
    said.textContent = said.dataset.recording;
  });

  // Only when the form is really sent, not when a draft is kept from it: its files come along.
  let sending = false;
  addEventListener("submit", (event) => {
    sending = event.target === form && !event.defaultPrevented;
    setTimeout(() => (sending = false));
  });
  form.addEventListener("formdata", ({ formData }) => {
    if (!sending) return;
    form.attachments.forEach(({ id, kind, blob, alt }, nth) => {
      const name = `file-${nth + 1}`;
      formData.append(name, blob, kind);
      formData.append(`${name}-id`, id);
      formData.append(`${name}-kind`, kind);
      formData.append(`${name}-alt`, alt);
    });
  });

  // It waits on the device now (outbox/forms.js): what is written next brings files of its own.
  form.addEventListener("waits", () => {
    list.replaceChildren();
    said.textContent = "";
  });

  const unsent = await device().then(({ unsentFiles }) => unsentFiles(form.elements.id?.value)).catch(() => []);
  for (const { id, kind, alt, blob } of unsent) await add(kind, blob, alt, id);
}
