// @ts-check
// What one can do with a message of the room: answer it, give it a sign, change or take back one's own.
//
// A message's [data-more] button opens a copy of <template data-acts> below it. The composer says what it is doing in
// [data-doing] and sends itself here while it answers or changes something; the room hears of it by the live line.

import { becomeGuest, me } from "./live.js";

/** @typedef {{act: "answer" | "change", id: string, seq: number, key: string}} Doing */

/** @type {WeakMap<Element, Doing>} what each room's composer does now */
const doing = new WeakMap();

/** @param {HTMLElement} room */
const field = (room) => /** @type {HTMLInputElement | null} */ (room.querySelector('[name="body"]'));

/**
 * Opens what can be done with a message when its button is pressed.
 * @param {HTMLElement} room
 * @param {(sentence: string) => void} complain
 */
export function offerActs(room, complain) {
  room.addEventListener("click", async (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    const item = /** @type {HTMLElement | null} */ (pressed?.closest("[data-id]") ?? null);
    if (pressed?.hasAttribute("data-leave")) leave(room);
    if (!pressed || !item) return;
    if (pressed.hasAttribute("data-more")) toggle(room, item, pressed);
    else if (pressed.dataset.sign) await sign(room, item, pressed, complain);
    else if (pressed.dataset.act === "withdraw")
      await ask("DELETE", item.dataset.id ?? "", null, room, complain);
    else if (pressed.dataset.act) begin(room, item, /** @type {Doing["act"]} */ (pressed.dataset.act));
  });
  room.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && doing.has(room)) leave(room);
  });
}

/** @param {HTMLElement} room @param {HTMLElement} item @param {Element} button */
function toggle(room, item, button) {
  const open = item.querySelector(".acts");
  room.querySelector(".acts")?.remove();
  room.querySelector('[data-more][aria-expanded="true"]')?.setAttribute("aria-expanded", "false");
  const template = room.querySelector("template[data-acts]");
  if (open || !(template instanceof HTMLTemplateElement)) return;
  const acts = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const isOwn = item.dataset.person !== undefined && item.dataset.person === me()?.id;
  for (const own of acts.querySelectorAll("[data-own]")) own.toggleAttribute("hidden", !isOwn);
  acts.querySelector("[data-wrong]")?.setAttribute("href", `/flags?kind=message&id=${item.dataset.id}`);
  item.append(acts);
  button.setAttribute("aria-expanded", "true");
  item.querySelector(".acts")?.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} room @param {HTMLElement} item @param {HTMLElement} button @param {(sentence: string) => void} complain */
async function sign(room, item, button, complain) {
  const isGiven = button.getAttribute("aria-pressed") === "true";
  const path = `${item.dataset.id}/reactions/${button.dataset.sign}`;
  if (await ask(isGiven ? "DELETE" : "PUT", path, null, room, complain)) {
    button.setAttribute("aria-pressed", String(!isGiven));
  }
}

/** @param {HTMLElement} room @param {HTMLElement} item @param {Doing["act"]} act */
function begin(room, item, act) {
  const [box, note] = [field(room), room.querySelector("[data-doing]")];
  if (!box || !note) return;
  doing.set(room, {
    act,
    id: item.dataset.id ?? "",
    seq: Number(item.dataset.seq),
    key: crypto.randomUUID(),
  });
  if (act === "change") box.value = item.querySelector(".body")?.textContent ?? "";
  const words = note.getAttribute(`data-${act}`) ?? "";
  const text = note.querySelector("span");
  if (text) text.textContent = words.replace("NAME", item.querySelector(".by")?.textContent ?? "");
  note.removeAttribute("hidden");
  box.focus();
}

/** The composer says something new again. @param {HTMLElement} room */
function leave(room) {
  const box = field(room);
  if (doing.get(room)?.act === "change" && box) box.value = "";
  doing.delete(room);
  room.querySelector("[data-doing]")?.setAttribute("hidden", "");
  box?.focus();
}

/**
 * Sends what the composer holds as an answer or a change; false if it says something new.
 * @param {HTMLElement} room
 * @param {string} body
 * @param {(sentence: string) => void} complain
 */
export function sendAct(room, body, complain) {
  const now = doing.get(room);
  if (!now) return false;
  const id = room.getAttribute("topic")?.split(":")[1] ?? "";
  const sent =
    now.act === "change"
      ? ask("PATCH", now.id, { body }, room, complain)
      : ask(
          "POST",
          `/api/v1/rooms/${id}/messages`,
          { body, key: now.key, reply_to: now.seq },
          room,
          complain,
        );
  sent.then((isDone) => {
    const box = field(room);
    if (!isDone || doing.get(room) !== now) return;
    if (box) box.value = "";
    leave(room);
  });
  return true;
}

/**
 * Asks the server; says its sentence where it refuses.
 * @param {string} method
 * @param {string} path a message's, or a whole one
 * @param {object | null} body
 * @param {HTMLElement} room
 * @param {(sentence: string) => void} complain
 */
async function ask(method, path, body, room, complain) {
  const address = path.startsWith("/") ? path : `/api/v1/messages/${path}`;
  try {
    if (!me() && !(await becomeGuest())) throw new Error("no guest");
    const answer = await fetch(address, {
      method,
      headers: { "content-type": "application/json", accept: "application/json" },
      body: body && JSON.stringify(body),
    });
    complain(answer.ok ? "" : (await answer.json()).detail);
    return answer.ok;
  } catch {
    complain(room.dataset.failed ?? "");
    return false;
  }
}
