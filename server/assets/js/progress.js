// @ts-check
// How a throng is getting on, alive: its numbers, bar and crowd line follow what happens in its topic.
//
// <throng-progress throng="ID"> around [data-count=done], [data-count=total] and svg[data-progress]; the page's <crowd-line>
// follows as well.

import { join } from "./live.js";
import { localise } from "./local-times.js";
import { roll } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";
/** @typedef {{done?: number, total?: number, under_way?: number}} Progress */

class ThrongProgress extends HTMLElement {
  #topic = "";
  #onEvent = (/** @type {Event} */ event) => this.#happen(/** @type {CustomEvent} */ (event).detail);

  connectedCallback() {
    const id = this.getAttribute("throng") ?? "";
    this.#topic = `throng:${id}`;
    document.addEventListener("throng:event", this.#onEvent);
    join(this.#topic);
  }

  disconnectedCallback() {
    document.removeEventListener("throng:event", this.#onEvent);
  }

  /** @param {{topic: string, kind: string, data: any}} event */
  #happen({ topic, kind, data }) {
    if (topic !== this.#topic) return;
    if (kind === "progress") {
      this.#progress(data);
      this.#forecast(data.forecast);
      for (const name of ["answers", "per_minute", "leases", "joined"])
        if (data[name] !== undefined) this.#number(name, data[name]);
      this.#crowd(data);
    }
    if (kind === "count") this.#crowd(data);
    else if (kind === "state") {
      this.#progress(data.progress ?? {});
      if (data.state === "ended") this.#end();
    }
  }

  /** @param {Progress} progress */
  #progress({ done, total, under_way: underWay = 0 }) {
    if (done === undefined || !total) return;
    this.#number("done", done);
    this.#number("total", total);
    this.#bar(Math.min(1, done / total), Math.min(1, (done + underWay) / total));
  }

  /** @param {string} name @param {number} number */
  #number(name, number) {
    const place = this.querySelector(`[data-count="${name}"]`);
    if (place) roll(place, number);
  }

  /** @param {number} done @param {number} underWay both in shares of the whole */
  #bar(done, underWay) {
    const bar = this.querySelector("[data-progress]");
    bar?.querySelector(".done")?.setAttribute("width", `${done * 100}%`);
    let line = bar?.querySelector(".under-way");
    if (bar && !line && underWay > done) {
      line = document.createElementNS(SVG, "line");
      line.setAttribute("class", "under-way");
      line.setAttribute("y1", "5");
      line.setAttribute("y2", "5");
      bar.append(line);
    }
    line?.setAttribute("x1", `${done * 100}%`);
    line?.setAttribute("x2", `${underWay * 100}%`);
  }

  /** "Likely done by AT, between FROM and TO." @param {Record<string, string> | null} [forecast] */
  #forecast(forecast) {
    const place = /** @type {HTMLElement | null} */ (this.querySelector("[data-forecast]"));
    if (!place || !forecast) return;
    const soon = Date.parse(forecast.to ?? "") - Date.now() < 43_200_000;
    const parts = (place.dataset.forecast ?? "").split(/(AT|FROM|TO)/);
    place.replaceChildren(
      ...parts.map((part) => {
        const at = /^(AT|FROM|TO)$/.test(part) ? forecast[part.toLowerCase()] : undefined;
        if (!at) return part;
        const time = document.createElement("time");
        time.dateTime = at;
        time.dataset.as = soon ? "clock" : "full";
        return time;
      }),
    );
    localise(place);
  }

  /** @param {Record<string, number>} people */
  #crowd(people) {
    const line = document.querySelector("crowd-line");
    for (const name of ["looking", "joined", "working"]) {
      if (people[name] !== undefined) line?.setAttribute(name, String(people[name]));
    }
  }

  #end() {
    document.dispatchEvent(new CustomEvent("throng:ended", { detail: this.getAttribute("throng") }));
  }
}

customElements.define("throng-progress", ThrongProgress);
