// @ts-check
// The host's way through a throng, and the newcomer's on a phone: from a picture and a file to an outcome.
import { readFile } from "node:fs/promises";
import { axe, expect, shots, test } from "../lib/journey.js";
import { drawn, putUp } from "../lib/pictures.js";

// Each screen is looked at in both sizes and schemes, and that takes its time.
test.setTimeout(300_000);

/** What a host does at most until *Remix it* is live, in ms. */
const HALF_A_MINUTE = 30_000;
/** What a newcomer needs at most until their first act counts, in ms. */
const TEN_SECONDS = 10_000;

const CATS = Array.from({ length: 8 }, (_, n) => `A-${n + 1};Cat ${n + 1} lies on the wall;${n % 3}`);
/** A file as spreadsheets write it: a mark at the beginning, semicolons, and Windows's line ends. */
const FILE = Buffer.from(`\uFEFFkey;text;shelf\r\n${CATS.join("\r\n")}\r\n`);

test("a host gathers remixes of a picture in half a minute", async ({ host, phone }) => {
  await host.goto("/");
  const picture = await putUp(host, "/api/v1/pictures", "The gnome", await drawn(host, "#2f5d50", "Gnome"));

  const began = Date.now();
  await host.goto(`/p/${picture}`);
  await host.getByRole("link", { name: "Gather a throng about this" }).click();
  await expect(host.getByRole("radio", { name: "Remix it" })).toBeChecked();
  await expect(host.getByLabel("Your rows")).toBeHidden();
  await host.getByLabel("The objective").fill("Give the gnome a hat");
  await host.getByRole("button", { name: "Gather them" }).click();
  await host.waitForURL("**/manage");
  const took = Date.now() - began;
  expect(took).toBeLessThan(HALF_A_MINUTE);
  test.info().annotations.push({ type: "ms until Remix it is live", description: String(took) });
  const throng = new URL(host.url()).pathname.replace(/\/manage$/, "");
  await expect(host.locator("#link code")).toContainText(throng);
  await host.getByText("Put it on another page").click();
  await expect(host.getByLabel("Line to copy")).toHaveValue(/<iframe /);
  await shots(host, "gather-live");
  await axe(host);

  await phone.goto(throng);
  await phone.getByRole("button", { name: "Remix it" }).tap();
  await phone.waitForURL(`**/p/${picture}/remix`);
});

test("a file becomes a throng, strangers answer it on a phone, and it comes back with the answers", async ({
  host,
  phone,
  otherGuest,
}) => {
  await host.goto("/gather?template=label&objective=Say what eight cats are doing");
  await host.getByLabel("About which page?").fill("https://museum.example/cats");
  await host.getByLabel("How sure").selectOption("0.8");
  await host.getByLabel("The question").fill("What is this cat doing?");
  await host.getByLabel("The answers to choose from").fill("Sleeping\nWatching\nPlaying");
  await host.getByLabel("Your rows").setInputFiles({ name: "cats.csv", mimeType: "text/csv", buffer: FILE });
  await expect(host.getByText("8 rows · semicolons, understood")).toBeVisible();
  await expect(host.locator("#rows tr")).toHaveCount(6);
  await expect(host.locator("#cost")).toContainText("8 rows × about");
  await shots(host, "gather-rows");
  await axe(host);
  await host.getByRole("button", { name: "Gather them" }).click();
  await host.waitForURL("**/known");
  await shots(host, "gather-five");
  for (let n = 0; n < 5; n += 1) {
    await host.getByRole("button", { name: "Sleeping" }).click();
    await host.waitForURL(`**/known?after=${n}`);
  }
  await expect(host.getByText("Do five yourself")).toBeVisible();
  await axe(host);
  const throng = new URL(host.url()).pathname.replace(/\/known$/, "");

  // On a phone: from the arrival to the first act that counts.
  const arrived = Date.now();
  await phone.goto(throng);
  const answers = phone.locator("throng-work").getByRole("button", { name: "Sleeping" });
  await answers.tap();
  await expect(phone.getByText(/^Counted/)).toBeVisible();
  const took = Date.now() - arrived;
  expect(took).toBeLessThan(TEN_SECONDS);
  test
    .info()
    .annotations.push({ type: "ms from arrival to the first counted act", description: String(took) });
  await phone.screenshot({ path: "shots/gather-phone-work.png" });
  await shots(phone, "gather-work");
  await axe(phone);

  // Everybody to the end of what there is for them.
  for (const page of [phone, otherGuest]) {
    await page.goto(throng);
    const left = page.locator("[data-nothing]");
    const work = page.locator("throng-work");
    for (let n = 0; n < 8; n += 1) {
      await expect(work.locator("[data-nothing], .answers").filter({ visible: true }).first()).toBeVisible();
      if (await left.isVisible()) break;
      const before = await page.locator("input[name=item]").inputValue();
      await work.getByRole("button", { name: "Sleeping" }).click();
      await expect(async () => {
        const now = await page.locator("input[name=item]").inputValue();
        expect(now !== before || (await left.isVisible())).toBe(true);
      }).toPass();
    }
    await expect(left).toBeVisible();
  }
  await shots(otherGuest, "gather-nothing-left");
  await axe(otherGuest);

  await host.goto(`${throng}/manage`);
  await shots(host, "gather-manage");
  await axe(host);
  await host.getByLabel("What came of it").fill("Eight cats have words.\n\nThank you all.");
  await host.getByRole("button", { name: "End it" }).click();
  await host.waitForURL(`**${throng}`);
  await expect(host.getByRole("heading", { name: "Who did it" })).toBeVisible();
  await expect(host.getByRole("link", { name: "Gather again" })).toBeVisible();
  await shots(host, "gather-outcome");
  await axe(host);

  const download = host.waitForEvent("download");
  await host.getByRole("link", { name: "outcome.csv" }).click();
  const csv = (await readFile(await (await download).path(), "utf8")).replace(/^\uFEFF/, "");
  const [head, ...rows] = csv.trim().split(/\r?\n/);
  expect(head).toBe("key;text;shelf;answer;confidence;answers");
  expect(rows.map((row) => row.split(";").slice(0, 3).join(";"))).toEqual(CATS);
  for (const row of rows) expect(row).toMatch(/;Sleeping;[01](\.\d+)?;\d+$/);

  await phone.goto("/me");
  await expect(phone.getByRole("link", { name: /Say what eight cats are doing/ })).toBeVisible();
});

