// @ts-check
// Numbers as the reader writes them, and a roll from the old one to the new: nothing jumps.

const ROLL_MS = 600;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** The page's language, in the reader's own variety of it where the browser names one (en-GB for en). */
export function locale() {
  const page = document.documentElement.lang.split("-")[0] || "en";
  return navigator.languages.find((tag) => tag.split("-")[0] === page) ?? page;
}

const format = new Intl.NumberFormat(locale());

/**
 * A whole number in words of the page's language: `1,204`.
 * @param {number} number
 */
export const spoken = (number) => format.format(number);

/** @type {WeakMap<Element, {to: number, shown: number}>} */
const rolling = new WeakMap();

/**
 * Rolls an element's number to a new value; at once where the reader wants no motion.
 * @param {Element} element holds nothing but the number
 * @param {number} to
 */
export function roll(element, to) {
  const state = rolling.get(element) ?? {
    to: NaN,
    shown: Number(element.textContent?.replace(/\D/g, "")) || 0,
  };
  if (state.to === to) return;
  const from = state.shown;
  state.to = to;
  rolling.set(element, state);
  if (still.matches || document.hidden || from === to) {
    state.shown = to;
    element.textContent = spoken(to);
    return;
  }
  const began = performance.now();
  const step = (/** @type {number} */ now) => {
    if (state.to !== to) return;
    const share = Math.min(1, (now - began) / ROLL_MS);
    state.shown = Math.round(from + (to - from) * (1 - (1 - share) ** 3));
    element.textContent = spoken(state.shown);
    if (share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
