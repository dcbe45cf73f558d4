// @ts-check
// The first night, as somebody lives it who has just arrived on a phone, and as the host does; everybody else is simulated.
import { expect, test } from "@playwright/test";
import { Demo } from "../lib/demo.js";
import { axe, shots } from "../lib/look.js";
import { watch } from "../lib/watch.js";

// Each screen is looked at in both sizes and schemes while a crowd is at work on the same machine.
test.setTimeout(420_000);

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const OPEN = "Find the lanterns, and name the gnome";

test("somebody new is useful within seconds, votes, speaks and remixes, and the host ends the throng", async ({
  browser,
}) => {
  const demo = new Demo(["--speed", "5", "--crowd", "40"]);
  try {
    const arrive = await demo.said(/^arrive as one of the crowd: (\S+)/);
    const owner = await demo.said(/^be the host: (\S+)/);
    const origin = new URL(arrive).origin;
    const phone = await browser.newContext(PHONE);
    const faults = watch(phone, origin);
    const page = await phone.newPage();

    // No join step: the first answer makes the guest.
    const began = Date.now();
    await page.goto(arrive);
    const work = page.locator("throng-work");
    await work.locator("button.answer").first().tap();
    await expect(work.getByText("Counted. Thank you.")).toBeVisible();
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    test.info().annotations.push({ type: "from arrival to counted", description: `${seconds} s` });
    await expect(page.locator("[data-me]")).not.toHaveText("Sign in");
    await expect(page.getByText("simulated people are at work here")).toBeVisible();

    await page.getByPlaceholder("Say something").fill("Is there room for one more?");
    await page.keyboard.press("Enter");
    const said = page.locator(".message", { hasText: "Is there room for one more?" });
    await expect(said.locator(".by")).toHaveText(/\S/);
    await expect(page.locator("[data-me]")).toContainText(await said.locator(".by").innerText());

    // A remix, made with a thumb.
    await page.getByRole("link", { name: "Remix it" }).first().tap();
    await page.getByRole("button", { name: "Text", exact: true }).tap();
    await page.getByRole("button", { name: "On top" }).tap();
    await page.keyboard.type("WHO LET YOU IN?");
    await page.getByRole("button", { name: "Publish" }).tap();
    const dialog = page.getByRole("dialog", { name: "Publish your remix" });
    await dialog.getByLabel("Title").fill("Who let you in?");
    await dialog.getByRole("button", { name: "Publish" }).tap();
    await page.waitForURL((url) => url.pathname.startsWith("/p/") && !url.pathname.endsWith("/remix"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who let you in?");

    // The night is played to its end meanwhile.
    const ended = await demo.said(/Its outcome: (\S+)/);
    await page.goto(`${origin}/throngs`);
    await page.getByRole("link", { name: OPEN }).first().tap();
    await page.waitForURL("**/t/**");
    const open = page.url();
    await expect(page.locator("crowd-line")).toHaveAttribute("joined", /^[1-9]/);
    await expect(page.locator("crowd-line")).toHaveAttribute("working", /^[1-9]/);
    await page.locator("throng-work button.answer").first().tap();
    await expect(page.getByText("Counted. Thank you.")).toBeVisible();
    await page.getByLabel("Rosalind").check();
    await page.getByRole("button", { name: "Cast my ballot" }).tap();
    await expect(page.getByText("This is your receipt")).toBeVisible();
    await shots(page, "night-ballot");
    await axe(page);
    for (const [name, address] of [
      ["front", origin],
      ["story", arrive],
      ["throng", open],
      ["outcome", ended.replace(/^https?:\/\/[^/]+/, origin)],
    ]) {
      await page.goto(address ?? origin);
      await shots(page, `night-${name}`);
      await axe(page);
    }
    await expect(page.getByRole("heading", { name: "Who did it" })).toBeVisible();

    const desk = await browser.newContext();
    const host = await desk.newPage();
    await host.goto(owner);
    await host.getByRole("main").getByRole("button").click();
    await host.waitForURL("**/desk");
    const surge = host.locator("#surges");
    await expect(surge.getByRole("link", { name: "The cat and the gnome" })).toBeVisible();
    await expect(surge).toContainText("frontpage.localhost");
    await shots(host, "night-desk");
    await host.goto(`${open}/manage`);
    await expect(host.locator("[data-count='joined']")).toHaveText(/[1-9]/);
    await host.getByLabel("What came of it").fill("The lanterns are found, and the gnome has a name.");
    await host.getByRole("button", { name: "End it" }).click();
    await host.waitForURL(open);
    await expect(host.getByRole("heading", { name: "Who did it" })).toBeVisible();
    expect(faults, "faults that the browser saw").toEqual([]);
    await phone.close();
    await desk.close();
  } finally {
    await demo.stop();
  }
});
