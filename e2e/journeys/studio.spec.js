// @ts-check
/* global Image, OffscreenCanvas */
// Remixing: text, moving, cutting out and painting, undone and kept over a reload, published, and forked by the next one.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { axe, expect, shots, test } from "../lib/journey.js";

const garden = fileURLToPath(new URL("../../server/assets/demo/garden.svg", import.meta.url));
const cat = fileURLToPath(new URL("../../server/assets/demo/chelsea.png", import.meta.url));

/** @typedef {import("@playwright/test").Page} Page */

/**
 * Puts a picture up as the host.
 * @param {Page} host @returns {Promise<string>} its page
 */
async function picture(host) {
  const answer = await host.request.post("/api/v1/pictures", {
    headers: { origin: new URL(host.url()).origin },
    multipart: {
      file: { name: "chelsea.png", mimeType: "image/png", buffer: await readFile(cat) },
      title: "Chelsea",
      alt: "A tabby cat's face, close up",
      licence: "CC0-1.0",
    },
  });
  expect(answer.status()).toBe(201);
  return (await answer.json()).url;
}

/** @param {Page} page @param {string} path */
async function open(page, path) {
  await page.goto(`${path}/remix`);
  await expect(page.locator("[data-paper] image").first()).toHaveAttribute("href", /^\/r\//);
}

/** Points of the picture, in shares of its sides, as points of the window. @param {Page} page */
async function onPicture(page) {
  const box = await page.locator("[data-drawing]").evaluate((element) => {
    const svg = /** @type {SVGSVGElement} */ (element);
    const { a, d, e, f } = /** @type {DOMMatrix} */ (svg.getScreenCTM());
    const { width, height } = svg.viewBox.baseVal;
    return { x: e, y: f, width: a * width, height: d * height };
  });
  return (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
}

/**
 * Draws with the mouse through points of the picture.
 * @param {Page} page @param {[number, number][]} points in shares of its sides
 */
async function draw(page, points) {
  const at = await onPicture(page);
  const [first, ...rest] = points;
  if (!first) return;
  await page.mouse.move(...at(...first));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...at(...point), { steps: 4 });
  await page.mouse.up();
}

/** @param {Page} page */
const layers = (page) => page.locator("[data-layers] > li");
/** @param {Page} page */
const steps = (page) => page.locator("[data-history] > li");

/** Round the cat's eye. @type {[number, number][]} */
const EYE = [
  [0.3, 0.3],
  [0.45, 0.28],
  [0.5, 0.42],
  [0.4, 0.55],
  [0.28, 0.45],
  [0.3, 0.3],
];

test("a remix is made, undone, kept over a reload, published and forked", async ({ host, guest }) => {
  // Every screen of the whole way is looked at in four views.
  test.setTimeout(180_000);
  const path = await picture(host);
  await guest.goto(path);
  await guest.getByRole("link", { name: "Remix it" }).first().click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Remix of “Chelsea”");
  await expect(layers(guest)).toHaveCount(1);

  await guest.keyboard.press("t");
  await guest.getByRole("button", { name: "At the bottom" }).click();
  await guest.keyboard.type("HAVE YOU SEEN HIM?");
  await guest.keyboard.press("Escape");
  await expect(layers(guest)).toHaveCount(2);
  await expect(layers(guest).first()).toContainText("HAVE YOU SEEN HIM?");
  await guest.getByRole("application").press("v");
  const text = guest.locator("[data-paper] > g").last();
  const before = await text.getAttribute("transform");
  await draw(guest, [
    [0.5, 0.9],
    [0.5, 0.8],
  ]);
  await expect(text).not.toHaveAttribute("transform", before ?? "");
  await guest.getByRole("application").press("Shift+ArrowUp");
  await expect(steps(guest).last()).toContainText("Moved");

  await layers(guest).last().getByRole("button").first().click();
  await guest.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(layers(guest)).toHaveCount(3);
  await guest.keyboard.press("l");
  await draw(guest, EYE);
  await expect(guest.locator("[data-paper] mask path")).toHaveCount(1);
  await guest.getByRole("application").press("v");
  await draw(guest, [
    [0.4, 0.4],
    [0.75, 0.3],
  ]);

  await guest.keyboard.press("b");
  await draw(guest, [
    [0.1, 0.2],
    [0.3, 0.1],
    [0.5, 0.2],
  ]);
  await expect(steps(guest).last()).toHaveText("Painted");
  await expect(layers(guest)).toHaveCount(4);
  const count = (await steps(guest).count()) + 1;
  await draw(guest, [
    [0.1, 0.8],
    [0.3, 0.9],
  ]);
  await expect(steps(guest)).toHaveCount(count);
  await guest.keyboard.press("Control+z");
  await expect(
    steps(guest)
      .nth(count - 2)
      .locator("button"),
  ).toHaveAttribute("aria-current", "step");
  await guest.keyboard.press("Control+Shift+z");
  await expect(steps(guest).last().locator("button")).toHaveAttribute("aria-current", "step");
  await expect(guest.getByText("every stroke saved")).toBeVisible();
  await axe(guest);
  await shots(guest, "studio");

  await guest.reload();
  await expect(guest.locator(".notice[data-restored]")).toBeVisible();
  await expect(layers(guest)).toHaveCount(4);
  await expect(guest.locator("[data-paper] image[href^='blob:']")).toHaveCount(1);

  await guest.getByRole("button", { name: "Publish" }).click();
  const dialog = guest.getByRole("dialog", { name: "Publish your remix" });
  await dialog.getByLabel("Title").fill("Have you seen him?");
  await dialog.getByLabel("What is to be seen?").fill("A cat with a third eye");
  await axe(guest);
  await shots(guest, "studio-publish");
  await dialog.getByRole("button", { name: "Publish" }).click();
  await guest.waitForURL((url) => url.pathname.startsWith("/p/") && !url.pathname.endsWith("/remix"));
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Have you seen him?");
  await expect(guest.getByRole("main").getByRole("link", { name: "Chelsea" }).first()).toBeVisible();
  await shots(guest, "studio-published");

  await guest.getByRole("link", { name: "Fork it" }).click();
  await expect(layers(guest)).toHaveCount(4);
  await expect(layers(guest).first()).toContainText("HAVE YOU SEEN HIM?");
  await expect(guest.locator(".notice[data-restored]")).toBeHidden();
});

test("on a phone two fingers scale and turn, one crops, and nothing is wider than the screen", async ({
  host,
  phone: page,
}) => {
  await open(page, await picture(host));
  const touch = await page.context().newCDPSession(page);
  const at = await onPicture(page);
  /** @param {"touchStart" | "touchMove" | "touchEnd"} type @param {[number, number][]} points in shares of the picture */
  const send = (type, points) => {
    const touchPoints = points.map((point, id) => ({ x: at(...point)[0], y: at(...point)[1], id }));
    return touch.send("Input.dispatchTouchEvent", { type, touchPoints });
  };

  await page.getByRole("button", { name: "Text", exact: true }).tap();
  await page.getByRole("button", { name: "On top" }).tap();
  await page.keyboard.type("MEOW");
  await page.getByRole("button", { name: "Move", exact: true }).tap();
  await expect(layers(page)).toHaveCount(2);
  const text = page.locator("[data-paper] > g").last();
  await send("touchStart", [[0.4, 0.5]]);
  await send("touchStart", [
    [0.4, 0.5],
    [0.6, 0.5],
  ]);
  await send("touchMove", [
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  await send("touchEnd", []);
  const [a, b] = ((await text.getAttribute("transform")) ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [];
  expect(Math.hypot(a ?? 0, b ?? 0), "grown as the fingers went apart").toBeGreaterThan(1.05);
  expect(b, "turned as they turned").toBeGreaterThan(0.3);

  await layers(page).last().getByRole("button").first().tap();
  await page.getByRole("button", { name: "Crop", exact: true }).tap();
  await page.evaluate(() => (document.documentElement.scrollTop = 0));
  await send("touchStart", [[0.1, 0.1]]);
  await send("touchMove", [[0.5, 0.5]]);
  await send("touchMove", [[0.9, 0.9]]);
  await send("touchEnd", []);
  const crop = page.locator("[data-paper] clipPath rect");
  await expect(crop).toHaveCount(1);
  expect(Number(await crop.getAttribute("width"))).toBeGreaterThan(900);
  // A tap right behind so quick a stroke is taken by the browser for the stroke's end; people then tap again.
  await expect(async () => {
    await page.getByRole("button", { name: "Show it whole" }).tap({ timeout: 1_000 });
    await expect(crop).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await axe(page);
  await shots(page, "studio-phone");
});

test("pictures are added from the host and from a file; what cannot be published is kept", async ({
  host,
  guest,
}) => {
  const path = await picture(host);
  await open(guest, path);
  await guest.keyboard.press("a");
  const dialog = guest.getByRole("dialog", { name: "Add a picture" });
  await expect(dialog.getByRole("button", { name: "Chelsea" }).first()).toBeVisible();
  await axe(guest);
  await shots(guest, "studio-add");
  await dialog.getByRole("button", { name: "Chelsea" }).first().click();
  await expect(layers(guest)).toHaveCount(2);
  await guest.keyboard.press("a");
  await dialog.getByLabel("Your own").setInputFiles(cat);
  await expect(layers(guest)).toHaveCount(3);
  await guest.getByLabel("Blending").selectOption("multiply");
  await expect(layers(guest).first()).toContainText("multiply");
  await guest.getByLabel("Opacity").fill("40");
  await expect(guest.locator("[data-paper] > g").last()).toHaveCSS("opacity", "0.4");
  await guest.getByRole("button", { name: "Show picture" }).click();
  await expect(guest.locator("[data-paper] > g").last()).toBeHidden();
  await guest.keyboard.press("Control+z");

  await guest.route("**/api/v1/assets", (route) => route.abort());
  await guest.getByRole("button", { name: "Publish" }).click();
  const publish = guest.getByRole("dialog", { name: "Publish your remix" });
  await publish.getByLabel("Title").fill("Two cats");
  await publish.getByRole("button", { name: "Publish" }).click();
  await expect(publish.getByRole("alert")).toContainText("Everything is kept here");
  await expect(publish.getByLabel("Title")).toHaveValue("Two cats");
  await guest.unroute("**/api/v1/assets");
  await publish.getByRole("button", { name: "Publish" }).click();
  await guest.waitForURL((url) => url.pathname.startsWith("/p/") && !url.pathname.endsWith("/remix"));
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Two cats");
});

test("without JavaScript the page is the form for what was made elsewhere", async ({ host, plain }) => {
  const path = await picture(host);
  await plain.goto(path);
  await plain.getByRole("link", { name: "Remix it" }).first().click();
  await expect(plain.getByRole("heading", { level: 1 })).toHaveText("Remix of “Chelsea”");
  await axe(plain);
  await shots(plain, "studio-plain");
  await plain
    .locator("#file")
    .setInputFiles({ name: "no.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await plain.locator("#title").fill("Made elsewhere");
  await plain.getByRole("button", { name: "Put it up" }).click();
  await expect(plain.getByRole("alert")).toContainText("not a picture");
  await expect(plain.locator("#title")).toHaveValue("Made elsewhere");
  await plain.locator("#file").setInputFiles(cat);
  await plain.getByRole("button", { name: "Put it up" }).click();
  await plain.waitForURL((url) => url.pathname.startsWith("/p/") && !url.pathname.endsWith("/remix"));
  await expect(plain.getByRole("heading", { level: 1 })).toHaveText("Made elsewhere");
  await expect(plain.getByRole("link", { name: "Chelsea" }).first()).toBeVisible();
});

test("the demonstration's garden is remixed on a phone: named layers, a caption, a stroke, published", async ({
  host,
  phone: page,
}) => {
  const answer = await host.request.post("/api/v1/pictures", {
    headers: { origin: new URL(host.url()).origin },
    data: { title: "The garden", alt: "A garden", recipe: await readFile(garden, "utf8") },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  await page.goto(`${(await answer.json()).url}/remix`);
  await expect(layers(page).filter({ hasText: "Hat" })).toHaveCount(1);
  const before = await layers(page).count();

  const top = async () => (await page.locator("[data-drawing]").boundingBox())?.y;
  const untouched = await top();
  await page.getByRole("button", { name: "Text", exact: true }).tap();
  await page.getByRole("button", { name: "On top" }).tap();
  await page.keyboard.type("WHO LOOKS AT WHOM?");
  await page.getByRole("button", { name: "Move", exact: true }).tap();
  const at = await onPicture(page);
  await page.touchscreen.tap(...at(0.66, 0.45));
  await expect(page.locator("[data-layers] [data-part=select][aria-pressed=true]")).toContainText("Hat");
  await page.getByRole("button", { name: "Copy", exact: true }).tap();
  await expect(layers(page)).toHaveCount(before + 2);
  await page.evaluate(() => (document.documentElement.scrollTop = 0));
  await page.getByRole("button", { name: "Brush", exact: true }).tap();
  await page.touchscreen.tap(...at(0.5, 0.7));
  await expect(steps(page).last()).toHaveText("Painted");
  await expect(page.getByText("every stroke saved")).toBeVisible();
  await page.getByRole("button", { name: "Move", exact: true }).tap();
  expect(await top(), "the picture stays where it was").toBe(untouched);
  await expect(layers(page)).toHaveCount(before + 3);
  await shots(page, "studio-garden");

  await page.getByRole("button", { name: "Publish" }).tap();
  const dialog = page.getByRole("dialog", { name: "Publish your remix" });
  await dialog.getByLabel("Title").fill("Who looks at whom?");
  await dialog.getByRole("button", { name: "Publish" }).tap();
  await page.waitForURL((url) => url.pathname.startsWith("/p/") && !url.pathname.endsWith("/remix"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who looks at whom?");
});

test("who has painted cuts out the picture below, and the eraser takes away only paint", async ({
  host,
  guest,
}) => {
  await open(guest, await picture(host));
  await guest.keyboard.press("b");
  await draw(guest, [
    [0.1, 0.2],
    [0.5, 0.2],
  ]);
  await expect(steps(guest).last()).toHaveText("Painted");
  await guest.getByLabel("Erase").check();
  await draw(guest, [
    [0.1, 0.2],
    [0.3, 0.2],
  ]);
  await expect(steps(guest).last()).toHaveText("Erased");
  const ink = await guest.evaluate(async () => {
    const painted = /** @type {Element} */ (document.querySelector("[data-paper] image[href^='blob:']"));
    const image = new Image();
    image.src = painted.getAttribute("href") ?? "";
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.drawImage(image, 0, 0);
    const alpha = (/** @type {number} */ x) =>
      context.getImageData(Math.round(x * canvas.width), Math.round(0.2 * canvas.height), 1, 1).data[3];
    return [alpha(0.2), alpha(0.45)];
  });
  expect(ink).toEqual([0, 255]);
  await guest.getByRole("application").press("l");
  await draw(guest, EYE);
  await expect(steps(guest).last()).toContainText("Cut out Chelsea");
});
