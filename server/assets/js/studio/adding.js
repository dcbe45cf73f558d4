// @ts-check
// More pictures for the stack: from this host by the dialog, or one's own by choosing, pasting or dropping a file.

import { MAX_SIDE, freshId, isFull, layerOf, pictureOf, withLayer } from "./document.js";
import { nameOf } from "./names.js";
import { ofPicture, source, takeIn } from "./sources.js";
import { say, tell } from "./words.js";

/** Pictures that the dialog shows at a time. */
const PAGE = 24;
/** How much of the document a new picture fills. */
const FILLS = 0.6;
/** Of a JPEG that is made smaller here; its pixels are seen through at most twice. */
const QUALITY = 0.92;

/** @param {import("./session.js").Session} session @param {HTMLDialogElement} dialog @param {HTMLElement} board */
export function adding(session, dialog, board) {
  const list = /** @type {HTMLElement} */ (dialog.querySelector("[data-pictures]"));
  const more = /** @type {HTMLButtonElement} */ (dialog.querySelector("[data-more]"));
  const file = /** @type {HTMLInputElement} */ (dialog.querySelector("input[type=file]"));
  /** Where the list goes on; `null` at its end. @type {string | null | undefined} */
  let after;

  /** @param {string} href */
  async function place(href) {
    const found = await source(href);
    if (!found) return tell(say("notReached"));
    if (isFull(session.settled)) return tell(say("full"));
    const { width, height } = session.settled;
    const scale = Math.min(1, (FILLS * width) / found.width, (FILLS * height) / found.height);
    const [x, y] = [(width - found.width * scale) / 2, (height - found.height * scale) / 2];
    const content = pictureOf(href, found.width, found.height);
    const layer = layerOf(freshId(session.settled), content, [
      scale,
      0,
      0,
      scale,
      Math.round(x),
      Math.round(y),
    ]);
    session.commit(say("placed", { name: nameOf(layer) }), withLayer(session.settled, layer));
    session.select(layer.id);
    dialog.close();
  }

  /** @param {Iterable<File>} files */
  async function takeFiles(files) {
    for (const one of files) {
      const small = await reduced(one).catch(() => null);
      if (!small) {
        tell(say("noPictureFile", { name: one.name }));
        continue;
      }
      const { href, isKept } = await takeIn(small);
      await place(href);
      if (!isKept) tell(say("notKept"));
    }
  }

  async function load() {
    more.disabled = true;
    const from = after ? `&after=${encodeURIComponent(after)}` : "";
    const answer = await fetch(`/api/v1/pictures?limit=${PAGE}${from}`, {
      headers: { accept: "application/json" },
    }).catch(() => null);
    if (!answer?.ok) {
      tell(say("notReached"));
    } else {
      const { items, next } = await answer.json();
      list.append(...items.map(item));
      after = next;
      more.hidden = !next;
    }
    more.disabled = false;
  }

  dialog.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const href = target.closest("button")?.dataset.href;
    if (href) place(href);
  });
  more.addEventListener("click", load);
  file.addEventListener("change", async () => {
    await takeFiles(file.files ?? []);
    file.value = "";
  });
  addEventListener("paste", (event) => {
    if (event.target instanceof Element && event.target.closest("input, textarea")) return;
    takeFiles(event.clipboardData?.files ?? []);
  });
  board.addEventListener("dragover", (event) => event.preventDefault());
  board.addEventListener("drop", (event) => {
    event.preventDefault();
    takeFiles(event.dataTransfer?.files ?? []);
  });

  return () => {
    dialog.showModal();
    if (after === undefined) load();
  };
}

/** @param {{id: string, title: string, alt: string, width: number, height: number, renditions: import("./sources.js").Rendition[]}} picture */
function item(picture) {
  const { small, title } = ofPicture(picture);
  const [li, button, image] = [
    document.createElement("li"),
    document.createElement("button"),
    document.createElement("img"),
  ];
  button.type = "button";
  button.dataset.href = `picture:${picture.id}`;
  Object.assign(image, {
    src: small,
    alt: picture.alt,
    width: picture.width,
    height: picture.height,
    loading: "lazy",
  });
  button.append(image, title || say("untitled"));
  li.append(button);
  return li;
}

/** As large as a document may use it, and without what a camera writes beside the pixels. @param {File} file */
async function reduced(file) {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, MAX_SIDE / Math.max(image.width, image.height));
  const [width, height] = [
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  ];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png";
  return canvas.convertToBlob({ type, quality: QUALITY });
}
