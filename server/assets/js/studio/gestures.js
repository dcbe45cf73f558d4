// @ts-check
// Fingers, pens and mice on the board, told to the tool in hand: one is a stroke, two are a pinch.

/** @typedef {import("./geometry.js").Point} Point */
/**
 * What a tool does with a finger; points are of the window.
 * @typedef {object} Tool
 * @property {(at: Point, handle: string | undefined) => void} down
 * @property {(at: Point) => void} move
 * @property {boolean} [isLine] whether it wants every point that the device saw, not only one a frame
 * @property {() => void} up
 * @property {() => void} cancel a second finger came, or the system took the finger away
 * @property {((from: [Point, Point], to: [Point, Point]) => void)} [pinch]
 * @property {() => void} [pinched]
 */

export class Gestures {
  /** Where each finger is. @type {Map<number, Point>} */
  #fingers = new Map();
  /** Where two fingers began. @type {[Point, Point] | null} */
  #from = null;

  /** @param {HTMLElement} board @param {() => Tool | undefined} tool the one in hand */
  constructor(board, tool) {
    this.board = board;
    this.tool = tool;
    board.addEventListener("pointerdown", (event) => this.#down(event));
    board.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      board.addEventListener(end, (event) => this.#up(/** @type {PointerEvent} */ (event)));
    }
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.#fingers.size === 2) return;
    if (event.target instanceof Element && event.target.closest("textarea")) return;
    this.board.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, at(event));
    const target = /** @type {SVGElement} */ (event.target);
    if (this.#fingers.size === 1) this.tool()?.down(at(event), target.dataset.handle);
    else {
      this.tool()?.cancel();
      this.#from = this.#two();
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#fingers.has(event.pointerId)) return;
    this.#fingers.set(event.pointerId, at(event));
    const to = this.#two();
    if (this.#from && to) this.tool()?.pinch?.(this.#from, to);
    else if (!this.#from) this.#each(event, this.tool());
  }

  /** @param {PointerEvent} event @param {Tool | undefined} tool */
  #each(event, tool) {
    const seen = tool?.isLine ? event.getCoalescedEvents() : [];
    for (const one of seen.length ? seen : [event]) tool?.move(at(one));
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    if (this.#fingers.size) return;
    if (this.#from) this.tool()?.pinched?.();
    else if (event.type === "pointerup") this.tool()?.up();
    else this.tool()?.cancel();
    this.#from = null;
  }

  /** @returns {[Point, Point] | null} */
  #two() {
    const [first, second] = this.#fingers.values();
    return first && second ? [first, second] : null;
  }
}

/** @param {PointerEvent} event @returns {Point} */
const at = ({ clientX, clientY }) => ({ x: clientX, y: clientY });
