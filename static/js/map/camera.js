/** Where one looks at the map from: a place of the map in the middle of the window, and how close. */

export const CLOSEST = 4;
export const FURTHEST = 0.01;

export class Camera {
  constructor(width = 800, height = 600) {
    Object.assign(this, { x: 0, y: 0, zoom: 1, width, height });
    this.covered = 0; // pixels at the right behind which nothing is seen
  }

  /** @returns {{x: number, y: number}} pixels of the window */
  toScreen(x, y) {
    return { x: (x - this.x) * this.zoom + this.width / 2, y: (y - this.y) * this.zoom + this.height / 2 };
  }

  /** @returns {{x: number, y: number}} a place on the map */
  toMap(x, y) {
    return { x: (x - this.width / 2) / this.zoom + this.x, y: (y - this.height / 2) / this.zoom + this.y };
  }

  /** Move what is seen by so many pixels. */
  pan(dx, dy) {
    this.x -= dx / this.zoom;
    this.y -= dy / this.zoom;
  }

  /** So many times closer; what lies under the given pixel stays there. */
  closer(times, x = this.width / 2, y = this.height / 2) {
    const under = this.toMap(x, y);
    this.zoom = Math.max(FURTHEST, Math.min(CLOSEST, this.zoom * times));
    this.x = under.x - (x - this.width / 2) / this.zoom;
    this.y = under.y - (y - this.height / 2) / this.zoom;
  }

  /** All of `bounds` in the window, no closer than `closest`. @param {{x1: number, y1: number, x2: number, y2: number} | null} bounds */
  fit(bounds, padding = 24, closest = 1.2) {
    if (!bounds) return;
    const [wide, tall] = [Math.max(1, bounds.x2 - bounds.x1), Math.max(1, bounds.y2 - bounds.y1)];
    const room = [Math.max(20, this.width - this.covered - 2 * padding), Math.max(20, this.height - 2 * padding)];
    this.zoom = Math.max(FURTHEST, Math.min(closest, room[0] / wide, room[1] / tall));
    this.x = (bounds.x1 + bounds.x2) / 2 + this.covered / 2 / this.zoom;
    this.y = (bounds.y1 + bounds.y2) / 2;
  }

  /** Move just so far that the box is in the window. */
  reveal(box, padding = 40) {
    const { x, y } = this.toScreen(box.x, box.y);
    const [w, h] = [(box.w * this.zoom) / 2 + padding, (box.h * this.zoom) / 2 + padding];
    const beyond = (at, half, size) => (2 * half > size ? size / 2 - at : at < half ? half - at : at > size - half ? size - half - at : 0);
    this.pan(beyond(x, w, this.width - this.covered), beyond(y, h, this.height));
  }

  /** What of the map is in the window. */
  get seen() {
    const [one, two] = [this.toMap(0, 0), this.toMap(this.width, this.height)];
    return { x1: one.x, y1: one.y, x2: two.x, y2: two.y };
  }
}
