/** What others changed, said politely: who, and what; several things within a moment in one sentence. And what the network does to one's own strokes. */

import { counted, say, words } from "./words.js";

const MOMENT = 1500;

/** @param {import("./sync.js").Sync} sync @returns {(changed: {on: string, id: string, now: any, mine: boolean, by: string}[], name: (id: string) => string) => void} */
export function told(sync) {
  const waits = document.getElementById("map-waits");
  let others = [];
  let soon = null;
  sync.onState(({ state, waiting }) => {
    waits.hidden = state === "here" || (state === "beginning" && !waiting);
    const text = state === "gone" ? words("gone") : state === "away" ? counted("away", waiting) : "";
    if (waits.textContent !== text) waits.textContent = text;
  });
  sync.onRefused((stroke) => {
    waits.hidden = false;
    waits.textContent = words("refused", { why: stroke.refused });
    sync.dismiss(stroke.id);
  });
  return (changed, name) => {
    const theirs = changed.filter(({ mine, by, on }) => !mine && by && on !== "map");
    if (!theirs.length) return;
    others.push(...theirs.map(({ on, id, by }) => ({ by, name: on === "factor" ? name(id) : "" })));
    soon ??= setTimeout(() => {
      const who = [...new Set(others.map(({ by }) => by))].join(", ");
      const what = [...new Set(others.map((each) => each.name).filter(Boolean))];
      say(what.length === 1 ? words("changed_by", { who, name: what[0] }) : words("changed_many", { who, number: others.length }));
      others = [];
      soon = null;
    }, MOMENT);
  };
}
