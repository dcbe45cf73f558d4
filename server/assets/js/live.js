// @ts-check
// The page's one live connection: what happens in the topics on the page, and what the reader says in them.
//
// join() follows a topic; what happens there is dispatched on the document as `throng:event`, a `throng:reset` means
// that the page must be read again, and `throng:line` tells whether the server is reached. say() keeps what was said,
// over cuts and reloads, until the server has it for good.

/** @typedef {{topic: string, seq?: number, kind: string, data: any}} LiveEvent */
/** @typedef {{topic: string, body: string, key: string}} Words */
/** @typedef {"connecting" | "open" | "offline"} Line */
/** @typedef {{id: string, name: string, role?: string}} Person */

const STORE = "throng:live";
/** Things said that are kept while the server is not reached. */
const MAX_KEPT = 50;
const FIRST_WINDOW_MS = 2_000;
const MAX_WINDOW_MS = 120_000;
const AGAIN_MS = 3_000;
/** Beats that may fail to come before the line counts as dead. */
const MISSED_BEATS = 3;
/** Refusals that pass by themselves: the same words are sent again. */
const PASSING = ["too_fast", "unavailable"];

/** A message that the server will not take; `why` is a word, the message a sentence. */
export class Refused extends Error {
  /** @param {string} why @param {string} detail */
  constructor(why, detail) {
    super(detail);
    this.why = why;
  }
}

/** @returns {{session?: string, kept?: Words[]}} */
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}

const memory = stored();
/** @type {Map<string, number | undefined>} the last seq seen in each topic on the page */
const seen = new Map();
/** @type {Map<string, Words>} */
const kept = new Map((memory.kept ?? []).map((words) => [words.key, words]));
/** @type {Map<string, {resolve: (seq: number) => void, reject: (refused: Refused) => void}>} */
const waiting = new Map();

/** @type {WebSocket | undefined} */
let socket;
/** @type {Line} */
let line = "connecting";
/** @type {Person | null} */
let person = null;
let session = memory.session;
let ticket = "";
let windowMs = FIRST_WINDOW_MS;
let failures = 0;
let heartbeatMs = 25_000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;
/** The guest that the first words make. @type {Promise<boolean> | undefined} */
let becoming;
/** Whether the line has opened since: whoever is nobody then stays it. */
let became = false;

function store() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify({ session, kept: [...kept.values()] }));
  } catch {
    // Private windows may refuse: then a reload forgets what was not sent yet.
  }
}

/** @param {string} name @param {unknown} detail */
function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** @param {Line} state */
function become(state) {
  line = state;
  tell("throng:line", state);
}

/** @param {Record<string, unknown>} frame */
function send(frame) {
  if (line === "open") socket?.send(JSON.stringify(frame));
}

function connect() {
  clearTimeout(retry);
  if (socket || seen.size === 0) return;
  const address = new URL("/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  if (ticket) address.searchParams.set("ticket", ticket);
  ticket = "";
  const opened = new WebSocket(address, "throng.v1");
  socket = opened;
  opened.onopen = () => opened.send(JSON.stringify({ hello: hello() }));
  opened.onmessage = (message) => {
    listen();
    hear(JSON.parse(message.data));
  };
  opened.onclose = () => {
    if (socket === opened) lost();
  };
  listen();
}

function hello() {
  const known = [...seen].filter(([, seq]) => seq !== undefined);
  return session ? { resume: { session, seen: Object.fromEntries(known) } } : {};
}

/** Sets the alarm for a line that has gone silent. */
function listen() {
  clearTimeout(silence);
  silence = setTimeout(() => {
    const dead = socket;
    lost();
    dead?.close();
  }, heartbeatMs * MISSED_BEATS);
}

/** Comes back at a random moment of the window, which grows while nothing answers; with a slot, in the slot. */
function lost(slotMs = -1) {
  clearTimeout(silence);
  clearTimeout(retry);
  socket = undefined;
  become("offline");
  const wide = Math.min(MAX_WINDOW_MS, windowMs * 2 ** failures);
  failures += 1;
  retry = setTimeout(connect, slotMs >= 0 ? slotMs : Math.random() * wide);
}

/** @param {Record<string, any>} frame */
function hear(frame) {
  if (frame.event) happen(frame.event);
  else if (frame.beat) beat(frame.beat);
  else if (frame.said) said(frame.said);
  else if (frame.joined) stand(frame.joined);
  else if (frame.reset) {
    stand(frame.reset);
    tell("throng:reset", frame.reset);
  } else if (frame.welcome) welcome(frame.welcome);
  else if (frame.refused) refuse(frame.refused);
  else if (frame.bye) bye(frame.bye);
}

/** @param {{session: string, resumed: boolean, person: Person | null, heartbeat_s: number}} welcome */
function welcome(welcome) {
  ({ session, person } = welcome);
  heartbeatMs = welcome.heartbeat_s * 1_000;
  failures = 0;
  became = becoming !== undefined;
  store();
  become("open");
  for (const [topic, seq] of seen) {
    if (!welcome.resumed || seq === undefined) follow(topic, seq);
  }
  for (const words of kept.values()) send({ say: words });
}

/** What the page shows up to a seq is followed from there, without a gap. @param {string} topic @param {number} [seq] */
function follow(topic, seq) {
  send(seq === undefined ? { join: { topic } } : { since: { topic, seq } });
}

/** @param {{topic: string, seq: number}} place */
function stand({ topic, seq }) {
  if (seen.has(topic)) seen.set(topic, seq);
}

/** @param {LiveEvent} event */
function happen(event) {
  if (!seen.has(event.topic)) return;
  if (event.seq !== undefined) {
    if (event.seq <= (seen.get(event.topic) ?? -1)) return;
    stand({ topic: event.topic, seq: event.seq });
  }
  tell("throng:event", event);
}

/** @param {{window_ms: number, session?: string}} beat */
function beat(beat) {
  windowMs = beat.window_ms;
  if (beat.session) {
    session = beat.session;
    store();
  }
  send({ beat: {} });
}

/** @param {{reconnect_after_ms: number, ticket: string}} bye */
function bye(bye) {
  const leaving = socket;
  lost(bye.reconnect_after_ms);
  ticket = bye.ticket;
  leaving?.close();
}

/** @param {{key: string, seq: number}} said */
function said({ key, seq }) {
  kept.delete(key);
  store();
  waiting.get(key)?.resolve(seq);
  waiting.delete(key);
}

/** @param {{why: string, detail: string, key?: string}} refused */
async function refuse({ why, detail, key }) {
  const words = key === undefined ? undefined : kept.get(key);
  if (!words) return;
  if (PASSING.includes(why)) {
    setTimeout(() => kept.has(words.key) && send({ say: words }), AGAIN_MS);
    return;
  }
  if (why === "nobody" && !became && (await becomeGuest())) return;
  kept.delete(words.key);
  store();
  const refused = new Refused(why, detail);
  waiting.get(words.key)?.reject(refused);
  waiting.delete(words.key);
}

/**
 * Saying something is a first act, and that makes a guest, unless another act or another page has made one already; the line
 * opens anew as that person.
 * @returns {Promise<boolean>} whether there is somebody now
 */
export function becomeGuest() {
  becoming ??= somebody().then(
    (who) => {
      if (who) dispatchEvent(new CustomEvent("throng:person", { detail: who }));
      else becoming = undefined;
      return who !== undefined;
    },
    () => {
      becoming = undefined;
      return false;
    },
  );
  return becoming;
}

/** @returns {Promise<Person | undefined>} */
async function somebody() {
  const known = await fetch("/api/v1/me", { headers: { accept: "application/json" } });
  if (known.ok) return known.json();
  const made = await fetch("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: "{}",
  });
  return made.ok ? (await made.json()).person : undefined;
}

