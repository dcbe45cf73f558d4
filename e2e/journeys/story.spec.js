// @ts-check
// A host writes a story with a picture; readers see it, talk under it, and get the update without a reload.
import { fileURLToPath } from "node:url";
import { axe, expect, shots, test } from "../lib/journey.js";

const cat = fileURLToPath(new URL("../../server/assets/demo/chelsea.png", import.meta.url));

/**
 * Writes a story with a picture, as a host does at the desk.
 * @param {import("@playwright/test").Page} host
 * @param {string} title
 */
async function write(host, title) {
  await host.goto("/desk");
  await host.locator("#title").fill(title);
  await host.locator("#body").fill("This morning a cat looked at a **garden gnome**.");
  await host.locator("#file").setInputFiles(cat);
  await host.locator(".chosen input").fill("A tabby cat's face, close up");
  await host.getByRole("main").locator("button.primary").first().click();
  await host.waitForURL(/\/s\//);
}

test("a host writes a story with a picture, and readers see the update at once", async ({ host, guest }) => {
  await write(host, "A cat and a gnome");
  const address = new URL(host.url()).pathname;
  await guest.goto(address);
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("A cat and a gnome");
  const picture = guest.locator("figure.picture img").first();
  await expect(picture).toHaveJSProperty("complete", true);
  expect(
    await picture.evaluate((/** @type {HTMLImageElement} */ image) => image.naturalWidth),
  ).toBeGreaterThan(300);
  await expect(guest.locator("throng-room")).toBeVisible();

  await host.goto(`${address}/edit`);
  await host.locator("#add textarea, textarea[name=body]").last().fill("The gnome has moved.");
  await host.locator("form[action$='/updates'] button").first().click();
  await host.waitForURL(/#update-/);
  await expect(guest.getByText("The gnome has moved.")).toBeVisible();
  await axe(guest);
  await shots(guest, "story");

  await guest.goto("/");
  await expect(guest.getByRole("link", { name: "A cat and a gnome" }).first()).toBeVisible();
  await axe(guest);
  await shots(guest, "front");
  await host.goto("/desk");
  await axe(host);
  await shots(host, "desk");
});

test("a picture has its own page with its hits, its lineage, comments and a place for variants", async ({
  host,
  guest,
  plain,
}) => {
  await write(host, "A picture of a cat");
  await guest.goto(new URL(host.url()).pathname);
  await guest.locator("figure.picture a").first().click();
  await guest.waitForURL(/\/p\//);
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("A picture of a cat");
  await plain.goto(guest.url());
  await plain.locator("#comment-body").fill("What a look.");
  await plain.locator("#comment-form button").click();
  await expect(plain.locator("[data-comments]")).toContainText("What a look.");
  await expect(guest.locator("[data-comments]")).toContainText("What a look.");
  await axe(guest);
  await shots(guest, "picture");
  await guest.locator("#put summary").click();
  await guest.locator("#file").setInputFiles(cat);
  await guest.locator("#put form button").click();
  await guest.waitForURL(/\/p\//);
  await expect(guest.getByRole("heading", { level: 1 })).toBeVisible();
});

test("without JavaScript a comment makes a guest", async ({ host, plain }) => {
  await write(host, "For everybody");
  await plain.goto(new URL(host.url()).pathname);
  await plain.locator("form[action$='/comments'] textarea").first().fill("I was here.");
  await plain.locator("form[action$='/comments'] button").first().click();
  await expect(plain.getByText("I was here.")).toBeVisible();
  await axe(plain);
});
