// @ts-check
// The one state of an open studio: the document with its history, what is selected, which tool is in hand. Whoever shows
// something listens to "change"; whoever changes something calls one of these methods.

import { find } from "./document.js";
import { begin, current, goTo, push } from "./history.js";

/** @typedef {import("./document.js").Doc} Doc */

export class Session extends EventTarget {
  /** @type {import("./history.js").History<Doc>} */
  #history;
  /** What is under way and not yet a step: a drag, a slider. @type {Doc | null} */
  #draft = null;
  /** @type {string | null} */
  #selected = null;
  #tool = "move";

  /** @param {Doc} doc @param {string} label */
  constructor(doc, label) {
    super();
    this.#history = begin(label, doc);
    this.#selected = doc.layers.at(-1)?.id ?? null;
  }

  /** As it is seen now. */
  get doc() {
    return this.#draft ?? current(this.#history);
  }

  /** Without what is under way. */
  get settled() {
    return current(this.#history);
  }

  get history() {
    return this.#history;
  }

  get selected() {
    return this.#selected;
  }

  get layer() {
    return find(this.doc, this.#selected);
  }

  get tool() {
    return this.#tool;
  }

  /** Shows a document that is not yet a step. @param {Doc} doc */
  preview(doc) {
    this.#draft = doc;
    this.#changed();
  }

  /** Makes a step of a document. @param {string} label @param {Doc} doc @param {string} [key] steps in a row with one key are one */
  commit(label, doc, key) {
    this.#draft = null;
    if (doc !== this.settled) this.#history = push(this.#history, label, doc, key);
    this.#changed();
  }

  /** Makes a step of what is under way. @param {string} label @param {string} [key] */
  settle(label, key) {
    if (this.#draft) this.commit(label, this.#draft, key);
  }

  /** Leaves what is under way. */
  drop() {
    this.#draft = null;
    this.#changed();
  }

  /** @param {number} at */
  goTo(at) {
    this.#draft = null;
    this.#history = goTo(this.#history, at);
    this.#changed();
  }

  undo() {
    this.goTo(this.#history.at - 1);
  }

  redo() {
    this.goTo(this.#history.at + 1);
  }

  /** @param {string | null} id */
  select(id) {
    this.#selected = id;
    this.#changed();
  }

  /** @param {string} tool */
  use(tool) {
    this.#tool = tool;
    this.#changed();
  }

  #changed() {
    if (!find(this.doc, this.#selected)) this.#selected = this.doc.layers.at(-1)?.id ?? null;
    this.dispatchEvent(new Event("change"));
  }
}
