// @ts-check
// Brush and eraser: strokes onto a layer of pixels as large as the document. While a stroke is drawn it is a line on the
// screen; when it ends it becomes pixels and one step of the history.

import { apply, invert, line, measure, way } from "../geometry.js";
import { find, freshId, isFull, layerOf, pictureOf, redone, withLayer } from "../document.js";
import { blobOf, takeIn } from "../sources.js";
import { say, tell } from "../words.js";

/** @typedef {import("../geometry.js").Point} Point */
/** @typedef {import("../document.js").Layer} Layer */
/** @typedef {{layer: Layer, points: Point[], size: number, colour: string, erases: boolean,
 *   path: SVGPathElement | null}} Stroke */

/** Points of a stroke; a longer one ends there. */
const MAX_POINTS = 8_000;
/** How a stroke that erases looks while it is drawn. */
const ERASING = "rgb(255 255 255 / 70%)";

/**
 * @param {import("../session.js").Session} session @param {import("../stage.js").Stage} stage
 * @param {() => {size: number, colour: string, erases: boolean}} settings the size in the document's pixels
 * @returns {import("../gestures.js").Tool}
 */
export function brushing(session, stage, settings) {
  /** @type {Stroke | null} */
  let stroke = null;
  /** Strokes become pixels one after the other. */
  let earlier = Promise.resolve();

  /** What was painted: selected, or else on top. @returns {Layer | null} */
  function painted() {
    const { layer, doc } = session;
    if (layer && isPaint(layer)) return layer;
    const top = doc.layers.findLast(isPaint) ?? null;
    if (top) session.select(top.id);
    else tell(say("nothingPainted"));
    return top;
  }

  /** The painted layer that is selected, or a new one above what is. @returns {Layer | null} */
  function surface() {
    const { layer, doc } = session;
    if (layer && isPaint(layer)) return layer;
    if (isFull(doc)) {
      tell(say("full"));
      return null;
    }
    const fresh = layerOf(freshId(doc), { ...pictureOf("", doc.width, doc.height), paint: true });
    session.preview(withLayer(doc, fresh, layer?.id));
    session.select(fresh.id);
    return fresh;
  }

  /** @param {Point} at */
  function go(at) {
    const last = stroke?.points.at(-1);
    if (!stroke || stroke.points.length >= MAX_POINTS) return;
    const point = apply(invert(stroke.layer.transform), stage.toDocument(at));
    if (last && way(last, point).length < 0.5) return;
    stroke.points.push(point);
    stroke.path?.setAttribute("d", dLine(stroke.points));
  }

  /** @param {Stroke} done @param {import("../document.js").Doc} doc with the layer */
  async function toPixels({ layer, points, size, colour, erases, path }, doc) {
    const before = find(session.settled, layer.id)?.content ?? layer.content;
    if (before.kind !== "picture") return;
    const canvas = new OffscreenCanvas(before.width, before.height);
    const context = canvas.getContext("2d");
    if (!context) return;
    const blob = before.href ? await blobOf(before.href) : undefined;
    if (blob) context.drawImage(await createImageBitmap(blob), 0, 0);
    Object.assign(context, { lineWidth: size, strokeStyle: colour, lineCap: "round", lineJoin: "round" });
    if (erases) context.globalCompositeOperation = "destination-out";
    context.stroke(new Path2D(dLine(points)));
    const { href, isKept } = await takeIn(await canvas.convertToBlob({ type: "image/png" }));
    const now = find(session.settled, layer.id) ? session.settled : doc;
    session.commit(say(erases ? "erased" : "painted"), redone(now, layer.id, { href }));
    if (!isKept) tell(say("notKept"));
    path?.remove();
  }

  return {
    isLine: true,
    down(at) {
      const { size, colour, erases } = settings();
      const layer = erases ? painted() : surface();
      if (!layer) return;
      const scaled = size / (measure(layer.transform).scale || 1);
      const path = lineOn(stage.groupOf(layer.id), scaled, erases ? ERASING : colour);
      stroke = { layer, points: [], size: scaled, colour, erases, path };
      go(at);
    },
    move: go,
    up() {
      if (!stroke) return;
      const [done, doc] = [stroke, session.doc];
      stroke = null;
      earlier = earlier.then(() => toPixels(done, doc)).catch(() => tell(say("notPainted")));
    },
    cancel() {
      stroke?.path?.remove();
      stroke = null;
      session.drop();
    },
  };
}

/** @param {Layer} layer */
const isPaint = (layer) => layer.content.kind === "picture" && layer.content.paint && !layer.hidden;

/** A dot is a line to where it began. @param {Point[]} points */
const dLine = (points) => (points.length > 1 ? line(points) : line([...points, ...points]));

/** @param {SVGGElement | null} group @param {number} size @param {string} colour */
function lineOn(group, size, colour) {
  if (!group) return null;
  const path = /** @type {SVGPathElement} */ (document.createElementNS("http://www.w3.org/2000/svg", "path"));
  const attrs = {
    class: "stroke",
    fill: "none",
    stroke: colour,
    "stroke-width": size,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  };
  for (const [name, value] of Object.entries(attrs)) path.setAttribute(name, String(value));
  group.append(path);
  return path;
}
