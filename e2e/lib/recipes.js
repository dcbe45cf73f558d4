// @ts-check
/* global createImageBitmap, OffscreenCanvas */
// A recipe for every element of the profile, and how alike two pictures are.

/** What images in recipes show: a picture's id and an asset's hash. */
export const PICTURE = "0".repeat(26);
export const ASSET = "a".repeat(64);

const image = `<image href="picture:${PICTURE}" width="640" height="420"/>`;
/** @param {string} inside @param {string} [defs] */
const over = (inside, defs = "") => `${defs}${image}${inside}`;
/** @param {string} steps */
const filtered = (steps) =>
  `<filter id="f" x="-0.2" y="-0.2" width="1.4" height="1.4">${steps}</filter><g filter="url(#f)"><rect x="120" y="90" width="240" height="160" rx="24" fill="#c8452f"/><ellipse cx="390" cy="260" rx="120" ry="80" fill="#2f6f8f"/></g>`;
const BLENDS =
  "multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light difference exclusion hue".split(
    " ",
  );

/** @type {Record<string, string>} Name of what is tried → what stands in the recipe. */
export const RECIPES = {
  image,
  "image turned": `<image href="picture:${PICTURE}" width="500" height="330" transform="translate(90 20) rotate(9) skewX(6)"/>`,
  "image asset": over(`<image href="asset:${ASSET}" x="100" y="60" width="320" height="210" opacity="0.8"/>`),
  path: `<path d="M40 380C120 40 300 40 320 220S520 420 600 60L560 380Z" fill="#5d8650" stroke="#2b2622" stroke-width="7" stroke-linejoin="round"/><path d="M60 60H580" stroke="#c93a2e" stroke-width="9" stroke-dasharray="24 12" stroke-linecap="round"/>`,
  "rect ellipse": `<rect x="60" y="50" width="260" height="180" rx="30" fill="#e0a15c" stroke="#2b2622" stroke-width="6"/><ellipse cx="430" cy="260" rx="150" ry="100" fill="#3f6f9a" fill-opacity="0.6"/>`,
  "text tspan": `<text x="320" y="120" font-family="Anton" font-size="84" text-anchor="middle" fill="#fff" stroke="#000" stroke-width="12" paint-order="stroke">WHEN THE CAT</text><text x="60" y="230" font-family="Newsreader" font-size="44">A word in <tspan font-weight="700" fill="#c93a2e">bold</tspan><tspan dy="12">, lower</tspan></text><text x="60" y="330" font-size="40" letter-spacing="3">Libre Franklin, ÄÖÜß</text>`,
  textPath: `<path id="p" d="M40 330C160 60 480 60 600 330" fill="none"/><text font-family="Newsreader" font-size="46" font-weight="700"><textPath href="#p" startOffset="4%">Over the hedge and far away</textPath></text>`,
  clipPath: over("", `<clipPath id="c"><ellipse cx="320" cy="210" rx="240" ry="150"/></clipPath>`).replace(
    "<image",
    `<image clip-path="url(#c)"`,
  ),
  mask: `<linearGradient id="g"><stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#fff"/></linearGradient><mask id="m"><rect width="640" height="420" fill="url(#g)"/></mask><g mask="url(#m)">${image}</g>`,
  "mask alpha": `<mask id="m" mask-type="alpha"><ellipse cx="320" cy="210" rx="250" ry="160" fill-opacity="0.7"/></mask><g mask="url(#m)">${image}</g>`,
  linearGradient: `<linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f0b23e"/><stop offset="0.5" stop-color="#c93a2e"/><stop offset="1" stop-color="#2d5fa8"/></linearGradient><rect x="30" y="30" width="580" height="360" fill="url(#g)"/>`,
  radialGradient: `<radialGradient id="g" cx="0.4" cy="0.4" r="0.6"><stop offset="0" stop-color="#fff6d8"/><stop offset="1" stop-color="#2f4a2a"/></radialGradient><ellipse cx="320" cy="210" rx="280" ry="180" fill="url(#g)"/>`,
  pattern: `<pattern id="t" width="40" height="40" patternUnits="userSpaceOnUse"><rect width="20" height="20" fill="#c93a2e"/><ellipse cx="30" cy="30" rx="8" ry="8" fill="#3f6f9a"/></pattern><rect x="40" y="40" width="560" height="340" fill="url(#t)"/>`,
  "opacity g": over(
    `<g opacity="0.55" transform="translate(60 40) rotate(6)"><rect width="300" height="200" fill="#fff"/><ellipse cx="240" cy="180" rx="140" ry="90" fill="#c93a2e"/></g>`,
  ),
  feGaussianBlur: filtered(`<feGaussianBlur stdDeviation="6"/>`),
  feColorMatrix: filtered(
    `<feColorMatrix type="hueRotate" values="90"/><feColorMatrix type="saturate" values="0.5"/>`,
  ),
  feComponentTransfer: filtered(
    `<feComponentTransfer><feFuncR type="table" tableValues="0 0.4 1"/><feFuncG type="gamma" exponent="2" amplitude="1" offset="0"/><feFuncB type="linear" slope="0.6" intercept="0.2"/></feComponentTransfer>`,
  ),
  feDropShadow: filtered(
    `<feDropShadow dx="12" dy="14" stdDeviation="7" flood-color="#2b2622" flood-opacity="0.6"/>`,
  ),
  feMorphology: filtered(`<feMorphology operator="dilate" radius="5"/>`),
  feConvolveMatrix: filtered(`<feConvolveMatrix order="3" kernelMatrix="0 -1 0 -1 5 -1 0 -1 0"/>`),
  "feOffset feFlood feComposite feMerge": filtered(
    `<feFlood flood-color="#2d5fa8" result="c"/><feOffset in="SourceAlpha" dx="14" dy="14" result="o"/><feComposite in="c" in2="o" operator="in" result="s"/><feMerge><feMergeNode in="s"/><feMergeNode in="SourceGraphic"/></feMerge>`,
  ),
  feBlend: filtered(
    `<feFlood flood-color="#8fae5c" result="c"/><feBlend in="SourceGraphic" in2="c" mode="multiply"/>`,
  ),
  ...Object.fromEntries(
    BLENDS.map((blend) => [
      blend,
      over(
        `<g style="mix-blend-mode:${blend}"><rect x="90" y="60" width="280" height="200" fill="#c8452f"/><ellipse cx="420" cy="260" rx="150" ry="110" fill="#4f9a58"/></g>`,
      ),
    ]),
  ),
};

