import assert from "node:assert/strict";
import { test } from "node:test";
import { browserExists, startCollectorWithPage } from "./browser.ts";

const errors = 10_000;
/** Of which only what is in sight is built; each row has some 20. */
const elementsMax = 1500;

const skip = browserExists || process.env["REQUIRE_ALL"] === "1" ? false : "there is no Chromium";

test("scrolling through 10,000 errors keeps the document small", { skip }, async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  const lines = Array.from({ length: errors }, (_, n) =>
    JSON.stringify({
      project: `project-${n % 7}`,
      timestamp: new Date(1_767_225_600_000 + n * 1000).toISOString(),
      title: `Error${n % 200}: number ${n}`,
      level: "error",
    }),
  );
  const imported = await fetch(`${collector.url}/api/v1/import/errors`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  assert.equal(((await imported.json()) as { imported: number }).imported, errors);

  await page.goto("/app/errors");
  await page.getByRole("link", { name: `number ${errors - 1}` }).waitFor();
  let [most, rows] = [0, 0];
  while (rows < errors) {
    const before = rows;
    await page.mouse.wheel(0, 20_000);
    const seen = (await page.evaluate(`({
      elements: document.querySelectorAll("*").length,
      last: Math.max(...[...document.querySelectorAll("li[aria-posinset]")].map((row) => Number(row.ariaPosInSet))),
    })`)) as { elements: number; last: number };
    most = Math.max(most, seen.elements);
    rows = Math.max(before, seen.last);
  }
  await page.getByRole("link", { name: "number 0", exact: false }).last().waitFor();
  assert.ok(most <= elementsMax, `${most} elements`);

  const slowest = await page.evaluate(`new Promise((resolve) => {
    const frames = [];
    let before = performance.now();
    const step = (now) => {
      frames.push(now - before);
      before = now;
      if (frames.length === 300) return resolve(frames.sort((a, b) => a - b)[285]);
      scrollBy(0, -400);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);
  t.diagnostic(`at most ${most} elements; 95 % of frames within ${Number(slowest).toFixed(1)} ms`);
});
