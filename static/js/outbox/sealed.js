/**
 * Words as they lie on the device: encrypted to a person's public key, so that one can always write, and read with the
 * private one, which is here only while that person is. ECDH (P-256), HKDF (SHA-256), AES-GCM; a key of its own for each.
 *
 * @typedef {{to: string, from: ArrayBuffer, words: Sealed, blob: Sealed | null, type: string}} Box
 * @typedef {{iv: Uint8Array, bytes: ArrayBuffer}} Sealed
 * @typedef {{kid: string, key: CryptoKey}} Recipient
 */

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const USE = new TextEncoder().encode("words on a device");

/** The public half of a JSON Web Key. @returns {Promise<Recipient>} */
export async function recipient({ kid, kty, crv, x, y }) {
  return { kid, key: await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, true, []) };
}

/** The private half, which no script can take out again. @returns {Promise<CryptoKey>} */
export function privateHalf({ kty, crv, x, y, d }) {
  return crypto.subtle.importKey("jwk", { kty, crv, x, y, d }, CURVE, false, ["deriveBits"]);
}

async function between(ours, theirs, use) {
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours, 256);
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: USE };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, [use]);
}

async function locked(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

function unlocked(key, { iv, bytes }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);
}

/** Encrypt `said` (plain values), and a blob beside it, to `to`. @returns {Promise<Box>} */
export async function seal(to, said, blob = null) {
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const key = await between(once.privateKey, to.key, "encrypt");
  return {
    to: to.kid,
    from: await crypto.subtle.exportKey("raw", once.publicKey),
    words: await locked(key, new TextEncoder().encode(JSON.stringify(said))),
    blob: blob && (await locked(key, await blob.arrayBuffer())),
    type: blob?.type ?? "",
  };
}

async function keyOf(keys, box) {
  const mine = keys[box.to];
  if (!mine) return null;
  return between(mine, await crypto.subtle.importKey("raw", box.from, CURVE, true, []), "decrypt");
}

/** What was sealed; null where its key is not among `keys` (private halves by their names). */
export async function open(keys, box) {
  const key = await keyOf(keys, box);
  return key && JSON.parse(new TextDecoder().decode(await unlocked(key, box.words)));
}

/** The blob beside it; null where there is none. @returns {Promise<Blob | null>} */
export async function openBlob(keys, box) {
  const key = box.blob && (await keyOf(keys, box));
  return key ? new Blob([await unlocked(key, box.blob)], { type: box.type }) : null;
}
