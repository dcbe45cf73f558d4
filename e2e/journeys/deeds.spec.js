// @ts-check
// Things to do away from the screen: taken on, shown, confirmed by somebody else; and a ballot that one comes back to.
import { axe, expect, shots, test } from "../lib/journey.js";

// Each screen is looked at in both sizes and schemes, and that takes its time.
test.setTimeout(240_000);

test("what is to be done is chosen, shown, refused with a reason, confirmed, and stands in the outcome", async ({
  host,
  guest,
  plain,
}) => {
  await host.goto("/gather?template=do&objective=Water the park");
  await host.getByLabel("About which page?").fill("https://park.example/");
  await host.getByLabel("Or paste them").fill("The roses\nThe oak, which stands by the gate\nThe hedge");
  await expect(host.getByText("3 rows · one item a line")).toBeVisible();
  await host.getByRole("button", { name: "Gather them" }).click();
  await host.waitForURL("**/manage");
  const throng = new URL(host.url()).pathname.replace(/\/manage$/, "");

  // Without JavaScript: one, given back, and another of one's own choice.
  await plain.goto(throng);
  await plain.getByRole("button", { name: "I’ll take one on" }).click();
  await expect(plain.getByRole("heading", { name: "The roses" })).toBeVisible();
  await plain.getByRole("button", { name: "Give it back" }).click();
  await plain.getByRole("button", { name: /I’ll do this The oak/ }).click();
  await expect(plain.getByRole("heading", { name: "The oak" })).toBeVisible();
  await plain.getByLabel("What you did").fill("Two cans of water.");
  await plain.getByRole("button", { name: "It is done" }).click();
  await expect(plain.getByText("waits for somebody’s word")).toBeVisible();

  // Somebody who did nothing here yet cannot confirm it, and loses nothing by trying.
  await guest.goto(throng);
  await guest.getByRole("link", { name: "Choose which" }).click();
  await guest.getByRole("button", { name: /I’ll do this The hedge/ }).click();
  await guest.getByLabel("If not: why?").fill("I see no water.");
  await guest.getByRole("button", { name: "No, not yet" }).click();
  await expect(guest.getByText("You can say so once you did something here")).toBeVisible();
  await expect(guest.getByLabel("If not: why?")).toHaveValue("I see no water.");
  await shots(guest, "deeds-hand");
  await axe(guest);

  await host.goto(`${throng}/deeds`);
  await host.getByLabel("If not: why?").fill("It is still dry.");
  await host.getByRole("button", { name: "No, not yet" }).click();
  await plain.goto(`${throng}/deeds`);
  await expect(plain.getByText("It is still dry.").first()).toBeVisible();
  await plain.getByRole("button", { name: /I’ll do this The oak/ }).click();
  await plain.getByLabel("What you did").fill("Four cans of water.");
  await plain.getByRole("button", { name: "It is done" }).click();
  await host.goto(throng);
  await expect(host.getByText("waits to be confirmed")).toBeVisible();
  await shots(host, "throng-deeds");
  await axe(host);
  await host.goto(`${throng}/deeds`);
  await host.getByRole("button", { name: "Yes, it is done" }).click();
  await host.goto(`${throng}/manage`);
  await expect(host.getByText("done and confirmed")).toBeVisible();
  await shots(host, "manage-deeds");
  await axe(host);

  await host.getByLabel("What came of it").fill("The oak has water.");
  await host.getByRole("button", { name: "End it" }).click();
  await host.waitForURL(`**${throng}`);
  await expect(host.getByText("Four cans of water.")).toBeVisible();
  await shots(host, "outcome-deeds");
  await axe(host);
  await guest.goto(`${throng}/deeds`);
  await expect(guest.getByText("This has ended")).toBeVisible();
  await expect(guest.getByText("yours until")).toBeHidden();
});

for (const [rule, name] of /** @type {const} */ ([
  ["schulze", "Ranking: best to worst (Schulze)"],
  ["score", "Points: 0 to 5 for each"],
])) {
  test(`a ballot by ${rule} is filled in by fingers and comes back with its receipt`, async ({
    host,
    phone,
    plain,
    guest,
  }) => {
    await host.goto("/gather?template=decide&objective=Choose a drink");
    await host.getByLabel("About which page?").fill("https://bar.example/");
    await host.getByLabel("The question").fill("What shall we drink?");
    await host
      .getByLabel("The answers to choose from")
      .fill("Tea\nMilk\nA rather long name of a drink that nobody orders twice");
    await host.getByLabel("How is it counted?").selectOption({ label: name });
    await host.getByRole("button", { name: "Gather them" }).click();
    await host.waitForURL("**/manage");
    const throng = new URL(host.url()).pathname.replace(/\/manage$/, "");
    await shots(host, `manage-${rule}`);
    await axe(host);

    await phone.goto(throng);
    const option = (/** @type {import("@playwright/test").Page} */ page, /** @type {string} */ words) =>
      page.locator("#ballot .option").filter({ hasText: words });
    if (rule === "schulze") {
      await option(phone, "Milk").locator(".name").tap();
      await option(phone, "Tea").locator(".name").tap();
      await expect(phone.getByLabel("place: Tea")).toHaveValue("2");
      await option(phone, "Milk").locator(".name").tap();
      await expect(phone.getByLabel("place: Tea")).toHaveValue("1");
      await option(phone, "Milk").locator(".name").tap();
    } else {
      await option(phone, "Tea").getByRole("radio", { name: "5" }).tap();
      await option(phone, "Milk").getByRole("radio", { name: "2" }).tap();
      await expect(option(phone, "Milk").getByRole("radio", { name: "2" })).toBeChecked();
    }
    await shots(phone, `ballot-${rule}`);
    await axe(phone);
    await phone.getByRole("button", { name: "Cast my ballot" }).tap();
    await expect(phone.getByText("This is your receipt.")).toBeVisible();
    const receipt = await phone.locator("[data-receipt] code").innerText();

    // Coming back to the page that is the same for everybody.
    await phone.goto(throng);
    await expect(phone.locator("[data-receipt] code")).toHaveText(receipt);
    await expect(phone.getByRole("button", { name: "Change my ballot" })).toBeVisible();
    if (rule === "schulze") await expect(phone.getByLabel("place: Milk")).toHaveValue("2");
    else await expect(option(phone, "Tea").getByRole("radio", { name: "5" })).toBeChecked();

    // By keyboard, and without JavaScript; nothing at all is no ballot.
    await plain.goto(`${throng}/ballot`);
    await plain.getByRole("button", { name: "Cast my ballot" }).click();
    await expect(plain.getByText("Nothing is filled in yet")).toBeVisible();
    if (rule === "schulze") await plain.getByLabel("place: Tea").fill("1");
    else await option(plain, "Tea").getByRole("radio", { name: "4" }).press("Space");
    await plain.getByRole("button", { name: "Cast my ballot" }).click();
    await expect(plain.getByText("This is your receipt.")).toBeVisible();

    await guest.goto(throng);
    await expect(guest.getByRole("link", { name: "Manage" })).toBeHidden();
    await guest.getByRole("link", { name: "Tell me how it ends" }).click();
    await expect(guest.getByLabel("Copy this address")).toHaveValue(/\/feed\.atom$/);
    await shots(guest, `follow-${rule}`);
    await axe(guest);
  });
}
