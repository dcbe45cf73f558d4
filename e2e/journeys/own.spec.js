// @ts-check
// What is one's own: a picture is changed and taken back, everything is taken out and erased; and the host gives a role.
import { readFile } from "node:fs/promises";
import { axe, expect, shots, test } from "../lib/journey.js";
import { drawn, putUp } from "../lib/pictures.js";

for (const how of ["with", "without"]) {
  test(`${how} JavaScript an author changes a picture's words and visibility, and takes it back`, async ({
    guest,
    plain,
    otherGuest,
  }) => {
    const author = how === "with" ? guest : plain;
    await otherGuest.goto("/");
    await author.goto("/");
    const bytes = await drawn(otherGuest, how === "with" ? "#484" : "#848", "mine");
    const id = await putUp(author, "/api/v1/pictures", "Mine", bytes);
    await otherGuest.goto(`/p/${id}`);
    await expect(otherGuest.getByRole("link", { name: "Change it or take it back" })).toBeHidden();

    await author.goto(`/p/${id}`);
    await author.getByRole("link", { name: "Change it or take it back" }).click();
    await expect(author.getByLabel("Title")).toHaveValue("Mine");
    await axe(author);
    await shots(author, `picture-edit-${how}`);
    await author.getByLabel("What is to be seen?").fill("A word on a coloured ground");
    await author.getByLabel("How may others use it?").selectOption("CC-BY-4.0");
    await author.getByLabel("Who may see it").selectOption("link");
    await author.getByRole("button", { name: "Save it" }).click();
    await author.waitForURL(`**/p/${id}**`);
    await expect(author.getByAltText("A word on a coloured ground")).toBeVisible();
    const kept = await (await author.request.get(`/api/v1/pictures/${id}`)).json();
    expect([kept.licence, kept.visibility]).toEqual(["CC-BY-4.0", "link"]);

    await author.goto(`/p/${id}/edit`);
    await author.getByRole("button", { name: "Take it back" }).click();
    await expect(author.getByText("This picture was taken back.")).toBeVisible();
    expect((await otherGuest.goto(`/p/${id}`))?.status()).toBe(410);
    await expect(otherGuest.getByText("This picture was taken back.")).toBeVisible();
    expect((await author.goto(`/p/${id}/edit`))?.status()).toBe(410);
  });
}

test("one takes everything out, and is erased", async ({ host, guest }) => {
  const made = await host.request.post("/api/v1/stories", {
    data: { title: "To be forgotten under", body: "Words." },
    headers: { origin: new URL(host.url()).origin },
  });
  const { slug } = await made.json();
  await guest.goto(`/s/${slug}`);
  await guest.locator("#comment-body").fill("A word of mine.");
  await guest.locator("#comment-form button").click();
  await expect(guest.locator("[data-comments]")).toContainText("A word of mine.");
  await guest.goto("/me");
  await guest.getByLabel("As others see you").fill("Otis Redwing");
  await guest.getByRole("button", { name: "Call me that" }).click();
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Otis Redwing");
  await axe(guest);
  await shots(guest, "me");

  const download = guest.waitForEvent("download");
  await guest.getByRole("link", { name: "Take everything with you" }).click();
  const archive = await readFile(await (await download).path());
  expect(archive.includes("A word of mine.")).toBe(true);

  await guest.getByText("Erase me").click();
  await guest.getByRole("button", { name: "Erase my name and texts" }).click();
  await expect(guest.locator("[data-me]")).toHaveText("Sign in");
  await guest.goto(`/s/${slug}`);
  await expect(guest.getByText("A word of mine.")).toHaveCount(0);
  await expect(guest.getByText("Otis Redwing")).toHaveCount(0);
});

test("the owner finds somebody and makes them a moderator, for a reason that everybody can read", async ({
  host,
  guest,
}) => {
  await guest.goto("/me");
  await guest.getByLabel("What shall others call you?").fill("Ada 100%");
  await guest.getByRole("button", { name: "Be a guest" }).click();
  await guest.goto("/me");
  await host.goto("/desk");
  await host.getByRole("link", { name: "People and their roles" }).click();
  await host.getByLabel("Find somebody").fill("ada 100%");
  await host.getByRole("button", { name: "Find", exact: true }).click();
  const found = host.locator("#found li");
  await expect(found).toHaveCount(1);
  await found.getByText("Give a role").click();
  await axe(host);
  await shots(host, "people");
  await found.getByLabel("Role").selectOption("moderator");
  await found.getByLabel("Your reason").fill("She has helped for years.");
  await found.getByRole("button", { name: "Give it" }).click();
  await expect(host.locator("#roles")).toContainText("Ada 100%");
  await guest.goto("/moderation/queue");
  await expect(guest.getByRole("heading", { name: "Held and flagged" })).toBeVisible();
  await guest.goto("/moderation");
  await expect(guest.getByRole("main")).toContainText("She has helped for years.");
  await guest.goto("/desk/people");
  await expect(guest.getByText("Your role does not allow this.")).toBeVisible();
});
