// @ts-check
// The server writes times in UTC; here they become the reader's zone, in the page's language.

import { locale } from "./numbers.js";

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  full: { day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit" },
  day: { day: "numeric", month: "long", year: "numeric" },
  "long-day": { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  clock: { hour: "numeric", minute: "2-digit" },
};

const formats = Object.fromEntries(
  Object.entries(STYLES).map(([style, options]) => [style, new Intl.DateTimeFormat(locale(), options)]),
);

/**
 * Puts every `<time datetime data-as>` below `root` into the reader's zone. Call it on what is added later.
 * @param {ParentNode} root
 */
export function localise(root) {
  for (const time of root.querySelectorAll("time[data-as]")) {
    const at = new Date(time.getAttribute("datetime") ?? "");
    const format = formats[time.getAttribute("data-as") ?? ""];
    if (format && !Number.isNaN(at.valueOf())) {
      time.setAttribute("title", time.textContent ?? "");
      time.textContent = format.format(at);
      time.removeAttribute("data-as");
    }
  }
}

localise(document);
