/**
 * What waits to be sent: one after the other, in the order in which it was written, each stored exactly once.
 *
 * An entry keeps its id until it is known what became of it, and the place answers the same id alike: so it may be sent
 * as often as the network likes. What was refused waits for its person, and with it what is about the same thing;
 * everything else goes on. Nothing here knows of a browser: store, cipher and network are given.
 *
 * @typedef {{kind: string, about: string, fields: Record<string, string | string[]>, at: number, after?: string}} Entry
 * @typedef {{seq?: number, id: string, person: string, v: number, state: "waiting" | "stored" | "decide",
 *            box: object, outcome: object | null, tries: number}} Row
 * @typedef {{outcome: "stored" | "refused" | "changed" | "trouble", said: string, asks: string[], now?: object}} Answer
 */

/** How entries are written; the place goes on reading earlier ones. */
export const FORMAT = 1;
const MOST_TRIES = 5; // of which each ended in an error of the place's own, before its person is asked
const AT_ONCE = 3; // tries before it waits for another time
const ABOUT_WORDS = { edit: ["reflect", "edit"], reply: ["reply"] };

/** The network, or the place, cannot be reached now. */
export class Unreachable extends Error {}
/** The place was reached and failed. */
export class Trouble extends Error {}
/** Nothing can be sent before something else is done: "signed-out", "someone-else", "later", "locked". */
export class Stopped extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

export class Queue {
  #place;

  /**
   * @param {object} place
   * @param {object} place.store  rows: all, get, after, add, put, remove (see store.js)
   * @param {(person: string, said: object, blob?: Blob | null) => Promise<object>} place.seal
   * @param {(box: object) => Promise<any>} place.open  null while locked
   * @param {(row: Row, entry: Entry) => Promise<Answer>} place.send  raises Unreachable, Trouble, Stopped
   * @param {<T>(deed: () => Promise<T>) => Promise<T>} place.inTurn  one at a time, over all tabs
   * @param {() => string} place.newId
   * @param {(nth: number) => Promise<void>} place.pause  before the nth try
   */
  constructor(place) {
    this.#place = place;
  }

  /** Keep entries of one deed together, or none of them. Raises what the store raises when there is no room. */
  async add(person, entries) {
    const rows = [];
    for (const { blob, ...entry } of entries) {
      const after = await this.#before(person, entry);
      const said = { ...entry, at: Date.now(), ...(after && { after }) };
      const box = await this.#place.seal(person, said, blob);
      rows.push({ id: this.#place.newId(), person, v: FORMAT, state: "waiting", box, outcome: null, tries: 0 });
    }
    await this.#place.store.add(rows);
    return rows.map((row) => row.id);
  }

  /** The id of the entry of ours that this one was written upon. */
  async #before(person, entry) {
    const kinds = ABOUT_WORDS[entry.kind];
    if (!kinds) return null;
    const earlier = (await this.opened(person)).filter((each) => each.entry);
    return earlier.findLast(({ entry: e }) => e.about === entry.about && kinds.includes(e.kind))?.row.id ?? null;
  }

  /** How many are not stored yet; how many of them wait for their person. */
  async count(person) {
    const rows = await this.#place.store.all(person);
    return {
      waiting: rows.filter((row) => row.state !== "stored").length,
      decide: rows.filter((row) => row.state === "decide").length,
      told: rows.filter((row) => row.state === "stored" && row.outcome).length,
    };
  }

  /** Every row with what is in it (null while locked), in order. */
  async opened(person) {
    const rows = await this.#place.store.all(person);
    return Promise.all(
      rows.map(async (row) => ({
        row,
        entry: await this.#place.open(row.box),
        outcome: row.outcome && (await this.#place.open(row.outcome)),
      }))
    );
  }

  /** Send what waits. Returns how many were stored; raises Unreachable or Stopped where it could not go on. */
  drain(person) {
    return this.#place.inTurn(async () => {
      const held = new Set();
      let stored = 0;
      let last = -1;
      for (;;) {
        const row = await this.#place.store.after(person, last);
        if (!row) return stored;
        last = row.seq;
        if (row.state === "stored") continue;
        const entry = await this.#place.open(row.box);
        if (!entry) throw new Stopped("locked");
        if (row.state === "waiting" && !held.has(entry.about)) {
          const answer = await this.#sent(row, entry);
          await this.#note(row, answer);
          if (answer.outcome === "stored") stored += 1;
          else held.add(entry.about);
        } else {
          held.add(entry.about);
        }
      }
    });
  }

