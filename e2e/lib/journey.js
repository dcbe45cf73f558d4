// @ts-check
// What every journey starts from: `import { expect, test } from "../lib/journey.js"`. Each page below is a person of their
// own, in a context of its own that is watched for faults: a journey that caused one fails at its end.
import { test as base } from "@playwright/test";
import { Server } from "./server.js";
import { watch } from "./watch.js";

export { expect } from "@playwright/test";
export { axe, shots } from "./look.js";

/**
 * Gives a journey the page of somebody new, and fails it if that page did what no page may.
 * @param {import("@playwright/test").Browser} browser
 * @param {Server} server
 * @param {import("@playwright/test").BrowserContextOptions} options
 * @param {(page: import("@playwright/test").Page) => Promise<void>} journey
 */
async function withVisitor(browser, server, options, journey) {
  const context = await browser.newContext({ baseURL: server.origin, ...options });
  const faults = watch(context, server.origin);
  await journey(await context.newPage());
  await context.close();
  base.expect(faults, "faults that the browser saw").toEqual([]);
}

/** A small phone. */
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/**
 * @typedef {object} People
 * @property {import("@playwright/test").Page} guest somebody who has just arrived
 * @property {import("@playwright/test").Page} otherGuest a second one, in another browser
 * @property {import("@playwright/test").Page} phone somebody with a small phone, who has fingers and no keys
 * @property {import("@playwright/test").Page} plain somebody without JavaScript
 * @property {import("@playwright/test").Page} host the owner, signed in by the one-time link, at the desk
 */

/**
 * @typedef {import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions} TestArgs
 * @typedef {import("@playwright/test").PlaywrightWorkerArgs & import("@playwright/test").PlaywrightWorkerOptions} WorkerArgs
 */

/** @type {import("@playwright/test").Fixtures<People, { server: Server }, TestArgs, WorkerArgs>} */
const fixtures = {
  server: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the needed fixtures from this pattern
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  guest: ({ browser, server }, use) => withVisitor(browser, server, {}, use),
  otherGuest: ({ browser, server }, use) => withVisitor(browser, server, {}, use),
  phone: ({ browser, server }, use) => withVisitor(browser, server, PHONE, use),
  plain: ({ browser, server }, use) => withVisitor(browser, server, { javaScriptEnabled: false }, use),
  host: ({ browser, server }, use) =>
    withVisitor(browser, server, {}, async (page) => {
      await page.goto(await server.ownerLink());
      await page.getByRole("main").getByRole("button").click();
      await page.waitForURL("**/desk");
      await use(page);
    }),
};

export const test = base.extend(fixtures);
