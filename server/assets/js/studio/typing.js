// @ts-check
// Typing where the text stands: a field over the picture, of the same font, size and turn.

import { multiply, translate } from "./geometry.js";
import { find, redone } from "./document.js";
import { LINE } from "./writing.js";

/** @typedef {import("./document.js").Text} Text */

/** Wide enough for the first letters, in sizes of the font. */
const NARROWEST = 4;

export class Typing {
  /** @type {string | null} */
  #id = null;
  #field;
  #context = document.createElement("canvas").getContext("2d");

  /**
   * @param {import("./session.js").Session} session @param {import("./stage.js").Stage} stage @param {HTMLElement} board
   * @param {(id: string) => void} done told when somebody has finished a text
   */
  constructor(session, stage, board, done) {
    this.session = session;
    this.stage = stage;
    this.done = done;
    this.#field = /** @type {HTMLTextAreaElement} */ (board.querySelector("textarea"));
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("blur", () => this.#close());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    for (const event of ["change", "loaded"]) session.addEventListener(event, () => this.#place());
    addEventListener("resize", () => this.#place());
  }

  get isOpen() {
    return this.#id !== null;
  }

  /** @param {string} id */
  open(id) {
    this.#close();
    const content = find(this.session.doc, id)?.content;
    if (content?.kind !== "text") return;
    this.#id = id;
    this.#field.value = content.words;
    this.#field.hidden = false;
    this.stage.typing = id;
    this.stage.draw();
    this.#place();
    this.#field.focus({ preventScroll: true });
    this.#field.select();
  }

  #typed() {
    if (this.#id) this.session.preview(redone(this.session.doc, this.#id, { words: this.#field.value }));
  }

  /** Enter begins a line; Escape, and Enter with Ctrl, finish. @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation();
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    this.#close();
    this.#field.closest("[data-board]")?.dispatchEvent(new Event("typed"));
  }

  #close() {
    const id = this.#id;
    if (!id) return;
    this.#id = null;
    this.#field.hidden = true;
    this.stage.typing = null;
    this.stage.draw();
    this.done(id);
  }

  #place() {
    const layer = find(this.session.doc, this.#id);
    if (layer?.content.kind !== "text") return;
    const { size, font, fill, outline } = layer.content;
    const { left, top } = this.#field.offsetParent?.getBoundingClientRect() ?? new DOMRect();
    const { width, height, above } = this.#measured(layer.content);
    const placed = multiply(translate(-left, -top), multiply(this.stage.scale, layer.transform));
    Object.assign(this.#field.style, {
      font: `${size}px/${LINE} "${font}"`,
      color: fill,
      webkitTextStroke: outline ? `${size / 7}px ${outline}` : "0",
      caretColor: fill,
      inlineSize: `${width}px`,
      blockSize: `${height}px`,
      transform: `matrix(${multiply(placed, translate(-width / 2, -above)).join(",")})`,
    });
  }

  /** How large the field is and how far its top lies above the text's origin. @param {Text} text */
  #measured({ words, size, font, rises }) {
    const lines = words.split("\n");
    const context = this.#context;
    if (!context) return { width: size * NARROWEST, height: size * LINE, above: size };
    context.font = `${size}px "${font}"`;
    const metrics = context.measureText("Hg");
    const widest = Math.max(...lines.map((line) => context.measureText(line).width));
    const [rise, fall] = [metrics.fontBoundingBoxAscent, metrics.fontBoundingBoxDescent];
    const step = size * LINE;
    const above = (step - rise - fall) / 2 + rise + (rises ? step * (lines.length - 1) : 0);
    return { width: Math.max(widest, size * NARROWEST) + size, height: step * lines.length, above };
  }
}
