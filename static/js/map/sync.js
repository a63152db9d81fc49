/**
 * A map that several people draw at once, as one of them has it: what is known of it, with one's own strokes on top that are not
 * there yet. Strokes are shown at once, wait in order under ids made here, and are sent until it is known what became of
 * each; what others draw comes by the stream, or is read from the last change that was seen. Nothing here knows of a browser.
 *
 * @typedef {"factor" | "link" | "map"} On
 * @typedef {{on: On, id: string, set: Record<string, any>}} Step
 * @typedef {{on: On, id: string, set: Record<string, any>, was: Record<string, any>}} Was
 * @typedef {{id: string, seen: number, nth: number, steps: Step[], undoes?: string, goes_back?: number, number?: number,
 *            refused?: string}} Stroke
 * @typedef {{id: string, on: On, thing: string, field: string, value: any, by: string, mine: boolean}} Contest
 * @typedef {{key: string, name: string, x: number | null, y: number | null, holds: string | null, guest: boolean, age: number}} Present
 * @typedef {{on: On, id: string, now: Record<string, any> | null, mine: boolean, by: string}} Changed
 *   `now` is the thing as it is to be shown; null where it is not on the map
 */

import { Hearing } from "../hearing.js";

const MOST_AT_ONCE = 50; // strokes in one request; the place takes 100
const ANSWERS = 15_000; // in which an answer must have come
const LONGEST_REST = 1000; // milliseconds between two questions, where answers take long
const RESTS = [200, 500, 1000, 2000, 4000, 8000]; // before it is tried again
const NEW = {
  factor: { label: "", description: "", cluster: "", kind: "", tags: [], x: null, y: null, pinned: false, removed: false },
  link: {
    source: "", target: "", label: "", description: "", kind: "", polarity: "", strength: "", delay: false, confidence: "",
    evidence: "", removed: false,
  },
};

/** Nothing can be sent or read any more: signed out, no longer in the circle, or the link is over. */
export class Gone extends Error {}
/** The place was reached and says that it cannot read what was sent. */
class Unread extends Error {}

const keyOf = (on, id) => `${on}:${id}`;
const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
const copied = (value) => (value && typeof value === "object" ? structuredClone(value) : value);

export class Sync {
  /** @type {Map<string, Record<string, any>>} what is known to be there, by kind and id */
  #base = new Map();
  /** @type {Map<string, Record<string, any>>} and with one's own strokes on top */
  #shown = new Map();
  /** @type {Stroke[]} in the order in which they were made */
  #waiting = [];
  /** @type {Map<string, Was[]>} what one's own strokes set, and what was there before */
  #own = new Map();
  /** @type {string[]} */
  #done = [];
  /** @type {string[]} */
  #undone = [];
  #place;
  #hearing;
  #told = { change: new Set(), state: new Set(), refused: new Set(), presence: new Set() };
  #sending = false;
  #pulling = null;
  #wanted = 0;
  #restsUntil = 0;
  #ended = false;
  #most = MOST_AT_ONCE;
  #rest = null;
  #nth = 0;
  #spot = { x: null, y: null, holds: null };
  #meeting = null;
  #meetingSoon = 0;

  /** The number of the last change that was seen. */
  number = 0;
  /** The id of the map itself. */
  map = "";
  /** @type {Contest[]} what waits for people to choose */
  contests = [];
  /** @type {Stroke[]} strokes that could not be taken, each with the reason, until they are dismissed */
  refused = [];
  /** @type {Present[]} who else is here */
  present = [];
  /** @type {"beginning" | "here" | "away" | "gone"} whether the place is in reach */
  state = "beginning";

