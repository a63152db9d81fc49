// Everything that the browser keeps for this place, as one text: what a curious person would look through.
async () => {
  const said = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  const text = (value) => {
    if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    if (value && typeof value === "object" && !(value instanceof CryptoKey))
      return Object.entries(value).map(([name, inside]) => `${name}: ${text(inside)}`).join("\n");
    return String(value);
  };
  for (const { name } of await indexedDB.databases()) {
    const open = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    for (const store of open.objectStoreNames) {
      const held = open.transaction(store).objectStore(store);
      for (const all of [held.getAllKeys(), held.getAll()]) {
        said.push(text(await new Promise((resolve) => (all.onsuccess = () => resolve(all.result)))));
      }
    }
    open.close();
  }
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    for (const request of await kept.keys()) said.push(request.url, await (await kept.match(request)).text());
  }
  return said.join("\n");
}
