// @ts-check
// A picture of an item, drawn as the server draws one: whole, in the browser's best format.

/** @typedef {{width: number, media_type: string, url: string}} Rendition */
/** @typedef {{id: string, title: string, alt: string, width: number, height: number, renditions: Rendition[]}} Picture */

/** Better formats first. */
const FORMATS = ["image/avif", "image/webp"];
const SIZES = "(max-width: 900px) 100vw, 752px";

/** @type {Map<string, Promise<Picture | null>>} */
const known = new Map();

/**
 * The picture's data; its file is asked for as well, so that it is there when it is shown.
 * @param {string} id
 */
export function load(id) {
  let picture = known.get(id);
  if (!picture) {
    picture = fetch(`/api/v1/pictures/${encodeURIComponent(id)}`, { headers: { accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((/** @type {Picture | null} */ found) => found && warm(found))
      .catch(() => null);
    known.set(id, picture);
  }
  return picture;
}

/** @param {Picture} picture */
async function warm(picture) {
  const image = parts(picture).querySelector("img");
  await image?.decode().catch(() => undefined);
  return picture;
}

/** @param {Picture} picture */
function parts(picture) {
  const element = document.createElement("picture");
  for (const format of FORMATS) {
    const source = document.createElement("source");
    source.type = format;
    source.srcset = srcset(picture, format);
    source.sizes = SIZES;
    if (source.srcset) element.append(source);
  }
  const image = document.createElement("img");
  image.sizes = SIZES;
  image.srcset = srcset(picture, "image/jpeg") || srcset(picture, "image/png");
  image.alt = picture.alt;
  image.width = picture.width;
  image.height = picture.height;
  element.append(image);
  return element;
}

/** @param {Picture} picture @param {string} format */
const srcset = (picture, format) =>
  picture.renditions
    .filter((rendition) => rendition.media_type === format)
    .map((rendition) => `${rendition.url} ${rendition.width}w`)
    .join(", ");

/**
 * Puts the picture into its figure.
 * @param {Element} figure
 * @param {Picture | null} picture
 */
export function draw(figure, picture) {
  const caption = figure.querySelector("figcaption");
  if (caption) caption.textContent = picture?.title ?? "";
  figure.querySelector("picture")?.remove();
  if (picture) figure.prepend(parts(picture));
}
