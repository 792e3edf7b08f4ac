import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { TestCollector } from "../support/collector.ts";
import { aMetricAlert, anEventAlert, aSeerDelivery, eventId, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { inBothThemes, startCollectorWithPage } from "./browser.ts";

interface Arriving {
  readonly type?: string;
  readonly issueId?: string;
  readonly browser?: string;
  readonly ago?: number;
}

/** Delivers an error, as Sentry would. */
async function arrive(
  collector: TestCollector,
  number: number,
  { type = "ValueError", issueId = "9001", browser = "Firefox 130", ago = 0 }: Arriving = {},
): Promise<void> {
  const alert = anEventAlert({
    eventId: eventId(number),
    issueId,
    type,
    value: `value ${number}`,
    timestamp: Math.floor(Date.now() / 1000) - ago,
    event: {
      tags: [
        ["environment", "production"],
        ["browser", browser],
      ],
      user: { id: String(number) },
    },
  });
  assert.equal((await send(collector, alert)).status, 201);
}

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { name, level: 1 });
const said = (page: Page, text: string) => page.getByText(text, { exact: true });

test("an issue is opened from the list, resolved in a release, reopened by undo, archived and assigned", async (t) => {
  const { collector, page } = await startCollectorWithPage(t);
  await arrive(collector, 1);
  await page.getByRole("link", { name: "ValueError: value 1" }).click();
  await heading(page, "ValueError: value 1").waitFor();
  assert.match(page.url(), /\/app\/issues\/WEB-1$/);
  await page.getByRole("link", { name: "Open in Sentry" }).first().waitFor();
  await page.getByText("in web@1.2.3", { exact: true }).first().waitFor();

  await page.keyboard.press("R");
  const sheet = page.getByRole("dialog", { name: "Resolve the issue" });
  await sheet.getByRole("radio", { name: "In a release" }).check();
  await sheet.getByRole("textbox", { name: "Release" }).fill("web@2.0.0");
  await sheet.getByRole("button", { name: "Resolve" }).click();
  await said(page, "in web@2.0.0").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await said(page, "Taken back").waitFor();
  await page.getByRole("button", { name: "Resolve", exact: true }).waitFor();

  await page.keyboard.press("A");
  const archive = page.getByRole("dialog", { name: "Archive the issue" });
  await archive.getByRole("radio", { name: "Until so many further errors" }).check();
  await archive.getByRole("spinbutton", { name: "Errors" }).fill("5");
  await archive.getByRole("combobox", { name: "Within" }).selectOption("one day");
  await archive.getByRole("button", { name: "Archive" }).click();
  await said(page, "until 5 more errors").waitFor();
  const { body } = await collector.read("/api/v1/issues/WEB-1");
  assert.equal(body.status_details.archive.window_minutes, 1440);

  await page.keyboard.press("m");
  await page.getByRole("textbox", { name: "Name or mail address" }).fill("ada@example.org");
  await page.keyboard.press("Enter");
  await said(page, "ada@example.org").waitFor();
  await page.getByRole("button", { name: "Bookmark" }).click();
  await said(page, "Bookmarked").waitFor();
  await page
    .getByRole("toolbar", { name: /with the issue/ })
    .getByRole("button", { name: "Pin" })
    .click();
  await page
    .getByText(/^Pinned/)
    .first()
    .waitFor();
});

test("one goes through the errors of an issue by keys; what arrives meanwhile does not move them", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  for (const number of [1, 2, 3]) await arrive(collector, number, { ago: 100 - number });
  await page.goto("/app/issues/1");
  // By its number; it gets its own address.
  await page.waitForURL(/\/app\/issues\/WEB-1$/);
  const value = (number: number) => page.getByRole("tabpanel").getByText(`value ${number}`).first();
  await value(3).waitFor();
  await page.getByRole("link", { name: "Previous error (older)" }).waitFor();
  await page.keyboard.press("k");
  await value(2).waitFor();
  assert.match(page.url(), /\?error=2$/);
  await page.getByRole("link", { name: "First error" }).click();
  await value(1).waitFor();
  await page.goBack();
  await value(2).waitFor();
  await page.getByRole("link", { name: "Latest error" }).click();
  await value(3).waitFor();
  await page.getByRole("button", { name: "Next error (newer)", disabled: true }).waitFor();
  await arrive(collector, 4);
  await page.getByRole("link", { name: "Next error (newer)" }).waitFor();
  await value(3).waitFor();
  await page.keyboard.press("j");
  await value(4).waitFor();
});

test("the timeline takes comments and tells what Sentry said", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  await arrive(collector, 1);
  await send(collector, aSeerDelivery({ action: "root_cause_completed" }));
  await send(collector, aMetricAlert());
  await page.goto("/app/issues/WEB-1?view=timeline");
  const timeline = page.getByRole("tabpanel", { name: "Timeline" });
  await timeline.getByText("Seer", { exact: true }).waitFor();
  const box = page.getByRole("textbox", { name: "Comment" });
  await box.fill("Only behind the <b>proxy</b>.");
  await box.press("Control+Enter");
  await timeline.getByText("Only behind the <b>proxy</b>.", { exact: true }).waitFor();
  await said(page, "The comment is in the timeline").first().waitFor();
  assert.equal(await box.inputValue(), "");
});

