/** The page of a map: puts the board, its tools, the panel and the legend together, and keeps them in step with the place. */

import { uuid7 } from "../outbox/uuid7.js";
import { Board } from "./board.js";
import { Cursors } from "./cursors.js";
import { Desk } from "./desk.js";
import { Drawing, FACTOR, LINK } from "./drawing.js";
import { finder } from "./finder.js";
import { listen } from "./gestures.js";
import { keptHere } from "./kept_here.js";
import { meant } from "./keys.js";
import { arrange } from "./layouts/layouts.js";
import { showLegend } from "./legend.js";
import { legend } from "./look.js";
import { Naming } from "./naming.js";
import { MOST, byCluster } from "./overview.js";
import { Panel } from "./panel.js";
import { Scene } from "./scene.js";
import { Story, ofClusters, shown } from "./story.js";
import { Sync } from "./sync.js";
import { asPng, asSvg, hand } from "./takeaway.js";
import { told } from "./told.js";
import { tools } from "./tools.js";
import { say, words } from "./words.js";

const byId = (id) => document.getElementById(id);
const place = byId("map");
const said = place.dataset;
const mayDraw = said.draws === "yes";
const state = JSON.parse(byId("map-state").textContent);
const stories = JSON.parse(byId("map-stories").textContent);
for (const [name, empty] of [["factors", FACTOR], ["links", LINK]]) state[name] = state[name].map((each) => ({ ...empty, ...each }));

const drawing = new Drawing(state);
const board = new Board(place, drawing);
board.mayDraw = mayDraw;
const sync = new Sync({
  address: said.address,
  fetch: (...asked) => fetch(...asked),
  newId: uuid7,
  headers: () => ({ "X-CSRFToken": said.csrf }),
  stream: said.stream ? () => new EventSource(said.stream) : null, // a guest asks
  asks: 1500,
  store: said.stream ? keptHere(said.address) : null,
});
const cursors = new Cursors(place, board);
const naming = new Naming(byId("map-naming"), board);
const list = byId("map-legend");
let lit = ""; // the meaning of a colour that is looked at alone

const desk = new Desk({
  board, sync, naming, mayDraw,
  shown: show,
  steps: () => Number(byId("map-steps").value),
  focusPanel: () => panel.focus(),
  askSplit: (id, made) => toolbar.askSplit(id, made),
});
const panel = new Panel(byId("map-panel"), drawing, {
  put(on, ids, set) {
    const others = cursors.holding(ids);
    desk.draw(ids.map((id) => ({ on, id, set })), others.length ? words("held_too", { names: others.join(", ") }) : words("kept"));
  },
  choose(id) {
    if (desk.focused && drawing.factor(id)) {
      board.chosen = new Set([id]);
      desk.around(null);
    } else {
      desk.choose(id);
      board.reveal(id, 0.45);
    }
  },
  run: (name, pressed) => desk.run(name, pressed),
  settle: (contest, take) => {
    const now = drawing.get(contest.on, contest.thing);
    const field = contest.field.replace("attributes.", "");
    const stands = contest.field === field ? now?.[field] : now?.attributes?.[field];
    sync.settle(contest, take ? contest.value : (stands ?? null));
    say(words("kept"));
  },
  contests: () => sync.contests,
  holds: (id) => mayDraw && sync.here({ holds: id && id.length === 36 ? id : null }),
  url: (id) => said.factor.replace("00000000-0000-0000-0000-000000000000", id),
}, mayDraw);

/** What is chosen or drawn has changed: the panel and the legend say it. */
function show() {
  panel.show(board.chosen);
  const covers = !byId("map-panel").hidden && matchMedia("(min-width: 62rem)").matches;
  board.camera.covered = covers ? byId("map-panel").offsetWidth : 0;
  toolbar.show();
  showLegend(list, legend([...board.scene.boxes.values()], [...board.scene.lines.values()], board.scene.colours, board.scene.size), {
    theme: board.theme, words, lit,
    press(value) {
      lit = lit === value ? "" : value;
      const ids = [...board.scene.boxes.values()].filter((box) => box.meaning?.value === value).map(({ id }) => id);
      const inside = [...board.scene.lines.values()].filter(({ source, target }) => ids.includes(source.id) && ids.includes(target.id)).map(({ id }) => id);
      desk.light(lit ? { factors: ids, links: inside } : {});
      if (!lit) board.show();
      show();
    },
  });
}

// A map larger than can be read opens by its clusters, and says so.
const whole = board.scene;
byId("map-large").hidden = drawing.factors.length <= MOST;
if (drawing.factors.length > MOST) board.scene = new Scene(byCluster(drawing, words("without_cluster")), whole.wide);
desk.useWhole = () => {
  if (board.scene === whole) return;
  board.scene = whole;
  byId("map-large").hidden = true;
};

