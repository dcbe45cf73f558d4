// @ts-check
// The front page does not move under the reader's eyes: it says that there is something new, and they choose when to look.

import "./live.js";

document.addEventListener("throng:event", (event) => {
  const { topic } = /** @type {CustomEvent<{topic: string}>} */ (event).detail;
  const news = /** @type {HTMLElement | null} */ (document.querySelector("[data-news]"));
  if (topic === "front" && news) news.hidden = false;
});