test("the chart is a table too, tags show their shares and lead to the errors that have them", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  await arrive(collector, 1);
  await arrive(collector, 2);
  await arrive(collector, 3, { browser: "Chrome 1" });
  await page.goto("/app/issues/WEB-1");
  await page.getByRole("img", { name: /^3 in the time shown/ }).waitFor();
  await page.getByRole("button", { name: "As a table" }).click();
  await page.getByRole("cell", { name: "3", exact: true }).waitFor();
  await page.getByRole("button", { name: "24 h" }).click();
  assert.match(page.url(), /chart=24h/);
  await page.getByRole("tab", { name: "Tags, releases, users" }).click();
  await said(page, "66.7%, 2").waitFor();
  await page.getByRole("link", { name: "Chrome 1" }).click();
  await page.getByRole("link", { name: "value 3" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "value 1" }).count(), 0);
});

test("issues are merged, that is undone, and a key is unmerged; then the issue is deleted", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  await arrive(collector, 1);
  await arrive(collector, 2, { type: "KeyError", issueId: "9002" });
  await page.goto("/app/issues/WEB-2?view=merge");
  const merge = async (): Promise<void> => {
    await page.getByRole("checkbox", { name: /^Select WEB-[12]$/ }).check();
    await page.getByRole("button", { name: "Merge 1 issue" }).click();
    await said(page, "Merged into WEB-1").first().waitFor();
    await said(page, "from WEB-2").waitFor();
  };
  await merge();
  assert.match(page.url(), /WEB-1\?view=merge$/);
  await page.getByRole("button", { name: "Undo" }).click();
  await said(page, "from WEB-2").waitFor({ state: "hidden" });
  await merge();
  await page.getByRole("listitem").filter({ hasText: "from WEB-2" }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Unmerge 1 key" }).click();
  await said(page, "Unmerged into WEB-2").waitFor();
  await said(page, "from WEB-2").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Undo" }).first().click();
  await said(page, "from WEB-2").waitFor();

  await page.keyboard.press("#");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Issues", level: 1 }).waitFor();
  assert.equal((await collector.read("/api/v1/issues/WEB-1")).status, 404);
});

test("an error of another issue is not shown as one of this, and what was deleted does not stay in sight", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  await arrive(collector, 1);
  await arrive(collector, 2);
  await arrive(collector, 3, { type: "KeyError", issueId: "9002" });
  await page.goto("/app/issues/WEB-1?error=3");
  await said(page, "This error belongs to another issue").waitFor();
  await page.getByRole("link", { name: "WEB-2" }).waitFor();
  await page.getByRole("button", { name: "To the latest error" }).click();
  const value = page.getByRole("tabpanel").getByText("value 2").first();
  await value.waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const remove = async (path: string): Promise<void> => {
    const { status } = await fetch(`${collector.url}/api/v1/${path}`, { method: "DELETE" });
    assert.ok(status < 300, String(status));
  };
  await remove("errors/2");
  // The latest is shown, and that is another now.
  await page.getByRole("tabpanel").getByText("value 1").first().waitFor();
  await remove("issues/WEB-1");
  await page.getByRole("alert").getByText("Not found", { exact: true }).waitFor();
  await page.goto("/app/errors/3");
  await heading(page, /KeyError/).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await remove("issues/WEB-2");
  await page.getByRole("alert").getByText("Not found", { exact: true }).waitFor();
});

test("an issue that is not there says so", async (t) => {
  const { page } = await startCollectorWithPage(t, { path: "/app/issues/WEB-77" });
  await page.getByRole("alert").getByRole("button", { name: "Try again" }).waitFor();
});

test("axe finds nothing wrong with an issue, in both themes and languages, on a phone too", async (t) => {
  const viewport = { width: 360, height: 740 };
  const { collector, page } = await startCollectorWithPage(t, { viewport, path: "/app/settings" });
  await arrive(collector, 1);
  await arrive(collector, 2, { type: "KeyError", issueId: "9002" });
  await send(collector, aSeerDelivery());
  // The views in one theme for each language, which differ in words only; a sheet over one in both.
  const pairs = [
    ["English", "light"],
    ["Русский", "dark"],
  ] as const;
  for (const [language, colorScheme] of pairs) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/app/settings");
    await page.getByRole("button", { name: language }).click();
    for (const view of ["error", "timeline", "tags", "errors", "merge"]) {
      await page.goto(`/app/issues/WEB-1?view=${view}`);
      const panel = page.getByRole("tabpanel").first();
      const filled = panel.getByRole("link").or(panel.getByRole("checkbox"));
      await filled.or(panel.getByRole("listitem")).first().waitFor();
      await assertAccessible(page);
    }
    const width = (await page.evaluate("document.documentElement.scrollWidth")) as number;
    assert.ok(width <= viewport.width, `${width} px wide`);
    await page.keyboard.press("A");
    await page.getByRole("dialog").getByRole("radio").first().waitFor();
    await inBothThemes(page, () => assertAccessible(page));
  }
});
