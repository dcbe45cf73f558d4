// @ts-check
// The room: the server's list of messages goes on by itself, and what one says is kept until it has arrived.
//
// <throng-room topic="room:ID" seq="N" count="N" data-connecting data-offline data-pending data-failed>
//   a place for the count: <b data-here>; <ol class="messages"> of <li data-seq data-id data-person>; a <template> for one
//   message with .by, time and .body; the form .composer with a field "body". All words come from the server.

import { join, leave, me, say, state, typing, unsaid } from "./live.js";
import { localise } from "./local-times.js";
import { roll } from "./numbers.js";
import { offerActs, sendAct } from "./room-acts.js";
import { fill, note } from "./room-message.js";

/** Messages that stay in the page; older ones are a page of the room. */
const MAX_SHOWN = 300;
const TYPING_PAUSE_MS = 2_000;
const TYPING_SHOWN_MS = 5_000;
/** So near the end one is reading along. */
const NEAR_PX = 80;

/** @typedef {import("./room-message.js").Message} Message */

class ThrongRoom extends HTMLElement {
  #topic = "";
  #typed = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #quiet;
  /** @type {(event: Event) => void} */
  #onEvent = (event) => this.#happen(/** @type {CustomEvent} */ (event).detail);
  #onLine = () => this.#showLine();
  /** @type {(event: Event) => void} */
  #onReset = (event) => {
    if (/** @type {CustomEvent} */ (event).detail.topic === this.#topic) this.#reread();
  };