// Factors that nobody has placed are placed for now; those that lie on others are put beside them.
function settle() {
  const boxes = [...whole.boxes.values()];
  const placed = (id) => drawing.factor(id).x !== null;
  if (boxes.some(({ id }) => !placed(id))) {
    const nodes = boxes.map(({ id, x, y, w, h, cluster }) => ({ id, x, y, w, h, cluster, fixed: placed(id) }));
    const places = arrange(boxes.length > 700 ? "clustered" : "force", nodes, drawing.links);
    for (const [id, at] of places) if (!placed(id)) whole.eased.set(id, at);
    whole.build();
  }
  whole.ease();
}

const story = new Story(byId("map-story"), {
  words,
  begin: () => document.body.classList.add("presents"),
  show(view) {
    desk.useWhole();
    desk.only(shown(drawing, view), view.look && Object.keys(view.look).length ? view.look : null);
    if (view.focus && drawing.factor(view.focus)) board.chosen = new Set([view.focus]);
    say([view.name, view.words].filter(Boolean).join(". "));
  },
  end() {
    document.body.classList.remove("presents");
    if (document.fullscreenElement) document.exitFullscreen();
    board.chosen.clear();
    desk.all();
    byId("map-present").focus();
  },
});

const file = (kind) => `${said.slug}.${kind}`;
const credit = () => ({ title: state.map.name, credit: words("credit", { day: new Date().toLocaleDateString(document.documentElement.lang) }), words });
Object.assign(desk, {
  find: () => byId("map-find").focus(),
  keys: () => byId("map-keys").showModal(),
  present() {
    const name = byId("map-which-story")?.value;
    story.begin(stories.find((each) => each.name === name)?.views ?? ofClusters(drawing, state.map.name));
    byId("map-desk").requestFullscreen?.().catch(() => null);
  },
  svg: () => hand(new Blob([asSvg(board.scene, credit())], { type: "image/svg+xml" }), file("svg")),
  png: async () => hand(await asPng(board.scene, credit()), file("png")),
});

const toolbar = tools({ desk, board, drawing, sync, mayDraw });
finder(byId("map-find"), byId("map-found"), drawing, (id) => {
  desk.useWhole();
  if (board.scene.only && !board.scene.only.has(id)) desk.all();
  desk.choose(id);
  board.reveal(id, 0.7);
  desk.toBoard();
});

listen(board, {
  choose: (id, more) => desk.choose(id, more),
  chooseAll: (ids, more) => desk.chooseThese(ids, more),
  moved: (places) => desk.moved(places),
  tie: (source, target, at) => desk.corded(source, target, at),
  hold: (at, id) => (id ? desk.choose(id, true) : desk.add(at)),
  open: (at, id) => (drawing.factor(id) ? desk.choose(id) || desk.rename() : id ? desk.choose(id) : desk.add(at)),
  here: (at) => sync.here(at),
}, desk.ways);
place.addEventListener("keydown", (event) => {
  if (event.target !== place) return;
  const name = meant(event);
  if (name && desk.run(name)) event.preventDefault();
});

// Steps of others and one's own come the same way.
const hear = told(sync);
const follow = () => sync.onChange(({ changed, contests, number }) => {
  said.number = String(number);
  for (const { on, id, now } of changed) {
    const before = on === "factor" ? drawing.factor(id) : null;
    const [x, y] = [before?.x, before?.y];
    drawing.put(on, id, now);
    if (before && now && (now.x !== x || now.y !== y)) whole.eased.delete(id);
  }
  whole.contested = new Set(contests.map(({ thing }) => thing));
  board.rebuild();
  show();
  hear(changed, (id) => drawing.get("factor", id)?.label);
});
document.addEventListener("visibilitychange", () => sync.seen(!document.hidden));
addEventListener("online", () => sync.seen());
addEventListener("pagehide", () => sync.stop());
addEventListener("pageshow", (event) => event.persisted && location.reload());
board.afterPaint = () => cursors.put();

// Others on this page (questions asked of the map, heat) say what to show by an event.
place.addEventListener("map:show", (event) => desk.light(event.detail));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  board.readTheme();
  board.repaint();
  show();
});
document.fonts.load("500 16px Figtree").then(() => {
  board.forget();
  board.rebuild();
});

if (state.contests.length) {
  whole.contested = new Set(state.contests.map(({ thing }) => thing));
  whole.build();
}
settle();
board.camera.fit(board.scene.bounds(), 10);
board.draw();
show();
performance.mark("map-drawn");
Object.assign(place, { board, desk }); // for those who look at it from outside: tests
setTimeout(() => {
  sync.beginWith(state);
  follow();
  sync.onPresence((present) => cursors.show(present));
  Object.assign(said, { number: String(sync.number), drawn: "yes" });
});
