import assert from "node:assert/strict";
import { test } from "node:test";
import { anEventAlert, eventId, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { startCollectorWithPage } from "./browser.ts";

test("the overview is the start page once there are errors, and counts them while they arrive", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  const timestamp = Date.now() / 1000;
  const api = { project: "api", projectId: 12, issueId: "9002" };
  await send(collector, anEventAlert({ eventId: eventId(1), timestamp }));
  await send(collector, anEventAlert({ eventId: eventId(2), timestamp, ...api }));
  await collector.read("/api/v1/errors");
  await page.goto("/");
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  const chart = (name: string) => page.getByRole("img", { name });
  await chart("Errors per hour by project: 2 in the time shown").waitFor();
  await chart("Errors per hour by level: 2 in the time shown").waitFor();
  await chart("New and regressed issues per day: 2 in the time shown").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await send(collector, anEventAlert({ eventId: eventId(3), timestamp }));
  await chart("Errors per hour by project: 3 in the time shown").waitFor();

  const projects = page.getByRole("region", { name: "Errors per hour by project", exact: true });
  await projects.getByText("As a table").click();
  await projects.getByRole("columnheader", { name: "api" }).waitFor();
  await projects.getByRole("cell", { name: "2", exact: true }).waitFor();

  const noisiest = page.getByRole("list", { name: "Noisiest issues" });
  await noisiest.getByText("2 errors", { exact: true }).waitFor();
  await page.getByText("Everything that arrived is understood.").waitFor();
  await page.getByText(/^90 days · 10 GiB at most$/).waitFor();
  await page.getByRole("row", { name: /^Sentry integration default/ }).waitFor();
  await page.getByRole("button", { name: "7 d" }).click();
  await chart("Errors per hour by project: 3 in the time shown").waitFor();
  assert.match(page.url(), /period=7d/);
  await page.getByRole("link", { name: "Connect a sender" }).click();
  await page.getByRole("heading", { name: "Connect a sender", level: 1 }).waitFor();
});

for (const [colorScheme, locale] of [
  ["light", "en-GB"],
  ["dark", "ru-RU"],
] as const) {
  test(`axe finds nothing wrong with the overview: ${colorScheme}, ${locale}, on a phone too`, async (t) => {
    const viewport = { width: 360, height: 740 };
    const { collector, page } = await startCollectorWithPage(t, {
      path: "/app/overview",
      colorScheme,
      locale,
      viewport,
    });
    await collector.deliver({ message: "x".repeat(300), project: "\u202eweb".repeat(20) });
    await page.getByRole("img", { name: /: 1 / }).first().waitFor();
    await page
      .getByText(/As a table|Таблицей/)
      .first()
      .click();
    await page.getByRole("row").last().waitFor();
    await page.getByRole("listitem").first().waitFor();
    await assertAccessible(page);
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    assert.ok((wide as number) <= 360, String(wide));
  });
}
