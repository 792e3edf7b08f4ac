import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { TestCollector } from "../support/collector.ts";
import { anEventAlert, eventId, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { startCollectorWithPage } from "./browser.ts";

let errors = 0;

/** Delivers an error of an issue of its own, as Sentry would. */
async function arrive(collector: TestCollector, type: string, issueId: string): Promise<void> {
  errors += 1;
  const alert = anEventAlert({ eventId: eventId(errors), issueId, type, value: "bad value" });
  assert.equal((await send(collector, alert)).status, 201);
}

const link = (page: Page, type: string) => page.getByRole("link", { name: `${type}: bad value` });

test("an error that is delivered to an empty collector appears by itself; it is resolved, and that is undone", async (t) => {
  const { collector, page } = await startCollectorWithPage(t);
  await page.getByRole("heading", { name: "Nothing is unresolved" }).waitFor();
  await page.getByText(`${collector.url}/sentry/webhook`).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await arrive(collector, "ValueError", "9001");
  await link(page, "ValueError").waitFor();
  await page.getByText("1 issue", { exact: true }).waitFor();

  await page.getByRole("checkbox", { name: "Select WEB-1" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Resolve" }).click();
  await page.getByText("Resolve: 1 issue", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "Nothing is unresolved" }).waitFor();
  assert.equal((await collector.read("/api/v1/issues/WEB-1")).body.status, "resolved");

  await page.getByRole("button", { name: "Undo" }).click();
  await link(page, "ValueError").waitFor();
  assert.equal((await collector.read("/api/v1/issues/WEB-1")).body.status, "unresolved");
});

test("what arrives while one reads is counted, and shown when one asks for it", async (t) => {
  const { collector, page } = await startCollectorWithPage(t);
  await page.getByText("Live", { exact: true }).waitFor();
  await arrive(collector, "ValueError", "9001");
  await link(page, "ValueError").waitFor();
  await arrive(collector, "KeyError", "9002");
  const pill = page.getByRole("button", { name: "1 new" });
  await pill.waitFor();
  // One goes away for a while and comes back.
  await page.clock.setFixedTime(Date.now() + 60_000);
  const renewed = page.waitForResponse(/\/api\/v1\/issues\?/);
  await page.evaluate(
    'document.dispatchEvent(new Event("visibilitychange", { bubbles: true })) && undefined',
  );
  await renewed;
  await arrive(collector, "ValueError", "9001");
  await page.getByText("2 errors", { exact: true }).first().waitFor({ state: "attached" });
  assert.equal(await link(page, "KeyError").count(), 0);
  await pill.click();
  await link(page, "KeyError").waitFor();
  await page.getByText("2 issues", { exact: true }).waitFor();
});

test("what changed while one was away shows when one comes back, also where nothing had changed before", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  await arrive(collector, "ValueError", "9001");
  await page.goto("/app/issues");
  await link(page, "ValueError").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const turn = (hidden: boolean): Promise<unknown> =>
    page.evaluate(`
      Object.defineProperty(document, "hidden", { configurable: true, value: ${hidden} });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true })) && undefined`);
  await turn(true);
  await page.getByText("Paused", { exact: true }).waitFor();
  await arrive(collector, "KeyError", "9002");
  await turn(false);
  await page.getByRole("button", { name: "1 new" }).waitFor();
});

test("a query is completed, and what is wrong with one is said where it is wrong", async (t) => {
  const { collector, page } = await startCollectorWithPage(t);
  await arrive(collector, "ValueError", "9001");
  await link(page, "ValueError").waitFor();
  const box = page.getByRole("combobox", { name: "Search issues" });
  await box.fill("lev");
  await page.getByRole("option").first().getByText("level", { exact: true }).waitFor();
  await box.press("ArrowDown");
  await box.press("Enter");
  await page.getByRole("option").first().getByText("fatal", { exact: true }).waitFor();
  await box.press("ArrowDown");
  await box.press("Enter");
  assert.equal(await box.inputValue(), "level:fatal ");
  await box.press("Enter");
  await page.getByRole("heading", { name: "No issue passes this query" }).waitFor();
  assert.match(page.url(), /query=level%3Afatal/);
  assert.equal(await page.evaluate("document.activeElement.ariaLabel"), "Search issues");

  await box.fill("is:unresolved level:terrible");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("This query cannot be read").waitFor();
  await alert.getByText("terrible", { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "No issue passes this query" }).waitFor();
});

test("everything is done by the keyboard alone, on a Russian one too", async (t) => {
  const { collector, page } = await startCollectorWithPage(t);
  await arrive(collector, "ValueError", "9001");
  await arrive(collector, "KeyError", "9002");
  await page.reload();
  await link(page, "ValueError").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate("document.activeElement.id"), "main");
  await page.keyboard.press("j");
  // The same key on a Russian keyboard.
  await page.evaluate(
    "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'о', code: 'KeyJ', bubbles: true }))",
  );
  await page.keyboard.press("x");
  await page.getByText("1 selected", { exact: true }).waitFor();
  await page.keyboard.press("e");
  await page.getByText("Resolve: 1 issue", { exact: true }).waitFor();
  await page.getByText("1 issue", { exact: true }).waitFor();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.getByText("Next issue").waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Search or jump/ }).fill("issues");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Issues", level: 1 }).waitFor();
});

