// @ts-check
// Watches a browser context for what no journey may cause: a request to another origin, a script error, a console
// error, a breach of the content security policy (Chromium reports that on the console), a missing asset.

/** Chromium's own line about a failed load; the response itself is judged instead, see `badResponse`. */
const LOAD_FAILED = "Failed to load resource:";

/**
 * @param {import("@playwright/test").BrowserContext} context
 * @param {string} origin the only origin that may be asked
 * @returns {string[]} the faults seen so far; it grows while the context lives
 */
export function watch(context, origin) {
  /** @type {string[]} */
  const faults = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    const own = url.origin === origin || url.origin === origin.replace(/^http/, "ws");
    if (!own && !["data:", "blob:", "about:"].includes(url.protocol)) faults.push(`left the origin: ${url}`);
  });
  context.on("response", (response) => {
    if (badResponse(response)) faults.push(`${response.status()} for ${response.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() !== "error" || message.text().startsWith(LOAD_FAILED)) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => faults.push(`script: ${error.error().stack ?? error.error()}`));
  return faults;
}

/**
 * A page or an answer to a script may be a refusal, and its journey checks the sentence; an asset may not, and nothing may
 * be the server's fault.
 * @param {import("@playwright/test").Response} response
 */
function badResponse(response) {
  const mayRefuse = ["document", "fetch", "xhr", "websocket"].includes(response.request().resourceType());
  return response.status() >= (mayRefuse ? 500 : 400);
}
