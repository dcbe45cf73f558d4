// @ts-check
// A recipe as a document. What the studio wrote becomes the layers that it was; anything else is kept whole as a drawing.
// The server has rebuilt the recipe from what is safe; here it is rebuilt once more, so that nothing else reaches the page.

import { IDENTITY, translate } from "./geometry.js";
import { BLENDS, FREE_LAYERS, MAX_LAYERS, layerOf, pictureOf } from "./document.js";
import { nameIn } from "./names.js";
import { node, pointsAt, renamed } from "./nodes.js";

/** @typedef {import("./document.js").Doc} Doc */
/** @typedef {import("./document.js").Layer} Layer */
/** @typedef {import("./document.js").Cut} Cut */
/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Matrix} Matrix */
/** @typedef {import("./nodes.js").Node} Node */
/** @typedef {Map<string, Node>} Named the nodes that have an id */

const TAGS = new Set(
  (
    "svg g image path rect ellipse text tspan textPath defs clipPath mask filter linearGradient radialGradient pattern " +
    "stop feGaussianBlur feColorMatrix feComponentTransfer feFuncR feFuncG feFuncB feFuncA feDropShadow feMorphology " +
    "feConvolveMatrix feOffset feBlend feComposite feFlood feMerge feMergeNode"
  ).split(" "),
);
/** Nodes of a recipe; more than the server takes. */
const MAX_NODES = 10_000;
const IMAGE = /^(?:picture|asset):[\w-]+$/;

