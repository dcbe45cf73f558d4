// @ts-check
// What the studio says; the words come with the page, in the reader's language.

const place = /** @type {HTMLElement} */ (document.getElementById("studio"));

/**
 * @param {string} id as in `data-moved` of the studio's element
 * @param {Record<string, string | number>} [values] put in place of their names in capitals: `{name: "Cat"}` for NAME
 */
export function say(id, values = {}) {
  const text = place.dataset[id] ?? "";
  return Object.entries(values).reduce(
    (said, [name, value]) => said.replace(name.toUpperCase(), () => String(value)),
    text,
  );
}

/** Says what happened, to be seen and to be heard. @param {string} sentence */
export function tell(sentence) {
  const status = place.querySelector("[data-status]");
  if (status) status.textContent = sentence;
}
