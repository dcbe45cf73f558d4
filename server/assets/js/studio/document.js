// @ts-check
// What is being made: a size and a stack of layers, the lowest first. Values only; every change gives a new document.

import { IDENTITY, around, multiply, translate } from "./geometry.js";

/** @typedef {import("./geometry.js").Matrix} Matrix */
/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./nodes.js").Node} Node */

/** A part that is kept: a closed line, and how soft its edge is (standard deviation of the blur, in the picture's pixels).
 * @typedef {{points: readonly Point[], soft: number}} Cut */
/** `href` is `picture:ID`, `asset:HASH`, or `local:KEY` for what this browser alone has; `paint` marks what the brush draws on.
 * @typedef {{kind: "picture", href: string, width: number, height: number, crop: Box | null, cut: Cut | null, paint: boolean}} Picture */
/** Lines of text, centred on x = 0; the first baseline at y = 0, or the last where it `rises`.
 * @typedef {{kind: "text", words: string, font: string, size: number, fill: string, outline: string, rises: boolean}} Text */
/** Whatever a recipe from elsewhere holds; shown and kept whole. @typedef {{kind: "drawing", nodes: readonly Node[]}} Drawing */
/** @typedef {{id: string, name: string, hidden: boolean, blend: string, opacity: number, transform: Matrix,
 *   content: Picture | Text | Drawing}} Layer */
/** @typedef {{width: number, height: number, layers: readonly Layer[]}} Doc */

/** Layers of a document. */
export const MAX_LAYERS = 40;
/** Layers that are left free in a recipe from elsewhere, so that there is room for what is added. */
export const FREE_LAYERS = 10;
/** The longer side of a document, in pixels: a small picture is made larger, so that what is added to it is sharp. */
export const MAX_SIDE = 2_048;
const MIN_SIDE = 1_200;
/** How layers may mix with what is below: those on which browsers and the server agree. */
export const BLENDS = [
  "normal",
  "multiply",
  "screen",
  "overlay",
  "soft-light",
  "hard-light",
  "color-dodge",
  "color-burn",
  "darken",
  "lighten",
  "difference",
  "exclusion",
  "hue",
];
/** Families whose files the server has as well; the first is for captions. */
export const FONTS = ["Anton", "Libre Franklin", "Newsreader"];

/** @param {Doc} doc @param {string | null} id */
export const find = (doc, id) => doc.layers.find((layer) => layer.id === id) ?? null;

/** @param {Doc} doc */
export const isFull = (doc) => doc.layers.length >= MAX_LAYERS;

/** An id that no layer has. @param {Doc} doc */
export const freshId = (doc) =>
  `l${Math.max(0, ...doc.layers.map(({ id }) => Number(id.slice(1)) || 0)) + 1}`;

/**
 * A layer as it begins.
 * @param {string} id @param {Layer["content"]} content @param {Matrix} [transform] @returns {Layer}
 */
export const layerOf = (id, content, transform = IDENTITY) => ({
  id,
  name: "",
  hidden: false,
  blend: "normal",
  opacity: 1,
  transform,
  content,
});

/** @param {string} href @param {number} width @param {number} height @returns {Picture} */
export const pictureOf = (href, width, height) => ({
  kind: "picture",
  href,
  width,
  height,
  crop: null,
  cut: null,
  paint: false,
});

/** With a layer above another one, or on top. @param {Doc} doc @param {Layer} layer @param {string | null} [above] @returns {Doc} */
export function withLayer(doc, layer, above = null) {
  const at = doc.layers.findIndex(({ id }) => id === above);
  const layers = [...doc.layers];
  layers.splice(at < 0 ? layers.length : at + 1, 0, layer);
  return { ...doc, layers };
}

/** @param {Doc} doc @param {string} id @returns {Doc} */
export const without = (doc, id) => ({ ...doc, layers: doc.layers.filter((layer) => layer.id !== id) });

/** @param {Doc} doc @param {string} id @param {Partial<Layer>} parts @returns {Doc} */
export const changed = (doc, id, parts) => ({
  ...doc,
  layers: doc.layers.map((layer) => (layer.id === id ? { ...layer, ...parts } : layer)),
});

/** Changes what a layer shows. @param {Doc} doc @param {string} id @param {Partial<Picture> | Partial<Text>} parts */
export function redone(doc, id, parts) {
  const layer = find(doc, id);
  if (!layer) return doc;
  return changed(doc, id, { content: /** @type {Layer["content"]} */ ({ ...layer.content, ...parts }) });
}

/** @param {Doc} doc @param {string} id @param {Matrix} m applied after what the layer has */
export function moved(doc, id, m) {
  const layer = find(doc, id);
  return layer ? changed(doc, id, { transform: multiply(m, layer.transform) }) : doc;
}

/** One step up (1) or down (−1) the stack. @param {Doc} doc @param {string} id @param {1 | -1} by @returns {Doc} */
export function shifted(doc, id, by) {
  const at = doc.layers.findIndex((layer) => layer.id === id);
  const layer = doc.layers[at];
  const to = at + by;
  if (!layer || to < 0 || to >= doc.layers.length) return doc;
  const layers = doc.layers.filter((other) => other !== layer);
  layers.splice(to, 0, layer);
  return { ...doc, layers };
}

/** A copy just above, a little aside so that it is seen. @param {Doc} doc @param {string} id @returns {[Doc, string]} */
export function copied(doc, id) {
  const layer = find(doc, id);
  if (!layer) return [doc, id];
  const copy = freshId(doc);
  const aside = Math.round(doc.width / 40);
  const transform = multiply(translate(aside, aside), layer.transform);
  return [withLayer(doc, { ...layer, id: copy, transform }, id), copy];
}

/** What of a picture is seen, in its own pixels. @param {Picture} picture @returns {Box} */
export function seenOf({ width, height, crop, cut }) {
  return cut ? around(cut.points) : (crop ?? { x: 0, y: 0, width, height });
}

/** The pieces that only this browser has. @param {Doc} doc @returns {string[]} */
export function locals(doc) {
  const hrefs = doc.layers.flatMap(({ content }) => (content.kind === "picture" ? [content.href] : []));
  return [...new Set(hrefs.filter((href) => href.startsWith("local:")))];
}

/** A size for a document that shows a picture whole. @param {{width: number, height: number}} picture */
export function sizeFor({ width, height }) {
  const longer = Math.max(width, height);
  const scale = Math.min(MAX_SIDE, Math.max(MIN_SIDE, longer)) / longer;
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
