// @ts-check
import { readFile } from "node:fs/promises";
import { axe, expect, shots, test } from "../lib/journey.js";

// Each screen is looked at in both sizes and schemes, and that takes its time.
test.setTimeout(240_000);

const ROWS = [
  "name;text;shelf",
  ...Array.from({ length: 6 }, (_, n) => `A-${n + 1};Cat number ${n + 1} lies on the wall;${n % 3}`),
].join("\n");

/** Gathers a throng by form and gives its path. @param {import("@playwright/test").Page} host @param {string} about */
async function gather(host, about) {
  await host.goto(`/gather?about=${about}`);
  await host.getByLabel("The objective").fill("Describe six museum cats for people who cannot see them");
  await host.getByLabel("How sure").selectOption("0.8");
  await host.getByLabel("The question").fill("What is this cat doing?");
  await host.getByLabel("The answers to choose from").fill("Sleeping\nWatching\nPlaying");
  await host.getByLabel("Your rows").setInputFiles({
    name: "cats.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(ROWS),
  });
  await expect(host.getByText("6 rows · semicolons, understood")).toBeVisible();
  await expect(host.getByText("6 rows × about")).toBeVisible();
  await shots(host, "gather");
  await axe(host);
  await host.getByRole("button", { name: "Gather them" }).click();
  await host.waitForURL("**/known");
  return new URL(host.url()).pathname.replace(/\/known$/, "");
}

/** A story that the host writes; its id and address. @param {import("@playwright/test").Page} host */
async function story(host) {
  const answer = await host.request.post("/api/v1/stories", {
    data: {
      title: "A cat and a gnome",
      body: "This morning a cat looked at a garden gnome.",
      tags: ["cats"],
    },
    headers: { origin: new URL(host.url()).origin },
  });
  expect(answer.status()).toBe(201);
  const { id, slug } = await answer.json();
  return { id, path: `/s/${slug}` };
}

test("a crowd answers from under a story, and the host ends it with an outcome", async ({
  host,
  guest,
  otherGuest,
  plain,
}) => {
  const { id, path } = await story(host);
  const throng = await gather(host, `story:${id}`);

  await expect(host.getByRole("heading", { name: "Do five yourself" })).toBeVisible();
  await shots(host, "throng-known");
  await axe(host);
  await host.getByRole("button", { name: "Sleeping" }).click();
  await host.waitForURL("**/known?after=0");
  await expect(host.getByText("of five known answers")).toBeVisible();

  // Under the story, by key; nobody had to sign in.
  await guest.goto(path);
  const work = guest.locator("throng-work");
  await work.scrollIntoViewIfNeeded();
  await expect(work.getByText("What is this cat doing?")).toBeVisible();
  await shots(guest, "story-with-throng");
  await guest.keyboard.press("1");
  await expect(work.getByText("your 2nd item")).toBeVisible();
  await expect(work.getByText("Counted. Thank you.")).toBeVisible();
  await expect(guest.locator("[data-me]")).not.toHaveText("Sign in");
  await work.getByRole("button", { name: "Sleeping" }).click();
  await expect(work.getByText("your 3rd item")).toBeVisible();

  // Whoever answered speaks as the same person.
  await guest.getByPlaceholder("Say something").fill("They sleep, mostly.");
  await guest.keyboard.press("Enter");
  const said = guest.locator(".message", { hasText: "They sleep, mostly." });
  await expect(said.locator(".by")).toHaveText(/\S/);
  await expect(guest.locator("[data-me]")).toContainText(await said.locator(".by").innerText());
  await work.getByRole("button", { name: "Sleeping" }).click();
  await expect(work.getByText("your 4th item")).toBeVisible();

  // On the throng's own page, to the end.
  await otherGuest.goto(throng);
  await expect(otherGuest.getByRole("heading", { level: 1 })).toHaveText(/^Describe six museum cats/);
  await shots(otherGuest, "throng");
  await axe(otherGuest);
  for (let n = 2; n <= 5; n += 1) {
    await otherGuest.locator("throng-work").getByRole("button", { name: "Sleeping" }).click();
    await expect(otherGuest.locator("[data-nth]")).toHaveText(new RegExp(`your ${n}`));
  }

  // Without JavaScript.
  await plain.goto(throng);
  await shots(plain, "throng-plain");
  await axe(plain);
  await plain.getByRole("button", { name: "Sleeping" }).click();
  await plain.waitForURL("**?next=counted#work");
  await expect(plain.getByText("your 2nd item")).toBeVisible();

  await host.goto(`${throng}/manage`);
  await shots(host, "throng-manage");
  await axe(host);
  await host
    .getByLabel("What came of it")
    .fill("Six cats have words, and the museum has put them up.\n\nThank you all.");
  await host.getByRole("button", { name: "End it" }).click();
  await host.waitForURL(`**${throng}`);
  await expect(host.getByRole("heading", { name: "Who did it" })).toBeVisible();

  // Whoever has the page open hears of the end.
  await expect(otherGuest.getByText("It has ended")).toBeVisible();
  await otherGuest.goto(throng);
  await expect(otherGuest.locator(".dots .you")).toHaveCount(1);
  await shots(otherGuest, "outcome");
  await axe(otherGuest);
  const download = otherGuest.waitForEvent("download");
  await otherGuest.getByRole("link", { name: "outcome.csv" }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  // What the host did not show stays the host's; their own file has it, in place and order.
  expect(csv.split("\n")[0]).toBe("key,text,picture,url,answer,confidence,answers");
  const own = host.waitForEvent("download");
  await host.getByRole("link", { name: "outcome.csv" }).click();
  const file = await readFile(await (await own).path(), "utf8");
  expect(file.split("\n")[0]).toBe("name;text;shelf;answer;confidence;answers");
  expect(file).toMatch(/^A-1;Cat number 1 lies on the wall;0;Sleeping;1(\.0)?;/m);
});

test("what is not said while the server is away is kept and said later", async ({ host, guest }) => {
  const { id } = await story(host);
  const throng = await gather(host, `story:${id}`);
  await guest.goto(throng);
  const work = guest.locator("throng-work");
  await work.getByRole("button", { name: "Watching" }).click();
  await expect(work.getByText("your 2nd item")).toBeVisible();
  await guest.route("**/api/v1/leases/*/answer", (route) => route.abort("internetdisconnected"));
  await work.getByRole("button", { name: "Watching" }).click();
  await expect(work.getByText("The server is not reached.")).toBeVisible();
  await shots(guest, "throng-offline");
  await guest.unroute("**/api/v1/leases/*/answer");
  await expect(work.getByText("your 3rd item")).toBeVisible();
});

test("the list of throngs says what is open and what has ended", async ({ guest }) => {
  await guest.goto("/throngs");
  await expect(guest.getByRole("heading", { level: 1 })).toBeVisible();
  await shots(guest, "throngs");
  await axe(guest);
});
