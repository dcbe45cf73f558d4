// @ts-check
// How a page looks and whether everybody can use it: screenshots to look at, and checks that a machine can make.
import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";

/** A small phone and a laptop, in CSS pixels. */
const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 900 },
];

/** @type {("light" | "dark")[]} */
const SCHEMES = ["light", "dark"];

/** WCAG 2.2, levels A and AA, with all that it took over from 2.0 and 2.1. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * Shows the page in each size and scheme, without motion, and then as it was.
 * @param {import("@playwright/test").Page} page
 * @param {(size: { width: number, height: number }, scheme: "light" | "dark") => Promise<void>} act
 */
async function inEveryView(page, act) {
  const before = page.viewportSize();
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await act(size, scheme);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

/**
 * Takes the whole page's screenshots into e2e/shots as NAME-WIDTH-SCHEME.png. No page may scroll sideways.
 * @param {import("@playwright/test").Page} page
 * @param {string} name
 */
export async function shots(page, name) {
  await inEveryView(page, async ({ width }, scheme) => {
    await page.screenshot({
      path: `shots/${name}-${width}-${scheme}.png`,
      fullPage: true,
      animations: "disabled",
    });
    const content = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(content, `${name} is wider than a screen of ${width} px`).toBeLessThanOrEqual(width);
  });
}

/**
 * Expects that axe-core finds nothing against WCAG 2.2 AA, in any size and scheme.
 * @param {import("@playwright/test").Page} page
 */
export async function axe(page) {
  if (await page.evaluate(() => matchMedia("(scripting: none)").matches)) return axeWithoutScripts(page);
  await inEveryView(page, async ({ width }, scheme) => {
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
    );
    expect(found, `${page.url()} at ${width} px, ${scheme}`).toEqual([]);
  });
}

/**
 * axe-core is itself a script, so it judges a twin: the same document at the same address, its scripts taken out and what
 * stands in <noscript> shown, in a context where axe-core may run.
 * @param {import("@playwright/test").Page} page
 */
async function axeWithoutScripts(page) {
  const context = await page
    .context()
    .browser()
    ?.newContext({ storageState: await page.context().storageState() });
  if (!context) throw new Error("this page belongs to no browser");
  const document = (await page.content())
    .replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/gi, "")
    .replaceAll(/<\/?noscript\b[^>]*>/gi, "");
  const twin = await context.newPage();
  await twin.route(page.url(), (route) =>
    route.fulfill({ contentType: "text/html; charset=utf-8", body: document }),
  );
  await twin.goto(page.url());
  await axe(twin);
  await context.close();
}
