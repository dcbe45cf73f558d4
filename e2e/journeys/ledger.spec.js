// @ts-check
// A service comes onto the ledger, fails people, is reported with one tap, and is measured; the crowd is gathered about it.
import { axe, expect, shots, test } from "../lib/journey.js";

// Each screen is looked at in both sizes and schemes, and that takes its time.
test.setTimeout(240_000);

/**
 * Puts a service on the ledger by the form; gives its path.
 * @param {import("@playwright/test").Page} host
 * @param {string} name
 */
async function service(host, name) {
  await host.goto("/ledger/new");
  await host.getByLabel("What it is called").fill(name);
  await host.getByLabel("Its address").fill("https://calls.example/");
  await host.getByLabel("What it does").fill("Calls over the internet");
  await host.getByLabel("Since which year").fill("2003");
  await host.getByLabel("How many it serves").fill("5500000");
  await host.getByRole("button", { name: "Put it there" }).click();
  await host.waitForURL(/\/ledger\/(?!new)/);
  return new URL(host.url()).pathname;
}

test("an outage is written down, reported with one tap, measured and checked together", async ({
  host,
  guest,
  phone,
}) => {
  await guest.goto("/ledger");
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Ledger");
  await axe(guest);
  await host.goto("/ledger/new");
  await shots(host, "ledger-new");
  await axe(host);
  const path = await service(host, "Ring Ring");

  await host.getByRole("link", { name: "Write an incident down" }).click();
  await host.getByLabel("What failed, in one line").fill("Nobody can sign in");
  await host.getByLabel("It began").fill("2026-08-16T08:00");
  await host.getByLabel("first public word").fill("2026-08-16T08:26");
  await host.getByLabel("What it did to people").fill("No calls, for hours");
  await host.getByLabel("What shows it").first().fill("https://calls.example/log\nI tried for an hour");
  await shots(host, "ledger-write");
  await axe(host);
  await host.getByRole("button", { name: "Write it down" }).click();
  await host.waitForURL(/\/incidents\//);
  const incident = new URL(host.url()).pathname;
  await expect(host.getByText("2 pieces of evidence")).toBeVisible();
  await expect(host.getByText("after 26 min")).toBeVisible();
  await expect(host.getByText("Nothing yet. This place is kept for it.")).toBeVisible();

  // One tap, by somebody who has just come; the second tap changes nothing.
  await phone.goto(path);
  await phone.getByRole("button", { name: "It fails for me" }).tap();
  await expect(phone.getByText("Counted. Thank you: one person, one report an hour.")).toBeVisible();
  await expect(phone.getByText("1 report in the last hour")).toBeVisible();
  await expect(phone.locator("[data-me]")).not.toHaveText("Sign in");
  await phone.getByRole("button", { name: "It fails for me" }).tap();
  await expect(phone.getByText("it still counts once")).toBeVisible();
  await expect(phone.getByText("1 report in the last hour")).toBeVisible();

  // What it is good for stands on the same page.
  await phone.getByRole("link", { name: "Say what it is good for" }).tap();
  await phone.getByLabel("What it is good for").fill("Families far apart talk for nothing");
  await phone.getByLabel("How much, as a number with its unit").fill("1 billion minutes a year");
  await phone.getByRole("button", { name: "Say it" }).tap();
  await expect(phone.getByText("is looked at before everybody")).toBeVisible();
  await host.goto("/moderation/queue");
  await host.getByLabel("Your reason").first().fill("A fair word");
  await host.getByRole("button", { name: "Let it through" }).first().click();

  // Whoever has the page open hears what is added.
  await guest.goto(incident);
  await host.goto(`${incident}/write`);
  await host.getByLabel("What is new?").fill("Calls work again since the evening.");
  await host.getByLabel("It is over now").check();
  await host.getByRole("button", { name: "Add it" }).click();
  await host.waitForURL(`**${incident}**`);
  await expect(guest.getByText("Calls work again since the evening.")).toBeVisible();
  await guest.goto(incident);
  await expect(guest.getByText("Over", { exact: true })).toBeVisible();
  await shots(guest, "ledger-incident");
  await axe(guest);

  await guest.goto(path);
  await expect(guest.getByText("1 billion minutes a year").first()).toBeVisible();
  await expect(guest.getByText("Families far apart talk for nothing")).toBeVisible();
  await guest.locator(".yardstick details").first().locator("summary").click();
  await expect(guest.locator(".yardstick details").first().getByText(" = ").first()).toBeVisible();
  await shots(guest, "ledger-service");
  await axe(guest);
  await guest.getByRole("link", { name: "How this is counted" }).first().click();
  await expect(guest.getByText("IEEE 1366").first()).toBeVisible();
  await shots(guest, "yardstick");
  await axe(guest);

  // The incident is the subject of a throng.
  await host.goto(incident);
  await host.getByRole("link", { name: "Gather" }).click();
  await expect(host.getByText("Nobody can sign in").first()).toBeVisible();
  await axe(host);
});

test("who speaks for a service is told where to put the line that proves it", async ({ host, guest }) => {
  const path = await service(host, "Post Office");
  await guest.goto(`${path}/write`);
  await guest.getByRole("button", { name: "I speak for it" }).click();
  await expect(guest.getByText("https://calls.example/.well-known/throng.txt")).toBeVisible();
  await guest.getByRole("button", { name: "It is there: look" }).click();
  await expect(guest.getByRole("alert")).toContainText("was found neither at");
  await shots(guest, "ledger-speak");
  await axe(guest);
});

test("without JavaScript a report is counted and a page says so", async ({ host, plain }) => {
  const path = await service(host, "Water Works");
  await plain.goto(path);
  await plain.getByRole("button", { name: "It fails for me" }).click();
  await expect(plain.getByText("Counted. Thank you")).toBeVisible();
  await axe(plain);
});

test("one author is one witness, and what was not known at first is added to the record", async ({
  host,
  guest,
}) => {
  const path = await service(host, "Night Trains");
  await guest.goto(path);
  await expect(guest.locator(".figure").first()).toHaveText("no case yet");
  await expect(guest.getByText("Worked").locator("..")).toContainText("no case yet");
  await host.goto(`${path}/write`);
  await host.getByLabel("What failed, in one line").fill("No train since midnight");
  await host.getByLabel("It began").fill("2026-08-16T00:00");
  await host.getByLabel("Somebody noticed").fill("2026-08-16T00:05");
  await host.getByLabel("first public word").fill("2026-08-16T00:30");
  await host.getByLabel("What shows it").first().fill("I stood on the platform");
  await host.getByRole("button", { name: "Write it down" }).click();
  await host.waitForURL(/\/incidents\//);
  const incident = new URL(host.url()).pathname;
  await expect(host.getByText("after 5 min")).toBeVisible();

  await guest.goto(path);
  await expect(guest.getByText("An incident is open; one witness so far")).toBeVisible();
  await expect(guest.getByText("No other incident of the last year")).toBeVisible();
  const own = guest.getByText("with a word of the service itself").locator("..");
  await expect(own.locator(".figure")).toHaveText("0");

  await host.goto(`${incident}/write`);
  await host.getByLabel("People it hit").fill("5500");
  await host.getByLabel("What failed", { exact: true }).fill("A signal box");
  await host.getByLabel("More that shows it").fill("https://trains.example/notice");
  await axe(host);
  await shots(host, "ledger-record");
  await host.getByRole("button", { name: "Put it into the record" }).click();
  await host.waitForURL(`**${incident}`);
  await expect(host.getByText("2 pieces of evidence")).toBeVisible();
  await expect(host.getByText("A signal box")).toBeVisible();
  await expect(host.getByText("5,500")).toBeVisible();
  await expect(host.getByText("after 30 min")).toBeVisible();
});
