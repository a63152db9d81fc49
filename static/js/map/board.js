/** The board: a canvas on the page, where one looks at it from, what is chosen on it. Paints when asked, at most once a frame. */

import { Camera } from "./camera.js";
import { FACE } from "./look.js";
import { paint } from "./paint.js";
import { Scene } from "./scene.js";

const LATE = 26; // milliseconds between two frames, after which a frame is no longer smooth
const REST = 120; // milliseconds after which whoever moved the map is looking at it
const MARGIN = 0.25; // of the window, painted beyond each of its sides where painting is slow
const STRETCHED = 1.6; // times larger than it was painted, from which on a picture looks blurred
const SELDOM = 250; // milliseconds for which a picture is good enough in any case: painting it takes a while

export class Board {
  /** @param {HTMLElement} place @param {import("./drawing.js").Drawing} drawing */
  constructor(place, drawing) {
    this.place = place;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.pen = this.canvas.getContext("2d", { alpha: false });
    this.spare = document.createElement("canvas"); // for a picture that is moved and stretched while one moves
    this.kept = null; // what of the map is on it, and how close
    this.camera = new Camera();
    this.took = 0; // milliseconds from the last painting to the next frame
    this.moving = false; // whether the camera moved a moment ago
    /** @type {Set<string>} ids of factors and links */
    this.chosen = new Set();
    /** @type {string} the factor at which the keyboard is */
    this.at = "";
    /** @type {Set<string> | null} what is shown of all; the rest is faint */
    this.lit = null;
    /** @type {Map<string, number> | null} */
    this.heat = null;
    this.guides = {};
    this.frame = null; // a rectangle that is drawn to choose what lies in it
    this.cord = null; // a link that is being drawn: from a box to a place
    /** @type {() => void} */
    this.afterPaint = () => {};
    place.prepend(this.canvas);
    const measured = new Map();
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = `500 100px ${FACE}`;
    this.scene = new Scene(drawing, (text) => {
      if (!measured.has(text)) measured.set(text, ruler.measureText(text).width / 100);
      return measured.get(text);
    });
    this.forget = () => {
      ruler.font = `500 100px ${FACE}`; // the letters have come
      measured.clear();
      this.scene.labels.clear();
    };
    this.readTheme();
    this.resize();
    new ResizeObserver(() => this.resize()).observe(place);
  }

  get drawing() {
    return this.scene.drawing;
  }

  readTheme() {
    const said = getComputedStyle(document.documentElement);
    const token = (name) => said.getPropertyValue(`--${name}`).trim();
    this.theme = { dark: matchMedia("(prefers-color-scheme: dark)").matches };
    for (const name of ["ink", "soft", "rust", "paper", "sheet", "green"]) this.theme[name] = token(name);
    this.soon();
  }

  resize() {
    const [w, h] = [this.place.clientWidth, this.place.clientHeight];
    if (!w || !h) return;
    this.dense = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = Math.round(w * this.dense);
    this.canvas.height = Math.round(h * this.dense);
    Object.assign(this.camera, { width: w, height: h });
    this.kept = null;
    this.soon();
  }

  /** The drawing has changed: boxes and lines anew. */
  rebuild() {
    this.scene.build();
    this.kept = null;
    for (const id of [...this.chosen]) if (!this.scene.boxes.has(id) && !this.scene.lines.has(id)) this.chosen.delete(id);
    if (!this.scene.boxes.has(this.at)) this.at = "";
    this.soon();
  }

  /** Something else than the place one looks from has changed. */
  repaint() {
    this.kept = null;
    this.soon();
  }

