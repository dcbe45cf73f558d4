// @ts-check
import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "../lib/journey.js";
import { AxeBuilder } from "@axe-core/playwright";

test.setTimeout(240_000);

/** WCAG 2.2, levels A and AA, as on our own pages. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Somebody's blog: another server, at another site than ours. @param {string} body */
async function blog(body) {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A blog</title>
<body style="margin:16px;font-family:sans-serif"><h1>My blog</h1>${body}</body></html>`;
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(page));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  return { url: `http://localhost:${address.port}/`, close: () => server.close() };
}

test("a reader of somebody's blog answers there, and is counted", async ({ server, host, browser }) => {
  const origin = server.origin.replace("localhost", "127.0.0.1");
  const post = async (/** @type {string} */ path, /** @type {any} */ data, type = "application/json") => {
    const headers = { origin: server.origin, "content-type": type };
    const answer = await host.request.post(`/api/v1/${path}`, { data, headers });
    expect(answer.status()).toBe(201);
    return answer.json();
  };
  const { id, slug } = await post("throngs", {
    objective: "Describe six museum cats",
    about: { url: "https://example.org/cats" },
    deadline: new Date(Date.now() + 3_600_000).toISOString(),
    template: "label",
  });
  const activity = await post(`throngs/${id}/activities`, {
    kind: "label",
    question: {
      kind: "choice",
      text: "What is this cat doing?",
      choices: ["Sleeping", "Watching", "Playing"],
    },
  });
  const rows = Array.from({ length: 6 }, (_, n) => `Cat number ${n + 1} lies on the wall`).join("\n");
  await post(`activities/${activity.id}/items`, `text\n${rows}\n`, "text/csv");

  // The copied line, as it stands on the coordinator's page.
  await host.goto(`/t/${slug}/manage`);
  const line = await host.getByLabel("Line to copy").inputValue();
  expect(line).toMatch(/^<iframe src=".*\/embed\//);
  const elsewhere = await blog(line.replace(/src="[^"]*"/, `src="${origin}/embed/${slug}"`));

  const context = await browser.newContext();
  const reader = await context.newPage();
  await reader.goto(elsewhere.url);
  const frame = reader.frameLocator("iframe");
  await expect(frame.getByText("Describe six museum cats")).toBeVisible();
  await expect(frame.locator("crowd-line")).toBeVisible();
  for (const width of [360, 640]) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await reader.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await reader.setViewportSize({ width, height: 800 });
      await reader.screenshot({ path: `shots/embed-${width}-${colorScheme}.png`, fullPage: true });
      const found = await new AxeBuilder({ page: reader }).withTags(WCAG).include("iframe").analyze();
      expect(found.violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.target)])).toEqual(
        [],
      );
    }
  }

  await frame.getByRole("button", { name: "Sleeping" }).click();
  await expect(frame.locator("[data-nth]")).toHaveText("your 2nd item");
  await frame.getByRole("button", { name: "Watching" }).click();
  await expect(frame.locator("[data-nth]")).toHaveText("your 3rd item");
  expect(await context.cookies(origin), "a frame keeps no cookie").toEqual([]);
  const throng = await (await host.request.get(`/api/v1/throngs/${id}`)).json();
  expect(throng.members, "two answers of one guest").toBe(2);

  const { embeds, by_embedder: from } = await (await host.request.get(`/api/v1/throngs/${id}/hits`)).json();
  expect([embeds, from]).toEqual([1, [{ referrer: "localhost", hits: 1 }]]);

  // The page around cannot act for anybody.
  const refused = await reader.evaluate(
    async ({ address }) => {
      const answer = await fetch(address, { method: "POST", body: "{}", mode: "no-cors" });
      return answer.type;
    },
    { address: `${origin}/api/v1/activities/${activity.id}/next` },
  );
  expect(refused, "what came back is not readable").toBe("opaque");
  const foreign = await host.request.post(`/api/v1/activities/${activity.id}/next`, {
    data: {},
    headers: { origin: new URL(elsewhere.url).origin },
  });
  expect(foreign.status()).toBe(403);

  // No other page lets itself be framed.
  await reader.evaluate((address) => {
    document.querySelector("iframe")?.setAttribute("src", address);
  }, `${origin}/t/${slug}`);
  await expect(frame.getByText("What is this cat doing?")).toHaveCount(0);
  await context.close();
  elsewhere.close();
});
