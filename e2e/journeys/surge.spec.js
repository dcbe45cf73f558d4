// @ts-check
import { request } from "@playwright/test";
import { axe, expect, shots, test } from "../lib/journey.js";

// Each screen is looked at in both sizes and schemes, and that takes its time.
test.setTimeout(240_000);

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** So many people open a page, each from the same front page. @param {string} url @param {number} people @param {string} from */
async function come(url, people, from) {
  const crowd = await request.newContext({ userAgent: FIREFOX, extraHTTPHeaders: { referer: from } });
  for (let n = 0; n < people; n += 1) expect((await crowd.get(url)).status()).toBe(200);
  await crowd.dispose();
}

test("a crowd comes, the host hears of it, and the story says so with one tap", async ({
  server,
  host,
  guest,
}) => {
  const answer = await host.request.post("/api/v1/stories", {
    data: {
      title: "A cat and a gnome",
      body: "This morning a cat looked at a garden gnome, and I had a camera. I do not know what passed between them.",
      tags: ["cats"],
    },
    headers: { origin: server.origin },
  });
  expect(answer.status()).toBe(201);
  const { slug } = await answer.json();
  const path = `/s/${slug}`;
  await guest.goto(path);
  await expect(guest.locator("crowd-line")).toHaveCount(0);

  await come(`${server.origin}${path}`, 34, "https://news.invalid/");
  await come(`${server.origin}${path}`, 6, "https://blog.invalid/");
  await expect(async () => {
    await host.goto("/desk");
    await expect(host.getByRole("button", { name: "Let it say so" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await expect(host.getByText("from news.invalid since")).toBeVisible();
  await shots(host, "desk-surge");
  await axe(host);
  await expect(host.getByRole("link", { name: "Gather them" })).toHaveAttribute(
    "href",
    /^\/gather\?about=story:/,
  );

  // The open page hears of it without being read again.
  await host.getByRole("button", { name: "Let it say so" }).click();
  await expect(guest.getByText(/Many people are coming from news\.invalid: \d+ since/)).toBeVisible();

  await guest.goto(path);
  await expect(guest.locator("crowd-line")).toContainText("from news.invalid since");
  await expect(guest.getByText(/\d+ looking now/)).toBeVisible();
  await shots(guest, "story-surge");
  await axe(guest);
  await guest.getByText("Where you came from").click();
  await expect(guest.getByRole("row", { name: /blog\.invalid 6/ })).toBeVisible();

  // A page that cannot be looked at is not kept, and what was typed is.
  await host.goto(`${path}/edit#links`);
  await host.getByLabel("Address of a page that links here").fill("http://127.0.0.1/secret");
  await host.getByRole("button", { name: "Look at it", exact: true }).click();
  await expect(host.getByRole("alert")).toContainText("not on the public internet");
  await expect(host.getByLabel("Address of a page that links here")).toHaveValue("http://127.0.0.1/secret");
  await shots(host, "edit-links");
  await axe(host);
  await host.getByLabel("When a crowd comes, the story says so").selectOption("at once");
  await host.getByRole("button", { name: "Keep this" }).click();
  await expect(host.getByLabel("When a crowd comes, the story says so")).toHaveValue("posted");
});
