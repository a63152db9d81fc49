/** The device's own database. It holds ids, states and what is sealed; no words. A new release of the app never empties it. */

const NAME = "on-this-device";
let database = null;

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function opened() {
  if (!database) {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const entries = asked.result.createObjectStore("entries", { keyPath: "seq", autoIncrement: true });
      entries.createIndex("person", "person");
      asked.result.createObjectStore("kept");
    };
    database = done(asked);
    database.catch(() => (database = null));
    (await database).onversionchange = () => {
      database.then((open) => open.close());
      database = null;
    };
  }
  return database;
}

/** What `deed` asks of one store, in a transaction that is on the disk when this ends. */
async function within(name, mode, deed) {
  const held = (await opened()).transaction(name, mode, { durability: "strict" });
  const ended = new Promise((resolve, reject) => {
    held.oncomplete = resolve;
    held.onerror = held.onabort = () => reject(held.error ?? new DOMException("", "QuotaExceededError"));
  });
  const [answer] = await Promise.all([deed(held.objectStore(name)), ended]);
  return answer;
}

/** The queue's rows, in the order in which they were added, whichever tab added them. */
export const entries = {
  all: (person) => within("entries", "readonly", (store) => done(store.index("person").getAll(person))),
  get: (seq) => within("entries", "readonly", (store) => done(store.get(seq))),
  after: (person, seq) =>
    within("entries", "readonly", async (store) => {
      const asked = store.openCursor(IDBKeyRange.lowerBound(seq, true));
      return new Promise((resolve, reject) => {
        asked.onerror = () => reject(asked.error);
        asked.onsuccess = () => {
          const row = asked.result;
          if (!row || row.value.person === person) resolve(row?.value ?? null);
          else row.continue();
        };
      });
    }),
  /** All of them, or none when there is no room. */
  add: (rows) => within("entries", "readwrite", (store) => Promise.all(rows.map((row) => done(store.add(row))))),
  put: (row) => within("entries", "readwrite", (store) => done(store.put(row))),
  remove: (seqs) => within("entries", "readwrite", (store) => Promise.all(seqs.map((seq) => done(store.delete(seq))))),
};

/** Anything else, by its name. */
export const kept = {
  get: (name) => within("kept", "readonly", (store) => done(store.get(name))),
  beginning: (name) => within("kept", "readonly", (store) => done(store.getAll(IDBKeyRange.bound(name, `${name}\uffff`)))),
  put: (name, value) => within("kept", "readwrite", (store) => done(store.put(value, name))),
  remove: (name) => within("kept", "readwrite", (store) => done(store.delete(name))),
};
