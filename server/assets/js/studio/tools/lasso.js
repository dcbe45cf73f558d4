// @ts-check
// Cut out: draw round what is to be kept of a picture; the rest goes. The whole picture stays behind it.

import { apply, invert, measure, round, simplify, way } from "../geometry.js";
import { find, redone } from "../document.js";
import { nameOf } from "../names.js";
import { say, tell } from "../words.js";

/** @typedef {import("../geometry.js").Point} Point */

/** Points of a line as it is drawn. */
const MAX_POINTS = 4_000;
/** How far, in CSS pixels, the kept line may lie from the drawn one. */
const TOLERANCE = 0.7;
/** Smaller than this, in CSS pixels, nothing was drawn round. */
const SMALLEST = 12;

/**
 * @param {import("../session.js").Session} session @param {import("../stage.js").Stage} stage
 * @param {import("../overlay.js").Overlay} overlay @param {() => number} softness of the edge, in the document's pixels
 * @returns {import("../gestures.js").Tool}
 */
export function cuttingOut(session, stage, overlay, softness) {
  /** @type {Point[]} */
  let drawn = [];

  /** The selected picture, or the one below the finger. Who has just painted means what lies below the paint. @param {Point} at */
  function target(at) {
    const selected = session.layer?.content;
    if (selected?.kind !== "picture" || selected.paint) {
      const hit = find(session.doc, stage.layerAt(at, false));
      if (hit?.content.kind === "picture") session.select(hit.id);
    }
    return session.layer?.content.kind === "picture";
  }

  function cut() {
    const { layer } = session;
    const width = Math.max(...drawn.map(({ x }) => x)) - Math.min(...drawn.map(({ x }) => x));
    if (!layer || drawn.length < 3 || width < SMALLEST) return tell(say("drawRound"));
    const back = invert(layer.transform);
    const points = simplify(drawn, TOLERANCE).map((point) => apply(back, stage.toDocument(point)));
    const parts = { cut: { points, soft: round(softness() / (measure(layer.transform).scale || 1)) } };
    session.commit(say("cutOut", { name: nameOf(layer) }), redone(session.settled, layer.id, parts));
  }

  return {
    isLine: true,
    down(at) {
      drawn = target(at) ? [at] : [];
      if (!drawn.length) tell(say("noPicture"));
    },
    move(at) {
      const last = drawn.at(-1);
      if (!last || drawn.length >= MAX_POINTS || way(last, at).length < 1) return;
      drawn.push(at);
      overlay.trace(drawn);
    },
    up() {
      if (drawn.length) cut();
      this.cancel();
    },
    cancel() {
      drawn = [];
      overlay.trace([]);
    },
  };
}
