// @ts-check
// What lies over the document and is not part of it: the selected layer's frame with its handles, a line being drawn.

import { around, corners, line, middle, multiply } from "./geometry.js";

/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./geometry.js").Box} Box */

const SVG = "http://www.w3.org/2000/svg";
/** Side of a handle, in CSS pixels; what takes the finger is larger. */
const HANDLE = 12;
/** Diameter of what takes the finger. */
const TOUCH = 44;
/** From the frame to the handle that turns it, in CSS pixels. */
const STALK = 32;

export class Overlay {
  /** A freehand line or a frame under way, in window coordinates. @type {readonly Point[]} */
  #line = [];

  /** @param {import("./session.js").Session} session @param {import("./stage.js").Stage} stage @param {SVGSVGElement} svg */
  constructor(session, stage, svg) {
    this.session = session;
    this.stage = stage;
    this.svg = svg;
    for (const event of ["change", "loaded"]) session.addEventListener(event, () => this.draw());
    new ResizeObserver(() => this.draw()).observe(svg);
  }

  /** @param {readonly Point[]} points in window coordinates; none to take the line away */
  trace(points) {
    this.#line = points;
    this.draw();
  }

  draw() {
    const { left, top } = this.svg.getBoundingClientRect();
    const here = (/** @type {Point} */ { x, y }) => ({ x: x - left, y: y - top });
    const traced = this.#line.length > 1;
    this.svg.replaceChildren(
      ...(traced ? [path(this.#line.map(here), "traced")] : this.#handles(this.#frame().map(here))),
    );
  }

  /** The selected layer's corners in the window; none if it shows nothing. @returns {Point[]} */
  #frame() {
    const { layer, tool } = this.session;
    if (!layer || layer.hidden || layer.id === this.stage.typing || tool === "brush") return [];
    const box = this.stage.boxOf(layer);
    return box.width && box.height ? corners(box, multiply(this.stage.scale, layer.transform)) : [];
  }

  /** @param {Point[]} frame */
  #handles(frame) {
    const [a, b, c, d] = frame;
    if (!a || !b || !c || !d) return [];
    const outline = path([a, b, c, d, a], "frame");
    if (this.session.tool !== "move") return [outline];
    const centre = middle(around(frame));
    const top = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const length = Math.hypot(top.x - centre.x, top.y - centre.y) || 1;
    const knob = {
      x: top.x + ((top.x - centre.x) / length) * STALK,
      y: top.y + ((top.y - centre.y) / length) * STALK,
    };
    const grips = [a, b, c, d].flatMap((corner) => grip(corner, "scale"));
    return [outline, path([top, knob], "frame"), ...grips, ...grip(knob, "turn")];
  }
}

/** @param {readonly Point[]} points @param {string} name */
function path(points, name) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("d", line(points));
  made.setAttribute("class", name);
  return made;
}

/** A handle and, unseen around it, what takes the finger. @param {Point} at @param {string} does */
function grip({ x, y }, does) {
  return ["grip", "touch"].map((name) => {
    const made = document.createElementNS(SVG, name === "grip" && does === "scale" ? "rect" : "circle");
    const size = name === "grip" ? HANDLE : TOUCH;
    const place =
      made instanceof SVGRectElement
        ? { x: x - size / 2, y: y - size / 2, width: size, height: size }
        : { cx: x, cy: y, r: size / 2 };
    for (const [key, value] of Object.entries(place)) made.setAttribute(key, String(value));
    made.setAttribute("class", `${name} ${does}`);
    made.dataset.handle = does;
    return made;
  });
}
