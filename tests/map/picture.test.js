// How a drawing becomes a picture: boxes, lines, colours, layouts, and the same strokes on paper.
import assert from "node:assert/strict";
import test from "node:test";
import { Camera } from "./map/camera.js";
import { Drawing } from "./map/drawing.js";
import { LAYOUTS, arrange } from "./map/layouts/layouts.js";
import { said } from "./map/legend.js";
import { COLOURS, legend, meaning, sizes, strengths } from "./map/look.js";
import { paint } from "./map/paint.js";
import { Scene, broken, guessed, way } from "./map/scene.js";
import { snapped } from "./map/snap.js";
import { SvgPen } from "./map/svg_pen.js";
import { PAPER, asSvg } from "./map/takeaway.js";

function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function drawn(number, links, seed = 7) {
  const dice = random(seed);
  const pick = (of) => of[Math.floor(dice() * of.length)];
  const factors = Array.from({ length: number }, (_, nth) => ({ id: `f${nth}`, label: `A factor of the number ${nth}`, cluster: `Cluster ${nth % 5}`, x: dice() * 900, y: dice() * 700, pinned: nth % 9 === 0 }));
  return new Drawing({
    map: { id: "m", name: "Drawn <by> dice & \"hand\"" },
    factors,
    links: Array.from({ length: links }, (_, nth) => ({ id: `l${nth}`, source: pick(factors).id, target: pick(factors).id, polarity: pick(["+", "-", ""]), delay: dice() < 0.2, strength: pick(["", "weak", "strong"]), evidence: dice() < 0.1 ? "seen" : "" })),
  });
}
const overlaps = (boxes) => boxes.flatMap((a, nth) => boxes.slice(0, nth).filter((b) => Math.abs(a.x - b.x) < (a.w + b.w) / 2 - 1 && Math.abs(a.y - b.y) < (a.h + b.h) / 2 - 1)).length;

test("a label is broken into lines that fit, and loses no letter", () => {
  for (const label of ["Trust", "Demand for Indulgence/Compensation", "Donaudampfschifffahrtsgesellschaftskapitän", "a b c d e f g h i j k l m n o p"]) {
    const lines = broken(label, guessed);
    assert.equal(lines.join("").replaceAll(" ", ""), label.replaceAll(" ", ""));
    assert.ok(lines.every((line) => guessed(line) <= 11), lines.join("|"));
  }
});

test("boxes that lie on others are put beside them, and pinned ones stay", () => {
  const scene = new Scene(drawn(80, 0));
  assert.ok(overlaps([...scene.boxes.values()]) > 0);
  scene.ease();
  assert.equal(overlaps([...scene.boxes.values()].filter(({ pinned }) => !pinned)), 0);
  for (const box of scene.boxes.values()) if (box.pinned) assert.equal(box.x, scene.drawing.factor(box.id).x);
});

for (const name of Object.keys(LAYOUTS)) {
  test(`the layout ${name} gives each factor its own place, the same each time, and leaves pinned ones`, () => {
    const scene = new Scene(drawn(60, 140));
    const nodes = [...scene.boxes.values()].map((box) => ({ ...box, fixed: box.id === "f3" || box.id === "f40" }));
    const places = arrange(name, nodes, scene.drawing.links);
    assert.equal(places.size, 60);
    assert.ok([...places.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
    assert.deepEqual(places.get("f3"), { x: nodes[3].x, y: nodes[3].y });
    assert.equal(overlaps(nodes.map((node) => ({ ...node, ...places.get(node.id) }))), 0);
    assert.deepEqual(arrange(name, nodes, scene.drawing.links), places);
  });
}

test("layers put causes left of effects where no loop forbids it", () => {
  const nodes = ["a", "b", "c", "d"].map((id) => ({ id, x: 0, y: 0, w: 80, h: 30, cluster: "", fixed: false }));
  const places = arrange("layered", nodes, [{ source: "b", target: "a" }, { source: "c", target: "b" }, { source: "c", target: "d" }]);
  assert.ok(places.get("c").x < places.get("b").x && places.get("b").x < places.get("a").x && places.get("c").x < places.get("d").x);
});

test("clusters are blocks of their own", () => {
  const scene = new Scene(drawn(60, 140));
  const places = arrange("clustered", [...scene.boxes.values()].map((box) => ({ ...box, fixed: false })), scene.drawing.links);
  const span = (name) => {
    const all = scene.drawing.factors.filter(({ cluster }) => cluster === name).map(({ id }) => places.get(id));
    return [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y))];
  };
  const spans = scene.drawing.clusters.map(span);
  for (const [nth, a] of spans.entries()) for (const b of spans.slice(0, nth)) assert.ok(a[1] < b[0] || b[1] < a[0] || a[3] < b[2] || b[3] < a[2]);
});

