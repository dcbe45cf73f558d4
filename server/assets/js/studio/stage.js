// @ts-check
// The document on the screen: its layers as SVG, drawn anew only where they changed; and where on it a finger is.

import { apply, invert } from "./geometry.js";
import { find, seenOf } from "./document.js";
import { element } from "./nodes.js";
import { known, source } from "./sources.js";
import { contentOf, matrix } from "./writing.js";

/** @typedef {import("./document.js").Layer} Layer */
/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {{group: SVGGElement, content: Layer["content"] | null}} Shown */

export class Stage {
  /** @type {Map<string, Shown>} */
  #shown = new Map();
  /** The layer whose words are being typed, and so are not drawn. @type {string | null} */
  typing = null;

  /** @param {import("./session.js").Session} session @param {SVGSVGElement} svg @param {SVGSVGElement} paper its clipped inside */
  constructor(session, svg, paper) {
    this.session = session;
    this.svg = svg;
    this.paper = paper;
    session.addEventListener("change", () => this.draw());
    this.draw();
  }

  draw() {
    const { width, height, layers } = this.session.doc;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.paper.setAttribute("width", String(width));
    this.paper.setAttribute("height", String(height));
    const groups = layers.map((layer) => this.#layer(layer));
    for (const [id, { group }] of this.#shown) {
      if (layers.some((layer) => layer.id === id)) continue;
      group.remove();
      this.#shown.delete(id);
    }
    groups.forEach((group, at) => {
      if (this.paper.children[at] !== group) this.paper.insertBefore(group, this.paper.children[at] ?? null);
    });
  }

  /** @param {Layer} layer */
  #layer({ id, hidden, blend, opacity, transform, content }) {
    const shown = this.#shown.get(id) ?? this.#add(id);
    const { group } = shown;
    group.setAttribute("transform", matrix(transform) ?? "");
    group.style.opacity = String(opacity);
    group.style.mixBlendMode = blend;
    group.style.display = hidden || this.typing === id ? "none" : "";
    if (shown.content !== content) {
      shown.content = content;
      this.#fill(id, shown, content);
    }
    return group;
  }

  /** @param {string} id @returns {Shown} */
  #add(id) {
    const group = /** @type {SVGGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", "g"));
    group.id = `layer-${id}`;
    group.dataset.layer = id;
    const shown = { group, content: null };
    this.#shown.set(id, shown);
    return shown;
  }

  /** Pictures that are not known yet are shown once they are. @param {string} id @param {Shown} shown @param {Layer["content"]} content */
  #fill(id, shown, content) {
    /** @type {Set<string>} */
    const missing = new Set();
    const urlOf = (/** @type {string} */ href) => {
      const url = known(href)?.url ?? null;
      if (href && !url) missing.add(href);
      return url;
    };
    const parts = contentOf(id, content).map((part) => element(part, urlOf));
    // A stroke that is being drawn stays until it is pixels itself.
    shown.group.replaceChildren(...parts, ...shown.group.querySelectorAll(":scope > .stroke"));
    Promise.all([...missing].map(source)).then((found) => {
      if (shown.content === content && found.some(Boolean)) this.#fill(id, shown, content);
      if (found.length) this.session.dispatchEvent(new Event("loaded"));
    });
  }

  /** The box around what a layer shows, in its own coordinates. @param {Layer} layer @returns {Box} */
  boxOf({ id, content }) {
    if (content.kind === "picture") return seenOf(content);
    const group = this.#shown.get(id)?.group;
    const { x, y, width, height } = group?.getBBox() ?? new DOMRect();
    return { x, y, width, height };
  }

  /** A point of the window on the document. @param {Point} point @returns {Point} */
  toDocument(point) {
    return apply(invert(this.scale), point);
  }

  /** A point of the document in the window. @param {Point} point @returns {Point} */
  toWindow(point) {
    return apply(this.scale, point);
  }

  /** What takes the document into the window. @returns {import("./geometry.js").Matrix} */
  get scale() {
    const { a, b, c, d, e, f } = this.svg.getScreenCTM() ?? new DOMMatrix();
    return [a, b, c, d, e, f];
  }

  /** The topmost layer at a point of the window; what is painted covers all, so it is met only when selected, if at all.
   * @param {Point} point @param {boolean} [meetsPaint] @returns {string | null} */
  layerAt({ x, y }, meetsPaint = true) {
    for (const element of document.elementsFromPoint(x, y)) {
      const group = /** @type {SVGElement | null} */ (element.closest("[data-layer]"));
      const layer =
        group && this.paper.contains(group) ? find(this.session.doc, group.dataset.layer ?? null) : null;
      const isPaint = layer?.content.kind === "picture" && layer.content.paint;
      if (layer && (!isPaint || (meetsPaint && layer.id === this.session.selected))) return layer.id;
    }
    return null;
  }

  /** Where a layer is drawn, for a stroke that is not yet part of it. @param {string} id */
  groupOf(id) {
    return this.#shown.get(id)?.group ?? null;
  }
}
