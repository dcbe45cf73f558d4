// @ts-check
// Move: take a layer and draw it about, by its corners larger or smaller, by its knob round; two fingers do all at once.

import { about, apply, middle, pinch, translate, way } from "../geometry.js";
import { moved } from "../document.js";
import { nameOf } from "../names.js";
import { say } from "../words.js";

/** @typedef {import("../geometry.js").Point} Point */
/** @typedef {import("../document.js").Doc} Doc */

/** Fingers tremble: less than this, in CSS pixels, is a touch and no move. */
const TREMBLE = 3;
/** Turns stop at each of these, in radians, when they come near: 45°. */
const STOP = Math.PI / 4;
/** How near: 3°. */
const NEAR = Math.PI / 60;

/** @param {import("../session.js").Session} session @param {import("../stage.js").Stage} stage @returns {import("../gestures.js").Tool} */
export function moving(session, stage) {
  /** @type {{at: Point, doc: Doc, handle: string | undefined, isMove: boolean} | null} */
  let from = null;

  /** The middle of the selected layer, on the document. */
  const centre = () => {
    const { layer } = session;
    return layer ? apply(layer.transform, middle(stage.boxOf(layer))) : { x: 0, y: 0 };
  };
  let pivot = { x: 0, y: 0 };
  /** What was selected before the finger came. @type {string | null} */
  let before = null;

  /** @param {Point} to @returns {import("../geometry.js").Matrix} */
  function change(to) {
    const [was, is] = [stage.toDocument(from?.at ?? to), stage.toDocument(to)];
    if (!from?.handle) return translate(is.x - was.x, is.y - was.y);
    const [before, after] = [way(pivot, was), way(pivot, is)];
    if (from.handle === "scale") return about(pivot, after.length / (before.length || 1) || 1, 0);
    return about(pivot, 1, stopped(after.angle - before.angle));
  }

  const finish = (/** @type {string} */ word) => {
    session.settle(say(word, { name: session.layer ? nameOf(session.layer) : "" }));
    from = null;
  };

  return {
    down(at, handle) {
      before = session.selected;
      const hit = handle ? session.selected : stage.layerAt(at);
      if (hit !== session.selected) session.select(hit);
      if (!hit) return;
      from = { at, doc: session.doc, handle, isMove: false };
      pivot = centre();
    },
    move(to) {
      if (!from || !session.selected) return;
      from.isMove ||= way(from.at, to).length > TREMBLE;
      if (from.isMove) session.preview(moved(from.doc, session.selected, change(to)));
    },
    up() {
      finish(from?.handle === "turn" ? "turned" : from?.handle ? "scaled" : "moved");
    },
    cancel() {
      from = null;
      session.drop();
      // The first finger of a pinch may lie on anything: what was selected stays so.
      session.select(before);
    },
    pinch(were, are) {
      if (!session.selected) return;
      const [a, b, c, d] = [...were, ...are].map((point) => stage.toDocument(point));
      if (a && b && c && d) session.preview(moved(session.settled, session.selected, pinch([a, b], [c, d])));
    },
    pinched: () => finish("moved"),
  };
}

/** @param {number} angle */
function stopped(angle) {
  const stop = Math.round(angle / STOP) * STOP;
  return Math.abs(angle - stop) < NEAR ? stop : angle;
}
