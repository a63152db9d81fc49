/** A pen with the strokes of a canvas's context that we use, which writes SVG. Text stays text. */

const escaped = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
const short = (number) => String(Math.round(number * 100) / 100);

export class SvgPen {
  constructor() {
    Object.assign(this, { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, font: "10px sans-serif", textAlign: "left", textBaseline: "alphabetic", lineJoin: "miter" });
    this.written = [];
    this.path = "";
    this.dashes = [];
  }

  beginPath() {
    this.path = "";
  }

  #say(letter, ...numbers) {
    this.path += letter + numbers.map(short).join(" ");
  }

  moveTo(x, y) {
    this.#say("M", x, y);
  }

  lineTo(x, y) {
    this.#say("L", x, y);
  }

  quadraticCurveTo(...numbers) {
    this.#say("Q", ...numbers);
  }

  bezierCurveTo(...numbers) {
    this.#say("C", ...numbers);
  }

  closePath() {
    this.path += "Z";
  }

  rect(x, y, w, h) {
    this.path += `M${short(x)} ${short(y)}h${short(w)}v${short(h)}h${short(-w)}Z`;
  }

  roundRect(x, y, w, h, r) {
    const [a, b, c] = [short(w - 2 * r), short(h - 2 * r), short(r)];
    const turn = (dx, dy) => `a${c} ${c} 0 0 1 ${short(dx)} ${short(dy)}`;
    this.path += `M${short(x + r)} ${short(y)}h${a}${turn(r, r)}v${b}${turn(-r, r)}h-${a}${turn(-r, -r)}v-${b}${turn(r, -r)}Z`;
  }

  arc(x, y, r, from, to) {
    const [fx, fy] = [x + r * Math.cos(from), y + r * Math.sin(from)];
    if (to - from >= 2 * Math.PI - 1e-6) this.path += `M${short(x - r)} ${short(y)}a${short(r)} ${short(r)} 0 1 1 ${short(2 * r)} 0a${short(r)} ${short(r)} 0 1 1 ${short(-2 * r)} 0Z`;
    else this.path += `M${short(fx)} ${short(fy)}A${short(r)} ${short(r)} 0 ${to - from > Math.PI ? 1 : 0} 1 ${short(x + r * Math.cos(to))} ${short(y + r * Math.sin(to))}`;
  }

  setLineDash(dashes) {
    this.dashes = dashes;
  }

  get #alpha() {
    return this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : "";
  }

  fill() {
    if (this.path) this.written.push(`<path d="${this.path}" fill="${escaped(this.fillStyle)}"${this.#alpha}/>`);
  }

  stroke() {
    const dashed = this.dashes.length ? ` stroke-dasharray="${this.dashes.map(short).join(" ")}"` : "";
    if (this.path) this.written.push(`<path d="${this.path}" fill="none" stroke="${escaped(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"${dashed}${this.#alpha}/>`);
  }

  #text(text, x, y, paint) {
    const [, weight, size, face] = this.font.match(/^(?:(\d+) )?([\d.]+)px (.*)$/);
    const anchor = { center: "middle", right: "end" }[this.textAlign] ?? "start";
    const down = this.textBaseline === "middle" ? Number(size) * 0.35 : 0; // not every reader knows dominant-baseline
    this.written.push(
      `<text x="${short(x)}" y="${short(y + down)}" font-family="${escaped(face)}" font-size="${short(Number(size))}" font-weight="${weight ?? 400}" text-anchor="${anchor}" ${paint}${this.#alpha}>${escaped(text)}</text>`,
    );
  }

  fillText(text, x, y) {
    this.#text(text, x, y, `fill="${escaped(this.fillStyle)}"`);
  }

  strokeText(text, x, y) {
    this.#text(text, x, y, `fill="none" stroke="${escaped(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}" stroke-linejoin="round"`);
  }

  /** All that was drawn, as a file. @param {{x: number, y: number, w: number, h: number}} page @param {string} title @param {string} words */
  file(page, title, words) {
    const box = [page.x, page.y, page.w, page.h].map(short).join(" ");
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${short(page.w)}" height="${short(page.h)}" role="img">`,
      `<title>${escaped(title)}</title>`,
      `<desc>${escaped(words)}</desc>`,
      ...this.written,
      "</svg>",
    ].join("\n");
  }
}
