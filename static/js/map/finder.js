/** Search on the map: as one types, what is called so; Enter or a press goes there. */

import { find } from "./near.js";
import { counted, say, words } from "./words.js";

/** @param {HTMLInputElement} box @param {HTMLElement} list @param {import("./drawing.js").Drawing} drawing @param {(id: string) => void} go */
export function finder(box, list, drawing, go) {
  const show = () => {
    const found = find(drawing, box.value);
    list.replaceChildren(
      ...found.map((factor) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "plain", textContent: factor.label });
        button.addEventListener("click", () => take(factor.id));
        item.append(button);
        if (factor.cluster) item.append(Object.assign(document.createElement("span"), { className: "meta", textContent: ` ${factor.cluster}` }));
        return item;
      }),
    );
    list.hidden = !box.value.trim();
    if (box.value.trim()) say(found.length ? counted("found", found.length) : words("found_none"));
    return found;
  };
  const take = (id) => {
    box.value = "";
    list.hidden = true;
    go(id);
  };
  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const [first] = show();
      if (first) take(first.id);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      list.querySelector("button")?.focus();
    } else if (event.key === "Escape") {
      box.value = "";
      list.hidden = true;
    }
  });
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const next = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") box.focus();
    if (!next) return;
    event.preventDefault();
    (buttons[buttons.indexOf(document.activeElement) + next] ?? box).focus();
  });
}
