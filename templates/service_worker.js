// Shows the offline page when a page cannot be fetched. Keeps nothing else: what people write is theirs.
const KEPT = "offline-{{ version }}";

addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then((kept) => kept.add(new Request("{% url "offline" %}", { credentials: "omit", cache: "reload" })))
  );
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
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match("{% url "offline" %}")));
  }
});
