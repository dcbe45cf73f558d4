// @ts-check
// What the selected layer is like, in fields: name, blending, opacity, place, and what its kind has beside.

import { about, apply, measure, middle, round, translate } from "./geometry.js";
import { changed, copied, find, isFull, moved, redone, shifted, without } from "./document.js";
import { nameOf } from "./names.js";
import { say, tell } from "./words.js";

/** @typedef {import("./document.js").Layer} Layer */
/** @typedef {import("./document.js").Doc} Doc */

const DEGREE = Math.PI / 180;

/**
 * @param {import("./session.js").Session} session @param {import("./stage.js").Stage} stage @param {HTMLElement} place
 * @param {(id: string) => void} edit types a text anew
 */
export function properties(session, stage, place, edit) {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (
    place.querySelectorAll("input, select")
  );

  /** What each field says of a layer. @param {Layer} layer @returns {Record<string, string | number>} */
  function values(layer) {
    const { content, transform } = layer;
    const centre = apply(transform, middle(stage.boxOf(layer)));
    const { scale, angle } = measure(transform);
    const common = {
      name: layer.name,
      blend: layer.blend,
      opacity: Math.round(layer.opacity * 100),
      x: Math.round(centre.x),
      y: Math.round(centre.y),
      size: round(Math.round(scale * 1_000) / 10),
      turn: Math.round((angle / DEGREE) * 10) / 10,
    };
    if (content.kind === "text")
      return { ...common, font: content.font, fill: content.fill, outline: content.outline ? 1 : 0 };
    return content.kind === "picture" ? { ...common, soft: content.cut?.soft ?? 0 } : common;
  }

  /** The document with what a field says. @param {Layer} layer @param {HTMLInputElement | HTMLSelectElement} field @returns {Doc} */
  function applied(layer, field) {
    const { id, content } = layer;
    const doc = session.settled;
    const value = Number(field.value);
    const before = values(layer);
    const centre = { x: Number(before.x), y: Number(before.y) };
    switch (field.name) {
      case "name":
        return changed(doc, id, { name: field.value.trim() });
      case "blend":
        return changed(doc, id, { blend: field.value });
      case "opacity":
        return changed(doc, id, { opacity: value / 100 });
      case "x":
        return moved(doc, id, translate(value - centre.x, 0));
      case "y":
        return moved(doc, id, translate(0, value - centre.y));
      case "size":
        return value > 0 ? moved(doc, id, about(centre, value / Number(before.size), 0)) : doc;
      case "turn":
        return moved(doc, id, about(centre, 1, (value - Number(before.turn)) * DEGREE));
      case "soft":
        return content.kind === "picture" && content.cut
          ? redone(doc, id, { cut: { ...content.cut, soft: value } })
          : doc;
      case "outline":
        return redone(doc, id, {
          outline: field instanceof HTMLInputElement && field.checked ? "#000000" : "",
        });
      default:
        return redone(doc, id, { [field.name]: field.value });
    }
  }

  function draw() {
    const { layer } = session;
    place.hidden = !layer;
    if (!layer) return;
    const shown = values(layer);
    for (const field of fields) {
      if (field === document.activeElement && field instanceof HTMLInputElement && field.type !== "range")
        continue;
      if (!(field.name in shown)) continue;
      const value = String(shown[field.name]);
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === "1";
      else if (field.value !== value) field.value = value;
    }
    for (const number of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-of]"))) {
      number.textContent = String(shown[number.dataset.of ?? ""] ?? "");
    }
    const { content } = layer;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-only]"))) {
      const isCut = content.kind === "picture" && (content.cut || content.crop);
      part.hidden = ![
        content.kind,
        isCut ? "cut" : "",
        content.kind === "picture" && content.cut ? "soft" : "",
      ].includes(part.dataset.only ?? "");
    }
  }

  /** @param {Event} event @param {boolean} isDone */
  function changedBy(event, isDone) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const layer = find(session.settled, session.selected);
    if (!layer || (field.type === "number" && field.value === "")) return;
    const doc = applied(layer, field);
    if (!isDone) return session.preview(doc);
    session.commit(say("changed", { name: nameOf(layer) }), doc, `${field.name}:${layer.id}`);
  }

  place.addEventListener("input", (event) => changedBy(event, false));
  place.addEventListener("change", (event) => changedBy(event, true));
  place.addEventListener("click", (event) => {
    const does = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.do;
    if (does) act(session, does, edit);
  });
  for (const event of ["change", "loaded"]) session.addEventListener(event, draw);
  draw();
}

/**
 * What one may do with the selected layer, by button or key.
 * @param {import("./session.js").Session} session @param {string} does @param {(id: string) => void} edit
 */
export function act(session, does, edit) {
  const { layer } = session;
  if (!layer) return;
  const { id } = layer;
  const doc = session.settled;
  const name = nameOf(layer);
  if (does === "up" || does === "down") {
    session.commit(say("shifted", { name }), shifted(doc, id, does === "up" ? 1 : -1));
  } else if (does === "delete") {
    session.commit(say("deleted", { name }), without(doc, id));
  } else if (does === "whole") {
    session.commit(say("wholeAgain", { name }), redone(doc, id, { crop: null, cut: null }));
  } else if (does === "edit" && layer.content.kind === "text") {
    edit(id);
  } else if (does === "copy") {
    if (isFull(doc)) return tell(say("full"));
    const [withCopy, copy] = copied(doc, id);
    session.commit(say("copied", { name }), withCopy);
    session.select(copy);
  }
}
