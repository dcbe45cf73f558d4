// @ts-check
import { axe, expect, shots, test } from "../lib/journey.js";

test("the front page greets whoever arrives", async ({ guest }) => {
  const answer = await guest.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(guest).toHaveTitle(/\S/);
  await expect(guest.getByRole("heading", { level: 1 })).toBeVisible();
  await axe(guest);
  await shots(guest, "front-empty");
});

test("the front page is whole without JavaScript", async ({ plain }) => {
  await plain.goto("/");
  await expect(plain.getByRole("heading", { level: 1 })).toBeVisible();
  await axe(plain);
  await shots(plain, "front-empty-plain");
});

test("the owner link signs the host in, once", async ({ guest, host, server }) => {
  await expect(host.getByRole("heading", { level: 1 })).toBeVisible();
  await axe(host);
  await shots(host, "desk-empty");

  const link = await server.ownerLink();
  await guest.goto(link);
  await guest.getByRole("main").getByRole("button").click();
  await guest.waitForURL("**/desk");
  await guest.goto(link);
  await expect(guest.getByRole("main").getByRole("button")).toHaveCount(0);
});
