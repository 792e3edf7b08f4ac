import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { TestCollector } from "../support/collector.ts";
import { anEventAlert, type EventOptions, eventId, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { startCollectorWithPage } from "./browser.ts";

let errors = 0;

async function arrive(collector: TestCollector, options: EventOptions): Promise<void> {
  errors += 1;
  const alert = anEventAlert({ eventId: eventId(errors), ...options });
  assert.equal((await send(collector, alert)).status, 201);
}

const link = (page: Page, type: string) => page.getByRole("link", { name: `${type}: bad value` });

test("errors are listed, searched with completion, followed as they come, and exported as what was searched", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/errors" });
  await page.getByRole("heading", { name: "No error has arrived yet" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await arrive(collector, { type: "ValueError", event: { release: "web@2.0.0" } });
  await link(page, "ValueError").waitFor();
  await page.getByText("web@2.0.0", { exact: true }).waitFor();
  await page.getByText("production", { exact: true }).waitFor();
  await arrive(collector, { type: "KeyError", event: { level: "fatal" } });
  await page.getByRole("button", { name: "1 new" }).click();
  await link(page, "KeyError").waitFor();
  await page.getByText("2 errors", { exact: true }).waitFor();

  const box = page.getByRole("combobox", { name: "Search errors" });
  await box.fill("level:fa");
  await page.getByRole("option").first().getByText("fatal", { exact: true }).waitFor();
  await box.press("ArrowDown");
  await box.press("Enter");
  await box.press("Enter");
  await page.getByText("1 error", { exact: true }).waitFor();
  assert.equal(await link(page, "ValueError").count(), 0);
  await page.getByRole("button", { name: "Export" }).click();
  for (const [name, format] of [
    ["NDJSON: everything, for an import too", "ndjson"],
    ["CSV: a flat table", "csv"],
    ["Parquet: a flat table for analysis", "parquet"],
  ] as const) {
    const href = await page.getByRole("link", { name }).getAttribute("href");
    assert.equal(href, `/api/v1/export/errors?query=level%3Afatal&format=${format}`);
  }
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /^NDJSON/ }).click();
  assert.match((await download).suggestedFilename(), /\.ndjson$/);
});

test("a search is saved under a name, opened by keys and by the palette, renamed, moved, deleted, and put back", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, {
    path: "/app/errors?query=level:fatal",
  });
  const save = async (name: string): Promise<void> => {
    await page.getByRole("button", { name: "Save this search" }).click();
    const sheet = page.getByRole("dialog", { name: "Save this search" });
    await sheet.getByRole("textbox", { name: "Name" }).fill(name);
    await page.keyboard.press("Enter");
    await page.getByText(`Saved: ${name}`, { exact: true }).waitFor();
  };
  const names = async (): Promise<string[]> =>
    (await collector.read("/api/v1/views?about=errors")).body.items.map(
      (view: { name: string }) => view.name,
    );
  await save("Fatal ones");
  await page.goto("/app/errors");
  await save("All of them");
  const views = page.getByRole("navigation", { name: "Saved views" });
  await page.keyboard.press("v");
  await page.keyboard.press("1");
  await views.getByRole("button", { name: "Fatal ones", pressed: true }).waitFor();
  assert.match(page.url(), /query=level%3Afatal/);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Search or jump/ }).fill("all of them");
  await page.keyboard.press("Enter");
  await views.getByRole("button", { name: "All of them", pressed: true }).waitFor();

  await page.keyboard.press("v");
  await page.keyboard.press("a");
  const sheet = page.getByRole("dialog", { name: "Arrange saved views" });
  await sheet.getByRole("textbox", { name: "Name of All of them" }).fill("Everything");
  await page.keyboard.press("Enter");
  await page.getByText("Renamed", { exact: true }).waitFor();
  await sheet.getByRole("button", { name: "Move Everything up" }).click();
  await sheet.getByRole("button", { name: "Move Everything down" }).waitFor();
  await sheet.getByRole("listitem").first().getByText("everything").waitFor();
  assert.deepEqual(await names(), ["Everything", "Fatal ones"]);
  await assertAccessible(page);
  await sheet.getByRole("button", { name: "Delete Everything" }).click();
  await page.getByText("Deleted: Everything", { exact: true }).waitFor();
  assert.deepEqual(await names(), ["Fatal ones"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Saved: Everything", { exact: true }).waitFor();
  assert.deepEqual(await names(), ["Everything", "Fatal ones"]);
});

test("the tail shows errors as they come, counts them while it is paused, and keeps to its query", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/live" });
  await page.getByRole("heading", { name: "Waiting for an error" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await arrive(collector, { type: "ValueError" });
  await link(page, "ValueError").waitFor();
  // One that happened long ago and arrives now is new too.
  await arrive(collector, { type: "OldError", timestamp: 1_600_000_000 });
  await page.getByRole("article").first().getByText("OldError: bad value").waitFor();

  await page.keyboard.press("p");
  await page.getByText("Paused", { exact: true }).first().waitFor();
  await arrive(collector, { type: "KeyError" });
  await page.getByText("Paused · 1 waits", { exact: true }).waitFor();
  assert.equal(await link(page, "KeyError").count(), 0);
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("article").first().getByText("KeyError: bad value").waitFor();

  await page
    .getByRole("combobox", { name: "Search errors" })
    .fill("error.type:[KeyError, NewError]");
  await page.keyboard.press("Enter");
  await link(page, "ValueError").waitFor({ state: "detached" });
  await arrive(collector, { type: "ValueError" });
  await arrive(collector, { type: "NewError" });
  await page.getByRole("article").first().getByText("NewError: bad value").waitFor();
  assert.equal(await page.getByRole("article").count(), 2);
});

// Words have no colours: each theme and each language once.
for (const [colorScheme, locale] of [
  ["light", "en-GB"],
  ["dark", "ru-RU"],
] as const) {
  test(`axe finds nothing wrong with errors and the tail: ${colorScheme}, ${locale}`, async (t) => {
    const { collector, page } = await startCollectorWithPage(t, {
      colorScheme,
      locale,
      path: "/app/errors",
    });
    await page.getByRole("heading", { level: 2 }).waitFor();
    await assertAccessible(page);
    await arrive(collector, { type: "ValueError" });
    for (const path of ["/app/errors", "/app/live"]) {
      await page.goto(path);
      await link(page, "ValueError").waitFor();
      await assertAccessible(page);
    }
    await page.goto("/app/errors");
    await link(page, "ValueError").waitFor();
    await page.keyboard.press("x");
    await page.getByRole("dialog").getByRole("link").first().waitFor();
    await assertAccessible(page);
  });
}
