/** Says in words what waits on this device, and lets its person decide where something has to be decided. */

import { changes, drain, here, queue, unlocked } from "./device.js";

const WORDS = ["text", "what", "so_what", "now_what", "reply"];

function part(item, name) {
  return item.querySelector(`[data-part=${name}]`);
}

/** What an entry says, box by box. */
function said(fields) {
  return WORDS.filter((name) => fields?.[name]).map((name) => fields[name]).join("\n\n");
}

/** Fill one line of the list: `section` holds our words for it. */
function line(section, { row, entry, outcome }) {
  const item = section.querySelector("template").content.cloneNode(true).firstElementChild;
  const fields = entry?.fields;
  part(item, "kind").textContent = section.dataset[entry?.kind ?? "locked"] ?? "";
  part(item, "at").textContent = entry ? new Date(entry.at).toLocaleString(document.documentElement.lang) : "";
  part(item, "state").textContent =
    outcome?.said || section.dataset[row.state === "decide" ? (outcome?.outcome ?? "waiting") : row.state];
  const decide = row.state === "decide" && outcome;
  const changed = decide && outcome.outcome === "changed";
  fillWords(item, fields, decide && !changed);
  part(item, "both").hidden = !changed;
  if (changed) {
    part(item, "theirs").textContent = said(outcome.now?.fields);
    part(item, "mine").textContent = said(fields);
  }
  const can = {
    again: decide && !changed,
    mine: changed && outcome.now,
    theirs: changed,
    discard: decide && !changed,
    seen: row.state === "stored",
  };
  for (const button of item.querySelectorAll("button")) {
    button.hidden = !can[button.value];
    button.addEventListener("click", () => decided(button.value, row, outcome, item));
  }
  if (decide && outcome.asks.some((tick) => tick !== "another_id")) {
    const again = item.querySelector("button[value=again]");
    again.textContent = again.dataset.allTheSame;
  }
  return item;
}

/** The words as they are, or in boxes where they can be changed before they are sent again. */
function fillWords(item, fields, toChange) {
  const place = part(item, "words");
  for (const name of WORDS.filter((each) => fields?.[each])) {
    const box = document.createElement(toChange ? "textarea" : "p");
    if (toChange) Object.assign(box, { name, rows: 3, value: fields[name], ariaLabel: place.dataset.label });
    else Object.assign(box, { className: "said", textContent: fields[name] });
    place.append(box);
  }
}

async function decided(what, row, outcome, item) {
  const boxes = [...item.querySelectorAll("textarea")].map((box) => [box.name, box.value]);
  const ticks = (outcome?.asks ?? []).filter((tick) => tick !== "another_id").map((tick) => [tick, "on"]);
  if (what === "again") await queue.again(row.seq, Object.fromEntries([...boxes, ...ticks]));
  else if (what === "mine") await queue.again(row.seq, { read: outcome.now.read });
  else await queue.discard(row.seq);
  changes.dispatchEvent(new Event("changed"));
  drain().catch(() => null);
}

async function show(section) {
  const who = await here();
  const rows = who ? await queue.opened(who.person) : [];
  const open = await unlocked();
  const shown = rows.filter(({ row, outcome }) => row.state !== "stored" || outcome);
  section.hidden = shown.length === 0 && "hides" in section.dataset;
  const list = section.querySelector("ol");
  if (list.contains(document.activeElement) && document.activeElement.tagName === "TEXTAREA") return; // not while typing
  list.replaceChildren(...(open ? shown.map((each) => line(section, each)) : []));
  part(section, "nothing").hidden = shown.length > 0;
  part(section, "locked").hidden = open || shown.length === 0;
  part(section, "number").textContent = String(shown.length);
}

/** Keep a section of the page true. */
export function watch(section) {
  let showing = Promise.resolve();
  const again = () => (showing = showing.then(() => show(section)));
  changes.addEventListener("changed", again);
  return again();
}
