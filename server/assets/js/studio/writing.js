// @ts-check
// A document as SVG: the same nodes for the screen and for the recipe, in the profile on which browsers and the server agree.

import { around, line, round } from "./geometry.js";
import { idFor } from "./names.js";
import { node, renamed, xml } from "./nodes.js";

/** @typedef {import("./document.js").Doc} Doc */
/** @typedef {import("./document.js").Layer} Layer */
/** @typedef {import("./document.js").Picture} Picture */
/** @typedef {import("./document.js").Text} Text */
/** @typedef {import("./geometry.js").Matrix} Matrix */
/** @typedef {import("./nodes.js").Node} Node */

/** From one baseline to the next, in sizes of the font. */
export const LINE = 1.15;
/** The outline's width, in sizes of the font; half of it shows. */
const OUTLINE = 0.14;
/** How far a blur reaches, in standard deviations. */
const REACH = 3;

/** The recipe; hidden layers are not in it. A layer's name is its id, the first time that it comes. @param {Doc} doc */
export function recipe(doc) {
  const { width, height, layers } = doc;
  /** @type {Set<string>} */
  const used = new Set();
  const seen = layers
    .filter((layer) => !layer.hidden)
    .map((layer) => {
      const id = idFor(layer.name);
      const isFree = id !== null && !used.has(id);
      if (isFree) used.add(id);
      return nodeOf(layer, isFree ? id : null);
    });
  const attrs = { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height };
  return xml(node("svg", attrs, ...seen));
}

/** One layer. @param {Layer} layer @param {string | null} [id] @returns {Node} */
export function nodeOf(layer, id = null) {
  const blend = layer.blend === "normal" ? null : `mix-blend-mode:${layer.blend}`;
  const opacity = layer.opacity === 1 ? null : round(layer.opacity);
  return node(
    "g",
    { id, transform: matrix(layer.transform), opacity, style: blend },
    ...contentOf(layer.id, layer.content),
  );
}

/** A pure move is a move by whole pixels: there browsers and the server draw the same. @param {Matrix} m */
export function matrix(m) {
  const isMove = m[0] === 1 && m[1] === 0 && m[2] === 0 && m[3] === 1;
  if (!isMove) return `matrix(${m.map(round).join(" ")})`;
  const [x, y] = [Math.round(m[4]), Math.round(m[5])];
  return x || y ? `matrix(1 0 0 1 ${x} ${y})` : null;
}

/** What a layer shows, without how it is placed. @param {string} id @param {Layer["content"]} content @returns {Node[]} */
export function contentOf(id, content) {
  if (content.kind === "picture") return pictureNodes(id, content);
  if (content.kind === "text") return [textNode(content)];
  return content.nodes.map((part) => renamed(part, (inner) => `${id}-${inner}`));
}

/** @param {string} id @param {Picture} picture @returns {Node[]} */
function pictureNodes(id, { href, width, height, crop, cut }) {
  const defs = [];
  let shown = node("image", { href, x: 0, y: 0, width, height, preserveAspectRatio: "none" });
  if (cut && cut.soft > 0) {
    defs.push(...softEdge(id, cut));
    shown = node("g", { mask: `url(#${id}-cut)` }, shown);
  } else if (cut) {
    defs.push(node("clipPath", { id: `${id}-cut` }, node("path", { d: `${line(cut.points)}Z` })));
    shown = node("g", { "clip-path": `url(#${id}-cut)` }, shown);
  }
  if (crop) {
    const { x, y, width: w, height: h } = crop;
    const rect = node("rect", { x: round(x), y: round(y), width: round(w), height: round(h) });
    defs.push(node("clipPath", { id: `${id}-crop` }, rect));
    shown = node("g", { "clip-path": `url(#${id}-crop)` }, shown);
  }
  return defs.length ? [node("defs", {}, ...defs), shown] : [shown];
}

/** A mask whose edge is blurred. @param {string} id @param {import("./document.js").Cut} cut @returns {Node[]} */
function softEdge(id, { points, soft }) {
  const { x, y, width, height } = around(points);
  // A filter's margin is at least a tenth of what it blurs, and reaches as far as the blur does.
  const margin = Math.ceil(soft * REACH + Math.max(width, height) / 10);
  const area = {
    x: Math.floor(x - margin),
    y: Math.floor(y - margin),
    width: Math.ceil(width + 2 * margin),
    height: Math.ceil(height + 2 * margin),
  };
  const share = (/** @type {number} */ side) => Math.min(1, margin / Math.max(side, 1));
  const [beside, above] = [share(width), share(height)];
  const region = {
    x: round(-beside),
    y: round(-above),
    width: round(1 + 2 * beside),
    height: round(1 + 2 * above),
  };
  const blur = node("feGaussianBlur", { stdDeviation: round(soft) });
  const kept = node("path", { d: `${line(points)}Z`, fill: "#ffffff", filter: `url(#${id}-soft)` });
  return [
    node("filter", { id: `${id}-soft`, "color-interpolation-filters": "sRGB", ...region }, blur),
    node("mask", { id: `${id}-cut`, maskUnits: "userSpaceOnUse", ...area }, kept),
  ];
}

/** @param {Text} text @returns {Node} */
function textNode({ words, font, size, fill, outline, rises }) {
  const lines = words.split("\n");
  const step = round(size * LINE);
  const first = rises ? -round(step * (lines.length - 1)) : 0;
  const stroke = outline
    ? {
        stroke: outline,
        "stroke-width": round(size * OUTLINE),
        "stroke-linejoin": "round",
        "paint-order": "stroke",
      }
    : {};
  const spans = lines.map((words, index) => node("tspan", { x: 0, dy: index ? step : first }, words || " "));
  return node(
    "text",
    {
      x: 0,
      y: 0,
      "font-family": font,
      "font-size": round(size),
      "text-anchor": "middle",
      "text-rendering": "geometricPrecision",
      fill,
      ...stroke,
    },
    ...spans,
  );
}
