// @ts-check
// Where the pictures of a document come from: its `picture:`, `asset:` and `local:` names as addresses that the page can show.

import { freshKey, keepPiece, piece } from "./keeping.js";

/** @typedef {{url: string, small: string, title: string, width: number, height: number}} Source */
/** @typedef {{width: number, height: number, media_type: string, url: string}} Rendition */

/** A rendition at least this wide is sharp in a document of the largest size. */
const SHARP = 2_048;
/** Wide enough for a thumbnail. */
const SMALL = 200;

/** @type {Map<string, Source>} */
const ready = new Map();
/** @type {Map<string, Promise<Source | null>>} */
const asked = new Map();
/** Pieces that the store may not have taken. @type {Map<string, Blob>} */
const blobs = new Map();

/** What is known of it already. @param {string} href */
export const known = (href) => ready.get(href) ?? null;

/** Asks for it once; `null` if it is gone or not reached, and then it is asked for again. @param {string} href */
export function source(href) {
  let answer = asked.get(href);
  if (!answer) {
    answer = find(href).catch(() => null);
    asked.set(href, answer);
    answer.then((found) => (found ? ready.set(href, found) : asked.delete(href)));
  }
  return answer;
}

/** @param {string} href @returns {Promise<Source | null>} */
async function find(href) {
  const name = href.slice(href.indexOf(":") + 1);
  if (href.startsWith("picture:")) return fromServer(name);
  if (href.startsWith("asset:")) return measured(`/api/v1/assets/${encodeURIComponent(name)}`);
  const blob = await blobOf(href);
  return blob ? measured(URL.createObjectURL(blob)) : null;
}

/** @param {string} id @returns {Promise<Source | null>} */
async function fromServer(id) {
  const answer = await fetch(`/api/v1/pictures/${encodeURIComponent(id)}`, {
    headers: { accept: "application/json" },
  });
  return answer.ok ? ofPicture(await answer.json()) : null;
}

/** A picture as the API gives it. @param {{title: string, width: number, height: number, renditions: Rendition[]}} picture */
export function ofPicture({ title, width, height, renditions }) {
  const formats = ["image/webp", "image/jpeg"];
  const byWidth = renditions
    .filter(({ media_type }) => formats.includes(media_type))
    .sort((a, b) => a.width - b.width || formats.indexOf(a.media_type) - formats.indexOf(b.media_type));
  const wide = (/** @type {number} */ least) =>
    (byWidth.find((rendition) => rendition.width >= least) ?? byWidth.at(-1))?.url ?? "";
  return { url: wide(SHARP), small: wide(SMALL), title, width, height };
}

/** @param {string} url @returns {Promise<Source | null>} */
async function measured(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return { url, small: url, title: "", width: image.naturalWidth, height: image.naturalHeight };
}

/** The file behind a `local:` name. @param {string} href */
export const blobOf = async (href) => blobs.get(href) ?? (await piece(href));

/**
 * Takes a new file in; `isKept` says whether it will be there after a reload.
 * @param {Blob} blob @returns {Promise<{href: string, source: Source | null, isKept: boolean}>}
 */
export async function takeIn(blob) {
  const href = freshKey();
  blobs.set(href, blob);
  const isKept = await keepPiece(href, blob);
  return { href, source: await source(href), isKept };
}
