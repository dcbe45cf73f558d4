// @ts-check
// The first question, alive: answer by press or by key, and the next one is there. What was answered is kept until the
// server has it; looking alone makes nobody a guest.
//
// <throng-work activity="ID" data-…> around what the server rendered: <div class="stage"> with the item in
// [data-picture], [data-text], [data-url]; the form with input[name=item] and its buttons (data-key); [data-nth] for "your
// 3rd item"; [data-status]; [data-nothing], hidden, for when nothing is left. All words come from the server.

import { deliver, giveBack, take } from "./answers.js";
import { locale, spoken } from "./numbers.js";
import { draw, load } from "./picture.js";

/** @typedef {import("./answers.js").Taken} Taken */

const ordinal = new Intl.PluralRules(locale(), { type: "ordinal" });

class ThrongWork extends HTMLElement {
  #activity = "";
  /** What is on the screen; asked for once somebody sees it. @type {Promise<Taken | null> | undefined} */
  #current;
  /** What comes after it, for those who answer. @type {Promise<Taken | null> | undefined} */
  #ahead;
  #answered = 0;
  #busy = false;
  #seen = new IntersectionObserver((entries) => this.#look(entries.some((entry) => entry.isIntersecting)), {
    threshold: 0.25,
  });
  #inView = false;
  #onKey = (/** @type {KeyboardEvent} */ event) => this.#key(event);
  #onLeave = () => this.#leave();
  #onEnd = (/** @type {Event} */ event) => this.#ended(/** @type {CustomEvent<string>} */ (event).detail);

  connectedCallback() {
    this.#activity = this.getAttribute("activity") ?? "";
    this.#answered = Number(this.dataset.answered) || 0;
    this.#form?.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("keydown", this.#onKey);
    addEventListener("pagehide", this.#onLeave);
    document.addEventListener("throng:ended", this.#onEnd);
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen.disconnect();
    removeEventListener("keydown", this.#onKey);
    removeEventListener("pagehide", this.#onLeave);
    document.removeEventListener("throng:ended", this.#onEnd);
    this.#leave();
  }

  get #form() {
    return /** @type {HTMLFormElement | null} */ (this.querySelector("form:not([data-offer])"));
  }

  get #item() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("input[name=item]"));
  }

  /** @param {boolean} inView */
  #look(inView) {
    this.#inView = inView;
    if (inView && !this.#current) this.#begin(this.#item?.value);
  }

  /** Takes an item, the one that is already on the screen if it may be had. @param {string} [prefer] */
  #begin(prefer) {
    this.#current = take(this.#activity, prefer).then((taken) => {
      if (taken.problem !== undefined) {
        // The next press asks again.
        this.#current = undefined;
        this.#say(taken.problem || this.#waiting(0));
      } else if (!taken.lease) this.#nothing();
      else if (taken.lease.item.id !== prefer) this.#show(taken.lease);
      return taken.lease ?? null;
    });
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (pressed) this.#answer(pressed);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const typing =
      event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (!this.#inView || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const button = /** @type {HTMLButtonElement | null} */ (
      this.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)
    );
    if (!button || button.disabled) return;
    event.preventDefault();
    this.#answer(button);
  }

  /** Counts at once; what the server says comes after. @param {HTMLButtonElement} button */
  async #answer(button) {
    if (this.#busy) return;
    this.#busy = true;
    button.setAttribute("aria-pressed", "true");
    if (!this.#current) this.#begin(this.#item?.value);
    const lease = await this.#current;
    if (lease) await this.#settle(lease, button.name === "cannot_tell" ? null : button.value);
    button.removeAttribute("aria-pressed");
    this.#busy = false;
  }

  /** @param {Taken} lease @param {string | null} answer */
  async #settle(lease, answer) {
    const said = deliver({ lease: lease.lease, answer }, (wait) => this.#say(this.#waiting(wait)));
    const ahead = this.#ahead;
    this.#ahead = undefined;
    // With the next item at hand nobody waits for the server; the first answer makes the guest, so it goes first.
    if (ahead) this.#go(await ahead);
    const { problem, ended, settled, progress } = await said;
    if (ended) return this.#say(problem ?? "");
    if (problem) this.#say(problem);
    else this.#counted(settled === true);
    if (progress) this.#tell(progress);
    if (!ahead) {
      this.#current = undefined;
      this.#begin();
      await this.#current;
    }
    if (await this.#current) this.#prepare();
  }

  /** What one's own answer changed, without waiting for the live line. @param {{done: number, total: number}} data */
  #tell(data) {
    const detail = { topic: `throng:${this.getAttribute("throng")}`, kind: "progress", data };
    document.dispatchEvent(new CustomEvent("throng:event", { detail }));
  }

  /** @param {boolean} settled whether the item is agreed with it */
  #counted(settled) {
    this.#answered += 1;
    this.#say((settled ? this.dataset.settled : this.dataset.counted) ?? "");
    const offer = /** @type {HTMLElement | null} */ (this.querySelector("[data-offer]"));
    if (offer && this.#answered === Number(offer.dataset.offer)) offer.hidden = false;
    const place = this.querySelector("[data-nth]");
    const form =
      this.dataset[`nth${capital(ordinal.select(this.#answered + 1))}`] ?? this.dataset.nthOther ?? "";
    if (place) place.textContent = form.replace("NTH", spoken(this.#answered + 1));
  }

  /** @param {Taken | null} lease */
  #go(lease) {
    this.#current = Promise.resolve(lease);
    if (lease) this.#show(lease);
    else this.#nothing();
  }

  /** Takes the item after this one and loads its picture. */
  #prepare() {
    this.#ahead = take(this.#activity).then(async ({ lease }) => {
      if (lease?.item.picture) await load(lease.item.picture);
      return lease ?? null;
    });
  }

  /** @param {Taken} taken */
  async #show({ item }) {
    const stage = /** @type {HTMLElement | null} */ (this.querySelector(".stage"));
    // The stage keeps the height of the tallest item so far, so that the answers stay where the hand is.
    if (stage) stage.style.minBlockSize = `${stage.offsetHeight}px`;
    if (this.#item) this.#item.value = item.id;
    const [picture, text, link] = ["picture", "text", "url"].map((part) =>
      this.querySelector(`[data-${part}]`),
    );
    if (picture) {
      picture.toggleAttribute("hidden", !item.picture);
      if (item.picture) draw(picture, await load(item.picture));
    }
    if (text) {
      text.textContent = item.text ?? "";
      text.toggleAttribute("hidden", !item.text);
    }
    if (link instanceof HTMLAnchorElement) {
      link.hidden = !item.url;
      if (item.url) link.href = item.url;
    }
  }

  #nothing() {
    this.querySelector(".stage")?.setAttribute("hidden", "");
    this.#form?.setAttribute("hidden", "");
    this.querySelector("[data-nth]")?.setAttribute("hidden", "");
    this.querySelector("[data-nothing]")?.removeAttribute("hidden");
  }

  /** @param {string} throng */
  #ended(throng) {
    if (throng !== this.getAttribute("throng")) return;
    for (const part of this.querySelectorAll(".stage, form, [data-nth]")) part.setAttribute("hidden", "");
    this.querySelector("[data-ended]")?.removeAttribute("hidden");
  }

  /** @param {number} seconds until it is tried again; 0 while the server is not reached */
  #waiting(seconds) {
    return seconds > 0
      ? (this.dataset.busy ?? "").replace("SECONDS", spoken(seconds))
      : (this.dataset.offline ?? "");
  }

  /** @param {string} sentence */
  #say(sentence) {
    const place = this.querySelector("[data-status]");
    if (place) place.textContent = sentence;
  }

  /** What one did not answer is for others. */
  #leave() {
    for (const taken of [this.#current, this.#ahead]) taken?.then((lease) => lease && giveBack(lease.lease));
    this.#current = undefined;
    this.#ahead = undefined;
  }
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

customElements.define("throng-work", ThrongWork);
