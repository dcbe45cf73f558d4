// @ts-check
// The front page does not move under the reader's eyes: it says that there is something new, and they choose when to look.
// Votes go without a reload; what stood in view for a second is counted; numbers follow what others do.

import { isHere } from "./here.js";
import "./live.js";
import { spoken } from "./numbers.js";

/** How long at least half of a line must be in view to count as seen. */
const SEEN_MS = 1_000;
/** Time between two beacons. */
const TELL_MS = 5_000;
/** Lines that one beacon tells of, as the server takes them. */
const MAX_TOLD = 60;

const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-submission]"));

document.addEventListener("throng:event", (event) => {
  const { topic, kind, data } = /** @type {CustomEvent<import("./live.js").LiveEvent>} */ (event).detail;
  if (topic !== "front") return;
  const news = /** @type {HTMLElement | null} */ (document.querySelector("[data-news]"));
  if (kind === "count")
    for (const line of lines) count(line, data.submissions?.[line.dataset.submission ?? ""]);
  else if (news) news.hidden = false;
});

/**
 * Shows how many saw it and voted for it.
 * @param {Element} line
 * @param {{shown: number, chosen: number} | undefined} counts
 */
function count(line, counts) {
  const place = /** @type {HTMLElement | null} */ (line.querySelector("[data-words]"));
  if (!place || !counts) return;
  const shown = spoken(Math.max(counts.shown, counts.chosen));
  place.textContent = (place.dataset.words ?? "")
    .replace("CHOSEN", spoken(counts.chosen))
    .replace("SHOWN", shown);
}

/**
 * Shows a line as this reader voted for it: one's own choice pressed, what one hid out of the way.
 * @param {Element} line
 * @param {number} value
 */
function mark(line, value) {
  const [choose, hide] = /** @type {NodeListOf<HTMLButtonElement>} */ (line.querySelectorAll("form button"));
  if (!choose || !hide) return;
  choose.value = value === 1 ? "0" : "1";
  choose.setAttribute("aria-pressed", String(value === 1));
  choose.textContent = (value === 1 ? choose.dataset.back : choose.dataset.for) ?? "";
  line.classList.toggle("hidden-by-me", value === -1);
  hide.value = value === -1 ? "0" : "-1";
  hide.dataset.first ??= hide.textContent ?? "";
  hide.textContent = (value === -1 ? hide.dataset.again : hide.dataset.first) ?? "";
  hide.title = (value === -1 && hide.dataset.hide) || "";
}

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const line = form.closest("[data-submission]");
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (!form.matches("[data-vote]") || !(line instanceof HTMLElement) || !button) return;
  event.preventDefault();
  const value = Number(button.value);
  button.disabled = true;
  try {
    const answer = await fetch(`/api/v1/submissions/${line.dataset.submission}/vote`, {
      method: "PUT",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ value }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    if (said.person) dispatchEvent(new CustomEvent("throng:person", { detail: said.person }));
    mark(line, value);
    count(line, said);
  } catch {
    // The way without a script says what is wrong.
    button.disabled = false;
    const sent = document.createElement("input");
    Object.assign(sent, { type: "hidden", name: "value", value: String(value) });
    form.append(sent);
    form.submit();
    return;
  }
  button.disabled = false;
  button.focus();
});

/** What this reader did before: the page itself is the same for everybody. */
async function markOwn() {
  const answer = await fetch("/api/v1/me/votes", { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const { items } = await answer.json();
  for (const { submission, value } of items) {
    const line = document.getElementById(`line-${submission}`);
    if (line) mark(line, value);
  }
}

/** @type {Set<string>} seen and not told yet */
const fresh = new Set();
/** @type {Set<string>} */
const told = new Set();
/** @type {Map<Element, ReturnType<typeof setTimeout>>} */
const timers = new Map();

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (isIntersecting)
        timers.set(
          target,
          setTimeout(() => see(target), SEEN_MS),
        );
    }
  },
  { threshold: 0.5 },
);

/** @param {Element} line */
function see(line) {
  const id = /** @type {HTMLElement} */ (line).dataset.submission ?? "";
  if (document.hidden || told.has(id)) return;
  fresh.add(id);
  watcher.unobserve(line);
}

function tellSeen() {
  const submissions = [...fresh].slice(0, MAX_TOLD);
  if (submissions.length === 0) return;
  for (const id of submissions) {
    fresh.delete(id);
    told.add(id);
  }
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ submissions });
  fetch("/api/v1/impressions", { method: "POST", keepalive: true, headers, body }).catch(() => {});
}

for (const line of lines) watcher.observe(line);
setInterval(tellSeen, TELL_MS);
addEventListener("pagehide", tellSeen);
document.addEventListener("visibilitychange", () => document.hidden && tellSeen());
if (isHere()) markOwn().catch(() => {});