/** @param {string} text @returns {Doc | null} `null` for what is no recipe */
export function read(text) {
  // Without its namespace it is a tree of words: the browser applies no style of it and runs no handler.
  const bare = text.replace(/\sxmlns=(?:"[^"]*"|'[^']*')/, "");
  const root = new DOMParser().parseFromString(bare, "application/xml").documentElement;
  if (root.localName !== "svg" || root.getElementsByTagName("*").length > MAX_NODES) return null;
  const whole = rebuilt(root);
  if (!whole) return null;
  /** @type {Named} */
  const named = new Map();
  collect(whole, named);
  const [, , boxWidth, boxHeight] = numbers(whole.attrs.viewBox ?? "");
  const width = boxWidth ?? (parseFloat(whole.attrs.width ?? "") || 0);
  const height = boxHeight ?? (parseFloat(whole.attrs.height ?? "") || 0);
  if (!(width > 0 && height > 0)) return null;
  const parts = elements(whole).filter(({ tag }) => tag !== "defs");
  return { width, height, layers: stack(parts, named) };
}

/** The lowest first; of too many, the lowest become one. There is always room for more. @param {Node[]} parts @param {Named} named @returns {Layer[]} */
function stack(parts, named) {
  const most = MAX_LAYERS - FREE_LAYERS;
  const together = parts.length > most ? parts.length - most + 1 : 0;
  const lowest = together ? [layerOf("l1", drawing(parts.slice(0, together), named))] : [];
  const first = lowest.length + 1;
  return [...lowest, ...parts.slice(together).map((part, at) => layer(`l${first + at}`, part, named))];
}

/** Only nodes, attributes and references that a recipe may have. @param {Element} element @returns {Node | null} */
function rebuilt(element) {
  if (!TAGS.has(element.localName)) return null;
  /** @type {Record<string, string>} */
  const attrs = {};
  for (const { localName, value } of element.attributes) {
    const isReference = localName === "href";
    const isSafe = isReference ? value.startsWith("#") || IMAGE.test(value) : !localName.startsWith("on");
    if (isSafe && localName !== "xmlns" && !/url\((?!#)/.test(value)) attrs[localName] = value;
  }
  const children = [...element.childNodes].map((child) => {
    if (child instanceof Element) return rebuilt(child);
    return child.nodeType === window.Node.TEXT_NODE && child.nodeValue?.trim() ? child.nodeValue : null;
  });
  return { tag: element.localName, attrs, children: children.filter((child) => child !== null) };
}

/** @param {Node} part @param {Named} named */
function collect(part, named) {
  if (part.attrs.id) named.set(part.attrs.id, part);
  for (const child of elements(part)) collect(child, named);
}

/** @param {Node} part @returns {Node[]} */
const elements = ({ children }) => children.filter((child) => typeof child !== "string");

/** @param {string} text */
const numbers = (text) => [...text.matchAll(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi)].map(Number);

/** @param {string} id @param {Node} part @param {Named} named @returns {Layer} */
function layer(id, part, named) {
  const transform = matrixOf(part.attrs.transform ?? "");
  const blend =
    /mix-blend-mode:\s*([a-z-]+)/.exec(part.attrs.style ?? "")?.[1] ?? part.attrs["mix-blend-mode"];
  const known = transform && (!blend || BLENDS.includes(blend)) && plain(part);
  if (!known) return layerOf(id, drawing([part], named));
  const inside = elements(part).filter(({ tag }) => tag !== "defs");
  const only = inside.length === 1 ? inside[0] : undefined;
  const content = (only && (picture(only, named) ?? text(only))) ?? drawing(inside, named);
  const opacity = Number(part.attrs.opacity ?? 1);
  const name = nameIn(part.attrs.id ?? "");
  return { ...layerOf(id, content, transform), name, opacity, blend: blend ?? "normal" };
}

/** Whether a group has nothing but what a layer has. @param {Node} part */
const plain = ({ tag, attrs }) =>
  tag === "g" &&
  Object.keys(attrs).every((name) =>
    ["id", "transform", "opacity", "style", "mix-blend-mode"].includes(name),
  );

/** `matrix(…)` or nothing; `null` for what only a drawing has. @param {string} text @returns {Matrix | null} */
function matrixOf(text) {
  if (!text.trim()) return IDENTITY;
  const [a, b, c, d, e, f] = /^\s*matrix\([^)]*\)\s*$/.test(text) ? numbers(text) : [];
  const [x, y = 0] = /^\s*translate\([^)]*\)\s*$/.test(text) ? numbers(text) : [];
  if (x !== undefined) return translate(x, y);
  if (a === undefined || b === undefined || c === undefined) return null;
  if (d === undefined || e === undefined || f === undefined) return null;
  return [a, b, c, d, e, f];
}

/** An image, cropped and cut out or not. @param {Node} part @param {Named} named @returns {import("./document.js").Picture | null} */
function picture(part, named) {
  /** @type {Box | null} */ let crop = null;
  /** @type {Cut | null} */ let cut = null;
  let inner = part;
  while (inner.tag === "g") {
    const below = elements(inner);
    const next = below[0];
    const box = boxOf(inner, named);
    const line = cutOf(inner, named);
    const only = Object.keys(inner.attrs).every((name) => ["clip-path", "mask"].includes(name));
    if (!next || below.length > 1 || !only || (box && crop) || (line && cut) || !(box || line)) return null;
    crop = box ?? crop;
    cut = line ?? cut;
    inner = next;
  }
  const { href, width, height, x = "0", y = "0" } = inner.attrs;
  if (inner.tag !== "image" || !href || Number(x) || Number(y)) return null;
  return { ...pictureOf(href, Number(width), Number(height)), crop, cut };
}

/** The node that an attribute points at, if it holds exactly one. @param {string | undefined} value @param {Named} named */
function onlyChild(value, named) {
  const id = /^url\(#([^)]+)\)$/.exec(value ?? "")?.[1];
  const inside = elements(named.get(id ?? "") ?? node("g", {}));
  return inside.length === 1 ? inside[0] : undefined;
}

/** @param {Node} group @param {Named} named @returns {Box | null} */
function boxOf({ attrs }, named) {
  const rect = onlyChild(attrs["clip-path"], named);
  if (rect?.tag !== "rect" || rect.attrs.transform) return null;
  const [x = 0, y = 0, width = 0, height = 0] = ["x", "y", "width", "height"].map((name) =>
    Number(rect.attrs[name] ?? 0),
  );
  return { x, y, width, height };
}

/** @param {Node} group @param {Named} named @returns {Cut | null} */
function cutOf({ attrs }, named) {
  const path = onlyChild(attrs.mask ?? attrs["clip-path"], named);
  const d = path?.attrs.d ?? "";
  if (path?.tag !== "path" || path.attrs.transform || !/^[ML\d\s.,\-eE+]+Z?\s*$/.test(d)) return null;
  const blur = onlyChild(path.attrs.filter, named);
  if (attrs.mask && blur?.tag !== "feGaussianBlur") return null;
  const all = numbers(d);
  const points = all.flatMap((x, at) => (at % 2 ? [] : [{ x, y: all[at + 1] ?? 0 }]));
  return points.length < 3 ? null : { points, soft: Number(blur?.attrs.stdDeviation ?? 0) };
}

/** @param {Node} part @returns {import("./document.js").Text | null} */
function text({ tag, attrs, children }) {
  const spans = children.filter((child) => typeof child !== "string");
  const isOurs = spans.every(
    (span) => span.tag === "tspan" && span.children.every((c) => typeof c === "string"),
  );
  const isBare = !["transform", "filter", "mask", "clip-path"].some((name) => attrs[name]);
  if (tag !== "text" || attrs["text-anchor"] !== "middle" || !spans.length || !isOurs || !isBare) return null;
  return {
    kind: "text",
    words: spans.map((span) => span.children.join("").trim()).join("\n"),
    font: attrs["font-family"] ?? "",
    size: Number(attrs["font-size"] ?? 0),
    fill: attrs.fill ?? "#000000",
    outline: attrs.stroke && attrs.stroke !== "none" ? attrs.stroke : "",
    rises: Number(spans[0]?.attrs.dy ?? 0) < 0,
  };
}

/** With all that it points at, so that it can stand alone. @param {Node[]} parts @param {Named} named
 * @returns {import("./document.js").Drawing} */
function drawing(parts, named) {
  /** @type {Named} */
  const inside = new Map();
  parts.forEach((part) => collect(part, inside));
  /** @type {Named} */
  const needed = new Map();
  const waiting = parts.flatMap(pointsAt);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const found = named.get(id);
    if (!found || inside.has(id) || needed.has(id)) continue;
    needed.set(id, found);
    waiting.push(...pointsAt(found));
  }
  const ids = [...inside.keys(), ...needed.keys()];
  const defs = needed.size ? [node("defs", {}, ...needed.values())] : [];
  // Short ids, so that they do not grow from fork to fork.
  const nodes = [...defs, ...parts].map((part) => renamed(part, (id) => `d${ids.indexOf(id) + 1}`));
  return { kind: "drawing", nodes };
}
