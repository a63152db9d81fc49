// Ten screens on one map: how long it takes from a stroke on one to the same stroke on each other. Says milliseconds as JSON.
import { readFileSync } from "node:fs";
import { Sync } from "./map/sync.js";
import { Stream } from "./stream.js";

const { base, address, stream, sessions, cookie, strokes, pause } = JSON.parse(readFileSync(0, "utf8"));
const TOKEN = "a".repeat(32);
const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const made = new Map(); // when each stroke was made, by the place it moved something to
const took = [];
const screens = [];
for (const session of sessions) {
  const headers = { Cookie: `${cookie}=${session}; csrftoken=${TOKEN}`, "X-CSRFToken": TOKEN };
  const sync = new Sync({
    address,
    fetch: (path, said) => fetch(base + path, { ...said, headers: { ...said.headers, ...headers } }),
    newId: () => crypto.randomUUID(),
    stream: () => new Stream(base + stream, headers),
  });
  await sync.begin();
  sync.onPresence(() => null);
  sync.onChange(({ changed }) => {
    for (const { now, mine } of changed) if (!mine && made.has(now?.x)) took.push(performance.now() - made.get(now.x));
  });
  screens.push(sync);
}
await rest(2000);
const factors = screens[0].things("factor").map(({ id }) => id);
for (let nth = 0; nth < strokes; nth++) {
  const x = 10_000 + nth;
  made.set(x, performance.now());
  screens[nth % screens.length].apply([{ on: "factor", id: factors[(nth * 7) % factors.length], set: { x, y: 1 } }]);
  screens[nth % screens.length].here({ x, y: 1 });
  await rest(pause * (0.5 + Math.random()));
}
await rest(2000);
for (const sync of screens) sync.stop();
process.stdout.write(JSON.stringify({ took, wanted: strokes * (screens.length - 1) }), () => process.exit(0));
