/** All changes of a map, to be walked through in both directions. Knows no page and no network. */

import { Drawing } from "./drawing.js";

/**
 * @typedef {{number: number, at: string, by: string, guest: boolean, did: string[],
 *   sets: {on: "factor" | "link" | "map", id: string, set: Record<string, any>, was: Record<string, any>}[]}} Change
 */

export class Reel {
  /** @param {import("./drawing.js").State} state the map after the last of them @param {Change[]} changes from the first on */
  constructor(state, changes) {
    this.drawing = new Drawing(state);
    this.changes = changes;
    /** How many of the changes the drawing shows. */
    this.shown = changes.length;
  }

  /** Let the drawing be as it was after so many changes; the ids that the last of them touched. @param {number} many @returns {Set<string>} */
  at(many) {
    const to = Math.max(0, Math.min(many, this.changes.length));
    while (this.shown > to) {
      const { sets } = this.changes[--this.shown];
      this.drawing.apply([...sets].reverse().map(({ on, id, was }) => ({ on, id, set: was })));
    }
    while (this.shown < to) this.drawing.apply(this.changes[this.shown++].sets);
    return new Set(to ? this.changes[to - 1].sets.map(({ id }) => id) : []);
  }
}