test("the page speaks the browser's language, and the one that is chosen, and keeps it", async (t) => {
  const { page } = await startCollectorWithPage(t, { locale: "ru-RU", path: "/app/settings" });
  await page.getByRole("heading", { name: "Настройки", level: 1 }).waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  assert.equal(await page.evaluate("document.documentElement.lang"), "en");
});

test("the page follows the system's theme until one is chosen, and keeps that", async (t) => {
  const { page } = await startCollectorWithPage(t, { colorScheme: "dark", path: "/app/settings" });
  const theme = () => page.evaluate("document.documentElement.dataset.theme");
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  assert.equal(await theme(), "dark");
  await page.getByRole("button", { name: "Light" }).click();
  assert.equal(await theme(), "light");
  await page.reload();
  assert.equal(await theme(), "light");
});

test("on a phone the navigation is at the bottom, and nothing is wider than the screen", async (t) => {
  const viewport = { width: 360, height: 740 };
  const { collector, page } = await startCollectorWithPage(t, { viewport, hasTouch: true });
  await arrive(collector, "ValueErrorWithANameThatIsVeryLongIndeed".repeat(4), "9001");
  await page.getByRole("checkbox", { name: "Select WEB-1" }).waitFor();
  await page.getByText("1 error", { exact: true }).first().waitFor();
  assert.ok(((await page.evaluate("document.documentElement.scrollWidth")) as number) <= 360);
  const at = await page.getByRole("link", { name: "Settings" }).boundingBox();
  assert.ok(at !== null && at.y > 600, JSON.stringify(at));
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en-GB", "ru-RU"]) {
    test(`axe finds nothing wrong: ${colorScheme}, ${locale}`, async (t) => {
      const { collector, page } = await startCollectorWithPage(t, { colorScheme, locale });
      await page.getByRole("heading", { level: 2 }).waitFor();
      await assertAccessible(page);
      await arrive(collector, "ValueError", "9001");
      await link(page, "ValueError").waitFor();
      await page.getByRole("checkbox", { name: /WEB-1/ }).check();
      await page.getByRole("toolbar").waitFor();
      await assertAccessible(page);
      await page.goto("/app/issues?query=level:terrible");
      await page.getByRole("alert").waitFor();
      await assertAccessible(page);
      await page.goto("/app/settings");
      await page.getByRole("heading", { level: 3 }).first().waitFor();
      await assertAccessible(page);
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("combobox").waitFor();
      await assertAccessible(page);
    });
  }
}
