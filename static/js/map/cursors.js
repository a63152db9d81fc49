/** Where the others are on the map: a small arrow with a name each, and their name at what they are about to change. A hint, no lock. */

export class Cursors {
  /** @param {HTMLElement} place @param {import("./board.js").Board} board */
  constructor(place, board) {
    Object.assign(this, { place, board, present: [], shown: new Map() });
  }

  /** @param {{key: string, name: string, x: number | null, y: number | null, holds: string | null}[]} present */
  show(present) {
    this.present = present;
    const keys = new Set(present.map(({ key }) => key));
    for (const [key, mark] of this.shown) {
      if (keys.has(key)) continue;
      mark.remove();
      this.shown.delete(key);
    }
    for (const [nth, each] of present.entries()) {
      if (!this.shown.has(each.key)) {
        const mark = Object.assign(document.createElement("span"), { className: "map-cursor" });
        mark.dataset.hue = String(nth % 6);
        this.place.append(mark);
        this.shown.set(each.key, mark);
      }
      this.shown.get(each.key).textContent = each.name;
    }
    this.put();
  }

  /** Put the marks where they belong now. */
  put() {
    for (const { key, x, y, holds } of this.present) {
      const mark = this.shown.get(key);
      const held = holds ? this.board.scene.boxes.get(holds) : null;
      const at = held ? { x: held.x - held.w / 2, y: held.y - held.h / 2 - 4 / this.board.camera.zoom } : x === null || y === null ? null : { x, y };
      mark.hidden = !at;
      mark.classList.toggle("holds", Boolean(held));
      if (!at) continue;
      const seen = this.board.camera.toScreen(at.x, at.y);
      mark.style.transform = `translate(${Math.round(seen.x)}px, ${Math.round(seen.y)}px)`;
    }
  }

  /** Who else is about to change one of these. @param {string[]} ids @returns {string[]} */
  holding(ids) {
    return this.present.filter(({ holds }) => holds && ids.includes(holds)).map(({ name }) => name);
  }
}
