// @ts-check
// The studio's pure modules, tried in the browser that runs them: geometry, history, the document and its recipe.
import { expect, test } from "../lib/journey.js";

/** Random matrices and points that are tried. */
const TRIES = 200;

test("geometry: what is undone is as before, pinches take fingers along, lines lose only what is not seen", async ({
  guest,
}) => {
  await guest.goto("/");
  const found = await guest.evaluate(async (tries) => {
    const at = "/assets/js/studio/geometry.js";
    const { about, apply, invert, multiply, pinch, simplify, way } = await import(at);
    let seed = 1;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const point = () => ({ x: random() * 2_000 - 500, y: random() * 2_000 - 500 });
    let [back, fingers, line] = [0, 0, 0];
    for (let n = 0; n < tries; n += 1) {
      const m = multiply(
        about(point(), 0.2 + random() * 4, random() * 6),
        about(point(), 1 + random(), random()),
      );
      const p = point();
      back = Math.max(back, way(p, apply(invert(m), apply(m, p))).length);
      const [from, to] = [
        [point(), point()],
        [point(), point()],
      ];
      const pinched = pinch(from, to);
      fingers = Math.max(fingers, ...from.map((finger, i) => way(apply(pinched, finger), to[i]).length));
      const drawn = Array.from({ length: 60 }, (_, i) => ({
        x: i * 4,
        y: 40 * Math.sin(i / 5 + n) + random(),
      }));
      const kept = simplify(drawn, 2);
      const away = (/** @type {{x: number, y: number}} */ { x, y }) => {
        const right = kept.findIndex((/** @type {{x: number}} */ k) => k.x >= x);
        const [a, b] = [kept[Math.max(0, right - 1)], kept[right]];
        const height = a.x === b.x ? b.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
        return Math.abs(height - y) * Math.cos(Math.atan2(b.y - a.y, b.x - a.x || 1));
      };
      line = Math.max(line, ...drawn.map(away));
      if (kept.length >= drawn.length) line = Infinity;
    }
    return { back, fingers, line, flat: invert([0, 0, 0, 0, 3, 4]) };
  }, TRIES);
  expect(found.back).toBeLessThan(1e-6);
  expect(found.fingers).toBeLessThan(1e-6);
  expect(found.line).toBeLessThanOrEqual(2.001);
  expect(found.flat).toEqual([1, 0, 0, 1, 0, 0]);
});

test("history: bounded, and a step after an undo forgets what was undone", async ({ guest }) => {
  await guest.goto("/");
  const found = await guest.evaluate(async () => {
    const at = "/assets/js/studio/history.js";
    const { MAX_STEPS, begin, current, goTo, push } = await import(at);
    let history = begin("opened", 0);
    for (let n = 1; n <= 3 * MAX_STEPS; n += 1) history = push(history, `step ${n}`, n);
    const long = { length: history.steps.length, now: current(history), most: MAX_STEPS, all: 3 * MAX_STEPS };
    const undone = goTo(history, history.at - 2);
    const again = goTo(undone, history.at);
    const other = push(undone, "other", -1);
    let nudged = push(begin("opened", 0), "nudged", 1, "nudge:l1");
    nudged = push(push(nudged, "nudged", 2, "nudge:l1"), "nudged", 3, "nudge:l2");
    return {
      long,
      undone: current(undone),
      again: current(again),
      beyond: [current(goTo(history, -5)), current(goTo(history, 1e6))],
      other: [other.steps.length, current(other), current(goTo(other, other.at - 1))],
      nudged: nudged.steps.map((/** @type {{state: number}} */ { state }) => state),
    };
  });
  expect(found.long.length).toBe(found.long.most);
  expect([found.long.now, found.undone, found.again]).toEqual([
    found.long.all,
    found.long.all - 2,
    found.long.all,
  ]);
  expect(found.beyond).toEqual([found.long.all - found.long.most + 1, found.long.all]);
  expect(found.other).toEqual([found.long.most - 1, -1, found.long.all - 2]);
  expect(found.nudged).toEqual([0, 2, 3]);
});

test("document: layers go in, up, down and out, and change nothing else", async ({ guest }) => {
  await guest.goto("/");
  const found = await guest.evaluate(async () => {
    const at = "/assets/js/studio/document.js";
    const d = await import(at);
    let doc = { width: 1_200, height: 800, layers: [] };
    for (let n = 0; n < 3; n += 1) {
      doc = d.withLayer(doc, d.layerOf(d.freshId(doc), d.pictureOf(`local:${n % 2}`, 100, 50)));
    }
    const ids = (/** @type {{layers: {id: string}[]}} */ { layers }) => layers.map(({ id }) => id);
    const [copy, id] = d.copied(doc, "l1");
    const before = JSON.stringify(doc);
    d.changed(doc, "l2", { hidden: true });
    return {
      ids: ids(doc),
      above: ids(d.withLayer(doc, d.layerOf("l9", d.pictureOf("", 1, 1)), "l1")),
      up: ids(d.shifted(doc, "l1", 1)),
      top: ids(d.shifted(doc, "l3", 1)),
      out: ids(d.without(doc, "l2")),
      copy: [ids(copy), id, copy.layers[1].transform],
      locals: d.locals(doc),
      untouched: before === JSON.stringify(doc),
      sizes: [d.sizeFor({ width: 6_000, height: 4_000 }), d.sizeFor({ width: 300, height: 100 })],
    };
  });
  expect(found).toEqual({
    ids: ["l1", "l2", "l3"],
    above: ["l1", "l9", "l2", "l3"],
    up: ["l2", "l1", "l3"],
    top: ["l1", "l2", "l3"],
    out: ["l1", "l3"],
    copy: [["l1", "l4", "l2", "l3"], "l4", [1, 0, 0, 1, 30, 30]],
    locals: ["local:0", "local:1"],
    untouched: true,
    sizes: [
      { width: 2_048, height: 1_365 },
      { width: 1_200, height: 400 },
    ],
  });
});

