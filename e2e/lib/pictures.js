// @ts-check
// Pictures that journeys put up.
import { expect } from "@playwright/test";

/** A picture of one colour, drawn by the browser. @param {import("@playwright/test").Page} page @param {string} colour @param {string} word */
export async function drawn(page, colour, word) {
  const base64 = await page.evaluate(
    ([colour, word]) => {
      const canvas = document.createElement("canvas");
      canvas.width = 900;
      canvas.height = 600;
      const brush = canvas.getContext("2d");
      if (!brush) throw new Error("no canvas");
      brush.fillStyle = String(colour);
      brush.fillRect(0, 0, 900, 600);
      brush.fillStyle = "white";
      brush.font = "700 120px serif";
      brush.fillText(String(word), 120, 340);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    },
    [colour, word],
  );
  return Buffer.from(base64, "base64");
}

/** Puts a picture up. @param {import("@playwright/test").Page} page @param {string} path @param {string} title @param {Buffer} bytes */
export async function putUp(page, path, title, bytes) {
  const answer = await page.request.post(path, {
    multipart: {
      title,
      alt: title,
      licence: "CC0-1.0",
      file: { name: "a.png", mimeType: "image/png", buffer: bytes },
    },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}
