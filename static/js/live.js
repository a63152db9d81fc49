// A page that is live. `<div data-live="/live/…" data-state="/…/state/" data-now="7">` listens to a stream that says no
// more than "changed, now at 8", and then reads its state through an ordinary address: `data-part`s of the page are
// replaced by those of the answer. What is typed in is never touched: a part waits while somebody types in it, and one with
// `data-holds` stays as it is as long as that says the same. Where the stream is blocked or away, the page asks by itself.

import { Hearing } from "./hearing.js";

const ANSWERS = 10000; // in which an answer must have come

class Live {
  constructor(place) {
    this.place = place;
    this.now = Number(place.dataset.now);
    this.waiting = new Map(); // parts that wait until somebody has left them, by name
    place.addEventListener("focusout", () => setTimeout(() => this.showWaiting()));
    this.hearing = new Hearing({
      open: () => new EventSource(place.dataset.live),
      hear: (now) => this.hear(now),
      ask: (nth) => this.look({ whole: nth % 3 === 0 }),
      here: () => this.lookSoon(),
      gone: () => this.end(),
      way: (way) => (place.dataset.way = way),
    });
    document.addEventListener("visibilitychange", () => this.begin());
    addEventListener("online", () => this.begin());
    addEventListener("pagehide", () => this.hearing.close());
    addEventListener("pageshow", (event) => event.persisted && this.begin());
    place.addEventListener("live:look", () => this.look({ whole: true }));
    this.begin();
  }

  /** Open the stream, or ask now and then where nobody looks; and look at once, for what was missed. */
  begin() {
    if (this.ended) return;
    this.heard = false;
    this.hearing.begin(document.hidden);
    if (document.hidden) return;
    if (this.begun) this.look({ whole: true });
    this.begun = true;
  }

  /** The stream told a number. With its first word it listens: of who came before that, since the page was made, it told nothing. */
  hear(now) {
    if (now > this.now) this.look({ wanted: now });
    if (!this.heard) this.lookSoon();
    this.heard = true;
  }

  /** Who is here has changed: not worth a question for each of forty people who come at once. */
  lookSoon() {
    if (this.soon) return;
    this.soon = setTimeout(() => {
      this.soon = null;
      this.look({ whole: true });
    }, 300 + Math.random() * 900);
  }

  /** Read the state, one question at a time. It may come from a copy that is behind: then once more. */
  async look({ wanted = 0, whole = false }) {
    this.wanted = Math.max(this.wanted ?? 0, wanted);
    this.whole ||= whole;
    if (this.looking) return;
    this.looking = true;
    for (let tries = 0; tries < 8 && !this.ended && (tries === 0 || this.whole || this.now < this.wanted); tries++) {
      if (tries) await new Promise((resume) => setTimeout(resume, 150 * tries));
      const since = this.whole ? "" : `?since=${this.now}`;
      this.whole = false;
      try {
        await this.read(since);
      } catch {
        break; // no network: the next event, or the next question, brings it
      }
    }
    this.looking = false;
  }

  async read(since) {
    const answer = await fetch(this.place.dataset.state + since, {
      headers: { "X-Requested-With": "live" },
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWERS),
    });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return this.end();
    if (answer.status !== 200) return;
    this.show(await answer.text(), Number(answer.headers.get("X-Now")));
  }

  show(text, now) {
    if (now < this.now) return; // an earlier answer that was overtaken
    const changed = now > this.now;
    this.now = now;
    this.place.dataset.now = now;
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const part of page.querySelectorAll("[data-part]")) this.put(part);
    for (const here of this.place.querySelectorAll("[data-part]")) {
      if (!page.querySelector(`[data-part="${here.dataset.part}"]`)) here.replaceChildren();
    }
    this.place.dispatchEvent(new CustomEvent("live:shown", { detail: { changed, now } }));
  }

  put(part) {
    const name = part.dataset.part;
    const here = this.place.querySelector(`[data-part="${name}"]`);
    if (!here) return;
    this.waiting.delete(name);
    if (here.dataset.holds !== undefined && here.dataset.holds === part.dataset.holds) return renewChoices(here, part);
    if (same(here, part)) return;
    if ("dragging" in this.place.dataset || typedIn(here) || atWork(here)) {
      this.waiting.set(name, part);
      return;
    }
    const focused = here.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...here.querySelectorAll("details[open][id]")].map((each) => each.id);
    here.replaceWith(document.importNode(part, true));
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  showWaiting() {
    for (const part of [...this.waiting.values()]) this.put(part);
  }

  /** Nothing more comes: signed out, or no longer in the circle. What was typed stays. */
  end() {
    this.ended = true;
    this.hearing.end();
    const words = document.getElementById("live-ended");
    if (words) this.place.prepend(words.content.cloneNode(true));
  }
}

/** Whether two parts say the same; a form's token is another each time. */
function same(one, other) {
  const said = (part) => part.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").replace(/ open=""/g, "");
  return said(one) === said(other);
}

/** Whether somebody is just now choosing in this part, or in a box with words. */
function atWork(part) {
  const box = part.contains(document.activeElement) ? document.activeElement : null;
  return Boolean(box?.matches("select") || (box?.matches("textarea, input") && box.value));
}

/** Whether something was typed in this part that was not sent yet. */
const typedIn = (part) => [...part.querySelectorAll("textarea, input[type=text]")].some((box) => box.value !== box.defaultValue);

/** Let the lists of choices in a part that stays offer what they offer now. */
function renewChoices(here, part) {
  for (const list of here.querySelectorAll("select[id]")) {
    const now = part.querySelector(`#${CSS.escape(list.id)}`);
    if (!now || list === document.activeElement) continue;
    const chosen = list.value;
    list.replaceChildren(...[...now.options].map((each) => document.importNode(each, true)));
    if ([...list.options].some((each) => each.value === chosen)) list.value = chosen;
  }
}

for (const place of document.querySelectorAll("[data-live]")) new Live(place);
