// @ts-check
// The crowd line, alive: the server's still dots, which drift, and travel when a person joins or starts to work.
// Only real numbers: set the attributes looking, joined, working (each includes the next) and it follows.

import { roll, spoken } from "./numbers.js";

const MAX_DOTS = 400;
const FRAME_MS = 50;
const TRAVEL = 0.12;
const DRIFT_PX = 1.6;
const GROUPS = /** @type {const} */ (["looking", "joined", "working"]);

/** @typedef {{x: number, y: number, homeX: number, homeY: number, phase: number, far: boolean}} Dot
 *  x and y in shares of width and height */

/** The same mix as the server's, so that the first frame is the picture that is already there.
 * @param {number} n @param {number} salt */
function chance(n, salt) {
  let x = (Math.imul(n, 0x9e3779b1) + Math.imul(salt, 0x85ebca6b)) | 0;
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 4294967296;
}

/** Where dot n of a group belongs; see server/src/crowd_line.rs. @type {((n: number, all: number) => [number, number])[]} */
const HOMES = [
  (n) => [(0.3 + (1 - Math.sqrt(1 - chance(n, 1))) * 39) / 100, (4 + chance(n, 2) * 48) / 56],
  (n) => {
    const spread = (/** @type {number} */ salt) =>
      chance(n, salt) + chance(n, salt + 1) + chance(n, salt + 2) - 1.5;
    const x = 43 + Math.floor(chance(n, 3) * 5) * 3.7 + spread(4) * 2.6;
    return [x / 100, Math.min(52, Math.max(4, 28 + spread(7) * 16)) / 56];
  },
  (n, all) => {
    const step = Math.min(1.13, 36 / Math.ceil(all / 5));
    return [(99.4 - Math.floor(n / 5) * step) / 100, (6 + (n % 5) * 11) / 56];
  },
];

class CrowdLine extends HTMLElement {
  static observedAttributes = [...GROUPS];

  /** @type {Dot[][]} */
  #groups = [[], [], []];
  #canvas = document.createElement("canvas");
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #seen = new IntersectionObserver(([entry]) => this.#play(!!entry?.isIntersecting));
  #resized = new ResizeObserver(() => this.#resize());
  #redraw = () => this.#resize();
  #onScreen = false;
  #queued = false;
  #last = 0;
  #colours = ["", "", "", ""];

  connectedCallback() {
    this.#canvas.className = "crowd";
    this.#canvas.setAttribute("aria-hidden", "true");
    this.querySelector(".crowd")?.replaceWith(this.#canvas);
    if (!this.#canvas.isConnected) this.prepend(this.#canvas);
    this.#settle(true);
    this.#seen.observe(this);
    this.#resized.observe(this.#canvas);
    this.#dark.addEventListener("change", this.#redraw);
    document.addEventListener("visibilitychange", this.#redraw);
  }

  disconnectedCallback() {
    this.#seen.disconnect();
    this.#resized.disconnect();
    this.#dark.removeEventListener("change", this.#redraw);
    document.removeEventListener("visibilitychange", this.#redraw);
  }

  attributeChangedCallback() {
    // The three numbers change together; they are read once, after the last.
    if (!this.isConnected || this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#settle(this.#still.matches);
    });
  }

  #numbers() {
    return GROUPS.map((name) => Math.max(0, Math.floor(Number(this.getAttribute(name)) || 0)));
  }

  /** Gives every person a dot and every dot a home. @param {boolean} atOnce */
  #settle(atOnce) {
    const numbers = this.#numbers();
    const [looking = 0, joined = 0, working = 0] = numbers;
    const perDot = Math.max(1, Math.ceil(Math.max(...numbers) / MAX_DOTS));
    const wanted = [looking - joined, joined - working, working].map((n) =>
      Math.ceil(Math.max(0, n) / perDot),
    );
    const leaving = this.#groups.flatMap((group, g) => group.splice(wanted[g] ?? 0));
    this.#groups.forEach((group, g) => {
      const all = wanted[g] ?? 0;
      while (group.length < all) group.push(leaving.pop() ?? newcomer());
      group.forEach((dot, n) => {
        [dot.homeX, dot.homeY] = HOMES[g]?.(n, all) ?? [0, 0];
        dot.far = g === 0 && n % 5 < 2;
        if (atOnce) [dot.x, dot.y] = [dot.homeX, dot.homeY];
      });
    });
    this.#say(numbers, perDot);
    this.#draw(0);
    this.#play(this.#onScreen);
  }

  /** @param {number[]} numbers @param {number} perDot */
  #say(numbers, perDot) {
    GROUPS.forEach((name, g) => {
      const place = this.querySelector(`[data-count="${name}"]`);
      if (place) roll(place, numbers[g] ?? 0);
    });
    const words = this.querySelector(".crowd-words");
    const sentence = words?.getAttribute("data-sampled")?.replace("PEOPLE", spoken(perDot)) ?? "";
    const note = words?.querySelector("[data-per-dot]");
    if (note) note.textContent = perDot > 1 ? ` · ${sentence}` : "";
  }

  #resize() {
    const scale = devicePixelRatio || 1;
    this.#canvas.width = this.#canvas.clientWidth * scale;
    this.#canvas.height = this.#canvas.clientHeight * scale;
    const style = getComputedStyle(this);
    this.#colours = ["--soft", "--ink", "--signal", "--faint"].map((name) => style.getPropertyValue(name));
    this.#draw(0);
    this.#play(this.#onScreen);
  }

  /** Moves only while someone can see it. @param {boolean} onScreen */
  #play(onScreen) {
    this.#onScreen = onScreen;
    if (!onScreen || document.hidden || this.#still.matches || this.#last) return;
    const step = (/** @type {number} */ now) => {
      if (!this.#onScreen || document.hidden || this.#still.matches || !this.isConnected) {
        this.#last = 0;
        return;
      }
      if (now - this.#last >= FRAME_MS) {
        this.#last = now;
        this.#draw(now);
      }
      requestAnimationFrame(step);
    };
    this.#last = 1;
    requestAnimationFrame(step);
  }

  /** @param {number} now milliseconds; 0 draws the dots where they stand */
  #draw(now) {
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    const { width, height } = this.#canvas;
    const scale = devicePixelRatio || 1;
    const radius = (height / scale > 40 ? 2.1 : 1.6) * scale;
    context.clearRect(0, 0, width, height);
    this.#groups.forEach((group, g) => {
      // Those at work stand; the others drift, onlookers the most.
      const drift = now ? ([1, 0.6, 0][g] ?? 0) : 0;
      for (const dot of group) {
        if (now) {
          dot.x += (dot.homeX - dot.x) * TRAVEL;
          dot.y += (dot.homeY - dot.y) * TRAVEL;
        }
        const swing = drift * DRIFT_PX * scale;
        const x = dot.x * width + Math.sin(now / 2300 + dot.phase) * swing;
        const y = dot.y * height + Math.cos(now / 3100 + dot.phase * 1.7) * swing;
        context.fillStyle = this.#colours[dot.far ? 3 : g] ?? "";
        context.beginPath();
        context.arc(x, y, radius, 0, 7);
        context.fill();
      }
    });
  }
}

/** Whoever arrives comes in from the edge where reading begins. @returns {Dot} */
function newcomer() {
  return { x: -0.01, y: Math.random(), homeX: 0, homeY: 0, phase: Math.random() * 6.28, far: false };
}

customElements.define("crowd-line", CrowdLine);
