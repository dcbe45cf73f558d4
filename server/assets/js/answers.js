// @ts-check
// Items on loan and answers on their way: kept over cuts and reloads until the server has them.

import { isHere } from "./here.js";

/** @typedef {{id: string, text?: string, picture?: string, url?: string}} Item */
/** @typedef {{lease: string, item: Item, expires_at: string}} Taken */
/** @typedef {{lease: string, answer: unknown}} Given */
/** @typedef {{problem?: string, ended?: boolean, settled?: boolean, progress?: {done: number, total: number}}} Said */

const STORE = "throng:answers";
/** Items in one's hands, so that a reload shows the same one. */
const HELD = "throng:held";
/** Answers that are kept while the server is not reached; a person gives one every few seconds. */
const MAX_KEPT = 100;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/** @type {Map<string, Given>} by lease */
const kept = new Map(stored(STORE).map((given) => [given.lease, given]));
/** @type {Map<string, Taken & {activity: string}>} by lease */
const held = new Map(stored(HELD).map((taken) => [taken.lease, taken]));
/** Leases that this page shows or is about to. @type {Set<string>} */
const shown = new Set();

/** @param {string} place @returns {any[]} */
function stored(place) {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "[]");
  } catch {
    return [];
  }
}

function store() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify([...kept.values()].slice(-MAX_KEPT)));
    sessionStorage.setItem(HELD, JSON.stringify([...held.values()].slice(-MAX_KEPT)));
  } catch {
    // Private windows may refuse: then a reload forgets what was not sent yet.
  }
}

/** Where a frame on somebody else's page keeps its guest: browsers give such a frame no cookie, and its own storage. */
const GUEST = "throng:guest";
const framed = window.parent !== window;
/** The guest's token, in frames only. */
let token = framed ? (stored(GUEST)[0] ?? "") : "";

/** Whether the reader is somebody, so that their items wait for them. */
const isSomebody = () => token !== "" || isHere();

/** @param {string} fresh */
function remember(fresh) {
  token = fresh;
  try {
    sessionStorage.setItem(GUEST, JSON.stringify([token]));
  } catch {
    // Then the guest is known until the frame goes.
  }
}

/**
 * @param {string} path
 * @param {RequestInit & {headers?: Record<string, string>}} init
 */
async function ask(path, init) {
  const headers = {
    accept: "application/json",
    "content-type": "application/json",
    ...(token && { authorization: `Bearer ${token}` }),
    ...init.headers,
  };
  const answer = await fetch(`/api/v1/${path}`, { ...init, headers });
  const body = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (framed && body.token) remember(body.token);
  if (body.person?.name) dispatchEvent(new CustomEvent("throng:person", { detail: body.person }));
  return { status: answer.status, retryAfter: Number(answer.headers.get("retry-after")) || 0, body };
}

/**
 * Takes an item of an activity on loan; without a lease nothing is left for this person.
 * @param {string} activity
 * @param {string} [prefer] the item that is already on the screen
 * @returns {Promise<{lease?: Taken, problem?: string}>}
 */
export async function take(activity, prefer) {
  const mine = [...held.values()].find((taken) => taken.activity === activity && !shown.has(taken.lease));
  if (mine) {
    shown.add(mine.lease);
    return { lease: mine };
  }
  try {
    const { status, body } = await ask(`activities/${activity}/next`, {
      method: "POST",
      body: JSON.stringify(prefer ? { prefer } : {}),
    });
    if (status === 204) return {};
    if (status >= 300) return { problem: body.detail };
    shown.add(body.lease);
    held.set(body.lease, { ...body, activity });
    store();
    return { lease: body };
  } catch {
    return { problem: "" };
  }
}

/**
 * Brings an answer to the server, however often it takes.
 * @param {Given} given
 * @param {(seconds: number) => void} waits told when it has to wait: in how many seconds it is tried again, 0 while offline
 * @returns {Promise<Said>}
 */
export async function deliver(given, waits) {
  kept.set(given.lease, given);
  held.delete(given.lease);
  store();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(MAX_PAUSE_MS, pause * 2)) {
    try {
      const { status, retryAfter, body } = await ask(`leases/${given.lease}/answer`, {
        method: "POST",
        // The same lease is the same answer: a retry counts once.
        headers: { "idempotency-key": given.lease },
        body: JSON.stringify({ answer: given.answer }),
      });
      if (status !== 429 && status !== 503) {
        kept.delete(given.lease);
        store();
        return status < 300
          ? { progress: body.progress, settled: body.settled }
          : { problem: body.detail, ended: body.type?.endsWith("/throng-over") };
      }
      pause = Math.max(pause, retryAfter * 1_000);
      waits(Math.ceil(pause / 1_000));
    } catch {
      waits(0);
    }
    await online(pause);
  }
}

/** Waits for the pause, or until the browser says that it is back on line. @param {number} pause */
function online(pause) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pause * (0.5 + Math.random() / 2));
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve(undefined);
    }
    addEventListener("online", done);
  });
}

/**
 * Lets others have what a passer-by did not answer; also while the page goes. Whoever is somebody finds it again.
 * @param {string} lease
 */
export function giveBack(lease) {
  shown.delete(lease);
  if (kept.has(lease) || isSomebody()) return;
  held.delete(lease);
  store();
  fetch(`/api/v1/leases/${lease}`, { method: "DELETE", keepalive: true }).catch(() => undefined);
}

// What an earlier page could not bring.
for (const given of kept.values()) deliver(given, () => undefined);
