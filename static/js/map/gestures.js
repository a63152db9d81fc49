/**
 * What fingers and the mouse do on the board, told as what is meant: look around, come closer, choose, move, draw a link,
 * hold. A finger moves a factor only once it was chosen, so that whoever scrolls over a map on a phone moves nothing.
 */

import { snapped } from "./snap.js";

const HELD = 550; // milliseconds after which a finger that rests means more
const SLACK = 6; // pixels within which a finger has not moved

/**
 * @typedef {{choose: (id: string, more: boolean) => void, chooseAll: (ids: string[], more: boolean) => void, moved: (places: Map<string, {x: number, y: number}>) => void,
 *   tie: (source: string, target: string | null, at: {x: number, y: number}) => void, hold: (at: {x: number, y: number}, id: string) => void,
 *   open: (at: {x: number, y: number}, id: string) => void, here: (at: {x: number, y: number}) => void}} Meant
 */

/** @param {import("./board.js").Board} board @param {Meant} meant @param {{snap: boolean, several: boolean}} ways */
export function listen(board, meant, ways) {
  const { canvas, camera, place } = board;
  const fingers = new Map();
  let act = null; // what the one finger is doing
  let holding = 0;

  const where = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const on = (at) => camera.toMap(at.x, at.y);
  const touching = (event) => event.pointerType === "touch";
  const under = (at, event) => {
    const { x, y } = on(at);
    const slack = (touching(event) ? 10 : 4) / camera.zoom;
    return board.scene.boxAt(x, y)?.id ?? board.scene.boxAt(x, y, slack / 2)?.id ?? board.scene.lineAt(x, y, slack)?.id ?? "";
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    place.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    const at = where(event);
    fingers.set(event.pointerId, at);
    clearTimeout(holding);
    if (fingers.size > 1) {
      if (act?.kind === "move") board.rebuild();
      act = { kind: "pinch" };
      board.frame = board.cord = null;
      return;
    }
    const id = under(at, event);
    const box = board.scene.boxes.get(id);
    const handle = board.handle;
    const grip = handle && Math.hypot(camera.toScreen(handle.x, handle.y).x - at.x, camera.toScreen(handle.x, handle.y).y - at.y) < (touching(event) ? 22 : 13);
    act = { kind: "press", from: at, last: at, id, more: event.shiftKey || event.ctrlKey || event.metaKey || ways.several, touch: touching(event) };
    if (grip) Object.assign(act, { kind: "cord", box: handle.box });
    else if (event.button === 1) act.then = "pan";
    else if (box && board.mayDraw && (!act.touch || board.chosen.has(id))) act.then = "move";
    else act.then = !box && (event.shiftKey || (ways.several && !act.touch)) ? "frame" : "pan";
    if (act.kind === "press") {
      holding = setTimeout(() => {
        if (act?.kind !== "press") return;
        act = { kind: "held" };
        meant.hold(on(at), id);
      }, HELD);
    }
  });

  canvas.addEventListener("pointermove", (event) => {
    const at = where(event);
    meant.here(on(at));
    if (!fingers.has(event.pointerId)) {
      if (!touching(event)) canvas.style.cursor = board.scene.boxAt(on(at).x, on(at).y) ? "pointer" : "grab";
      return;
    }
    if (act?.kind === "pinch" && fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const was = fingers.get(event.pointerId);
      const far = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      const middle = (one) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
      camera.pan(middle(at).x - middle(was).x, middle(at).y - middle(was).y);
      camera.closer(far(at) / far(was), middle(at).x, middle(at).y);
      board.look();
    }
    fingers.set(event.pointerId, at);
    if (!act || act.kind === "pinch" || act.kind === "held") return;
    if (act.kind === "press" && Math.hypot(at.x - act.from.x, at.y - act.from.y) > SLACK) begin(at);
    if (act.kind === "pan") {
      camera.pan(at.x - act.last.x, at.y - act.last.y);
      board.look();
    } else if (act.kind === "move") drag(at);
    else if (act.kind === "frame") {
      const [one, two] = [on(act.from), on(at)];
      board.frame = { x1: Math.min(one.x, two.x), y1: Math.min(one.y, two.y), x2: Math.max(one.x, two.x), y2: Math.max(one.y, two.y) };
      board.soon();
    } else if (act.kind === "cord") {
      board.cord = { from: { x: act.box.x + act.box.w / 2, y: act.box.y }, ...on(at) };
      act.drawn = true;
      board.soon();
    }
    act.last = at;
  });

  function begin(at) {
    clearTimeout(holding);
    act.kind = act.then;
    if (act.kind !== "move") return;
    if (!board.chosen.has(act.id)) meant.choose(act.id, act.more);
    const ids = [...board.chosen].filter((id) => board.scene.boxes.has(id));
    act.begun = new Map(ids.map((id) => [id, { x: board.scene.boxes.get(id).x, y: board.scene.boxes.get(id).y }]));
    act.others = [...board.scene.boxes.values()].filter((box) => !act.begun.has(box.id));
    act.at = on(at);
  }

  function drag(at) {
    const [from, to] = [on(act.from), on(at)];
    let [dx, dy] = [to.x - from.x, to.y - from.y];
    board.guides = {};
    if (ways.snap && act.begun.has(act.id)) {
      const begun = act.begun.get(act.id);
      const found = snapped(act.others, board.scene.boxes.get(act.id), { x: begun.x + dx, y: begun.y + dy }, 7 / camera.zoom);
      [dx, dy] = [found.x - begun.x, found.y - begun.y];
      board.guides = found.guides;
    }
    act.places = new Map([...act.begun].map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]));
    board.scene.place(act.places);
    board.repaint();
  }

  function end(event, cancelled) {
    clearTimeout(holding);
    const at = where(event);
    fingers.delete(event.pointerId);
    const done = act;
    if (fingers.size) {
      act = fingers.size === 1 && done?.kind === "pinch" ? { kind: "pan", last: [...fingers.values()][0] } : done;
      return;
    }
    act = null;
    board.guides = {};
    const frame = board.frame;
    board.frame = board.cord = null;
    board.soon();
    if (!done || done.kind === "pinch" || done.kind === "held") return;
    if (cancelled) board.rebuild();
    else if (done.kind === "press") tap(done, at);
    else if (done.kind === "move" && done.places) meant.moved(done.places);
    else if (done.kind === "frame" && frame) {
      const inside = [...board.scene.boxes.values()].filter(({ x, y }) => x > frame.x1 && x < frame.x2 && y > frame.y1 && y < frame.y2);
      meant.chooseAll(inside.map(({ id }) => id), true);
    } else if (done.kind === "cord") {
      const { x, y } = on(at);
      const target = board.scene.boxAt(x, y, 6 / camera.zoom);
      if (!done.drawn) meant.tie(done.box.id, "", { x, y });
      else if (target?.id !== done.box.id) meant.tie(done.box.id, target?.id ?? null, { x, y });
    }
  }

  let tapped = { at: 0, x: 0, y: 0 };
  function tap(done, at) {
    const now = performance.now();
    const twice = now - tapped.at < 350 && Math.hypot(at.x - tapped.x, at.y - tapped.y) < 20;
    tapped = { at: twice ? 0 : now, ...at };
    if (twice) meant.open(on(at), done.id);
    else meant.choose(done.id, done.more);
  }

  canvas.addEventListener("pointerup", (event) => end(event, false));
  canvas.addEventListener("pointercancel", (event) => end(event, true));
  canvas.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    const at = where(event);
    if (event.button === 2) meant.hold(on(at), under(at, event));
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const at = where(event);
      if (event.ctrlKey || event.deltaMode || Math.abs(event.deltaY) >= 40 || !event.deltaX) camera.closer(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) / 300), at.x, at.y);
      else camera.pan(-event.deltaX, -event.deltaY);
      board.look();
    },
    { passive: false },
  );
}
