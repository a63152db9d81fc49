/** The keyboard on the board: each key and what it means. The page's help names the same ones (templates/systems/parts/map_keys.html). */

/** @type {Record<string, string>} */
export const KEYS = {
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
  "Shift+ArrowLeft": "moveLeft", "Shift+ArrowRight": "moveRight", "Shift+ArrowUp": "moveUp", "Shift+ArrowDown": "moveDown",
  "Ctrl+ArrowLeft": "panLeft", "Ctrl+ArrowRight": "panRight", "Ctrl+ArrowUp": "panUp", "Ctrl+ArrowDown": "panDown",
  Enter: "enter", " ": "more", Escape: "leave", Delete: "remove", Backspace: "remove", F2: "rename",
  n: "add", a: "andThen", l: "tie", r: "rename", p: "pin", j: "join", f: "around", s: "s", o: "opposite", u: "unknown", d: "delay", "]": "nextLink", "[": "lastLink",
  "/": "find", "+": "closer", "=": "closer", "-": "further", 0: "all", "?": "keys",
  "Ctrl+z": "undo", "Ctrl+Shift+z": "redo", "Ctrl+y": "redo", "Ctrl+a": "chooseAll",
};

/** What a key means here; undefined where it means nothing. @param {KeyboardEvent} event */
export function meant(event) {
  if (event.altKey) return undefined;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shifts = event.shiftKey && (letter.length > 1 || event.ctrlKey || event.metaKey);
  return KEYS[`${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${shifts ? "Shift+" : ""}${letter}`];
}
