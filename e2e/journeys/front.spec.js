// @ts-check
// Readers put something forward and vote; an editor puts it on today's edition; everything works without a script, too.
import { fileURLToPath } from "node:url";
import { axe, expect, shots, test } from "../lib/journey.js";

const cat = fileURLToPath(new URL("../../server/assets/demo/chelsea.png", import.meta.url));

/**
 * A story with a picture, as a host writes it.
 * @param {import("@playwright/test").Page} host
 * @param {string} title
 * @param {string} body
 */
async function story(host, title, body) {
  await host.goto("/desk");
  await host.locator("#title").fill(title);
  await host.locator("#body").fill(body);
  await host.locator("#tags").fill("amusing");
  await host.locator("#file").setInputFiles(cat);
  await host.locator(".chosen input").fill("A tabby cat's face, close up");
  await host.getByRole("main").locator("button.primary").first().click();
  await host.waitForURL(/\/s\//);
  return new URL(host.url()).pathname;
}

/**
 * Puts something forward by the form and gives its page's path.
 * @param {import("@playwright/test").Page} page
 * @param {string} url
 * @param {string} headline
 */
async function put(page, url, headline) {
  await page.goto("/new#put");
  await page.getByLabel("Address").fill(url);
  await page.getByLabel("Your headline").fill(headline);
  await page.locator("#put button.primary").click();
  await page.waitForURL(/\/new\/[0-9a-z]+\?own=/);
  return new URL(page.url()).pathname;
}

test("a fresh place says what to do", async ({ guest }) => {
  await guest.goto("/");
  await expect(guest.getByRole("heading", { name: "The first page is still white." })).toBeVisible();
  await expect(guest.getByRole("link", { name: "Put something forward" }).first()).toBeVisible();
  await axe(guest);
  await guest.goto("/how-ranking-works");
  await axe(guest);
  await shots(guest, "how-ranking-works");
});

test("what a reader puts forward is let through, voted for and put on the edition", async ({
  host,
  guest,
  otherGuest,
}) => {
  test.setTimeout(180_000);
  await story(
    host,
    "Blogger posts a cat and a garden gnome. You know what to do",
    "A cat looked at a garden gnome, and the gnome looked back.",
  );
  const path = await put(
    guest,
    "https://skype.invalid/status",
    "Skype back after two days: everybody had logged in at once",
  );
  await expect(guest.getByText("is looked at before everybody sees it")).toBeVisible();
  await expect(guest.locator("[data-me]")).toContainText("guest");
  await axe(guest);
  await shots(guest, "front-held");

  await host.goto("/moderation/queue");
  await host.getByLabel("Your reason").first().fill("A real page");
  await host.getByRole("button", { name: "Let it through" }).first().click();
  await put(
    host,
    "https://museum.invalid/cats",
    "Museum asks strangers to describe its cats; 412 done since lunch",
  );
  await put(host, "https://streets.invalid/", "Which streets flooded? Answered in an afternoon");

  await otherGuest.goto("/");
  const line = otherGuest.locator(`#line-${path.split("/").pop()}`);
  await expect(line.getByText("0 of 0 voted for it")).toBeVisible();
  await line.getByRole("button", { name: "Vote for it" }).click();
  await expect(line.getByRole("button", { name: "You voted for it" })).toBeVisible();
  await expect(line.getByText("1 of 1 voted for it")).toBeVisible();
  await expect(otherGuest.locator("[data-me]")).toContainText("guest");
  await otherGuest.reload();
  await expect(line.getByRole("button", { name: "You voted for it" })).toBeVisible();
  const last = otherGuest.locator(".entry").last();
  await last.getByRole("button", { name: "not for me" }).click();
  await expect(last.getByRole("button", { name: "show it again" })).toBeVisible();
  await axe(otherGuest);
  await last.getByRole("button", { name: "show it again" }).click();

  await host.goto("/desk/new");
  const waiting = host.locator(`#line-${path.split("/").pop()}`);
  await waiting.getByLabel("One word above it").fill("Voices");
  await waiting.getByLabel("Your reason").fill("The ledger has the minutes");
  await axe(host);
  await shots(host, "front-queue");
  await waiting.getByRole("button", { name: "On today’s edition" }).click();
  await host.waitForURL("**/desk/new");
  await expect(otherGuest.locator("[data-news]")).toBeVisible();

  await otherGuest.goto("/");
  await expect(otherGuest.locator(".entry").first()).toContainText("Skype back after two days");
  await axe(otherGuest);
  await shots(otherGuest, "front-page");
  await line.getByRole("link", { name: "why?" }).click();
  await expect(otherGuest.getByText("The ledger has the minutes")).toBeVisible();
  await axe(otherGuest);
  await shots(otherGuest, "front-why");
  await otherGuest.goto("/");
  await otherGuest.getByRole("link", { name: /^edition \d/ }).click();
  await expect(otherGuest.locator(".entry")).toContainText(["Skype back"]);
  await axe(otherGuest);
  await shots(otherGuest, "front-edition");
  await otherGuest.goto("/moderation");
  await expect(otherGuest.getByText("The ledger has the minutes")).toBeVisible();
});

test("lines that stood in view are counted", async ({ host, guest }) => {
  const path = await put(host, "https://seen.invalid/", "Seen for a second");
  await guest.goto("/new");
  const told = guest.waitForRequest("**/api/v1/impressions");
  await guest.locator(`#line-${path.split("/").pop()}`).scrollIntoViewIfNeeded();
  expect((await told).postDataJSON().submissions).toContain(path.split("/").pop());
  await expect
    .poll(
      async () =>
        (await (await guest.request.get(`/api/v1/submissions/${path.split("/").pop()}`)).json()).why.shown,
    )
    .toBeGreaterThan(0);
});

test("without JavaScript one puts something forward, votes and takes it back", async ({ host, plain }) => {
  const path = await put(host, "https://plain.invalid/", "For everybody");
  await plain.goto("/new#put");
  await plain.getByLabel("Address").fill("nonsense:1");
  await plain.getByLabel("Your headline").fill("Typed with care");
  await plain.locator("#put button.primary").click();
  await expect(plain.getByText("Write a web address")).toBeVisible();
  await expect(plain.getByLabel("Your headline")).toHaveValue("Typed with care");
  await axe(plain);
  await plain.getByLabel("Address").fill("https://careful.invalid/");
  await plain.locator("#put button.primary").click();
  await expect(plain.getByText("is looked at before everybody sees it")).toBeVisible();
  await plain.getByRole("button", { name: "Take it back" }).click();
  await plain.waitForURL("**/new");

  await plain.goto(path);
  await plain.getByRole("button", { name: "Vote for it" }).click();
  await plain.waitForURL(/own=1/);
  await expect(plain.getByRole("button", { name: "You voted for it" })).toBeVisible();
  await axe(plain);
  await plain.goto("/new");
  await shots(plain, "front-new");
});