/** @param {string} inside */
export const recipe = (inside) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420"><rect width="640" height="420" fill="#f6f0e2"/>${inside}</svg>`;

/**
 * In the page: structural similarity (Wang et al. 2004, windows of 8 × 8, stride 8) of the worst of R, G and B over the whole picture, and of the worst 64 × 64 tile.
 * @param {string[]} urls the two pictures
 */
export async function alike(urls) {
  const [width, height] = [640, 420];
  const draw = async (/** @type {string} */ url) => {
    const image = await createImageBitmap(await (await fetch(url)).blob());
    const canvas = new OffscreenCanvas(width, height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  };
  const [a, b] = [await draw(urls[0] ?? ""), await draw(urls[1] ?? "")];
  const window = (/** @type {number} */ x0, /** @type {number} */ y0, /** @type {number} */ channel) => {
    let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
    for (let y = y0; y < y0 + 8; y += 1)
      for (let x = x0; x < x0 + 8; x += 1) {
        const at = (y * width + x) * 4 + channel;
        const [p, q] = [a[at] ?? 0, b[at] ?? 0];
        sa += p;
        sb += q;
        saa += p * p;
        sbb += q * q;
        sab += p * q;
      }
    const [ma, mb] = [sa / 64, sb / 64];
    const [va, vb, cov] = [saa / 64 - ma * ma, sbb / 64 - mb * mb, sab / 64 - ma * mb];
    return (
      ((2 * ma * mb + 6.5025) * (2 * cov + 58.5225)) / ((ma * ma + mb * mb + 6.5025) * (va + vb + 58.5225))
    );
  };
  const worst = { picture: 1, tile: 1 };
  for (let channel = 0; channel < 3; channel += 1) {
    let [sum, count] = [0, 0];
    /** @type {Map<number, number[]>} */
    const tiles = new Map();
    for (let y = 0; y + 8 <= height; y += 8)
      for (let x = 0; x + 8 <= width; x += 8) {
        const value = window(x, y, channel);
        sum += value;
        count += 1;
        const tile = Math.floor(y / 64) * 100 + Math.floor(x / 64);
        tiles.set(tile, [...(tiles.get(tile) ?? []), value]);
      }
    worst.picture = Math.min(worst.picture, sum / count);
    for (const values of tiles.values())
      worst.tile = Math.min(worst.tile, values.reduce((one, other) => one + other, 0) / values.length);
  }
  return worst;
}
