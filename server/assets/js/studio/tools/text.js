// @ts-check
// Text: touch where it is to stand, or choose the top or the bottom, and type there.

import { about, multiply, translate } from "../geometry.js";
import { FONTS, changed, find, freshId, isFull, layerOf, redone, withLayer, without } from "../document.js";
import { nameOf } from "../names.js";
import { say, tell } from "../words.js";
import { Typing } from "../typing.js";

/** @typedef {import("../geometry.js").Point} Point */

/** A caption's size, as a share of the shorter side. */
const SIZE = 0.16;
/** From the edge of the document, as a share of the size. */
const MARGIN = 0.35;
/** How high the capitals of a caption's font are, as a share of its size. */
const CAPITALS = 0.87;
/** How wide a caption may be, as a share of the document. */
const WIDEST = 0.94;

export class Texts {
  /** Before what is being typed. @type {import("../document.js").Doc | null} */
  #before = null;
  #typing;

  /** @param {import("../session.js").Session} session @param {import("../stage.js").Stage} stage @param {HTMLElement} board */
  constructor(session, stage, board) {
    this.session = session;
    this.stage = stage;
    this.#typing = new Typing(session, stage, board, (id) => this.#done(id));
  }

  /** @returns {import("../gestures.js").Tool} */
  get tool() {
    /** @type {Point | null} */
    let at = null;
    return {
      // A touch beside what is being typed ends the typing, and begins nothing.
      down: (point) => (at = this.#typing.isOpen ? null : point),
      move: () => undefined,
      up: () => at && this.#touched(at),
      cancel: () => (at = null),
    };
  }

  /** @param {Point} at in the window */
  #touched(at) {
    const hit = this.stage.layerAt(at);
    if (hit && find(this.session.doc, hit)?.content.kind === "text") this.edit(hit);
    else this.#add(this.stage.toDocument(at), false);
  }

  /** A caption, white with a black outline. @param {"top" | "bottom"} place */
  caption(place) {
    const { width, height } = this.session.doc;
    const size = this.#size();
    const y = place === "top" ? size * (MARGIN + CAPITALS) : height - size * MARGIN;
    this.#add({ x: width / 2, y }, place === "bottom");
  }

  #size() {
    const { width, height } = this.session.doc;
    return Math.round(Math.min(width, height) * SIZE);
  }

  /** @param {Point} at @param {boolean} rises whether further lines go up */
  #add({ x, y }, rises) {
    const { session } = this;
    if (isFull(session.doc)) return tell(say("full"));
    const font = FONTS[0] ?? "";
    const text = /** @type {const} */ ({
      kind: "text",
      words: "",
      font,
      size: this.#size(),
      fill: "#ffffff",
      outline: "#000000",
      rises,
    });
    const layer = layerOf(freshId(session.doc), text, translate(Math.round(x), Math.round(y)));
    this.#before = session.settled;
    session.preview(withLayer(session.settled, layer));
    session.select(layer.id);
    this.#typing.open(layer.id);
  }

  /** @param {string} id of a text */
  edit(id) {
    this.#before = this.session.settled;
    this.session.select(id);
    this.#typing.open(id);
  }

  /** A text without words is none. @param {string} id */
  #done(id) {
    const { session } = this;
    const layer = find(session.doc, id);
    const was = this.#before && find(this.#before, id);
    if (layer?.content.kind !== "text") return;
    if (!layer.content.words.trim()) {
      if (was) session.commit(say("deleted", { name: nameOf(was) }), without(session.settled, id));
      else session.drop();
      return;
    }
    const written = was
      ? session.doc
      : this.#fitted(redone(session.doc, id, { words: layer.content.words.trim() }), id);
    session.commit(say("wrote", { name: nameOf(layer) }), written);
  }

  /** What is wider than the document becomes smaller. @param {import("../document.js").Doc} doc @param {string} id */
  #fitted(doc, id) {
    const layer = find(doc, id);
    const width = layer ? this.stage.boxOf(layer).width : 0;
    const scale = (doc.width * WIDEST) / (width || 1);
    if (!layer || scale >= 1) return doc;
    return changed(doc, id, { transform: multiply(layer.transform, about({ x: 0, y: 0 }, scale, 0)) });
  }
}
