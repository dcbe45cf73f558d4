// @ts-check
// Pages that no other journey looks at; and some pages from right to left, and in German.
import { axe, expect, shots, test } from "../lib/journey.js";
import { drawn, putUp } from "../lib/pictures.js";

test("settings, terms, privacy, contact, sign-in, the log and a lineage can be used by everybody", async ({
  host,
  guest,
}) => {
  test.setTimeout(180_000);
  await host.goto("/desk/settings");
  await axe(host);
  await shots(host, "settings");
  for (const name of ["terms", "privacy", "contact", "moderation", "me", "api"]) {
    await guest.goto(`/${name}`);
    await expect(guest.getByRole("heading", { level: 1 })).toBeVisible();
    await axe(guest);
    await shots(guest, `page-${name}`);
  }
  await guest.goto("/");
  const parent = await putUp(host, "/api/v1/pictures", "The first", await drawn(guest, "#262", "first"));
  const child = await putUp(
    host,
    `/api/v1/pictures/${parent}/remixes`,
    "The second",
    await drawn(guest, "#622", "second"),
  );
  await guest.goto(`/p/${child}/lineage`);
  await expect(guest.locator(".lineage").getByRole("link", { name: "The first" })).toBeVisible();
  await expect(guest.locator(".lineage [aria-current]")).toContainText("The second");
  await axe(guest);
  await shots(guest, "lineage");
});

for (const { lang, dir } of [
  { lang: "en-XB", dir: "rtl" },
  { lang: "de", dir: "ltr" },
]) {
  test(`in ${lang} nothing is cut off, and everybody can use it`, async ({ host, phone }) => {
    test.setTimeout(180_000);
    await phone.goto("/");
    const picture = await putUp(
      host,
      "/api/v1/pictures",
      `Seen in ${lang}`,
      await drawn(phone, "#246", "picture"),
    );
    const made = await host.request.post("/api/v1/stories", {
      data: { title: `Told in ${lang}`, body: "A cat and a gnome met.", pictures: [picture] },
      headers: { origin: new URL(host.url()).origin },
    });
    const { slug } = await made.json();
    for (const [name, path] of Object.entries({
      front: "/",
      story: `/s/${slug}`,
      picture: `/p/${picture}`,
      yardstick: "/yardstick",
    })) {
      await phone.goto(`${path}?lang=${lang}`);
      await expect(phone.locator("html")).toHaveAttribute("dir", dir);
      await expect(phone.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await axe(phone);
      await shots(phone, `${name}-${lang}`);
    }
  });
}
