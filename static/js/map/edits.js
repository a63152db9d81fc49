/** Each edit as the steps of one change: what it sets on which factor and link. Nothing is done here. */

/** @typedef {import("./drawing.js").Drawing} Drawing @typedef {import("./drawing.js").Step} Step */

/** @param {{id: string, label: string, x: number, y: number, cluster?: string}} said @returns {Step[]} */
export function add({ id, label, x, y, cluster = "" }) {
  return [{ on: "factor", id, set: { label, x, y, ...(cluster && { cluster }), removed: false } }];
}

/** @param {{id: string, source: string, target: string, polarity?: string}} said @returns {Step[]} */
export function tie({ id, source, target, polarity = "" }) {
  return [{ on: "link", id, set: { source, target, polarity, removed: false } }];
}

/** Set the same fields of several things. @returns {Step[]} */
export function put(on, ids, set) {
  return [...ids].map((id) => ({ on, id, set }));
}

/** @param {Map<string, {x: number, y: number}>} places by factor @returns {Step[]} */
export function move(places) {
  return [...places].map(([id, { x, y }]) => ({ on: "factor", id, set: { x: round(x), y: round(y) } }));
}

const round = (number) => Math.round(number * 10) / 10;

/** Take factors and links off the map, and with a factor all its links. @param {Drawing} drawing @returns {Step[]} */
export function remove(drawing, factors, links = []) {
  const gone = new Set(links);
  for (const id of factors) for (const link of drawing.linksOf(id)) gone.add(link.id);
  return [...put("factor", factors, { removed: true }), ...put("link", gone, { removed: true })];
}

/**
 * Make one factor of several: the first stays, with all their links, words, tags and attributes.
 * A link that would then lead from it to itself goes, as does one that says what another says.
 * @param {Drawing} drawing @param {string[]} ids @returns {Step[]}
 */
export function join(drawing, ids) {
  const [kept, ...others] = ids.map((id) => drawing.factor(id)).filter(Boolean);
  if (!others.length) return [];
  const joined = new Set(ids);
  const set = {};
  const words = [...new Set([kept, ...others].map((each) => each.description).filter(Boolean))].join("\n\n");
  if (words !== kept.description) set.description = words;
  const tags = [...new Set([kept, ...others].flatMap((each) => each.tags))];
  if (tags.length > kept.tags.length) set.tags = tags;
  if (!kept.cluster) set.cluster = others.find((each) => each.cluster)?.cluster ?? "";
  for (const other of others) {
    for (const [name, value] of Object.entries(other.attributes)) {
      if (!(name in kept.attributes) && !(`attributes.${name}` in set)) set[`attributes.${name}`] = value;
    }
  }
  if (set.cluster === "") delete set.cluster;
  const steps = Object.keys(set).length ? [{ on: "factor", id: kept.id, set }] : [];
  const said = new Set(drawing.linksOf(kept.id).filter((link) => !others.some(({ id }) => [link.source, link.target].includes(id))).map(key));
  const around = new Map([kept, ...others].flatMap(({ id }) => drawing.linksOf(id)).map((link) => [link.id, link]));
  for (const link of around.values()) {
    if (!others.some(({ id }) => [link.source, link.target].includes(id))) continue;
    const ends = {};
    if (link.source !== kept.id && joined.has(link.source)) ends.source = kept.id;
    if (link.target !== kept.id && joined.has(link.target)) ends.target = kept.id;
    const then = { ...link, ...ends };
    const needless = (then.source === then.target && link.source !== link.target) || said.has(key(then));
    said.add(key(then));
    steps.push({ on: "link", id: link.id, set: needless ? { removed: true } : ends });
  }
  return [...steps, ...put("factor", others.map(({ id }) => id), { removed: true })];
}

const key = (link) => `${link.source} ${link.polarity} ${link.target}`;

/**
 * Make two factors of one: a new one beside it, of the same cluster and kind, to which some of its links go.
 * @param {Drawing} drawing @param {{id: string, made: string, label: string, links: string[]}} said @returns {Step[]}
 */
export function split(drawing, { id, made, label, links }) {
  const one = drawing.factor(id);
  const set = { label, x: round((one.x ?? 0) + 60), y: round((one.y ?? 0) + 90), removed: false };
  for (const name of ["cluster", "kind"]) if (one[name]) set[name] = one[name];
  const steps = [{ on: "factor", id: made, set }];
  for (const link of links.map((each) => drawing.link(each)).filter(Boolean)) {
    const ends = {};
    if (link.source === id) ends.source = made;
    if (link.target === id) ends.target = made;
    if (Object.keys(ends).length) steps.push({ on: "link", id: link.id, set: ends });
  }
  return steps;
}

/** The other way round. @param {Drawing} drawing @returns {Step[]} */
export function turn(drawing, id) {
  const { source, target } = drawing.link(id);
  return [{ on: "link", id, set: { source: target, target: source } }];
}
