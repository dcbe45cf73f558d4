// @ts-check
// What is being made is kept in this browser, stroke by stroke, until it is published: the document in localStorage, its
// pieces (what was painted, pasted or dropped) as files in IndexedDB. Nothing leaves the browser before one publishes.

/** @typedef {import("./document.js").Doc} Doc */

const DATABASE = "throng-studio";
const PIECES = "pieces";
/** Pieces that no kept document names are forgotten after this, in ms: a day, since another window may still need them. */
const FORGOTTEN_AFTER = 24 * 3_600_000;
/** The form of what is stored; another one is not read. */
const VERSION = 1;

/** @param {string} picture */
const place = (picture) => `throng:studio:${picture}`;

/** What was kept of a remix of this picture. @param {string} picture @returns {{doc: Doc, at: number} | null} */
export function kept(picture) {
  try {
    const { version, doc, at } = JSON.parse(localStorage.getItem(place(picture)) ?? "{}");
    return version === VERSION && Array.isArray(doc.layers) ? { doc, at } : null;
  } catch {
    return null;
  }
}

/** Whether it could be kept: a private window or a full disk may refuse. @param {string} picture @param {Doc} doc */
export function keep(picture, doc) {
  try {
    localStorage.setItem(place(picture), JSON.stringify({ version: VERSION, doc, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} picture */
export function forget(picture) {
  try {
    localStorage.removeItem(place(picture));
  } catch {
    // What could not be kept need not be forgotten.
  }
}

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(PIECES);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} act @returns {Promise<T>} */
async function inStore(mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(PIECES, mode);
    const request = act(transaction.objectStore(PIECES));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** A name for a new piece; it says when it was made. */
export const freshKey = () =>
  `local:${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;

/** Whether the piece could be kept. @param {string} key @param {Blob} blob */
export const keepPiece = (key, blob) =>
  inStore("readwrite", (store) => store.put(blob, key)).then(
    () => true,
    () => false,
  );

/** @param {string} key @returns {Promise<Blob | undefined>} */
export const piece = (key) => inStore("readonly", (store) => store.get(key)).catch(() => undefined);

/** Forgets the pieces that nothing kept here names any more. */
export async function tidy() {
  const keys = await inStore("readonly", (store) => store.getAllKeys()).catch(() => []);
  const named = Object.keys(localStorage)
    .filter((name) => name.startsWith(place("")))
    .map((name) => localStorage.getItem(name) ?? "");
  const limit = Date.now() - FORGOTTEN_AFTER;
  const isOld = (/** @type {string} */ key) => parseInt(key.slice("local:".length), 36) < limit;
  for (const key of keys.map(String).filter(isOld)) {
    if (named.some((text) => text.includes(`"${key}"`))) continue;
    await inStore("readwrite", (store) => store.delete(key)).catch(() => undefined);
  }
}
