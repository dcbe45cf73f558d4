// @ts-check
// Crop: draw a frame over a picture; what is inside stays to be seen. The rest is kept and can come back.

import { apply, around, invert, shared, way } from "../geometry.js";
import { redone } from "../document.js";
import { nameOf } from "../names.js";
import { say, tell } from "../words.js";

/** @typedef {import("../geometry.js").Point} Point */

/** Smaller than this, in CSS pixels, no frame was drawn. */
const SMALLEST = 8;

/**
 * @param {import("../session.js").Session} session @param {import("../stage.js").Stage} stage
 * @param {import("../overlay.js").Overlay} overlay @returns {import("../gestures.js").Tool}
 */
export function cropping(session, stage, overlay) {
  /** @type {[Point, Point] | null} */
  let frame = null;

  /** Along the picture's own sides, also where it is turned. @returns {Point[]} */
  function corners() {
    const { layer } = session;
    if (!frame || !layer) return [];
    const back = invert(layer.transform);
    const { x, y, width, height } = around(frame.map((point) => apply(back, stage.toDocument(point))));
    return [
      { x, y },
      { x: x + width, y },
      { x: x + width, y: y + height },
      { x, y: y + height },
    ];
  }

  function crop() {
    const { layer } = session;
    if (layer?.content.kind !== "picture") return;
    const { width, height } = layer.content;
    const box = shared(around(corners()), { x: 0, y: 0, width, height });
    if (!box) return;
    session.commit(
      say("cropped", { name: nameOf(layer) }),
      redone(session.settled, layer.id, { crop: box, cut: null }),
    );
  }

  return {
    down(at) {
      if (session.layer?.content.kind !== "picture") session.select(stage.layerAt(at));
      frame = session.layer?.content.kind === "picture" ? [at, at] : null;
      if (!frame) tell(say("noPicture"));
    },
    move(at) {
      const { layer } = session;
      if (!frame || !layer) return;
      frame = [frame[0], at];
      const seen = corners().map((point) => stage.toWindow(apply(layer.transform, point)));
      overlay.trace([...seen, ...seen.slice(0, 1)]);
    },
    up() {
      if (frame && way(...frame).length > SMALLEST) crop();
      this.cancel();
    },
    cancel() {
      frame = null;
      overlay.trace([]);
    },
  };
}
