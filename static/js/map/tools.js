/** The tools around the board: buttons, lists of choices, and the question what goes with a factor that is split. */

import { COLOURS } from "./look.js";
import { named } from "./legend.js";
import { say, words } from "./words.js";

const byId = (id) => document.getElementById(id);

/** @param {{desk: import("./desk.js").Desk, board: import("./board.js").Board, drawing: import("./drawing.js").Drawing, sync: import("./sync.js").Sync, mayDraw: boolean}} on */
export function tools({ desk, board, drawing, sync, mayDraw }) {
  const bar = byId("map-desk");
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-does]");
    if (!button || button.closest("#map-panel")) return;
    const { does, way } = button.dataset;
    if (does === "arrange") desk.arrange(way);
    else if (does === "ways") {
      desk.ways[way] = !desk.ways[way];
      button.setAttribute("aria-pressed", String(desk.ways[way]));
      say(words(`${way}_${desk.ways[way] ? "on" : "off"}`));
    } else if (does === "whole") {
      desk.useWhole();
      desk.all();
    } else desk.run(does);
    button.closest("details")?.removeAttribute("open");
  });
  for (const name of ["colour_by", "size_by"]) {
    const list = byId(`map-${name}`);
    list.addEventListener("change", () => {
      const look = { ...drawing.map.look, [name]: list.value };
      if (mayDraw) desk.draw([{ on: "map", id: drawing.map.id, set: { look } }], words("kept"));
      else {
        board.scene.look = look;
        board.rebuild();
        desk.shown();
      }
    });
  }
  byId("map-colours")?.addEventListener("change", ({ target }) => {
    const look = { ...drawing.map.look, [`colour:${target.dataset.value}`]: target.value };
    desk.draw([{ on: "map", id: drawing.map.id, set: { look } }], words("kept"));
  });

  const dialog = byId("map-split");
  let asked = null;
  dialog?.querySelector("form").addEventListener("submit", () => {
    const name = dialog.querySelector("[name=label]").value.trim();
    const links = [...dialog.querySelectorAll("[name=link]:checked")].map((each) => each.value);
    if (name) asked(name, links);
  });
  dialog?.addEventListener("close", () => desk.toBoard());
  for (const close of document.querySelectorAll("dialog [data-close]")) close.addEventListener("click", () => close.closest("dialog").close());

  /** The choices in a list, as they are now; what is chosen stays. */
  function offer(list, values, chosen) {
    if (list === document.activeElement) return;
    const now = values.join("\n");
    if (list.dataset.offers !== now) {
      list.dataset.offers = now;
      list.replaceChildren(...values.map((value) => new Option(named(value, words), value)));
    }
    list.value = chosen;
  }

  return {
    show() {
      const attributes = drawing.attributes.map((name) => `attributes.${name}`);
      const look = board.scene.look ?? drawing.map.look ?? {};
      const numeric = attributes.filter((name) => drawing.factors.some((each) => Number.isFinite(Number.parseFloat(each.attributes[name.slice(11)]))));
      offer(byId("map-colour_by"), ["", "cluster", "kind", ...attributes], board.scene.colours.by);
      offer(byId("map-size_by"), ["", "links", ...numeric], look.size_by ?? "");
      for (const list of [["map-clusters", "cluster"], ["map-kinds", "kind"]]) {
        const offers = [...new Set(drawing.factors.map((each) => each[list[1]]).filter(Boolean))].sort();
        const place = byId(list[0]);
        if (place.dataset.offers === offers.join("\n")) continue;
        place.dataset.offers = offers.join("\n");
        place.replaceChildren(...offers.map((value) => new Option(value, value)));
      }
      for (const button of bar.querySelectorAll("[data-does=ways]")) button.setAttribute("aria-pressed", String(desk.ways[button.dataset.way]));
      const one = board.chosen.size === 1;
      for (const button of bar.querySelectorAll("[data-needs]")) {
        const number = desk.factors.length;
        button.disabled = { one: !(one || number === 1), two: number < 2, some: !board.chosen.size && !number, undo: !sync.canUndo, redo: !sync.canRedo }[button.dataset.needs];
      }
      this.colours();
    },

    /** Which colour stands for what: a list for each meaning, changed by choosing. */
    colours() {
      const place = byId("map-colours");
      if (!place || place.contains(document.activeElement)) return;
      const values = board.scene.colours.values.filter(({ token }) => !token.startsWith("step")).slice(0, 20);
      const now = JSON.stringify(values);
      if (place.dataset.said === now) return;
      place.dataset.said = now;
      place.replaceChildren(
        ...values.map(({ value, token }, nth) => {
          const row = document.createElement("div");
          row.className = "field";
          const list = document.createElement("select");
          list.id = `map-colour-${nth}`;
          list.dataset.value = value;
          list.append(...Object.keys(COLOURS).slice(0, 10).map((name) => new Option(words(`colour_${name}`), name)));
          list.value = token;
          row.append(Object.assign(document.createElement("label"), { htmlFor: list.id, textContent: value }), list);
          return row;
        }),
      );
    },

    askSplit(id, made) {
      asked = made;
      const factor = drawing.factor(id);
      dialog.querySelector("[data-part=title]").textContent = words("split_title", { name: factor.label });
      dialog.querySelector("[name=label]").value = "";
      dialog.querySelector("[data-part=links]").replaceChildren(
        ...drawing.linksOf(id).map((link) => {
          const label = document.createElement("label");
          label.className = "one-tick";
          const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "link", value: link.id });
          label.append(box, `${drawing.factor(link.source).label} → ${drawing.factor(link.target).label}`);
          return label;
        }),
      );
      dialog.showModal();
    },
  };
}
