// Draws a system map. Everything it shows stands in words on the page "In words" too.
const place = document.getElementById("map");
const drawn = JSON.parse(document.getElementById("drawn").textContent);
const { default: cytoscape } = await import(place.dataset.library);

const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const HUES = [165, 25, 215, 75, 285, 345, 120, 250, 45, 190];
const clusters = [...new Set(drawn.factors.map((factor) => factor.cluster).filter(Boolean))];
const colour = (cluster) => {
  const place = clusters.indexOf(cluster);
  if (place < 0) return token("--sheet");
  return `hsl(${HUES[place % HUES.length]}, ${dark ? 35 : 55}%, ${dark ? 24 : 88}%)`;
};
for (const item of document.querySelectorAll("#clusters li")) {
  item.querySelector(".swatch").style.backgroundColor = colour(item.dataset.cluster);
}

const SIGNS = { "+": "+", "-": "−", "": "?" };
const placed = drawn.factors.every((factor) => factor.x !== null && factor.y !== null);
const graph = cytoscape({
  container: place,
  elements: [
    ...drawn.factors.map((factor) => ({ data: factor, position: placed ? { x: factor.x, y: factor.y } : undefined })),
    ...drawn.links.map((link) => ({
      data: { ...link, sign: SIGNS[link.polarity] + (link.delay ? " ‖" : "") },
      classes: { "+": "same", "-": "opposite", "": "unknown" }[link.polarity],
    })),
  ],
  layout: placed
    ? { name: "preset", padding: 20 }
    : { name: "cose", animate: false, randomize: true, nodeRepulsion: () => 400000, idealEdgeLength: () => 110, padding: 20 },
  minZoom: 0.1,
  maxZoom: 3,
  style: [
    {
      selector: "node",
      style: {
        label: "data(label)", shape: "round-rectangle", width: 120, height: 46, "text-wrap": "wrap",
        "text-max-width": 112, "text-valign": "center", "font-size": 12, color: token("--ink"),
        "background-color": (node) => colour(node.data("cluster")), "border-width": 1, "border-color": token("--soft"),
      },
    },
    {
      selector: "edge",
      style: {
        "curve-style": "bezier", width: 1.5, "line-color": token("--soft"), "target-arrow-color": token("--soft"),
        "target-arrow-shape": "triangle", label: "data(sign)", "font-size": 15, "font-weight": "bold",
        color: token("--ink"), "text-background-color": token("--paper"), "text-background-opacity": 1,
        "text-background-padding": 1,
      },
    },
    { selector: "edge.opposite", style: { "line-style": "dashed", "line-color": token("--rust"), "target-arrow-color": token("--rust") } },
    { selector: "edge.unknown", style: { "line-style": "dotted" } },
    { selector: ".away", style: { opacity: 0.12 } },
    { selector: "node.chosen", style: { "border-width": 4, "border-color": token("--green") } },
  ],
});

const choose = document.getElementById("choose");
const near = document.getElementById("near");

/** Lists the links at one side of the chosen factor, in words. */
function listed(title, links, other) {
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  heading.textContent = title;
  const list = document.createElement("ul");
  for (const link of links) {
    const item = document.createElement("li");
    const said = { "+": near.dataset.same, "-": near.dataset.opposite, "": near.dataset.unknown };
    item.textContent = `${other(link).data("label")}: ${said[link.data("polarity")]}`;
    list.append(item);
  }
  section.append(heading, list);
  return section;
}

function show(id) {
  graph.elements().removeClass("away chosen");
  near.replaceChildren();
  choose.value = id;
  if (!id) {
    graph.fit(undefined, 20);
    return;
  }
  const factor = graph.getElementById(id);
  const around = factor.closedNeighborhood();
  graph.elements().difference(around).addClass("away");
  factor.addClass("chosen");
  graph.animate({ fit: { eles: around, padding: 30 }, duration: calm ? 0 : 250 });
  const page = document.createElement("p");
  const link = document.createElement("a");
  link.href = factor.data("url");
  link.textContent = `${near.dataset.open}: ${factor.data("label")}`;
  page.append(link);
  near.append(
    page,
    listed(near.dataset.before, factor.incomers("edge"), (edge) => edge.source()),
    listed(near.dataset.after, factor.outgoers("edge"), (edge) => edge.target()),
  );
}

const zoom = (by) => graph.zoom({ level: graph.zoom() * by, renderedPosition: { x: place.clientWidth / 2, y: place.clientHeight / 2 } });
graph.on("tap", "node", (event) => show(event.target.id()));
graph.on("tap", (event) => event.target === graph && show(""));
choose.addEventListener("change", () => show(choose.value));
document.getElementById("closer").addEventListener("click", () => zoom(1.25));
document.getElementById("further").addEventListener("click", () => zoom(0.8));
document.getElementById("all").addEventListener("click", () => show(""));
const KEYS = {
  ArrowLeft: () => graph.panBy({ x: 60, y: 0 }),
  ArrowRight: () => graph.panBy({ x: -60, y: 0 }),
  ArrowUp: () => graph.panBy({ x: 0, y: 60 }),
  ArrowDown: () => graph.panBy({ x: 0, y: -60 }),
  "+": () => zoom(1.25),
  "-": () => zoom(0.8),
  Escape: () => show(""),
};
place.addEventListener("keydown", (event) => {
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
place.dataset.drawn = "yes";
