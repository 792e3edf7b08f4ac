import assert from "node:assert/strict";
import { test } from "node:test";
import { anEventAlert, eventId, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { startCollectorWithPage } from "./browser.ts";

/** More than one page of the list. */
const issuesSent = 60;

test("everything that passes a query is acted on, what is not loaded too, after it was asked for once more", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  const sent = Array.from({ length: issuesSent }, (_, n) =>
    send(collector, anEventAlert({ eventId: eventId(n + 1), issueId: String(n + 1) })),
  );
  for (const { status } of await Promise.all(sent)) assert.equal(status, 201);
  await page.goto("/app/issues");
  await page.getByText("60 issues", { exact: true }).waitFor();
  await page.getByRole("checkbox", { name: "Select all that are loaded" }).check();
  await page.getByText("50 selected", { exact: true }).waitFor();
  const bar = page.getByRole("toolbar", { name: "Actions" });
  await bar.getByRole("button", { name: "Select all 60 that pass" }).click();
  await page.getByText("Everything that passes is selected", { exact: true }).waitFor();
  await bar.getByRole("button", { name: "Resolve" }).click();
  const asking = page.getByRole("alertdialog", { name: /every issue that passes the query/ });
  await asking.getByText(/^is:unresolved\./).waitFor();
  await asking.getByRole("button", { name: "Resolve" }).click();
  await page.getByText("Resolve: 60 issues", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "Nothing is unresolved" }).waitFor();
  const left = await collector.read("/api/v1/issues?query=is:resolved");
  assert.equal(left.body.total, issuesSent);
});

test("issues are archived for a time, or until so many more errors came", async (t) => {
  const { collector, page } = await startCollectorWithPage(t);
  await send(collector, anEventAlert());
  await page.getByRole("checkbox", { name: "Select WEB-1" }).check();
  await page.getByRole("button", { name: "Archive until …" }).click();
  const sheet = page.getByRole("dialog", { name: "Archive until …" });
  await sheet.getByRole("button", { name: "1 week" }).waitFor();
  await assertAccessible(page);
  await sheet.getByRole("combobox").selectOption({ label: "until so many more errors" });
  await sheet.getByRole("spinbutton", { name: "How many" }).fill("25");
  await page.keyboard.press("Enter");
  await page.getByText("Archive: 1 issue", { exact: true }).waitFor();
  const { body } = await collector.read("/api/v1/issues/WEB-1");
  assert.equal(body.status_details.archive.count, 25);
});

test("settings say who may deliver, who did, and what is kept", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  await page.getByText("none: anybody may deliver (SENTRY_WEBHOOK_SECRET)").waitFor();
  await page.getByText("Nothing was delivered lately.").waitFor();
  await page.getByText("90 days", { exact: true }).waitFor();
  await page.getByText(`${collector.url}/sentry/webhook`, { exact: true }).waitFor();
  await send(collector, anEventAlert());
  await page.getByText("1 unresolved issue", { exact: false }).waitFor();
  await assertAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(((await page.evaluate("document.documentElement.scrollWidth")) as number) <= 360);
  await page.getByRole("link", { name: "web", exact: true }).click();
  await page.getByText("1 issue", { exact: true }).waitFor();
  assert.match(page.url(), /project%3Aweb/);
});
