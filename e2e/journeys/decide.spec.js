// @ts-check
import { axe, expect, shots, test } from "../lib/journey.js";
import { drawn, putUp } from "../lib/pictures.js";

// Each screen is looked at in both sizes and schemes, and that takes its time.
test.setTimeout(240_000);

/** Lets through what a new guest put up. @param {import("@playwright/test").Page} host @param {string} picture */
async function letThrough(host, picture) {
  const answer = await host.request.post("/api/v1/moderation/acts", {
    data: { act: "let_through", about: { kind: "picture", id: picture }, reason: "A fine hat." },
    headers: { origin: new URL(host.url()).origin },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("remixes become the options of a ballot, and the ballot a tally that anyone can check", async ({
  host,
  guest,
  otherGuest,
  plain,
}) => {
  await host.goto("/");
  const picture = await putUp(host, "/api/v1/pictures", "The gnome", await drawn(host, "#2f5d50", "Gnome"));
  await host.goto(`/gather?about=picture:${picture}`);
  await host.locator("#gather").getByText("Remix it", { exact: true }).click();
  await expect(host.getByLabel("The question")).toBeHidden();
  await host.getByLabel("The objective").fill("Give the gnome a hat");
  await shots(host, "gather-remix");
  await host.getByRole("button", { name: "Gather them" }).click();
  await host.waitForURL("**/t/**/manage");
  const throng = new URL(host.url()).pathname.replace(/\/manage$/, "");
  await host.goto(throng);
  await shots(host, "throng-remix-empty");

  // Two remixes by people who joined on the throng's page.
  for (const [page, title, colour] of /** @type {const} */ ([
    [guest, "A red hat", "#a33b2a"],
    [otherGuest, "A blue hat", "#2a4fa3"],
  ])) {
    await page.goto(throng);
    await page.getByRole("button", { name: "Remix it" }).click();
    await page.waitForURL(`**/p/${picture}/remix`);
    const remix = await putUp(
      page,
      `/api/v1/pictures/${picture}/remixes`,
      title,
      await drawn(page, colour, title),
    );
    await letThrough(host, remix);
  }
  await host.goto(`${throng}?next=look`);
  await expect(host.getByText("2 remixes")).toBeVisible();
  await shots(host, "throng-remix");
  await axe(host);

  // One tap.
  await host.goto(`${throng}/manage`);
  await shots(host, "manage-remix");
  await host.getByRole("button", { name: "Let them decide" }).click();
  await host.waitForURL(`**${throng}`);

  await guest.goto(`${throng}/ballot`);
  await expect(guest.getByRole("heading", { name: "Which of these do you like?" })).toBeVisible();
  await shots(guest, "ballot");
  await axe(guest);
  await guest.getByLabel("A red hat").check();
  await guest.getByRole("button", { name: "Cast my ballot" }).click();
  await expect(guest.getByText("This is your receipt.")).toBeVisible();
  const receipt = await guest.locator("code").first().innerText();
  expect(receipt).toMatch(/^[0-9a-f]{64}$/);
  await shots(guest, "ballot-counted");

  // Without JavaScript, by keyboard alone; and changed.
  await plain.goto(`${throng}/ballot`);
  await plain.getByLabel("A blue hat").check();
  await plain.getByRole("button", { name: "Cast my ballot" }).click();
  await expect(plain.getByText("This is your receipt.")).toBeVisible();
  await plain.getByLabel("A blue hat").uncheck();
  await plain.getByLabel("A red hat").check();
  await plain.getByRole("button", { name: "Change my ballot" }).click();
  await expect(plain.getByLabel("A red hat")).toBeChecked();
  await expect(plain.getByLabel("A blue hat")).not.toBeChecked();

  const early = await guest.request.get(`/api/v1/throngs/${throng.replace("/t/", "")}/activities`);
  const decision = (await early.json()).items.find(
    (/** @type {{kind: string}} */ one) => one.kind === "decide",
  ).id;
  expect((await guest.request.get(`/api/v1/activities/${decision}/tally`)).status()).toBe(409);

  await host.goto(`${throng}/manage`);
  await host.getByLabel("What came of it").fill("The red hat it is.");
  await host.getByRole("button", { name: "End it" }).click();
  await host.waitForURL(`**${throng}`);
  await expect(host.getByText("“A red hat” won.")).toBeVisible();
  await expect(host.getByText("2 ballots, 2 of them by guests")).toBeVisible();
  await shots(host, "tally");
  await axe(host);
  const proof = await guest.request.get(`/api/v1/activities/${decision}/receipts/${receipt}`);
  expect((await proof.json()).included).toBe(true);
});
