// @ts-check
// One message of a room, as it is drawn into a copy of the page's own template.

import { me } from "./live.js";
import { localise } from "./local-times.js";
import { spoken } from "./numbers.js";

/** @typedef {Record<string, number>} Reactions */
/** @typedef {{id?: string, person?: {id: string, name: string}, body?: string, at?: string, edited_at?: string, key?: string, seq?: number, reply_to?: number, reactions?: Reactions}} Message */

/**
 * Puts what is known of a message into its item. Text only: nothing that people write is ever read as HTML.
 * @param {HTMLElement} room
 * @param {Element | null} item
 * @param {Message} message
 */
export function fill(room, item, message) {
  const [by, time, body] = [".by", "time", ".body"].map((part) => item?.querySelector(part));
  if (by) by.textContent = message.person?.name ?? me()?.name ?? by.textContent;
  if (body && message.body !== undefined) body.textContent = message.body;
  if (time && message.at) {
    time.setAttribute("datetime", message.at);
    time.textContent = message.at;
    time.setAttribute("data-as", "clock");
    if (item) localise(item);
  }
  if (item instanceof HTMLElement) mark(room, item, message);
}

/**
 * What stands beside the text.
 * @param {HTMLElement} room
 * @param {HTMLElement} item
 * @param {Message} message
 */
function mark(room, item, message) {
  if (message.id) item.dataset.id = message.id;
  if (message.person) item.dataset.person = message.person.id;
  item.querySelector("[data-more]")?.toggleAttribute("hidden", !item.dataset.id);
  if (message.edited_at) item.querySelector(".edited")?.removeAttribute("hidden");
  const isHost = message.person !== undefined && message.person.id === room.getAttribute("author");
  if (isHost) item.querySelector(".live")?.removeAttribute("hidden");
  const to = item.querySelector(".to");
  if (to && message.reply_to !== undefined) {
    to.setAttribute("href", `#m${message.reply_to}`);
    to.removeAttribute("hidden");
  }
  if (message.seq !== undefined) item.id = `m${message.seq}`;
  if (message.reactions) showReactions(room, item, message.reactions);
}

/** @param {HTMLElement} room @param {Element} item @param {Reactions} reactions */
function showReactions(room, item, reactions) {
  const place = item.querySelector(".reactions");
  if (!place) return;
  const words = (/** @type {string} */ sign) =>
    room.dataset[`sign${sign[0]?.toUpperCase()}${sign.slice(1)}`] ?? sign;
  place.textContent = Object.entries(reactions)
    .map(([sign, count]) => `${spoken(count)} ${words(sign)}`)
    .join(" · ");
  place.toggleAttribute("hidden", !place.textContent);
}

/** A small word beside a message: that it is on its way. @param {Element} item @param {string} sentence */
export function note(item, sentence) {
  const small = document.createElement("small");
  small.setAttribute("data-note", "");
  small.textContent = sentence;
  item.append(small);
}