test("a recipe is read as what was written; what is not ours stays whole, and nothing else comes in", async ({
  guest,
}) => {
  await guest.goto("/");
  const found = await guest.evaluate(async () => {
    const at = "/assets/js/studio/";
    const d = await import(`${at}document.js`);
    const { recipe } = await import(`${at}writing.js`);
    const { read } = await import(`${at}reading.js`);
    const triangle = [
      { x: 10, y: 10 },
      { x: 90, y: 12.5 },
      { x: 40, y: 80 },
    ];
    const picture = d.pictureOf("picture:01abc", 640, 400);
    const text = {
      kind: "text",
      words: "ONE & <TWO>\nthree",
      font: "Anton",
      size: 64,
      fill: "#ffffff",
      outline: "#000000",
      rises: true,
    };
    const layers = [
      d.layerOf("l1", picture),
      {
        ...d.layerOf(
          "l2",
          { ...picture, cut: { points: triangle, soft: 0 } },
          [0.5, 0.1, -0.1, 0.5, 12.25, 8],
        ),
        blend: "multiply",
        opacity: 0.4,
      },
      d.layerOf("l3", {
        ...picture,
        crop: { x: 5, y: 6, width: 70, height: 80 },
        cut: { points: triangle, soft: 3 },
      }),
      d.layerOf("l4", text, [1, 0, 0, 1, 300, 380]),
      { ...d.layerOf("l5", picture), hidden: true },
    ];
    const written = recipe({ width: 640, height: 400, layers });
    const foreign = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" onload="alert(1)"><script>alert(1)</script>
      <defs><linearGradient id="sky"><stop offset="0" stop-color="#ffffff"/></linearGradient></defs>
      <rect width="90" height="60" fill="url(#sky)" onclick="alert(1)"/><image href="https://elsewhere.example/x.png" width="9" height="9"/>
      <path d="M0 0L9 9Z" fill="url(https://elsewhere.example/#a)"/><foreignObject/></svg>`;
    const drawn = read(foreign);
    return {
      layers: layers.slice(0, 4),
      read: read(written),
      again: recipe(read(written)) === written,
      foreign: recipe(drawn),
      twice: recipe(read(recipe(drawn))) === recipe(drawn),
      none: [read("<p/>"), read("<html><svg/></html>"), read("<svg xmlns='http://www.w3.org/2000/svg'/>")],
    };
  });
  expect(found.read).toEqual({ width: 640, height: 400, layers: found.layers });
  expect(found.again).toBe(true);
  expect(found.foreign).toContain('fill="url(#l1-d1)"');
  expect(found.foreign).toContain('<linearGradient id="l1-d1">');
  expect(found.foreign).not.toMatch(/elsewhere|script|alert|foreignObject/);
  expect(found.twice).toBe(true);
  expect(found.none).toEqual([null, null, null]);
});

test("a recipe of very many parts leaves layers free, and a part's name is its layer's from fork to fork", async ({
  guest,
}) => {
  await guest.goto("/");
  const found = await guest.evaluate(async () => {
    const at = "/assets/js/studio/";
    const { FREE_LAYERS, MAX_LAYERS, copied } = await import(`${at}document.js`);
    const { recipe } = await import(`${at}writing.js`);
    const { read } = await import(`${at}reading.js`);
    const dots = Array.from({ length: 314 }, (_, n) => `<rect x="${n}" width="1" height="1"/>`).join("");
    const svg = (/** @type {string} */ inside) =>
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">${inside}</svg>`;
    const many = read(svg(dots));
    const named = read(svg(`<g id="Watering-can">${dots}</g><g id="g12"><rect width="9" height="9"/></g>`));
    const [twice] = copied(named, "l1");
    return {
      free: MAX_LAYERS - many.layers.length,
      promised: FREE_LAYERS,
      parts: recipe(many).match(/<rect/g)?.length,
      names: named.layers.map((/** @type {{name: string}} */ { name }) => name),
      forked: read(recipe(twice)).layers.map((/** @type {{name: string}} */ { name }) => name),
    };
  });
  expect(found.free).toBeGreaterThanOrEqual(found.promised);
  expect(found.parts).toBe(314);
  expect(found.names).toEqual(["Watering can", ""]);
  expect(found.forked).toEqual(["Watering can", "", ""]);
});
