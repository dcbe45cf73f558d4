// @ts-check
// What a layer is called: as its maker named it, or by what it shows.

import { known } from "./sources.js";
import { say } from "./words.js";

/** Characters of a text in its layer's name. */
const LONGEST = 32;

/** @param {import("./document.js").Layer} layer */
export function nameOf({ name, content }) {
  if (name) return name;
  if (content.kind === "drawing") return say("nameDrawing");
  if (content.kind === "picture") {
    if (content.paint) return say("namePaint");
    return known(content.href)?.title || say("namePicture");
  }
  const words = content.words.replaceAll(/\s+/g, " ").trim();
  const shown = words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
  return say("nameText", { words: shown });
}
