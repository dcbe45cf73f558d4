// @ts-check
// Numbers that rise while one looks: each element with data-count inside a data-topic shows the latest of that name.

import { join } from "./live.js";
import { roll } from "./numbers.js";

for (const place of document.querySelectorAll("[data-topic]")) {
  const topic = place.getAttribute("data-topic") ?? "";
  join(topic);
  document.addEventListener("throng:event", (event) => {
    const { detail } = /** @type {CustomEvent<import("./live.js").LiveEvent>} */ (event);
    if (detail.topic !== topic || detail.kind !== "count") return;
    for (const element of place.querySelectorAll("[data-count]")) {
      const number = detail.data[element.getAttribute("data-count") ?? ""];
      if (typeof number === "number") roll(element, number);
    }
  });
}
