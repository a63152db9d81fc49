/** The film of a map: its changes one after the other, each drawn and said. */

import { arrange } from "./layouts/layouts.js";
import { paint } from "./paint.js";
import { Reel } from "./reel.js";
import { Scene } from "./scene.js";

const A_STEP = 900; // milliseconds
const place = document.getElementById("film");
const part = (name) => place.querySelector(`[data-film="${name}"]`);
const [back, play, next, where, said, canvas] = ["back", "play", "next", "place", "words", "picture"].map(part);
const moment = document.getElementById("film-moment");

async function read(path) {
  const answer = await fetch(place.dataset.address + path, { cache: "no-store", headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}

async function reelOf() {
  const changes = [];
  for (let [more, after] = [true, 0]; more; ) {
    const answer = await read(`changes/?after=${after}&words`);
    changes.push(...answer.changes);
    ({ more, number: after } = answer);
  }
  const state = await read("state/");
  return new Reel(state, changes.filter(({ number }) => number <= state.number));
}

function theme() {
  const now = getComputedStyle(document.documentElement);
  const tokens = ["ink", "soft", "rust", "paper", "sheet", "green"].map((name) => [name, now.getPropertyValue(`--${name}`).trim()]);
  return { dark: matchMedia("(prefers-color-scheme: dark)").matches, ...Object.fromEntries(tokens) };
}

/** Factors that nobody has placed stand where they would at last, in every picture. */
function settled(scene, drawing) {
  const boxes = [...scene.boxes.values()];
  if (boxes.every(({ id }) => drawing.factor(id).x !== null)) return;
  const nodes = boxes.map(({ id, x, y, w, h, cluster }) => ({ id, x, y, w, h, cluster, fixed: drawing.factor(id).x !== null }));
  for (const [id, at] of arrange(boxes.length > 700 ? "clustered" : "force", nodes, drawing.links)) {
    if (drawing.factor(id).x === null) scene.eased.set(id, at);
  }
  scene.build();
}

/** Draw all of the scene as large as the place allows, what was touched marked. */
function picture(scene, touched) {
  const dense = Math.min(2, devicePixelRatio || 1);
  const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
  Object.assign(canvas, { width: Math.round(wide * dense), height: Math.round(high * dense) });
  const bounds = scene.bounds() ?? { x1: 0, y1: 0, x2: 1, y2: 1 };
  const zoom = Math.min(1.5, wide / (bounds.x2 - bounds.x1 + 60), high / (bounds.y2 - bounds.y1 + 60));
  const pen = canvas.getContext("2d");
  const middle = [wide / 2 - (zoom * (bounds.x1 + bounds.x2)) / 2, high / 2 - (zoom * (bounds.y1 + bounds.y2)) / 2];
  pen.setTransform(zoom * dense, 0, 0, zoom * dense, middle[0] * dense, middle[1] * dense);
  paint(pen, scene, { zoom, seen: null, theme: theme(), chosen: touched, lit: null });
}

async function begin() {
  place.hidden = false;
  const reel = await reelOf().catch(() => null);
  const last = reel?.changes.length ?? 0;
  if (!last) {
    said.textContent = reel ? place.dataset.none : place.dataset.trouble;
    for (const button of [back, play, next, moment]) button.disabled = true;
    return;
  }
  const scene = new Scene(reel.drawing);
  settled(scene, reel.drawing);
  moment.max = String(last);

  const show = (many) => {
    const touched = reel.at(many);
    scene.build();
    picture(scene, touched);
    const change = reel.changes[reel.shown - 1];
    const who = change && [change.by || place.dataset.somebody, change.guest && place.dataset.guest].filter(Boolean).join(" ");
    said.textContent = change ? `${who} ${change.did.join("; ")}.` : place.dataset.begin;
    where.textContent = `${reel.shown} / ${last}`;
    moment.value = String(reel.shown);
    back.disabled = reel.shown === 0;
    next.disabled = reel.shown === last;
  };
  let playing = 0;
  const rest = () => {
    clearInterval(playing);
    playing = 0;
    play.textContent = place.dataset.play;
  };
  play.addEventListener("click", () => {
    if (playing) return rest();
    if (reel.shown === last) show(0);
    play.textContent = place.dataset.rest;
    playing = setInterval(() => {
      show(reel.shown + 1);
      if (reel.shown === last) rest();
    }, A_STEP);
  });
  const to = (many) => {
    rest();
    show(many);
  };
  back.addEventListener("click", () => to(reel.shown - 1));
  next.addEventListener("click", () => to(reel.shown + 1));
  moment.addEventListener("input", () => to(Number(moment.value)));
  new ResizeObserver(() => show(reel.shown)).observe(canvas);
  const wanted = Number(location.hash.slice(1));
  show(Number.isInteger(wanted) && location.hash.length > 1 ? wanted : last);
  place.dataset.drawn = "yes";
}

begin();