test("lines begin and end at the borders of their boxes, and two that face each other part", () => {
  const drawing = new Drawing({ map: { id: "m", name: "" }, factors: [{ id: "a", label: "A", x: 0, y: 0 }, { id: "b", label: "B", x: 400, y: 0 }], links: [{ id: "1", source: "a", target: "b" }, { id: "2", source: "b", target: "a" }] });
  const scene = new Scene(drawing);
  const [one, two] = [way(scene.lines.get("1")), way(scene.lines.get("2"))];
  const box = scene.boxes.get("a");
  assert.ok(Math.abs(one[0] - (box.w / 2 + 1)) < 1);
  assert.notEqual(one[3], two[3]);
  assert.equal(scene.boxAt(5, 5).id, "a");
  assert.equal(scene.lineAt(one[2], (one[3] + 0) / 2, 8).id, "1");
});

/** How light a colour is to the eye, and how two stand out from each other, after WCAG 2.2. */
function contrast(one, other) {
  const light = (hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

test("letters stand out from every colour in both schemes, and so do marks and borders", () => {
  for (const [name, schemes] of Object.entries(COLOURS)) {
    for (const [[fill, deep], ink] of [[schemes[0], "#262320"], [schemes[1], "#ece7dd"]]) {
      assert.ok(contrast(fill, ink) >= 4.5, `${name}: ${contrast(fill, ink)}`);
      assert.ok(contrast(fill, deep) >= 3, `${name}: ${contrast(fill, deep)}`);
    }
  }
});

test("no two meanings look the same: where a colour comes again its mark is another", () => {
  const factors = Array.from({ length: 60 }, (_, nth) => ({ id: `f${nth}`, label: "x", kind: `Kind ${nth}` }));
  const { values } = meaning(new Drawing({ map: { id: "m", name: "", look: { colour_by: "kind" } }, factors, links: [] }));
  assert.equal(new Set(values.map(({ token, mark }) => `${token} ${mark}`)).size, 60);
});

test("numbers are told in steps, words one by one, and what a map says of its colours holds", () => {
  const factors = Array.from({ length: 12 }, (_, nth) => ({ id: `f${nth}`, label: "x", kind: nth % 2 ? "odd" : "even", "attributes.budget": nth }));
  const map = { id: "m", name: "", look: { colour_by: "attributes.budget", size_by: "attributes.budget", "colour:odd": "rose" } };
  const drawing = new Drawing({ map, factors, links: [] });
  assert.equal(meaning(drawing).values.length, 4);
  assert.equal(meaning(drawing).of(drawing.factor("f11")).token, "step4");
  assert.equal(meaning(drawing, { ...map.look, colour_by: "kind" }).of(drawing.factor("f1")).token, "rose");
  assert.ok(sizes(drawing).of(drawing.factor("f11")) > sizes(drawing).of(drawing.factor("f0")));
  const strong = strengths(new Drawing({ map, factors, links: [{ id: "1", source: "f0", target: "f1", strength: "10" }] }));
  assert.deepEqual(["weak", "10", "1", "high", "", "whatever"].map(strong), ["weak", "strong", "weak", "strong", "", "medium"]);
});

test("names that scripts have of their own mean nothing here", () => {
  const look = { colour_by: "kind", "colour:x": "constructor" };
  const drawing = new Drawing({ map: { id: "m", name: "", look }, factors: [{ id: "f", label: "x", kind: "x", "attributes.__proto__": "own" }], links: [{ id: "1", source: "f", target: "f", strength: "constructor" }] });
  assert.ok(Object.hasOwn(COLOURS, meaning(drawing).values[0].token));
  assert.equal(meaning(drawing, { colour_by: "constructor" }).by, "");
  assert.equal(strengths(drawing)("constructor"), "medium");
  assert.deepEqual(drawing.attributes, ["__proto__"]);
});

test("the legend names all that is drawn and nothing else", () => {
  const drawing = drawn(20, 40);
  const rows = (scene) => legend([...scene.boxes.values()], [...scene.lines.values()], scene.colours, scene.size);
  const scene = new Scene(drawing);
  assert.equal(rows(scene).filter(({ kind }) => kind === "colour").length, 5);
  assert.ok(rows(scene).some(({ kind }) => kind === "delay"));
  scene.only = new Set(["f0", "f5"]);
  scene.build();
  const few = rows(scene);
  assert.deepEqual(few.filter(({ kind }) => kind === "colour").map(({ value }) => value), ["Cluster 0"]);
  assert.equal(few.some(({ kind }) => kind === "sign"), scene.lines.size > 0);
  for (const row of rows(new Scene(drawing))) assert.ok(said(row, (name) => name));
});

test("what is dragged is put in line with what is near, else on the grid", () => {
  const box = { w: 100, h: 40 };
  assert.deepEqual(snapped([{ ...box, x: 300, y: 0 }], box, { x: 303, y: 151 }, 7), { x: 300, y: 160, guides: { x: 300 } });
});

test("coming closer leaves what is under the finger there", () => {
  const camera = new Camera(800, 600);
  Object.assign(camera, { x: 40, y: -20, zoom: 0.7 });
  const before = camera.toMap(123, 456);
  camera.closer(1.7, 123, 456);
  const after = camera.toMap(123, 456);
  assert.ok(Math.abs(before.x - after.x) < 1e-9 && Math.abs(before.y - after.y) < 1e-9);
  camera.fit({ x1: 0, y1: 0, x2: 4000, y2: 100 });
  assert.ok(camera.toScreen(0, 0).x >= 0 && camera.toScreen(4000, 0).x <= 800);
});

test("the picture to take away has every name, a legend and a credit, and no markup of people's making", () => {
  const drawing = drawn(12, 20);
  drawing.apply([{ on: "factor", id: "f1", set: { label: '<script>alert("1")</script>\u0000' } }]);
  const file = asSvg(new Scene(drawing), { title: drawing.map.name, credit: "Drawn by us & others", words: (name) => name });
  assert.equal(file.includes("<script"), false);
  assert.equal(file.includes("\u0000"), false);
  assert.ok(file.includes("Drawn by us &#38; others"));
  assert.ok(file.includes("Cluster 3"));
  assert.equal((file.match(/NaN|undefined|Infinity/g) ?? []).length, 0);
});

test("of a line that runs far beyond the window only what is in sight is painted, and its dashes stay where they are while one moves", () => {
  const drawing = new Drawing({ map: { id: "m", name: "" }, factors: [{ id: "a", label: "A", x: -90000, y: 0 }, { id: "b", label: "B", x: 90000, y: 30 }], links: [{ id: "1", source: "a", target: "b", polarity: "-" }] });
  const scene = new Scene(drawing);
  const [begin] = way(scene.lines.get("1"));
  const painted = (x, y = 0) => {
    const pen = new SvgPen();
    paint(pen, scene, { zoom: 1, seen: { x1: x, y1: y - 300, x2: x + 800, y2: y + 300 }, theme: PAPER });
    return /<path d="M(\S+) \S+L(\S+) \S+".*stroke-dasharray="10 6"/.exec(pen.file({ x: 0, y: 0, w: 1, h: 1 }, "", ""))?.slice(1).map(Number);
  };
  for (const x of [-400, -397, 12345]) {
    const [from, to] = painted(x);
    assert.ok(from <= x && to >= x + 800 && to - from < 1200, `${from} ${to}`);
    assert.ok(Math.abs((from - begin) / 16 - Math.round((from - begin) / 16)) < 0.01, "a whole number of dashes");
  }
  assert.equal(painted(0, 2000), undefined);
});
