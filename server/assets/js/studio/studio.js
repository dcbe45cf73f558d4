// @ts-check
// Opens the studio: finds what was begun here, the recipe of the picture or the picture alone, and puts the parts together.

import { adding } from "./adding.js";
import { layerOf, pictureOf, sizeFor } from "./document.js";
import { Gestures } from "./gestures.js";
import { forget, keep, kept, tidy } from "./keeping.js";
import { keys } from "./keys.js";
import { Overlay } from "./overlay.js";
import { history, layers } from "./panel.js";
import { properties } from "./properties.js";
import { publishing } from "./publishing.js";
import { read } from "./reading.js";
import { Session } from "./session.js";
import { Stage } from "./stage.js";
import { brushing } from "./tools/brush.js";
import { cropping } from "./tools/crop.js";
import { cuttingOut } from "./tools/lasso.js";
import { moving } from "./tools/move.js";
import { Texts } from "./tools/text.js";
import { say, tell } from "./words.js";

/** @typedef {import("./document.js").Doc} Doc */

/** @template {Element} E @param {string} selector @returns {E} */
const part = (selector) => /** @type {E} */ (root.querySelector(selector));

const root = /** @type {HTMLElement} */ (document.getElementById("studio"));
const { picture = "", width, height, recipe } = root.dataset;

/** The picture as the only layer. @returns {Doc} */
function alone() {
  const size = sizeFor({ width: Number(width), height: Number(height) });
  const layer = layerOf("l1", pictureOf(`picture:${picture}`, size.width, size.height));
  return { ...size, layers: [layer] };
}

/** The layers that it was made of, if it has a recipe. @returns {Promise<Doc>} */
async function original() {
  if (recipe === undefined) return alone();
  const answer = await fetch(`/api/v1/pictures/${picture}/recipe`).catch(() => null);
  return (answer?.ok && read(await answer.text())) || alone();
}

/** Keeps every step, and what is under way when the page goes. @param {Session} session */
function keeping(session) {
  const begun = session.settled;
  let isPublished = false;
  session.addEventListener("change", () => {
    if (session.settled === begun) return;
    part("[data-kept]").textContent = say(keep(picture, session.settled) ? "kept" : "notKept");
  });
  session.addEventListener("published", () => {
    isPublished = true;
    forget(picture);
  });
  addEventListener("pagehide", () => {
    if (session.doc !== begun && !isPublished) keep(picture, session.doc);
  });
  tidy().catch(() => undefined);
}

const first = await original();
const before = kept(picture);
const session = new Session(before?.doc ?? first, say("opened"));
const board = /** @type {HTMLElement} */ (part("[data-board]"));
root.hidden = false;
board.style.setProperty("--shape", `${session.doc.width} / ${session.doc.height}`);
const stage = new Stage(session, part("[data-drawing]"), part("[data-paper]"));
const overlay = new Overlay(session, stage, part("[data-overlay]"));
const texts = new Texts(session, stage, board);

const field = (/** @type {string} */ name) =>
  /** @type {HTMLInputElement} */ (part(`[data-options] [name=${name}]`));
const tools = {
  move: moving(session, stage),
  text: texts.tool,
  lasso: cuttingOut(session, stage, overlay, () => Number(field("softness").value)),
  brush: brushing(session, stage, () => ({
    size: Number(field("brush-size").value),
    colour: field("brush-colour").value,
    erases: field("erase").checked,
  })),
  crop: cropping(session, stage, overlay),
};
const open = adding(session, part("#add"), board);

/** @param {string} tool */
function use(tool) {
  if (tool === "add") open();
  else session.use(tool);
}

function showTool() {
  board.dataset.inHand = session.tool;
  for (const button of root.querySelectorAll("[data-tool]:not([data-tool=add])")) {
    const { tool } = /** @type {HTMLElement} */ (button).dataset;
    button.setAttribute("aria-pressed", String(tool === session.tool));
  }
  for (const options of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-options]"))) {
    options.hidden = options.dataset.options !== session.tool;
  }
  const { steps, at } = session.history;
  /** @type {HTMLButtonElement} */ (part("[data-do=undo]")).disabled = at === 0;
  /** @type {HTMLButtonElement} */ (part("[data-do=redo]")).disabled = at === steps.length - 1;
}

new Gestures(board, () => /** @type {Record<string, import("./gestures.js").Tool>} */ (tools)[session.tool]);
layers(session, stage, part("[data-layers]"));
history(session, part("[data-history]"));
properties(session, stage, part("[data-selected]"), (id) => texts.edit(id));
keys(session, stage, board, { use, edit: (id) => texts.edit(id) });
keeping(session);
const publish = publishing(session, picture, part("#publish"));
session.addEventListener("change", showTool);
showTool();

/** The form for what was made with another program; without JavaScript it is all of the page. */
const elsewhere = /** @type {HTMLDialogElement} */ (part("#elsewhere"));
const form = /** @type {HTMLTemplateElement} */ (part("#elsewhere template")).content;
const isRefused = form.querySelector("[role=alert]") !== null;
elsewhere.append(form);

const actions = {
  undo: () => session.undo(),
  redo: () => session.redo(),
  publish,
  elsewhere: () => elsewhere.showModal(),
  top: () => texts.caption("top"),
  bottom: () => texts.caption("bottom"),
  afresh: () => {
    session.commit(say("afresh"), first);
    forget(picture);
    part("[data-restored]").setAttribute("hidden", "");
  },
};

root.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("button");
  const { tool, do: does = "" } = button?.dataset ?? {};
  if (tool) use(tool);
  if (button?.matches("[data-close]")) button.closest("dialog")?.close();
  /** @type {Record<string, () => void>} */ (actions)[does]?.();
});
board.addEventListener("typed", () => board.focus());
board.addEventListener("dblclick", ({ clientX: x, clientY: y }) => {
  const hit = stage.layerAt({ x, y });
  if (hit && session.tool === "move") texts.edit(hit);
});
// What is said of a step is also heard.
let heard = session.history.at;
session.addEventListener("change", () => {
  const { steps, at } = session.history;
  if (at !== heard)
    tell(at < heard ? say("undone", { step: steps[at + 1]?.label ?? "" }) : (steps[at]?.label ?? ""));
  heard = at;
});
if (before) part("[data-restored]").removeAttribute("hidden");
if (isRefused) actions.elsewhere();