  /** Paint with the next frame. */
  soon() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      this.draw();
    });
  }

  /** The camera has moved. */
  look() {
    this.moving = true;
    this.soon();
  }

  /** Whoever moved the map looks at it now; not while its next frame is still to come, however late. */
  #rests() {
    if (this.asked) return;
    this.moving = false;
    if (this.kept) this.repaint();
  }

  draw() {
    const { camera, pen } = this;
    clearTimeout(this.resting);
    if (this.moving) this.resting = setTimeout(() => this.#rests(), REST);
    if (this.moving && this.took > LATE) {
      if (!this.#keptIsEnough()) this.#keep();
      this.#showKept();
    } else {
      const began = performance.now();
      this.#paintOn(pen, camera);
      requestAnimationFrame(() => (this.took = performance.now() - began)); // what is written quickly may be slow to be seen
    }
    this.#paintHand();
    this.afterPaint();
  }

  #paintOn(pen, camera, quick = false) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.globalAlpha = 1;
    pen.fillStyle = this.theme.paper;
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
    this.#aim(pen, camera);
    paint(pen, this.scene, { zoom: camera.zoom, seen: camera.seen, theme: this.theme, chosen: this.chosen, lit: this.lit, at: this.at, heat: this.heat, quick });
  }

  #aim(pen, camera) {
    const { x, y } = camera.toScreen(0, 0);
    const scale = this.dense;
    pen.setTransform(scale * camera.zoom, 0, 0, scale * camera.zoom, scale * x, scale * y);
  }

  /** Keep a picture of what is seen and of what lies around it, to be moved and stretched while one moves. */
  #keep() {
    const { camera, spare } = this;
    const wide = new Camera(camera.width * (1 + 2 * MARGIN), camera.height * (1 + 2 * MARGIN));
    Object.assign(wide, { x: camera.x, y: camera.y, zoom: camera.zoom });
    spare.width = Math.round(wide.width * this.dense);
    spare.height = Math.round(wide.height * this.dense);
    this.#paintOn(spare.getContext("2d", { alpha: false }), wide, true);
    this.kept = { zoom: wide.zoom, seen: wide.seen, at: performance.now() };
  }

  /** Whether the picture that is kept shows all that is seen, and sharply; or is so young that nobody will have noticed that it does not. */
  #keptIsEnough() {
    const { kept, camera: { seen, zoom } } = this;
    if (!kept) return false;
    if (performance.now() - kept.at < SELDOM) return true;
    const all = this.scene.bounds();
    if (!all || zoom > STRETCHED * kept.zoom) return false;
    const [least, most] = [Math.max, Math.min];
    return least(seen.x1, all.x1) >= kept.seen.x1 && least(seen.y1, all.y1) >= kept.seen.y1 && most(seen.x2, all.x2) <= kept.seen.x2 && most(seen.y2, all.y2) <= kept.seen.y2;
  }

  #showKept() {
    const { pen, camera, kept } = this;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = this.theme.paper;
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
    const [one, two] = [camera.toScreen(kept.seen.x1, kept.seen.y1), camera.toScreen(kept.seen.x2, kept.seen.y2)];
    pen.drawImage(this.spare, one.x * this.dense, one.y * this.dense, (two.x - one.x) * this.dense, (two.y - one.y) * this.dense);
  }

  /** What the hand is doing: a frame, a cord, lines that things are put on, and the handle from which a link is drawn. */
  #paintHand() {
    const { pen, camera, theme } = this;
    this.#aim(pen, camera);
    pen.globalAlpha = 1;
    pen.strokeStyle = theme.green;
    pen.lineWidth = 1.5 / camera.zoom;
    const { x1, y1, x2, y2 } = camera.seen;
    for (const [axis, at] of Object.entries(this.guides)) {
      pen.beginPath();
      pen.moveTo(axis === "x" ? at : x1, axis === "x" ? y1 : at);
      pen.lineTo(axis === "x" ? at : x2, axis === "x" ? y2 : at);
      pen.stroke();
    }
    if (this.frame) {
      pen.setLineDash([6 / camera.zoom, 4 / camera.zoom]);
      pen.beginPath();
      pen.rect(this.frame.x1, this.frame.y1, this.frame.x2 - this.frame.x1, this.frame.y2 - this.frame.y1);
      pen.stroke();
      pen.setLineDash([]);
    }
    if (this.cord) {
      pen.lineWidth = 3 / camera.zoom;
      pen.beginPath();
      pen.moveTo(this.cord.from.x, this.cord.from.y);
      pen.lineTo(this.cord.x, this.cord.y);
      pen.stroke();
    }
    const handle = this.handle;
    if (!handle) return;
    const r = 9 / camera.zoom;
    pen.fillStyle = theme.green;
    pen.beginPath();
    pen.arc(handle.x, handle.y, r, 0, 2 * Math.PI);
    pen.fill();
    pen.strokeStyle = theme.paper;
    pen.lineWidth = 2 / camera.zoom;
    pen.beginPath();
    pen.moveTo(handle.x - r * 0.5, handle.y);
    pen.lineTo(handle.x + r * 0.5, handle.y);
    pen.moveTo(handle.x + r * 0.1, handle.y - r * 0.4);
    pen.lineTo(handle.x + r * 0.5, handle.y);
    pen.lineTo(handle.x + r * 0.1, handle.y + r * 0.4);
    pen.stroke();
  }

  /** Where a link can be drawn from: right of the one factor that is chosen. */
  get handle() {
    if (!this.mayDraw || this.chosen.size !== 1) return null;
    const box = this.scene.boxes.get([...this.chosen][0]);
    return box && { x: box.x + box.w / 2 + 14 / this.camera.zoom, y: box.y, box };
  }

  /** Come to see all of `bounds`, walking there where nobody asked for less motion. */
  show(bounds = this.scene.bounds(), padding = 10, closest = 1.2) {
    if (!bounds) return;
    const from = { ...this.camera };
    const to = new Camera(from.width, from.height);
    to.covered = from.covered;
    to.fit(bounds, padding, closest);
    this.#go(from, to);
  }

  /** Come to see a box that lies outside the window, or is too small to be read. */
  reveal(id, closest = 0) {
    const box = this.scene.boxes.get(id);
    if (!box) return;
    const to = new Camera(this.camera.width, this.camera.height);
    Object.assign(to, this.camera, { zoom: Math.max(this.camera.zoom, closest) });
    if (to.zoom > this.camera.zoom) Object.assign(to, { x: box.x, y: box.y });
    to.reveal(box);
    this.#go({ ...this.camera }, to);
  }

  #go(from, to) {
    cancelAnimationFrame(this.going);
    const { x, y, zoom } = to;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      Object.assign(this.camera, { x, y, zoom });
      this.look();
      return;
    }
    const began = performance.now();
    const step = (now) => {
      const share = Math.max(0, Math.min(1, (now - began) / 220));
      const eased = share * share * (3 - 2 * share);
      this.camera.zoom = from.zoom * (zoom / from.zoom) ** eased;
      this.camera.x = from.x + (x - from.x) * eased;
      this.camera.y = from.y + (y - from.y) * eased;
      this.look();
      if (share < 1) this.going = requestAnimationFrame(step);
    };
    this.going = requestAnimationFrame(step);
  }
}