// Whatever makes a guest tells of it, and the line that was nobody's opens anew.
addEventListener("throng:person", () => {
  if (person !== null) return;
  const nobodys = socket;
  if (seen.size > 0) lost(0);
  nobodys?.close();
});

/**
 * Follows a topic as long as the page is open.
 * @param {string} topic
 * @param {number} [seq] the last event that the page already shows
 */
export function join(topic, seq) {
  if (seen.has(topic)) return;
  seen.set(topic, seq);
  if (line === "open") follow(topic, seq);
  else connect();
}

/** @param {string} topic */
export function leave(topic) {
  if (seen.delete(topic)) send({ leave: { topic } });
}

/**
 * Says something. Kept until it is durable, under the same key however often it is sent.
 * @param {string} topic
 * @param {string} body
 * @returns {{key: string, said: Promise<number>}} its seq, or a Refused
 */
export function say(topic, body) {
  const words = { topic, body, key: crypto.randomUUID() };
  const said = new Promise((resolve, reject) => {
    if (kept.size >= MAX_KEPT) {
      reject(new Refused("too_many_kept", ""));
      return;
    }
    kept.set(words.key, words);
    waiting.set(words.key, { resolve, reject });
    store();
    send({ say: words });
  });
  return { key: words.key, said };
}

/**
 * What was said in a topic and has not arrived yet, from before a reload too; `said` as of {@link say}.
 * @param {string} topic
 */
export const unsaid = (topic) =>
  [...kept.values()]
    .filter((words) => words.topic === topic)
    .map(({ key, body }) => {
      const said = new Promise((resolve, reject) => waiting.set(key, { resolve, reject }));
      return { key, body, said };
    });

/** @param {string} topic */
export const typing = (topic) => send({ typing: { topic } });

/** Whether the server is reached. */
export const state = () => line;

/** Who the server takes the reader for. */
export const me = () => person;

// A page that is put aside gives its connection back, and takes it up again when it is shown.
addEventListener("pagehide", () => {
  clearTimeout(retry);
  clearTimeout(silence);
  const leaving = socket;
  socket = undefined;
  leaving?.close();
});
addEventListener("pageshow", (event) => event.persisted && connect());
addEventListener("online", () => {
  failures = 0;
  if (line === "offline") retry = (clearTimeout(retry), setTimeout(connect, Math.random() * FIRST_WINDOW_MS));
});

/** `<live-topic topic="story:ID" seq="N">`: follows a topic for whoever listens to `throng:event`. */
class LiveTopic extends HTMLElement {
  connectedCallback() {
    const seq = this.getAttribute("seq");
    join(this.getAttribute("topic") ?? "front", seq === null ? undefined : Number(seq));
  }

  disconnectedCallback() {
    leave(this.getAttribute("topic") ?? "front");
  }
}

customElements.define("live-topic", LiveTopic);
