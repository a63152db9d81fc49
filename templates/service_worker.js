// Keeps the page for when there is no network, with its scripts. Keeps nothing else: what people write is theirs.
const KEPT = "offline-{{ version }}";
const SHELL = {{ shell|safe }};
const PAGE = SHELL[0];
const SHARED = "{{ share_target }}";

addEventListener("install", (event) => {
  const fetched = (address) => new Request(address, { credentials: "omit", cache: address === PAGE ? "reload" : "default" });
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(SHELL.map(fetched))));
  skipWaiting();
});

addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => clients.claim())
  );
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "GET" && address.pathname === SHARED) {
    // What another app hands over stays on the phone: behind the # it is sent nowhere.
    event.respondWith(Response.redirect(`/reflect/#${address.searchParams}`));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (SHELL.includes(address.pathname)) {
    event.respondWith(fetch(request).catch(async (away) => (await caches.match(address.pathname)) ?? Promise.reject(away)));
  }
});
