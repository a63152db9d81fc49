/** A small box on the board in which a factor gets its name: Enter says it, Escape leaves everything as it was. */

export class Naming {
  /** @param {HTMLFormElement} form with one input @param {import("./board.js").Board} board */
  constructor(form, board) {
    Object.assign(this, { form, board, box: form.querySelector("input"), label: form.querySelector("label") });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#end(this.box.value.trim());
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#end("");
    });
    form.querySelector("[data-leave]").addEventListener("click", () => this.#end(""));
  }

  /** Ask for a name at a place of the map. @param {{x: number, y: number}} at @param {string} label @param {string} name @param {(name: string) => void} named */
  ask(at, label, name, named) {
    this.named = named;
    this.label.textContent = label;
    this.box.value = name;
    this.form.hidden = false;
    const { x, y } = this.board.camera.toScreen(at.x, at.y);
    const { width, height } = this.board.camera;
    this.form.style.left = `${Math.max(4, Math.min(width - this.form.offsetWidth - 4, x - this.form.offsetWidth / 2))}px`;
    this.form.style.top = `${Math.max(4, Math.min(height - this.form.offsetHeight - 4, y - 24))}px`;
    this.box.focus();
    this.box.select();
  }

  #end(name) {
    if (this.form.hidden) return;
    this.form.hidden = true;
    this.board.place.focus({ preventScroll: true });
    if (name) this.named(name);
  }
}
