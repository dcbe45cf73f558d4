// @ts-check
import { axe, expect, shots, test } from "../lib/journey.js";

/**
 * A story of the host's, with its room.
 * @param {import("@playwright/test").Page} host
 */
async function story(host) {
  const answer = await host.request.post("/api/v1/stories", {
    data: { title: "A cat and a gnome", body: "They met by the roses." },
    headers: { origin: new URL(host.url()).origin },
  });
  expect(answer.status()).toBe(201);
  const { id } = await answer.json();
  return `/rooms/${id}`;
}

test("what one says the other sees at once, and nothing is lost offline", async ({
  host,
  guest,
  otherGuest,
}) => {
  const room = await story(host);
  await guest.goto(room);
  await otherGuest.goto(room);
  await expect(otherGuest.locator("throng-room")).toHaveAttribute("data-line", "open");

  await guest.getByLabel("Say something").fill("Number 217 is a <b>dog</b>.");
  await guest.keyboard.press("Enter");
  const heard = otherGuest.locator(".message .body");
  await expect(heard).toHaveText(["Number 217 is a <b>dog</b>."]);
  await expect(guest.locator("[data-me]")).toContainText("guest");
  await expect(guest.locator(".message[data-seq]")).toHaveCount(1);

  await guest.context().setOffline(true);
  await guest.getByLabel("Say something").fill("Said in a tunnel.");
  await guest.keyboard.press("Enter");
  await expect(guest.locator(".message .body")).toHaveText([
    "Number 217 is a <b>dog</b>.",
    "Said in a tunnel.",
  ]);
  await guest.context().setOffline(false);
  await guest.reload();
  await expect(heard).toHaveText(["Number 217 is a <b>dog</b>.", "Said in a tunnel."]);
  await expect(guest.locator(".message .body")).toHaveText([
    "Number 217 is a <b>dog</b>.",
    "Said in a tunnel.",
  ]);
  await axe(guest);
  await shots(guest, "room");
});

test("a message is answered, thanked for, changed and taken back", async ({ host, guest, otherGuest }) => {
  const room = await story(host);
  await guest.goto(room);
  await guest.getByLabel("Say something").fill("It is a tabby.");
  await guest.keyboard.press("Enter");
  await expect(guest.locator(".message[data-id]")).toHaveCount(1);

  await otherGuest.goto(room);
  const other = otherGuest.locator(".message").first();
  await other.hover();
  await other.getByRole("button", { name: "Answer …" }).click();
  await other.getByRole("button", { name: "Thanks" }).click();
  await expect(other.locator(".reactions")).toHaveText("1 thanks");
  await expect(other.getByRole("button", { name: "Take back" })).toBeHidden();
  await other.getByRole("button", { name: "Answer", exact: true }).click();
  await otherGuest.getByLabel("Say something").fill("Striped, I say.");
  await otherGuest.keyboard.press("Enter");
  await expect(guest.locator(".message .body")).toHaveText(["It is a tabby.", "Striped, I say."]);
  await expect(guest.locator(".message a.to[href]")).toHaveAttribute("href", "#m1");

  const own = guest.locator(".message").first();
  await own.hover();
  await own.getByRole("button", { name: "Answer …" }).click();
  await own.getByRole("button", { name: "Change" }).click();
  await guest.getByLabel("Say something").fill("It is a tabby cat.");
  await guest.keyboard.press("Enter");
  await expect(other.locator(".body")).toHaveText("It is a tabby cat.");
  await expect(other.locator(".edited")).toBeVisible();
  await own.getByRole("button", { name: "Take back" }).click();
  await expect(otherGuest.locator(".message .body")).toHaveText(["Striped, I say."]);
});

test("without JavaScript the form says it", async ({ host, plain }) => {
  const room = await story(host);
  await plain.goto(room);
  await plain.getByLabel("Say something").fill("No script needed.");
  await plain.getByRole("button", { name: "Say it" }).click();
  await plain.waitForURL("**/s/**");
  await plain.goto(room);
  await expect(plain.locator(".message .body")).toHaveText(["No script needed."]);
  await axe(plain);
});

test("without JavaScript one's own message is changed and taken back, another's answered and reported", async ({
  host,
  plain,
  guest,
}) => {
  const room = await story(host);
  await guest.goto(room);
  await guest.getByLabel("Say something").fill("A guest was here.");
  await guest.keyboard.press("Enter");
  await expect(guest.locator(".message[data-id]")).toHaveCount(1);
  const more = guest.locator(".message").first();
  await more.hover();
  await more.getByRole("button", { name: "Answer …" }).click();
  await expect(more.getByRole("link", { name: "Something is wrong with this" })).toBeVisible();

  await plain.goto(room);
  await plain.getByRole("link", { name: "Answer …" }).click();
  await expect(plain.getByRole("link", { name: "Something is wrong with this" })).toBeVisible();
  await expect(plain.getByRole("button", { name: "Take back" })).toHaveCount(0);
  await plain.getByLabel("Answer").fill("So was I.");
  await plain.getByRole("button", { name: "Say it" }).click();
  await plain.goto(room);
  await expect(plain.locator(".message .body")).toHaveText(["A guest was here.", "So was I."]);
  await plain.locator(".message").last().getByRole("link", { name: "Answer …" }).click();
  await plain.getByLabel("You change what you said").fill("So was I, too.");
  await plain.getByRole("button", { name: "Change" }).click();
  await expect(plain.locator(".message .body")).toHaveText(["So was I, too."]);
  await axe(plain);
  await shots(plain, "room-message");
  await plain.getByRole("button", { name: "Take back" }).click();
  await expect(plain.locator(".message .body")).toHaveText(["A guest was here."]);
});
