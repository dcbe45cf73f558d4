// @ts-check
// Updates and comments of a story, picture or incident appear on an open page as they come. Their words are put into copies of the page's own templates;
// their HTML is the server's, made safe there, and is parsed without being run.

import "./live.js";
import { localise } from "./local-times.js";
import { spoken } from "./numbers.js";

/** @typedef {{id: string, at: string, cause?: string, parent?: string | null, person: {id: string, name: string}, html: string}} Words */

const updates = document.querySelector("[data-updates]");
const comments = document.querySelector("[data-comments]");
const heading = /** @type {HTMLElement | null} */ (document.querySelector("[data-comment-count]"));
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#comment-form"));

/**
 * A copy of a template with its time and its text filled in.
 * @param {string} selector
 * @param {Words} words
 */
function filled(selector, words) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector(selector));
  const copy = /** @type {HTMLElement | undefined} */ (template?.content.firstElementChild?.cloneNode(true));
  const time = copy?.querySelector("time");
  const body = copy?.querySelector("[data-body]");
  if (!copy || !time || !body) return undefined;
  time.dateTime = words.at;
  localise(copy);
  body.append(...new DOMParser().parseFromString(words.html, "text/html").body.childNodes);
  return copy;
}

/** @param {Words} words */
function addUpdate(words) {
  const copy = filled("[data-new-update]", words);
  const by = /** @type {HTMLElement | null | undefined} */ (copy?.querySelector("[data-by]"));
  if (!updates || !copy || !by || document.getElementById(`update-${words.id}`)) return;
  copy.id = `update-${words.id}`;
  copy.querySelector("a.live")?.setAttribute("href", `#${copy.id}`);
  const said = (words.cause === "surge" ? by.dataset.surge : by.dataset.author) ?? "";
  by.textContent = said.replace("NAME", () => words.person.name);
  updates.append(copy);
}

/** @param {Words} words */
function addComment(words) {
  const copy = filled("[data-new-comment]", words);
  const by = copy?.querySelector(".by");
  if (!comments || !copy || !by || document.getElementById(`comment-${words.id}`)) return;
  copy.id = `comment-${words.id}`;
  by.textContent = words.person.name;
  copy.querySelector("a[rel]")?.setAttribute("href", `?answer=${words.id}#comment-form`);
  copy.querySelector("[data-wrong]")?.setAttribute("href", `/flags?kind=comment&id=${words.id}`);
  const parent = words.parent ? document.getElementById(`comment-${words.parent}`) : null;
  const thread = parent?.closest("[data-comments] > li");
  (thread?.querySelector(":scope > .comments") ?? comments).append(copy);
  count(1);
}

/** @param {number} more */
function count(more) {
  if (!heading) return;
  const now = Math.max(0, Number(heading.dataset.commentCount) + more);
  heading.dataset.commentCount = String(now);
  if (/\d/.test(heading.textContent ?? ""))
    heading.textContent = (heading.textContent ?? "").replace(/\d[\d.,\s]*/, `${spoken(now)} `);
}

/** @param {string} id */
function takeAway(id) {
  document.getElementById(`update-${id}`)?.remove();
  const comment = document.getElementById(`comment-${id}`);
  if (!comment) return;
  comment.remove();
  count(-1);
}

document.addEventListener("throng:event", (event) => {
  const { topic, kind, data } = /** @type {CustomEvent<{topic: string, kind: string, data: any}>} */ (event)
    .detail;
  if (!/^(story|picture|incident):/.test(topic)) return;
  if (kind === "update") addUpdate(data);
  else if (kind === "message") addComment(data);
  else if (kind === "delete" && data.id) takeAway(data.id);
});

// A second press while the first is on its way would say it twice.
form?.addEventListener("submit", () => {
  for (const button of form.querySelectorAll("button")) button.disabled = true;
});
addEventListener("pageshow", () => {
  for (const button of form?.querySelectorAll("button") ?? []) button.disabled = false;
});