  connectedCallback() {
    this.classList.add("room");
    this.#topic = this.getAttribute("topic") ?? "";
    document.addEventListener("throng:event", this.#onEvent);
    document.addEventListener("throng:line", this.#onLine);
    document.addEventListener("throng:reset", this.#onReset);
    this.#form?.addEventListener("submit", (event) => this.#submit(event));
    this.#field?.addEventListener("input", () => this.#type());
    this.#takeUpDraft();
    offerActs(this, (sentence) => this.#say(sentence, true));
    const seq = this.getAttribute("seq");
    join(this.#topic, seq === null ? undefined : Number(seq));
    for (const more of this.querySelectorAll("[data-id] [data-more]")) more.removeAttribute("hidden");
    for (const words of unsaid(this.#topic)) this.#await(words);
    this.#list?.lastElementChild?.scrollIntoView({ block: "nearest" });
    this.#showLine();
  }

  disconnectedCallback() {
    document.removeEventListener("throng:event", this.#onEvent);
    document.removeEventListener("throng:line", this.#onLine);
    document.removeEventListener("throng:reset", this.#onReset);
    leave(this.#topic);
  }

  get #list() {
    return this.querySelector(".messages");
  }

  get #form() {
    return /** @type {HTMLFormElement | null} */ (this.querySelector("form"));
  }

  get #field() {
    return /** @type {HTMLInputElement | HTMLTextAreaElement | null} */ (this.querySelector('[name="body"]'));
  }

  /** @param {import("./live.js").LiveEvent} event */
  #happen({ topic, seq, kind, data }) {
    if (topic !== this.#topic) return;
    if (kind === "message") this.#arrive({ ...data, seq });
    else if (kind === "edit") this.#change(data);
    else if (kind === "delete") this.#remove(data, seq);
    else if (kind === "reaction") fill(this, this.#find(data.seq), { reactions: data.reactions });
    else if (kind === "state")
      this.#say(
        this.dataset[data.mode === "locked" ? "whyLocked" : data.mode === "readers" ? "whyReaders" : ""] ??
          "",
        false,
      );
    else if (kind === "presence") this.#showCount(data.count);
    else if (kind === "typing" && data.person?.id !== me()?.id) this.#showTyping(data.person?.name ?? "");
  }

  /** A message of one's own, shown already, moves to where it stands in the log. @param {Message} message */
  #arrive(message) {
    const isOwn = message.person?.id === me()?.id && message.key !== undefined;
    const shown = this.#find(message.seq) ?? (isOwn ? this.#findKey(message.key ?? "") : null);
    if (!shown) {
      this.#add(message, false);
      return;
    }
    this.#settle(shown, message.seq ?? 0);
    fill(this, shown, message);
    this.#place(shown, message.seq ?? 0);
  }

  /** What was hidden and is shown again comes as an edit, too; what is older than the page stays away. @param {Message} message */
  #change(message) {
    const oldest = Number(this.#list?.firstElementChild?.getAttribute("data-seq") ?? 0);
    if (this.#find(message.seq) || (message.seq ?? 0) > oldest) this.#arrive(message);
  }

  /** Puts a message where it stands in the room. @param {Element} item @param {number} seq */
  #place(item, seq) {
    const isLater = (/** @type {Element} */ other) =>
      Number(other.getAttribute("data-seq") ?? Infinity) > seq;
    const next = [...(this.#list?.children ?? [])].find((other) => isLater(other) && other !== item);
    if (next) next.before(item);
    else this.#list?.append(item);
  }

  /** One message, or everything of somebody who was erased. @param {{seq?: number, person?: string}} what @param {number | undefined} seq */
  #remove({ seq: ofMessage, person }, seq) {
    if (person) {
      for (const item of this.querySelectorAll(`[data-person="${CSS.escape(person)}"]`)) item.remove();
    } else {
      // An erased message comes as a delete in its own place.
      this.#find(ofMessage ?? seq)?.remove();
    }
  }

  /** @param {Message} message @param {boolean} isPending */
  #add(message, isPending) {
    const list = this.#list;
    const template = this.querySelector("template");
    if (!list || !template) return;
    const item = /** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild;
    if (!(item instanceof HTMLElement)) return;
    item.classList.add("message");
    if (message.seq !== undefined) item.dataset.seq = String(message.seq);
    if (message.key) item.dataset.key = message.key;
    fill(this, item, message);
    if (isPending) {
      item.setAttribute("aria-busy", "true");
      note(item, this.dataset.pending ?? "");
    }
    const isNear = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    if (message.seq === undefined) list.append(item);
    else this.#place(item, message.seq);
    while (list.children.length > MAX_SHOWN) list.firstElementChild?.remove();
    if (isNear || isPending) list.scrollTop = list.scrollHeight;
  }

  /** @param {number | undefined} seq */
  #find(seq) {
    return seq === undefined
      ? null
      : this.querySelector(`.messages > [data-seq="${CSS.escape(String(seq))}"]`);
  }

  /** @param {string} key */
  #findKey(key) {
    return this.querySelector(`.messages > [data-key="${CSS.escape(key)}"]:not([data-seq])`);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const field = this.#field;
    const body = field?.value.trim() ?? "";
    if (!field || !body || sendAct(this, body, (sentence) => this.#say(sentence, true))) return;
    field.value = "";
    this.#await({ body, ...say(this.#topic, body) });
  }

  /**
   * Shows what is on its way until it is durable. The page may have been made with it already, if it was on its way before a reload.
   * @param {{key: string, body: string, said: Promise<number>}} words
   */
  #await({ key, body, said }) {
    this.#add({ body, key }, true);
    said.then(
      (seq) => {
        if (this.#find(seq)) this.#findKey(key)?.remove();
        else this.#settle(this.#findKey(key), seq);
      },
      (refused) => this.#giveBack(key, body, refused),
    );
  }

  /** Durable: the note that it is on its way goes. @param {Element | null} item @param {number} seq */
  #settle(item, seq) {
    if (!item) return;
    item.setAttribute("data-seq", String(seq));
    item.removeAttribute("aria-busy");
    item.querySelector("[data-note]")?.remove();
  }

  /** What was refused goes back to where it was written. @param {string} key @param {string} body @param {import("./live.js").Refused} refused */
  #giveBack(key, body, refused) {
    this.#findKey(key)?.remove();
    const field = this.#field;
    if (field && !field.value) field.value = body;
    const word = `why${refused.why.replace(/(^|_)([a-z])/g, (_all, _gap, letter) => letter.toUpperCase())}`;
    this.#say(this.dataset[word] || refused.message || this.dataset.failed || "", true);
  }

  /** What was being written before a reload stands there again, unless a refused form brought something else. */
  #takeUpDraft() {
    const [field, key] = [this.#field, `throng:draft:${this.#topic}`];
    if (!field) return;
    try {
      field.value ||= sessionStorage.getItem(key) ?? "";
      addEventListener("pagehide", () => sessionStorage.setItem(key, field.value));
    } catch {
      // Private windows may refuse: then a reload forgets the draft.
    }
  }

  #type() {
    const now = Date.now();
    if (now - this.#typed < TYPING_PAUSE_MS) return;
    this.#typed = now;
    typing(this.#topic);
  }

  /** @param {number} count */
  #showCount(count) {
    this.setAttribute("count", String(count));
    const place = this.querySelector("[data-here]");
    if (place) roll(place, count);
  }

  #showLine() {
    const words = { open: "", connecting: this.dataset.connecting, offline: this.dataset.offline };
    this.dataset.line = state();
    this.#say(words[state()] ?? "", false);
  }

  /** @param {string} name */
  #showTyping(name) {
    const place = this.querySelector("[data-typing]");
    if (!place) return;
    place.textContent = (place.getAttribute("data-typing") ?? "").replace("NAME", name);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => (place.textContent = ""), TYPING_SHOWN_MS);
  }

  /** One line for the state of things, read out politely. @param {string} sentence @param {boolean} isBad */
  #say(sentence, isBad) {
    let place = this.querySelector(".state");
    if (!place) {
      place = document.createElement("p");
      place.setAttribute("role", "status");
      this.append(place);
    }
    place.className = isBad ? "state notice bad" : "state meta";
    place.textContent = sentence;
    place.toggleAttribute("hidden", !sentence);
  }

  /** Too much was missed: the list is read anew from the page. */
  async #reread() {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(`throng-room[topic="${CSS.escape(this.#topic)}"] .messages`);
      if (!fresh) return;
      const newer = [...(this.#list?.children ?? [])].filter((item) => {
        const seq = Number(item.getAttribute("data-seq") ?? Infinity);
        return seq > Number(fresh.lastElementChild?.getAttribute("data-seq") ?? 0);
      });
      this.#list?.replaceChildren(...fresh.children, ...newer);
      localise(this);
    } catch {
      // Offline again: the next reset, or a reload, brings it.
    }
  }
}

customElements.define("throng-room", ThrongRoom);
