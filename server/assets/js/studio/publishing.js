// @ts-check
// From this browser to everybody: first the pieces that only it has, then the recipe. What fails changes nothing here, and
// sending it again makes nothing twice.

import { locals } from "./document.js";
import { blobOf } from "./sources.js";
import { say } from "./words.js";
import { recipe } from "./writing.js";

/** How long one request may take, in ms. */
const PATIENCE = 120_000;

/** What the server said no to, in its own words. */
class Refusal extends Error {}

/**
 * @param {import("./session.js").Session} session @param {string} picture that it is a remix of
 * @param {HTMLDialogElement} dialog
 */
export function publishing(session, picture, dialog) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button:not([type=button])"));
  const status = /** @type {HTMLElement} */ (form.querySelector("[data-progress]"));
  const wrong = /** @type {HTMLElement} */ (form.querySelector("[data-wrong]"));
  /** Pieces that the server has. @type {Map<string, string>} */
  const uploaded = new Map();
  /** The last thing sent, and the key that makes it count once. */
  let sent = { body: "", key: "" };

  /** The recipe with what the server calls its pieces. */
  async function withAssets() {
    const doc = session.settled;
    const pieces = locals(doc);
    for (const [at, href] of pieces.entries()) {
      status.textContent = say("uploading", { nth: at + 1, all: pieces.length });
      const blob = uploaded.has(href) ? null : await blobOf(href);
      if (blob === undefined) throw new Refusal(say("pieceGone"));
      if (blob) uploaded.set(href, (await ask("/api/v1/assets", blob, { "content-type": blob.type })).asset);
    }
    return [...uploaded].reduce(
      (text, [href, asset]) => text.replaceAll(`"${href}"`, `"${asset}"`),
      recipe(doc),
    );
  }

  async function publish() {
    const text = (/** @type {string} */ name) => String(new FormData(form).get(name) ?? "");
    const [title, alt, licence] = ["title", "alt", "licence"].map(text);
    const body = JSON.stringify({ title, alt, licence, recipe: await withAssets() });
    if (body !== sent.body)
      sent = { body, key: `studio-${crypto.getRandomValues(new Uint32Array(4)).join("-")}` };
    status.textContent = say("rendering");
    const made = await ask(`/api/v1/pictures/${picture}/remixes`, body, {
      "content-type": "application/json",
      "idempotency-key": sent.key,
    });
    session.dispatchEvent(new Event("published"));
    location.assign(`/p/${made.id}`);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      await publish();
    } catch (error) {
      wrong.textContent = error instanceof Refusal ? error.message : say("notPublished");
      status.textContent = "";
      button.disabled = false;
    }
    form.removeAttribute("aria-busy");
  });

  return () => dialog.showModal();
}

/** @param {string} path @param {BodyInit} body @param {Record<string, string>} headers */
async function ask(path, body, headers) {
  const answer = await fetch(path, {
    method: "POST",
    body,
    headers: { accept: "application/json", ...headers },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const said = await answer.json();
  if (said.person?.name) dispatchEvent(new CustomEvent("throng:person", { detail: said.person }));
  if (answer.ok) return said;
  const fields = (said.errors ?? []).map((/** @type {{detail: string}} */ { detail }) => detail);
  throw new Refusal([...new Set([said.detail, ...fields])].filter(Boolean).join(" "));
}