  async #sent(row, entry) {
    for (let nth = 1; ; nth++) {
      try {
        return await this.#place.send(row, entry);
      } catch (problem) {
        if (problem instanceof Trouble) {
          row.tries += 1;
          await this.#place.store.put(row);
          if (row.tries >= MOST_TRIES) return { outcome: "trouble", said: "", asks: [] };
        } else if (!(problem instanceof Unreachable)) {
          throw problem;
        }
        if (nth === AT_ONCE) throw new Unreachable();
        await this.#place.pause(nth);
      }
    }
  }

  async #note(row, answer) {
    const tells = answer.outcome !== "stored" || answer.said;
    const outcome = tells ? await this.#place.seal(row.person, answer) : null;
    const state = answer.outcome === "stored" ? "stored" : "decide";
    const box = state === "stored" ? { ...row.box, blob: null } : row.box;
    await this.#place.store.put({ ...row, state, box, outcome });
  }

  /** Send one again that waits for its person, with these fields changed. What was refused gets an id of its own. */
  again(seq, fields = {}) {
    return this.#place.inTurn(async () => {
      const row = await this.#place.store.get(seq);
      if (row?.state !== "decide") return;
      const entry = await this.#place.open(row.box);
      const answer = await this.#place.open(row.outcome);
      entry.fields = { ...entry.fields, ...fields };
      if ("read" in fields) delete entry.after;
      if (answer.asks.includes("another_id")) await this.#rename(row, entry);
      await this.#change(row, entry, answer.outcome === "trouble" ? row.id : this.#place.newId());
    });
  }

  async #change(row, entry, id = row.id) {
    const blob = row.box.blob ? await this.#place.open(row.box, "blob") : null;
    const box = await this.#place.seal(row.person, entry, blob);
    await this.#place.store.put({ ...row, id, box, state: "waiting", outcome: null, tries: 0 });
  }

  /** Give the thing that was to be written another id, and tell it to what waits behind it. */
  async #rename(row, entry) {
    const about = this.#place.newId();
    for (const behind of await this.#behind(row, entry)) {
      await this.#change(behind.row, { ...behind.entry, about });
    }
    entry.about = entry.fields.id = about;
  }

  async #behind(row, entry) {
    const all = await this.opened(row.person);
    return all.filter((each) => each.row.seq > row.seq && each.row.state !== "stored" && each.entry?.about === entry.about);
  }

  /** Throw one away that waits for its person, or what was told of one. What hangs on a reflection goes with it. */
  discard(seq) {
    return this.#place.inTurn(async () => {
      const row = await this.#place.store.get(seq);
      if (!row || row.state === "waiting") return;
      const entry = await this.#place.open(row.box);
      const goesToo = row.state === "decide" && entry?.kind === "reflect" ? await this.#behind(row, entry) : [];
      await this.#place.store.remove([seq, ...goesToo.map((each) => each.row.seq)]);
    });
  }

  /** The rows that are stored: what is read from the place from now on holds them. */
  async stored(person) {
    return (await this.#place.store.all(person)).filter((row) => row.state === "stored" && !row.outcome).map((row) => row.seq);
  }

  forget(seqs) {
    return seqs.length ? this.#place.store.remove(seqs) : null;
  }
}
