// @ts-check
// The studio by keyboard: letters take tools in hand, arrows move, plus and minus scale, comma and full stop turn.

import { about, apply, middle, translate } from "./geometry.js";
import { moved } from "./document.js";
import { nameOf } from "./names.js";
import { act } from "./properties.js";
import { say } from "./words.js";

/** Pixels of an arrow, and with Shift. */
const STEP = 1;
const BIG_STEP = 10;
/** Growth of a plus, and with Shift. */
const GROWTH = 1.02;
const BIG_GROWTH = 1.2;
/** Turn of a full stop in radians (1°), and with Shift (15°). */
const TURN = Math.PI / 180;
const BIG_TURN = Math.PI / 12;

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {import("./session.js").Session} session @param {import("./stage.js").Stage} stage @param {HTMLElement} board
 * @param {{use: (tool: string) => void, edit: (id: string) => void}} does
 */
export function keys(session, stage, board, { use, edit }) {
  addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("dialog, textarea, select, input:not([type=range])")) return;
    const isUndo = (event.ctrlKey || event.metaKey) && ["z", "y"].includes(event.key.toLowerCase());
    const isHandled = isUndo ? undo(event) : plain(event, target);
    if (isHandled) event.preventDefault();
  });

  /** @param {KeyboardEvent} event */
  function undo(event) {
    if (event.shiftKey || event.key.toLowerCase() === "y") session.redo();
    else session.undo();
    return true;
  }

  /** @param {KeyboardEvent} event @param {Element | null} target */
  function plain(event, target) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const letter = /^[a-z]$/i.test(event.key) && event.key.toLowerCase();
    const tool = letter && document.querySelector(`[data-tool][data-key="${letter}"]`);
    if (tool instanceof HTMLElement) {
      use(tool.dataset.tool ?? "");
      return true;
    }
    return target === board && onBoard(event);
  }

  /** @param {KeyboardEvent} event */
  function onBoard(event) {
    const { layer } = session;
    if (!layer) return false;
    if (event.key === "Delete" || event.key === "Backspace") act(session, "delete", edit);
    else if (event.key === "Enter") act(session, "edit", edit);
    else if (event.key === "PageUp") act(session, "up", edit);
    else if (event.key === "PageDown") act(session, "down", edit);
    else return nudge(event, layer);
    return true;
  }

  /** @param {KeyboardEvent} event @param {import("./document.js").Layer} layer */
  function nudge(event, layer) {
    const centre = apply(layer.transform, middle(stage.boxOf(layer)));
    const arrow = ARROWS[event.key];
    const step = event.shiftKey ? BIG_STEP : STEP;
    const growth = event.shiftKey ? BIG_GROWTH : GROWTH;
    const turn = event.shiftKey ? BIG_TURN : TURN;
    /** @type {[string, import("./geometry.js").Matrix] | null} */
    let change = null;
    if (arrow) change = ["moved", translate(arrow[0] * step, arrow[1] * step)];
    else if ("+=*".includes(event.key)) change = ["scaled", about(centre, growth, 0)];
    else if ("-_".includes(event.key)) change = ["scaled", about(centre, 1 / growth, 0)];
    else if (".:>".includes(event.key)) change = ["turned", about(centre, 1, turn)];
    else if (",;<".includes(event.key)) change = ["turned", about(centre, 1, -turn)];
    if (!change) return false;
    const [word, matrix] = change;
    session.commit(
      say(word, { name: nameOf(layer) }),
      moved(session.settled, layer.id, matrix),
      `${word}:${layer.id}`,
    );
    return true;
  }
}
