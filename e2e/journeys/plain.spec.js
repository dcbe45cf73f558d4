// @ts-check
// The host's half without JavaScript: a story with a picture, an update, a throng over a file, its end.
import { fileURLToPath } from "node:url";
import { axe, expect, shots, test } from "../lib/journey.js";

const cat = fileURLToPath(new URL("../../server/assets/demo/chelsea.png", import.meta.url));
const ROWS = Buffer.from("key,text\n1,A cat on a wall\n2,A gnome by a pond\n3,A cat in a tree\n");

test("without JavaScript a host writes, adds a picture and an update, gathers over a file and ends it", async ({
  server,
  plain,
}) => {
  test.setTimeout(120_000);
  await plain.goto(await server.ownerLink());
  await plain.getByRole("main").getByRole("button").click();
  await plain.waitForURL("**/desk");
  await plain.locator("#title").fill("Written by hand");
  await plain.locator("#body").fill("A cat looked at a *gnome*.");
  await plain.locator("#file").setInputFiles(cat);
  await plain.getByRole("button", { name: "Look at it first" }).click();
  await expect(plain.locator("#preview em")).toHaveText("gnome");
  await plain.locator(".chosen input").fill("A tabby cat's face, close up");
  await axe(plain);
  await plain.getByRole("button", { name: "Publish it" }).click();
  await plain.waitForURL(/\/s\//);
  const story = new URL(plain.url()).pathname;
  await expect(plain.getByAltText("A tabby cat's face, close up").first()).toBeVisible();

  await plain.goto(`${story}/edit`);
  await plain.getByLabel("What is new?").fill("The gnome has moved.");
  await plain.getByRole("button", { name: "Append it" }).click();
  await plain.waitForURL(/#update-/);
  await expect(plain.getByText("The gnome has moved.")).toBeVisible();

  await plain.goto("/desk");
  await plain.getByRole("link", { name: "gather a throng" }).first().click();
  await plain.getByRole("radio", { name: "Label it" }).check();
  await plain.getByLabel("The objective").fill("Say who is where");
  await plain.getByLabel("The question").fill("Who is it?");
  await plain.getByLabel("The answers to choose from").fill("cat\ngnome");
  await plain.getByLabel("Who may see it").selectOption("link");
  await plain.getByLabel("Your rows").setInputFiles({ name: "rows.csv", mimeType: "text/csv", buffer: ROWS });
  await plain.getByRole("button", { name: "Look at the rows" }).click();
  await expect(plain.locator("#rows tr")).toHaveCount(4);
  await axe(plain);
  await shots(plain, "gather-plain");
  await plain.getByRole("button", { name: "Gather them" }).click();
  await plain.waitForURL(/\/known$/);
  const throng = new URL(plain.url()).pathname.replace(/\/known$/, "");
  expect((await (await plain.request.get(`/api/v1/throngs/${throng.split("/")[2]}`)).json()).visibility).toBe(
    "link",
  );
  await plain.goto(throng);
  await expect(plain.getByRole("heading", { name: "Say who is where" })).toBeVisible();
  await plain.goto(`${throng}/manage`);
  await plain.getByLabel("What came of it").fill("Nobody came, and the cat is still on the wall.");
  await plain.getByRole("button", { name: "End it and show the outcome" }).click();
  await expect(plain.getByText("the cat is still on the wall")).toBeVisible();
  await axe(plain);
  await shots(plain, "outcome-plain");
});