test("a column that names people is warned of before everybody sees it", async ({ host }) => {
  await host.goto("/gather?template=check");
  await host.getByLabel("About which page?").fill("https://museum.example/visitors");
  await host.getByLabel("The objective").fill("Is this how visitors can be reached?");
  await host.getByLabel("Or paste them").fill("text,shelf\nAsk ada@example.org,4\nAsk bob@example.org,1");
  await expect(host.locator("#rows").getByText("“text” may name people")).toBeVisible();
  await shots(host, "gather-warned");
  await axe(host);
});

test("a table with headings of the host's own is shown, guessed, and changed", async ({ host }) => {
  await host.goto("/gather?template=label&objective=Say what these are");
  await host.getByLabel("About which page?").fill("https://museum.example/");
  await host.getByLabel("The question").fill("Is it true?");
  await host.getByLabel("The answers to choose from").fill("Yes\nNo");
  const table = "Nr,Claim,Claim\n1,The moon is made of old cheese,short\n2,Cats swim well and often,brief\n";
  const file = { name: "claims.csv", mimeType: "text/csv", buffer: Buffer.from(table) };
  await host.getByLabel("Your rows").setInputFiles(file);
  await expect(host.getByText("People will see “Claim”")).toBeVisible();
  await expect(host.locator("#rows select").nth(1)).toHaveValue("text");
  await expect(host.locator("#first")).toHaveText("The moon is made of old cheese");
  await shots(host, "gather-guessed");
  await axe(host);
  await host.locator("#rows select").nth(2).selectOption("text");
  await expect(host.locator("#first")).toHaveText("short");
  await expect(host.locator("#rows select").nth(1)).toHaveValue("private");
  await host.getByRole("button", { name: "Gather them" }).click();
  await host.waitForURL("**/known");
});

test("a check needs one press, with a script and without", async ({ host }) => {
  await host.goto("/gather");
  await expect(host.getByRole("radio", { name: /^Remix it/ })).toBeDisabled();
  await host.locator("#gather").getByText("Check it", { exact: true }).click();
  await expect(host.getByLabel("The question")).toHaveValue("Is this claim right?");
  await host.getByLabel("About which page?").fill("https://news.example/");
  await host.getByLabel("The objective").fill("The moon is made of cheese");
  await expect(host.getByLabel("Until")).not.toHaveValue("");
  await shots(host, "gather-check");
  await axe(host);
  await host.getByRole("button", { name: "Gather them" }).click();
  await host.waitForURL("**/manage");
});
