// @ts-check
// What a layer is called: as its maker named it, or by what it shows.

import { known } from "./sources.js";
import { say } from "./words.js";

/** Characters of a text in its layer's name. */
const LONGEST = 32;

/** Words that a layer's id in a recipe is made of; what a program numbers is no name. */
const WORDS = /^[a-z]{2,}(?:[-_][a-z]+)*$/i;

/** The name that a layer's id in a recipe gives; none if it is only a number of some program. @param {string} id */
export const nameIn = (id) => (WORDS.test(id) ? id.replaceAll(/[-_]/g, " ") : "");

/** The id in a recipe that keeps a name; `null` for a name that no id can hold. @param {string} name */
export function idFor(name) {
  const id = name.trim().replaceAll(/\s+/g, "-");
  return WORDS.test(id) ? id : null;
}

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
