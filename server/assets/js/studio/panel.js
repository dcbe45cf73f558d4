// @ts-check
// The layers from the top down, and what was done so far, as lists that one can press.

import { changed, shifted } from "./document.js";
import { around, corners, round } from "./geometry.js";
import { nameOf } from "./names.js";
import { say } from "./words.js";

/** @typedef {import("./document.js").Layer} Layer */

/**
 * Keeps a list's items by key, so that focus stays where it was.
 * @template T @param {HTMLElement} list @param {readonly T[]} values @param {(value: T) => string} key
 * @param {(item: HTMLElement, value: T) => void} fill
 */
function show(list, values, key, fill) {
  const template = /** @type {HTMLTemplateElement} */ (list.parentElement?.querySelector("template"));
  const old = new Map(
    [...list.children].map((item) => [/** @type {HTMLElement} */ (item).dataset.key, item]),
  );
  const items = values.map((value) => {
    const kept = old.get(key(value)) ?? template.content.firstElementChild?.cloneNode(true);
    const item = /** @type {HTMLElement} */ (kept);
    item.dataset.key = key(value);
    fill(item, value);
    return item;
  });
  for (const [at, item] of items.entries()) {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  }
  while (list.children.length > items.length) list.lastElementChild?.remove();
}

/** @param {HTMLElement} item @param {string} name */
const part = (item, name) => /** @type {HTMLElement} */ (item.querySelector(`[data-part=${name}]`));

/** As the field for it says. @param {string} blend */
const blendName = (blend) =>
  document.querySelector(`[data-selected] [name=blend] option[value="${CSS.escape(blend)}"]`)?.textContent ??
  blend;

/** @param {import("./session.js").Session} session @param {import("./stage.js").Stage} stage @param {HTMLElement} list */
export function layers(session, stage, list) {
  const key = (/** @type {Event} */ event) =>
    /** @type {HTMLElement} */ (event.target).closest("li")?.dataset.key ?? "";

  const draw = () =>
    show(
      list,
      [...session.doc.layers].reverse(),
      (layer) => layer.id,
      (item, layer) => row(item, layer),
    );

  /** @param {HTMLElement} item @param {Layer} layer */
  function row(item, layer) {
    const name = nameOf(layer);
    part(item, "name").textContent = name;
    part(item, "blend").textContent = blendName(layer.blend);
    part(item, "select").setAttribute("aria-pressed", String(layer.id === session.selected));
    const on = part(item, "on");
    on.textContent = say(layer.hidden ? "off" : "on");
    on.setAttribute("aria-pressed", String(!layer.hidden));
    on.setAttribute("aria-label", say("show", { name }));
    const { x, y, width, height } = around(corners(stage.boxOf(layer), layer.transform));
    item.querySelector("svg")?.setAttribute("viewBox", [x, y, width, height].map(round).join(" "));
    item.querySelector("use")?.setAttribute("href", `#layer-${layer.id}`);
  }

  list.addEventListener("click", (event) => {
    const pressed = /** @type {HTMLElement} */ (event.target).closest("button");
    const layer = session.doc.layers.find(({ id }) => id === key(event));
    if (!pressed || !layer) return;
    if (pressed.dataset.part === "select") return session.select(layer.id);
    const label = say(layer.hidden ? "shown" : "hid", { name: nameOf(layer) });
    session.commit(label, changed(session.settled, layer.id, { hidden: !layer.hidden }));
  });
  list.addEventListener("keydown", (event) => {
    const by = event.altKey && { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const layer = session.doc.layers.find(({ id }) => id === key(event));
    if (!by || !layer) return;
    event.preventDefault();
    const label = say("shifted", { name: nameOf(layer) });
    session.commit(label, shifted(session.settled, layer.id, by === 1 ? 1 : -1));
    /** @type {HTMLElement | null} */ (event.target instanceof HTMLElement ? event.target : null)?.focus();
  });
  for (const event of ["change", "loaded"]) session.addEventListener(event, draw);
  draw();
}

/** @param {import("./session.js").Session} session @param {HTMLElement} list */
export function history(session, list) {
  /** What is shown. @type {import("./session.js").Session["history"] | undefined} */
  let shown;
  const draw = () => {
    if (shown === session.history) return;
    shown = session.history;
    const { steps, at } = session.history;
    show(
      list,
      steps.map((step, index) => ({ ...step, index })),
      ({ index }) => String(index),
      (item, { label, index }) => {
        const button = part(item, "step");
        button.textContent = label;
        button.classList.toggle("undone", index > at);
        if (index === at) button.setAttribute("aria-current", "step");
        else button.removeAttribute("aria-current");
      },
    );
    const now = /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"));
    // Not scrollIntoView: on a phone that would move the page from under the hand.
    if (now) list.scrollTop = now.offsetTop - list.clientHeight / 2;
  };
  list.addEventListener("click", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest("li");
    if (item) session.goTo(Number(item.dataset.key));
  });
  session.addEventListener("change", draw);
  draw();
}
