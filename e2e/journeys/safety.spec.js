// @ts-check
// What somebody says is wrong is seen by a moderator, who does something about it in the browser; a picture waits blurred.
import { axe, expect, shots, test } from "../lib/journey.js";
import { drawn, putUp } from "../lib/pictures.js";

/** @typedef {import("@playwright/test").Page} Page */

/** Says that something is wrong, as anybody may. @param {Page} page @param {import("@playwright/test").Locator} link */
async function report(page, link) {
  await link.click();
  await page.getByLabel("It is hurtful or threatening").check();
  await axe(page);
  await page.getByRole("button", { name: "Say it" }).click();
  await page.waitForURL(/\/flags\/./);
  await expect(page.getByText("Your report has arrived.")).toBeVisible();
}

/** @param {Page} page */
const wrong = (page) => page.getByRole("link", { name: "Something is wrong with this" });

test("a comment and a message are reported without JavaScript, and a moderator hides and removes them", async ({
  host,
  guest,
  plain,
}) => {
  const made = await host.request.post("/api/v1/stories", {
    data: { title: "Under the roses", body: "They met there." },
    headers: { origin: new URL(host.url()).origin },
  });
  const { id, slug } = await made.json();
  await guest.goto(`/s/${slug}`);
  await guest.locator("#comment-body").fill("A bad comment.");
  await guest.locator("#comment-form button").click();
  await expect(guest.locator("[data-comments]")).toContainText("A bad comment.");
  await guest.goto(`/rooms/${id}`);
  await guest.getByLabel("Say something").fill("A bad message.");
  await guest.keyboard.press("Enter");
  await expect(guest.locator(".message[data-id]")).toHaveCount(1);

  await plain.goto(`/s/${slug}`);
  await report(plain, plain.locator("[data-comments]").getByRole("link", { name: /wrong/ }));
  await plain.goto(`/rooms/${id}`);
  await plain.getByRole("link", { name: "Answer …" }).click();
  await report(plain, wrong(plain));

  await host.goto("/moderation/queue");
  const queued = (/** @type {string} */ words) => host.locator(".queued").filter({ hasText: words });
  await queued("A bad message.").getByLabel("Your reason").fill("It threatens.");
  await queued("A bad message.").getByRole("button", { name: "Remove for good" }).click();
  await expect(queued("A bad message.")).toHaveCount(0);
  await queued("A bad comment.").getByLabel("Your reason").fill("It hurts.");
  await queued("A bad comment.").getByRole("button", { name: "Hide it" }).click();
  await expect(queued("A bad comment.")).toHaveCount(0);
  await plain.goto(`/s/${slug}`);
  await expect(plain.getByText("A bad comment.")).toHaveCount(0);
  await plain.goto(`/rooms/${id}`);
  await expect(plain.locator(".message")).toHaveCount(0);
});

test("a moderator who sees something wrong acts at once from the thing's own link", async ({
  host,
  guest,
}) => {
  const made = await host.request.post("/api/v1/stories", {
    data: { title: "At once", body: "Words." },
    headers: { origin: new URL(host.url()).origin },
  });
  const { slug } = await made.json();
  await guest.goto(`/s/${slug}`);
  await guest.locator("#comment-body").fill("Buy my hats.");
  await guest.locator("#comment-form button").click();
  await expect(guest.locator("[data-comments]")).toContainText("Buy my hats.");
  await wrong(guest).first().click();
  await expect(guest.getByRole("heading", { name: "Or act on it at once" })).toHaveCount(0);

  await host.goto(`/s/${slug}`);
  await host.locator("[data-comments]").getByRole("link", { name: /wrong/ }).click();
  await axe(host);
  await shots(host, "flag-moderator");
  await host.getByLabel("Your reason").fill("An advertisement.");
  await host.getByRole("button", { name: "Remove for good" }).click();
  await host.waitForURL("**/moderation/queue");
  await host.goto(`/s/${slug}`);
  await expect(host.getByText("Buy my hats.")).toHaveCount(0);
  await host.goto("/moderation");
  await expect(host.getByRole("main")).toContainText("An advertisement.");
});

test("a reported picture waits blurred, and is gone once it is removed", async ({ host, guest }) => {
  await guest.goto("/");
  const id = await putUp(host, "/api/v1/pictures", "A picture too many", await drawn(guest, "#446", "no"));
  await guest.goto(`/p/${id}`);
  await report(guest, wrong(guest));
  await host.goto("/moderation/queue");
  const queued = host.locator(".queued").filter({ hasText: "A picture too many" });
  await expect(queued.locator(".veiled img")).toHaveCSS("filter", /blur/);
  await axe(host);
  await shots(host, "queue");
  await queued.getByLabel("Your reason").fill("Somebody does not want it.");
  await queued.getByRole("button", { name: "Remove for good" }).click();
  await expect(queued).toHaveCount(0);
  await guest.goto(`/p/${id}`);
  await expect(guest.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(guest.locator("figure.picture")).toHaveCount(0);
});
