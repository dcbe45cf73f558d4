// @ts-check
/* global DOMParser */
// Every element of the recipes' profile, drawn by Chromium and by `throng render`: they agree, in the picture and in its worst tile.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { ASSET, PICTURE, RECIPES, alike, recipe } from "../lib/recipes.js";

const THRONG = process.env["THRONG_BIN"] ?? "../target/debug/throng";
/** Least similarity of the whole picture, and of a tile. What the profile leaves out has tiles below 0.8. */
const PICTURE_LEAST = 0.985;
const TILE_LEAST = 0.9;
const FONTS = "../engines/recipes/fonts";
const FACES = [
  ["Anton", "400 700", "anton-400"],
  ["Libre Franklin", "400", "libre-franklin-400"],
  ["Libre Franklin", "700", "libre-franklin-700"],
  ["Newsreader", "400", "newsreader-400"],
  ["Newsreader", "700", "newsreader-700"],
];

/** @param {string} kind @param {Buffer} bytes */
const data = (kind, bytes) => `data:${kind};base64,${bytes.toString("base64")}`;

test("Chromium and throng draw every element of a recipe alike", async ({ page }) => {
  test.setTimeout(180_000); // A hundred processes: 20 seconds on a quiet machine.
  const folder = mkdtempSync(join(tmpdir(), "recipes-"));
  const file = (/** @type {string} */ name) => join(folder, name);
  try {
    const faces = FACES.map(
      ([family, weight, name]) =>
        `@font-face{font-family:"${family}";font-weight:${weight};src:url(${data("font/ttf", readFileSync(`${FONTS}/${name}.ttf`))})}`,
    );
    await page.setViewportSize({ width: 640, height: 420 });
    await page.setContent(`<style>${faces.join("")} body{margin:0}svg{display:block}</style><div></div>`);
    await page.evaluate(() => Promise.all([...document.fonts].map((font) => font.load())));
    writeFileSync(file("garden.svg"), readFileSync("../server/assets/demo/garden.svg"));
    execFileSync(THRONG, ["render", file("garden.svg"), "--width", "640", "-o", file(`${PICTURE}.png`)]);
    execFileSync(THRONG, ["render", file("garden.svg"), "--width", "320", "-o", file(`${ASSET}.png`)]);
    for (const [name, inside] of Object.entries(RECIPES)) {
      writeFileSync(file("r.svg"), recipe(inside));
      for (const to of ["canonical.svg", "drawn.png"])
        execFileSync(THRONG, ["render", file("r.svg"), "--assets", folder, "-o", file(to)]);
      const shown = readFileSync(file("canonical.svg"), "utf8").replaceAll(
        /(?:picture|asset):(\w+)/g,
        (_, id) => data("image/png", readFileSync(file(`${id}.png`))),
      );
      await page.evaluate(async (svg) => {
        const place = /** @type {Element} */ (document.querySelector("div"));
        place.replaceChildren(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
        const images = /** @type {any[]} */ ([...place.querySelectorAll("image")]);
        await Promise.all(images.map((image) => image.decode()));
      }, shown);
      const urls = [await page.screenshot(), readFileSync(file("drawn.png"))].map((png) =>
        data("image/png", png),
      );
      const found = await page.evaluate(alike, urls);
      expect.soft(found.picture, `${name}: the whole picture`).toBeGreaterThan(PICTURE_LEAST);
      expect.soft(found.tile, `${name}: the worst tile`).toBeGreaterThan(TILE_LEAST);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