  /**
   * @param {object} place
   * @param {string} place.address  of the map: "/maps/food/"
   * @param {typeof fetch} place.fetch
   * @param {() => string} place.newId  a UUID
   * @param {() => Record<string, string>} [place.headers]  to be sent along with what is posted (the CSRF token)
   * @param {(() => EventSource) | null} [place.stream]  opens the stream of the map; without it the place is asked
   * @param {number} [place.asks]  milliseconds between two questions where there is no stream
   * @param {{all: () => Promise<Stroke[]>, put: (stroke: Stroke) => Promise<any>, remove: (id: string) => Promise<any>} | null} [place.store]
   *   where strokes are kept until they have arrived
   */
  constructor(place) {
    this.#place = { headers: () => ({}), store: null, stream: null, asks: 2000, ...place };
    this.#hearing = new Hearing({
      open: this.#place.stream,
      asks: this.#place.asks,
      hear: (now) => this.#pull(now),
      words: (came) => this.#came(came),
      ask: () => this.#pull(0, true),
      here: () => this.#meetSoon(0),
      gone: () => this.#end(),
    });
  }

  /** Read the map as it is, and what was drawn here before and has not arrived. Raises Gone; tries on without a network. */
  async begin() {
    for (const stroke of (await this.#kept()).sort((a, b) => a.nth - b.nth)) {
      (stroke.refused ? this.refused : this.#waiting).push(stroke);
      this.#nth = Math.max(this.#nth, stroke.nth);
    }
    for (let tries = 0; !this.#ended; tries++) {
      try {
        this.#take(await this.#ask("state/"));
        break;
      } catch (problem) {
        if (problem instanceof Gone) throw problem;
        await this.#wait(tries);
      }
    }
    this.#hearing.begin();
    this.#send();
    this.#meetSoon(0);
  }

  /** The same, with a state that came with the page: no question is asked. */
  beginWith(state) {
    this.#take(state);
    this.#hearing.begin();
    this.#kept().then((kept) => {
      if (!kept.length) return;
      const touched = new Map();
      for (const stroke of kept.sort((a, b) => a.nth - b.nth)) {
        (stroke.refused ? this.refused : this.#waiting).push(stroke);
        this.#nth = Math.max(this.#nth, stroke.nth);
        touch(touched, stroke.steps, { mine: true, by: "" });
      }
      this.#show(touched);
      this.#send();
    });
    this.#pull(0, true);
    this.#meetSoon(0);
  }

  /** Nothing is read or sent any more; what waits stays in the store. */
  stop() {
    this.#ended = true;
    this.#hearing.end();
    clearTimeout(this.#meeting);
    this.#rest?.();
  }

  /** Whether somebody looks at it now; and after a time without a network, that there may be one again. */
  seen(looked = true) {
    if (this.#ended) return;
    this.#hearing.begin(!looked);
    this.#rest?.();
    if (looked) {
      this.#pull(0, true);
      this.#meetSoon(0);
    }
    this.#send();
  }

  // What is on the map

  /** One thing as it is to be shown; undefined where it is not on the map. @returns {Record<string, any> | undefined} */
  thing(on, id) {
    const found = this.#shown.get(keyOf(on, id));
    return found && this.#isThere(on, found) ? found : undefined;
  }

  /** All of a kind that are on the map. @returns {Record<string, any>[]} */
  things(on) {
    const all = [];
    for (const [key, each] of this.#shown) if (key.startsWith(`${on}:`) && this.#isThere(on, each)) all.push(each);
    return all;
  }

  #isThere(on, thing) {
    if (thing.removed) return false;
    if (on !== "link") return true;
    const ends = [thing.source, thing.target].map((id) => this.#shown.get(keyOf("factor", id)));
    return ends.every((end) => end && !end.removed);
  }

  /** How many strokes have not arrived. */
  get waiting() {
    return this.#waiting.filter((stroke) => stroke.number === undefined).length;
  }

  // Drawing

  /** Draw: it is shown at once, and sent. The id of the stroke. @param {{on: On, id?: string, set: Record<string, any>}[]} steps */
  apply(steps) {
    this.#undone = [];
    const whole = steps.map(({ on, id, set }) => ({ on, id: id ?? (on === "map" ? this.map : this.#place.newId()), set: copied(set) }));
    const stroke = this.#draw({ steps: whole });
    this.#done.push(stroke.id);
    return stroke.id;
  }

  /** An id for something new. */
  newId() {
    return this.#place.newId();
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Take one's own last stroke back, whatever others have drawn since. False where there is none. */
  undo() {
    return this.#turn(this.#done, this.#undone);
  }

  /** Draw again what was taken back last. False where there is nothing. */
  redo() {
    return this.#turn(this.#undone, this.#done);
  }

  #turn(from, to) {
    const id = from.pop();
    if (!id) return false;
    const steps = (this.#own.get(id) ?? []).flatMap((each) => {
      const now = this.#shown.get(keyOf(each.on, each.id)) ?? {};
      const back = Object.entries(each.was).filter(([name]) => same(now[name] ?? null, each.set[name] ?? null));
      return back.length ? [{ on: each.on, id: each.id, set: Object.fromEntries(back) }] : [];
    });
    to.push(this.#draw({ steps, undoes: id }).id);
    return true;
  }

  /** Let the map stand as it did after the change of this number, as a new change. */
  goBack(number) {
    this.#draw({ steps: [], goes_back: number });
  }

  /** Choose what a contested field is to be; the stroke's id. @param {Contest} contest */
  settle(contest, value = contest.value) {
    return this.apply([{ on: contest.on, id: contest.thing, set: { [contest.field]: value } }]);
  }

  /** Forget a stroke that could not be taken. */
  dismiss(id) {
    this.refused = this.refused.filter((stroke) => stroke.id !== id);
    this.#forget(id);
  }

  #draw(said) {
    const stroke = { id: this.#place.newId(), seen: this.number, nth: ++this.#nth, ...said };
    this.#own.set(stroke.id, stroke.steps.map((step) => this.#with(step)));
    this.#waiting.push(stroke);
    this.#keep(stroke);
    this.#show(touch(new Map(), stroke.steps, { mine: true, by: "" }));
    this.#send();
    return stroke;
  }

  /** The step, with what is there before it. */
  #with({ on, id, set }) {
    const now = this.#shown.get(keyOf(on, id));
    if (!now) return { on, id, set: { removed: false }, was: { removed: true } };
    const was = Object.keys(set).filter((name) => !same(now[name] ?? null, set[name]));
    return { on, id, set, was: Object.fromEntries(was.map((name) => [name, copied(now[name] ?? null)])) };
  }

  // Who wants to know

  /** Told what changed: ({changed, contests, number}). Returns a function that ends it. @param {(news: {changed: Changed[], contests: Contest[], number: number}) => void} tell */
  onChange(tell) {
    return this.#on("change", tell);
  }

  /** Told when the place comes into reach or goes out of it, and how many strokes wait. */
  onState(tell) {
    return this.#on("state", tell);
  }

  /** Told of a stroke that could not be taken: (stroke), with `refused`, the reason in words. */
  onRefused(tell) {
    return this.#on("refused", tell);
  }

  /** Told who else is here, and where. @param {(present: Present[]) => void} tell */
  onPresence(tell) {
    const end = this.#on("presence", tell);
    this.#meetSoon(0);
    return end;
  }

  #on(what, tell) {
    this.#told[what].add(tell);
    return () => this.#told[what].delete(tell);
  }

  #tell(what, said) {
    for (const tell of this.#told[what]) tell(said);
  }

  #is(state) {
    if (this.state === "gone") return;
    this.state = state;
    this.#tell("state", { state, waiting: this.waiting });
  }

  #end() {
    this.#is("gone");
    this.stop();
  }

  // The network

  async #ask(path, sent) {
    const said = { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(ANSWERS), headers: { Accept: "application/json" } };
    if (sent !== undefined) {
      Object.assign(said, { method: "POST", body: JSON.stringify(sent) });
      Object.assign(said.headers, { "Content-Type": "application/json" }, this.#place.headers());
    }
    const answer = await this.#place.fetch(this.#place.address + path, said);
    if (answer.type === "opaqueredirect" || [301, 302, 303, 401, 403, 404].includes(answer.status)) {
      this.#end();
      throw new Gone();
    }
    if ([400, 413, 422].includes(answer.status)) throw new Unread();
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  #wait(tries) {
    if (this.#ended) return null;
    const milliseconds = RESTS[Math.min(tries, RESTS.length - 1)] * (0.5 + Math.random());
    return new Promise((resolve) => {
      const over = setTimeout(resolve, milliseconds);
      this.#rest = () => {
        clearTimeout(over);
        resolve();
      };
    }).finally(() => (this.#rest = null));
  }

  /** Send what waits, one request after the other, until all of it has arrived. */
  async #send() {
    if (this.#sending || this.state === "beginning") return;
    this.#sending = true;
    for (let tries = 0; !this.#ended; ) {
      const some = this.#waiting.filter((stroke) => stroke.number === undefined).slice(0, this.#most);
      if (!some.length) break;
      try {
        const answer = await this.#ask(`changes/?after=${this.number}`, some.map(asSent));
        this.#took(answer);
        tries = 0;
        this.#most = MOST_AT_ONCE;
      } catch (problem) {
        if (problem instanceof Gone) break;
        if (problem instanceof Unread) {
          if (some.length === 1) this.#refuse(some[0], "");
          this.#most = 1;
          continue;
        }
        this.#is("away");
        await this.#wait(tries++);
      }
    }
    this.#sending = false;
  }

  #took(answer) {
    const { taken, contests } = answer;
    if (answer.changes) this.#hear(answer);
    let last = 0;
    const touched = new Map();
    for (const { id, number, refused } of taken) {
      const stroke = this.#waiting.find((each) => each.id === id);
      if (number !== undefined) last = Math.max(last, number);
      if (!stroke) continue; // its change was read before this answer
      if (refused !== undefined) this.#refuse(stroke, refused);
      else if (number <= this.number) this.#arrived({ id, mine: true, by: "", sets: this.#own.get(id) ?? [] }, touched);
      else stroke.number = number;
    }
    if (touched.size) this.#show(touched);
    if (!answer.changes) this.contests = contests;
    this.#is("here");
    this.#pull(last);
  }

  /** It cannot be taken: what it set is shown no more, and it stays, with the reason, until its person has seen it. */
  #refuse(stroke, why) {
    this.#waiting = this.#waiting.filter((each) => each !== stroke);
    this.#done = this.#done.filter((id) => id !== stroke.id);
    this.#undone = this.#undone.filter((id) => id !== stroke.id);
    stroke.refused = why;
    this.refused.push(stroke);
    this.#keep(stroke);
    this.#show(touch(new Map(), stroke.steps, { mine: true, by: "" }));
    this.#tell("refused", stroke);
  }

  /** Read what changed, until the change of the number that is `wanted` is there; one question at a time. */
  async #pull(wanted, anyway = false) {
    this.#wanted = Math.max(this.#wanted, wanted);
    if (this.#ended || this.state === "beginning") return;
    if (!anyway && this.#wanted <= this.number) return;
    if (this.#pulling) {
      await this.#pulling;
      if (this.#wanted <= this.number) return;
    }
    this.#pulling ??= this.#read().finally(() => (this.#pulling = null));
    await this.#pulling;
  }

  /** The stream carried what was drawn. Where something before it is missing, its number follows, and what is missing is asked for. */
  #came(answer) {
    if (!this.#ended && this.#hear(answer)) this.#reached();
  }

  #reached() {
    if (this.state === "away") this.#is("here");
    this.#rest?.(); // what waits can be sent now
  }

  async #read() {
    // Rest as long as the last answer took: where many draw, a place that only answers questions takes no strokes.
    await new Promise((resume) => setTimeout(resume, Math.max(0, this.#restsUntil - Date.now())));
    const began = Date.now();
    for (let tries = 0; tries < 8 && !this.#ended; tries++) {
      if (tries) await new Promise((resume) => setTimeout(resume, 150 * tries));
      try {
        for (let more = true; more && !this.#ended; ) {
          const answer = await this.#ask(`changes/?after=${this.number}`);
          this.#restsUntil = Date.now() + Math.min(Date.now() - began, LONGEST_REST);
          more = answer.more;
          if (!this.#hear(answer)) this.#take(await this.#ask("state/"));
        }
        this.#reached();
      } catch (problem) {
        if (!(problem instanceof Gone)) this.#is("away");
        return; // the next news, or the next question, brings it
      }
      if (this.#wanted <= this.number) return;
    }
  }

  // What is known

  /** All of it anew. */
  #take({ number, map, factors, links, contests }) {
    if (number < this.number) return;
    const touched = new Map();
    for (const key of this.#shown.keys()) touched.set(key, { mine: false, by: "" });
    this.#base = new Map([[keyOf("map", map.id), map]]);
    for (const each of factors) this.#base.set(keyOf("factor", each.id), { ...copied(NEW.factor), ...each });
    for (const each of links) this.#base.set(keyOf("link", each.id), { ...NEW.link, ...each });
    for (const key of this.#base.keys()) touched.set(key, { mine: false, by: "" });
    this.map = map.id;
    this.number = number;
    this.contests = contests;
    this.#waiting = this.#waiting.filter((stroke) => {
      const arrived = stroke.number !== undefined && stroke.number <= number;
      if (arrived) this.#forget(stroke.id);
      return !arrived;
    });
    for (const stroke of this.#waiting) touch(touched, stroke.steps, { mine: true, by: "" });
    if (this.state === "beginning") this.state = "here";
    this.#show(touched);
    this.#tell("state", { state: this.state, waiting: this.waiting });
  }

  /** The changes that follow what is known. False where one is missing. */
  #hear({ number, changes, contests }) {
    const touched = new Map();
    for (const change of changes) {
      if (change.number <= this.number) continue;
      if (change.number !== this.number + 1) return false;
      this.number = change.number;
      for (const { on, id, set } of change.sets) {
        const thing = this.#base.get(keyOf(on, id)) ?? { id, ...copied(NEW[on]) };
        this.#base.set(keyOf(on, id), changedTo(thing, set));
      }
      touch(touched, change.sets, change);
      this.#arrived(change, touched);
    }
    const contested = number >= this.number && !same(contests, this.contests);
    if (contested) this.contests = contests; // an answer that was overtaken knows of older ones
    if (touched.size || contested) this.#show(touched);
    return true;
  }

  /** A stroke of one's own has become a change: it is known, and need not lie on top any more. */
  #arrived(change, touched) {
    if (this.#own.has(change.id)) this.#own.set(change.id, change.sets);
    const stroke = this.#waiting.find((each) => each.id === change.id);
    if (!stroke) return;
    this.#waiting = this.#waiting.filter((each) => each !== stroke);
    touch(touched, stroke.steps, change);
    this.#forget(stroke.id);
    this.#tell("state", { state: this.state, waiting: this.waiting });
  }

  /** Make anew what is shown of the things that were touched, and tell. */
  #show(touched) {
    const before = new Map();
    for (const key of touched.keys()) {
      before.set(key, this.#shown.get(key));
      const thing = this.#withStrokes(key);
      if (thing) this.#shown.set(key, thing);
      else this.#shown.delete(key);
    }
    const there = (thing) => !(thing?.removed ?? true);
    const came = new Map(); // factors that came or went, and by whom: their links do, too
    for (const [key, was] of before) {
      if (key.startsWith("factor:") && there(was) !== there(this.#shown.get(key))) came.set(key.slice(7), touched.get(key));
    }
    if (came.size) this.#touchLinks(came, touched);
    const changed = [...touched].map(([key, { mine, by }]) => {
      const at = key.indexOf(":");
      const [on, id] = [key.slice(0, at), key.slice(at + 1)];
      return { on, id, now: this.thing(on, id) ?? null, mine, by };
    });
    this.#tell("change", { changed, contests: this.contests, number: this.number });
  }

  #touchLinks(factors, touched) {
    for (const [key, link] of this.#shown) {
      const by = key.startsWith("link:") && !touched.has(key) && (factors.get(link.source) ?? factors.get(link.target));
      if (by) touched.set(key, by);
    }
  }

  #withStrokes(key) {
    let thing = this.#base.get(key) ?? null;
    for (const stroke of this.#waiting) {
      for (const { on, id, set } of stroke.steps) {
        if (keyOf(on, id) === key) thing = changedTo(thing ?? { id, ...copied(NEW[on]) }, set);
      }
    }
    return thing;
  }

  // The store

  async #kept() {
    try {
      return (await this.#place.store?.all()) ?? [];
    } catch {
      return []; // a device that keeps nothing
    }
  }

  #keep(stroke) {
    Promise.resolve(this.#place.store?.put(stroke)).catch(() => null);
  }

  #forget(id) {
    Promise.resolve(this.#place.store?.remove(id)).catch(() => null);
  }

  // Who else is here

  /** Where one is on the map, and what one is about to change (`holds`, an id), for the others to see. @param {{x?: number | null, y?: number | null, holds?: string | null}} spot */
  here(spot) {
    Object.assign(this.#spot, spot);
    if (this.present.length || "holds" in spot) this.#meetSoon(300);
  }

  #meetSoon(milliseconds) {
    const at = Date.now() + milliseconds;
    if (this.#ended || !this.#told.presence.size || (this.#meeting && this.#meetingSoon <= at)) return;
    clearTimeout(this.#meeting);
    this.#meetingSoon = at;
    this.#meeting = setTimeout(() => this.#meet(), milliseconds);
  }

  async #meet() {
    try {
      const { present } = await this.#ask("presence/", this.#spot);
      if (!same(present, this.present)) {
        this.present = present;
        this.#tell("presence", present);
      }
    } catch {
      // nobody is seen meanwhile
    }
    this.#meeting = null;
    this.#meetSoon(this.present.some(({ age }) => age < 10) ? 1000 : this.present.length ? 5000 : 20_000);
  }
}

const asSent = ({ id, seen, steps, undoes, goes_back }) =>
  undoes !== undefined ? { id, undoes } : goes_back !== undefined ? { id, goes_back } : { id, seen, steps };

/** Note the things that steps are about. */
function touch(touched, steps, { mine, by }) {
  for (const { on, id } of steps) touched.set(keyOf(on, id), { mine, by });
  return touched;
}

/** The thing with these fields set; an attribute that is set to null is taken away. */
function changedTo(thing, set) {
  const now = { ...thing, ...set };
  for (const name of Object.keys(set)) if (name.startsWith("attributes.") && set[name] === null) delete now[name];
  return now;
}
