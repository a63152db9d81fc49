// Draws a system map. Everything it shows stands in words on the page "In words" too.
// Libraries come before this file as plain scripts: cytoscape, and fcose where the factors have no place yet.
const { cytoscape } = globalThis;
const place = document.getElementById("map");
const drawn = JSON.parse(document.getElementById("drawn").textContent);

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const scheme = matchMedia("(prefers-color-scheme: dark)");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const LETTERS = 20;
const LINE = 23;
const WIDE = 190;
const GAP = 18; // between boxes
const LEAST = 5.5; // pixels on the screen below which nobody reads a label
const NAME = 13; // pixels of a cluster's name on the screen

const HUES = [165, 25, 215, 75, 285, 345, 120, 250, 45, 190];
const clusters = [...new Set(drawn.factors.map((factor) => factor.cluster).filter(Boolean))];
function colour(cluster) {
  const nth = clusters.indexOf(cluster);
  if (nth < 0) return token("--sheet");
  return `hsl(${HUES[nth % HUES.length]}, ${scheme.matches ? 35 : 55}%, ${scheme.matches ? 24 : 86}%)`;
}

/** The label in lines that fit a box of our width. A word longer than a line is broken. */
function broken(label) {
  const room = Math.floor((WIDE - 12) / (LETTERS * 0.51));
  const lines = [""];
  for (const word of label.split(/\s+/).flatMap((each) => each.match(new RegExp(`.{1,${room}}`, "gu")) ?? [])) {
    const here = lines.at(-1);
    if (!here) lines[lines.length - 1] = word;
    else if (here.length + 1 + word.length <= room) lines[lines.length - 1] = `${here} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const boxes = drawn.factors.map((factor) => {
  const lines = broken(factor.label);
  return { ...factor, shown: lines.join("\n"), tall: lines.length * LINE + 12 };
});

/** Moves boxes that lie on each other apart, along the shorter way, until none do: who drew the map placed them. */
function apart(placed) {
  for (let round = 0; round < 1000; round += 1) {
    let moved = false;
    for (let a = 0; a < placed.length; a += 1) {
      for (let b = 0; b < a; b += 1) {
        const [one, other] = [placed[a], placed[b]];
        const [dx, dy] = [one.x - other.x, one.y - other.y];
        const across = WIDE + GAP - Math.abs(dx);
        const down = (one.tall + other.tall) / 2 + GAP - Math.abs(dy);
        if (across <= 0.5 || down <= 0.5) continue;
        moved = true;
        const [axis, by] = across < down ? ["x", (across / 2) * (dx < 0 ? -1 : 1)] : ["y", (down / 2) * (dy < 0 ? -1 : 1)];
        one[axis] += by;
        other[axis] -= by;
      }
    }
    if (!moved) return;
  }
}

const hasPlaces = drawn.factors.every((factor) => factor.x !== null && factor.y !== null);
if (hasPlaces) apart(boxes);

function rules() {
  const [ink, soft, rust, paper, green] = ["--ink", "--soft", "--rust", "--paper", "--green"].map(token);
  return [
    {
      selector: "node",
      style: {
        label: "data(shown)", shape: "round-rectangle", width: WIDE, height: "data(tall)", "text-wrap": "wrap",
        "text-max-width": 4 * WIDE, "text-valign": "center", "font-size": LETTERS,
        "min-zoomed-font-size": LEAST, color: ink, "background-color": (node) => colour(node.data("cluster")),
        "border-width": 1.5, "border-color": soft,
      },
    },
    {
      selector: "edge",
      style: {
        "curve-style": "bezier", width: 2.5, opacity: 0.6, "line-color": soft, "target-arrow-color": soft, "arrow-scale": 1.6,
        "target-arrow-shape": "triangle", label: "data(sign)", "font-size": 26, "font-weight": "bold",
        "min-zoomed-font-size": 11, color: ink, "text-background-color": paper, "text-background-opacity": 1,
        "text-background-padding": 2, "loop-direction": "-45deg",
      },
    },
    { selector: "edge.opposite", style: { "line-style": "dashed", "line-dash-pattern": [12, 7], "target-arrow-shape": "tee", "line-color": rust, "target-arrow-color": rust } },
    { selector: "edge.unknown", style: { "line-style": "dotted", "target-arrow-shape": "vee" } },
    { selector: "edge.near", style: { opacity: 1, width: 3.5, "min-zoomed-font-size": 0 } },
    { selector: "edge.from-left", style: { "source-endpoint": "50% 0%" } },
    { selector: "edge.to-right", style: { "target-endpoint": "-50% 0%" } },
    { selector: ".away", style: { opacity: 0.1 } },
    { selector: ".hidden", style: { display: "none" } },
    { selector: "node.chosen", style: { "border-width": 6, "border-color": green } },
    {
      selector: "node.name",
      style: {
        shape: "rectangle", width: 1, height: 1, "background-opacity": 0, "border-width": 0, events: "no", "text-max-width": 100000,
        "font-weight": "bold", "min-zoomed-font-size": 0, "font-size": "data(size)", "text-background-color": paper,
        "text-background-opacity": 0.85, "text-background-padding": 6, "text-background-shape": "round-rectangle", "z-index": 10,
      },
    },
  ];
}

const sameCluster = (edge) => edge.source().data("cluster") === edge.target().data("cluster");
const SIGNS = { "+": "+", "-": "−", "": "?" };
const graph = cytoscape({
  container: place,
  elements: [
    ...boxes.map((box) => ({ data: box, position: hasPlaces ? { x: box.x, y: box.y } : undefined })),
    ...drawn.links.map((link) => ({
      data: { ...link, sign: SIGNS[link.polarity] + (link.delay ? " ‖" : "") },
      classes: { "+": "same", "-": "opposite", "": "unknown" }[link.polarity],
    })),
  ],
  layout: hasPlaces
    ? { name: "preset", padding: 20 }
    : {
        name: "fcose", quality: "proof", randomize: true, animate: false, padding: 20, nodeDimensionsIncludeLabels: false,
        nodeSeparation: 150, nodeRepulsion: 9000, gravity: 0.4,
        idealEdgeLength: (edge) => (sameCluster(edge) ? 110 : 380), edgeElasticity: (edge) => (sameCluster(edge) ? 0.6 : 0.1),
      },
  minZoom: 0.05,
  maxZoom: 3,
  style: rules(),
});

const factors = graph.nodes();
if (!hasPlaces) {
  const settled = factors.map((node) => ({ id: node.id(), tall: node.data("tall"), ...node.position() }));
  apart(settled);
  for (const { id, x, y } of settled) graph.getElementById(id).position({ x, y });
}
const home = new Map(factors.map((node) => [node.id(), { ...node.position() }]));
graph.fit(factors, 20);

// Where the labels of factors are too small to be read, the names of the clusters stand over their places.
for (const cluster of clusters) {
  graph.add({ data: { shown: cluster, cluster, size: NAME }, classes: "name", grabbable: false, selectable: false });
}
const names = graph.nodes(".name");
function nameClusters() {
  const pixel = 1 / graph.zoom();
  const far = LETTERS < LEAST * pixel && !graph.nodes(".chosen").length;
  names.toggleClass("hidden", !far);
  if (!far) return;
  const taken = [];
  const middle = (name, axis) => {
    const places = [...home].filter(([id]) => graph.getElementById(id).data("cluster") === name.data("cluster"));
    return places.map(([, at]) => at[axis]).sort((a, b) => a - b)[Math.floor(places.length / 2)];
  };
  const spots = names.map((name) => ({ name, x: middle(name, "x"), y: middle(name, "y"), half: name.data("cluster").length * NAME * 0.29 * pixel + 6 * pixel }));
  const all = factors.boundingBox();
  for (const spot of spots.sort((a, b) => a.y - b.y)) {
    spot.x = Math.max(all.x1 + spot.half, Math.min(all.x2 - spot.half, spot.x));
    for (const other of taken) {
      if (Math.abs(other.x - spot.x) < other.half + spot.half) spot.y = Math.max(spot.y, other.y + 1.7 * NAME * pixel);
    }
    taken.push(spot);
    spot.name.data("size", NAME * pixel);
    spot.name.position({ x: spot.x, y: spot.y });
  }
}
graph.on("zoom", nameClusters);
nameClusters();

function paintSwatches() {
  for (const item of document.querySelectorAll("#clusters [data-cluster]")) {
    item.querySelector(".swatch").style.backgroundColor = colour(item.dataset.cluster);
  }
}
paintSwatches();
scheme.addEventListener("change", () => {
  graph.style(rules());
  nameClusters();
  paintSwatches();
});

const choose = document.getElementById("choose");
const near = document.getElementById("near");

function show(elements, padding = 30) {
  graph.animate({ fit: { eles: elements, padding }, duration: calm ? 0 : 250 });
}

function forget() {
  graph.elements().removeClass("away chosen near hidden from-left to-right");
  for (const [id, at] of home) graph.getElementById(id).position(at);
  near.replaceChildren();
  choose.value = "";
  nameClusters();
}

/** Places the chosen factor in the middle: what leads to it on the left, what it leads to on the right. */
function gather(factor) {
  const before = factor.incomers("node").difference(factor);
  const after = factor.outgoers("node").difference(factor);
  const both = before.intersection(after);
  const { x, y } = factor.position();
  const column = (nodes, across, from) => {
    let top = from;
    for (const node of nodes) {
      top += node.data("tall") / 2;
      node.position({ x: x + across, y: top });
      top += node.data("tall") / 2 + GAP;
    }
  };
  const centred = (nodes) => y - nodes.reduce((sum, node) => sum + node.data("tall") + GAP, -GAP) / 2;
  const [left, right] = [before.difference(both).toArray(), after.difference(both).toArray()];
  column(left, -1.6 * WIDE, centred(left));
  column(right, 1.6 * WIDE, centred(right));
  column(both.toArray(), 0, y + factor.data("tall") / 2 + 7 * GAP);
  factor.connectedEdges().forEach((edge) => {
    if (left.includes(edge.source())) edge.addClass("from-left");
    if (right.includes(edge.target())) edge.addClass("to-right");
  });
}

function showAll() {
  forget();
  show(factors, 20);
}

/** Lists the links at one side of the chosen factor, in words; each leads on to the factor at its other end. */
function listed(title, links, other) {
  const section = document.createElement("section");
  const heading = document.createElement("h3");
  heading.textContent = title;
  const list = document.createElement("ul");
  const said = { "+": near.dataset.same, "-": near.dataset.opposite, "": near.dataset.unknown };
  for (const link of links) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = other(link).data("label");
    button.addEventListener("click", () => {
      showFactor(other(link).id());
      near.querySelector("h2").focus();
    });
    item.append(button, ` ${said[link.data("polarity")]}${link.data("delay") ? `, ${near.dataset.delay}` : ""}`);
    list.append(item);
  }
  if (!links.length) {
    const none = document.createElement("li");
    none.textContent = near.dataset.none;
    list.append(none);
  }
  section.append(heading, list);
  return section;
}

function showFactor(id) {
  forget();
  choose.value = id;
  const factor = graph.getElementById(id);
  const around = factor.closedNeighborhood();
  graph.elements().difference(around).addClass("hidden");
  around.edges().addClass("near");
  factor.addClass("chosen");
  gather(factor);
  show(around);
  const heading = document.createElement("h2");
  heading.tabIndex = -1;
  heading.textContent = factor.data("label");
  const page = document.createElement("p");
  const link = document.createElement("a");
  link.href = factor.data("url");
  link.textContent = near.dataset.open;
  page.append(link);
  near.append(
    heading,
    page,
    listed(near.dataset.before, factor.incomers("edge").toArray(), (edge) => edge.source()),
    listed(near.dataset.after, factor.outgoers("edge").toArray(), (edge) => edge.target()),
  );
}

function showCluster(cluster) {
  forget();
  const members = factors.filter((node) => node.data("cluster") === cluster);
  graph.elements().difference(members.union(members.edgesWith(members))).addClass("away");
  show(members);
}

const zoom = (by) => graph.zoom({ level: graph.zoom() * by, renderedPosition: { x: place.clientWidth / 2, y: place.clientHeight / 2 } });
graph.on("tap", "node", (event) => showFactor(event.target.id()));
graph.on("tap", (event) => event.target === graph && showAll());
choose.addEventListener("change", () => (choose.value ? showFactor(choose.value) : showAll()));
document.getElementById("closer").addEventListener("click", () => zoom(1.25));
document.getElementById("further").addEventListener("click", () => zoom(0.8));
document.getElementById("all").addEventListener("click", showAll);
for (const button of document.querySelectorAll("#clusters button")) {
  button.addEventListener("click", () => showCluster(button.dataset.cluster));
}
const KEYS = {
  ArrowLeft: () => graph.panBy({ x: 60, y: 0 }),
  ArrowRight: () => graph.panBy({ x: -60, y: 0 }),
  ArrowUp: () => graph.panBy({ x: 0, y: 60 }),
  ArrowDown: () => graph.panBy({ x: 0, y: -60 }),
  "+": () => zoom(1.25),
  "-": () => zoom(0.8),
  Escape: showAll,
};
place.addEventListener("keydown", (event) => {
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
place.dataset.drawn = "yes";
