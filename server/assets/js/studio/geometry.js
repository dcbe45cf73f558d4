// @ts-check
// Plane geometry of layers: affine matrices as SVG writes them, and freehand paths. Pure: no page, no state.

/** x' = ax + cy + e, y' = bx + dy + f. @typedef {readonly [number, number, number, number, number, number]} Matrix */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** @type {Matrix} */
export const IDENTITY = [1, 0, 0, 1, 0, 0];

/** Decimals that are kept: a thousandth of a pixel is never seen. */
const DECIMALS = 1_000;

/** @param {number} number */
export const round = (number) => Math.round(number * DECIMALS) / DECIMALS || 0;

/** First `n`, then `m`. @param {Matrix} m @param {Matrix} n @returns {Matrix} */
export const multiply = (m, n) => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

/** What undoes `m`; of a flat one, which nothing undoes, the identity. @param {Matrix} m @returns {Matrix} */
export function invert(m) {
  const area = m[0] * m[3] - m[1] * m[2];
  if (!area) return IDENTITY;
  return [
    m[3] / area,
    -m[1] / area,
    -m[2] / area,
    m[0] / area,
    (m[2] * m[5] - m[3] * m[4]) / area,
    (m[1] * m[4] - m[0] * m[5]) / area,
  ];
}

/** @param {Matrix} m @param {Point} point @returns {Point} */
export const apply = (m, { x, y }) => ({ x: m[0] * x + m[2] * y + m[4], y: m[1] * x + m[3] * y + m[5] });

/** @param {number} x @param {number} y @returns {Matrix} */
export const translate = (x, y) => [1, 0, 0, 1, x, y];

/**
 * Grows by `scale` and turns by `angle` (radians, clockwise on the screen) about a point that stays.
 * @param {Point} point @param {number} scale @param {number} angle @returns {Matrix}
 */
export function about({ x, y }, scale, angle) {
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

/** What takes two fingers from where they were to where they are: a move, a turn and a scale.
 * @param {readonly [Point, Point]} from @param {readonly [Point, Point]} to @returns {Matrix} */
export function pinch(from, to) {
  const [was, is] = [span(from), span(to)];
  if (!was.length || !is.length) return translate(to[0].x - from[0].x, to[0].y - from[0].y);
  const turned = about(from[0], is.length / was.length, is.angle - was.angle);
  return multiply(translate(to[0].x - from[0].x, to[0].y - from[0].y), turned);
}

/** @param {readonly [Point, Point]} points */
const span = ([a, b]) => ({
  length: Math.hypot(b.x - a.x, b.y - a.y),
  angle: Math.atan2(b.y - a.y, b.x - a.x),
});

/** Length and angle of the way from `a` to `b`. @param {Point} a @param {Point} b */
export const way = (a, b) => span([a, b]);

/** How large and how far turned a matrix draws; a skewed one by its first axis. @param {Matrix} m */
export const measure = (m) => ({ scale: Math.hypot(m[0], m[1]), angle: Math.atan2(m[1], m[0]) });

/** @param {Box} box @returns {Point} */
export const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

/** The box's corners, clockwise from the top left, where the matrix puts them. @param {Box} box @param {Matrix} m */
export const corners = ({ x, y, width, height }, m) =>
  /** @type {[Point, Point, Point, Point]} */ (
    [
      { x, y },
      { x: x + width, y },
      { x: x + width, y: y + height },
      { x, y: y + height },
    ].map((corner) => apply(m, corner))
  );

/** The smallest box around points. @param {readonly Point[]} points @returns {Box} */
export function around(points) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** What two boxes share; `null` if nothing. @param {Box} a @param {Box} b @returns {Box | null} */
export function shared(a, b) {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/**
 * A freehand line with fewer points, none of those left out further than `tolerance` from it (Ramer, Douglas and Peucker).
 * @param {readonly Point[]} points @param {number} tolerance @returns {Point[]}
 */
export function simplify(points, tolerance) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 3) return [...points];
  let [far, at] = [0, 0];
  points.forEach((point, index) => {
    const away = distance(point, first, last);
    if (away > far) [far, at] = [away, index];
  });
  if (far <= tolerance) return [first, last];
  return [
    ...simplify(points.slice(0, at + 1), tolerance).slice(0, -1),
    ...simplify(points.slice(at), tolerance),
  ];
}

/** From a point to the line between two others; to the first of them if they are one.
 * @param {Point} p @param {Point} a @param {Point} b */
function distance(p, a, b) {
  const { length } = way(a, b);
  if (!length) return way(a, p).length;
  return Math.abs((b.x - a.x) * (a.y - p.y) - (a.x - p.x) * (b.y - a.y)) / length;
}

/** The points as the `d` of a path. @param {readonly Point[]} points */
export const line = (points) =>
  points.map(({ x, y }, index) => `${index ? "L" : "M"}${round(x)} ${round(y)}`).join("");
