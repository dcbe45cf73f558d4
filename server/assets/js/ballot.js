// @ts-check
// An open ballot. The page is the same for everybody, so a voter's own ballot comes into it here, with its receipt. A ranking is
// made by tapping the options in one's order; the places can be typed as well. Without this script the fields do all of it.

import { isHere } from "./here.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#ballot form"));

/** @typedef {{approve?: string[], score?: Record<string, number>, rank?: (string | string[])[], receipt: string}} Own */

/** The options with their fields. */
const options = [...(form?.querySelectorAll("[data-option]") ?? [])].map((option) => ({
  name: /** @type {HTMLElement} */ (option).dataset.option ?? "",
  place: /** @type {HTMLInputElement | null} */ (option.querySelector("[type=number]")),
  box: /** @type {HTMLInputElement | null} */ (option.querySelector("[type=checkbox]")),
  points: /** @type {HTMLInputElement[]} */ ([...option.querySelectorAll("[type=radio]")]),
  element: option,
}));

/** Fills in what this voter said before. @param {Own} own */
function fill(own) {
  for (const { name, box, points, place } of options) {
    if (box) box.checked = own.approve?.includes(name) ?? false;
    for (const radio of points) radio.checked = radio.value === String(own.score?.[name]);
    if (!place) continue;
    const at =
      own.rank?.findIndex((tied) => (Array.isArray(tied) ? tied.includes(name) : tied === name)) ?? -1;
    place.value = at < 0 ? "" : String(at + 1);
  }
  const receipt = /** @type {HTMLElement | null} */ (document.querySelector("[data-receipt]"));
  const code = receipt?.querySelector("code");
  if (receipt && code) {
    code.textContent = own.receipt;
    receipt.hidden = false;
  }
  const button = form?.querySelector("button[data-change]");
  if (button instanceof HTMLElement) button.textContent = button.dataset.change ?? "";
}

/** Gives the option the next place, or takes its place back and lets those behind it move up. @param {HTMLInputElement} place */
function rank(place) {
  const all = options.flatMap((option) => option.place ?? []);
  const given = Number(place.value);
  if (!place.value) {
    place.value = String(Math.max(0, ...all.map((other) => Number(other.value))) + 1);
    return;
  }
  place.value = "";
  if (all.some((other) => Number(other.value) === given)) return;
  for (const other of all) if (Number(other.value) > given) other.value = String(Number(other.value) - 1);
}

for (const { element, place } of options) {
  if (!place) continue;
  element.addEventListener("click", (event) => {
    if (event.target === place) return;
    event.preventDefault();
    rank(place);
  });
}

const activity = /** @type {HTMLInputElement | null} */ (form?.elements.namedItem("activity") ?? null)?.value;
// A page that was drawn for this voter, or shown again after a refusal, has it filled in already.
if (activity && !form?.dataset.own && isHere()) {
  try {
    const answer = await fetch(`/api/v1/activities/${activity}/ballot`, {
      headers: { accept: "application/json" },
    });
    const untouched = !options.some(
      ({ box, points, place }) => box?.checked || place?.value || points.some((radio) => radio.checked),
    );
    if (answer.ok && untouched) fill(await answer.json());
  } catch {
    // Offline or too busy: the ballot's own page shows it.
  }
}

export {};
