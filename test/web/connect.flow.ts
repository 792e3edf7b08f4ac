import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { anEventAlert, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { startCollectorWithPage } from "./browser.ts";

const secret = "a-long-client-secret-9f3c";

/** A line of the check list, in one of its states. */
const line = (page: Page, text: string, state: "done" | "not yet" | "in the way") =>
  page
    .getByRole("listitem")
    .filter({ hasText: text })
    .filter({ has: page.getByRole("img", { name: state, exact: true }) });

test("an empty collector shows how to connect; a test, a refusal and the first delivery turn its list", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, {
    path: "/",
    settings: { SENTRY_WEBHOOK_SECRET: secret },
  });
  await page.getByRole("heading", { name: "Connect a sender", level: 1 }).waitFor();
  await page.getByText(`${collector.url}/sentry/webhook`, { exact: true }).waitFor();
  await line(page, "The sender can reach the address", "in the way").waitFor();
  await line(page, "The secret is set", "done").waitFor();
  await page.getByRole("button", { name: "Self-hosted Sentry" }).click();
  await page.getByText("Private address blocked (self-hosted Sentry from 25.9 on)").click();
  await page.getByText("SENTRY_DISALLOWED_IPS = ()", { exact: true }).waitFor();
  assert.match(page.url(), /sender=self-hosted/);

  await line(page, "The collector takes deliveries", "not yet").waitFor();
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("The signature was verified.").waitFor();
  await line(page, "The collector takes deliveries", "done").waitFor();
  await line(page, "The first delivery arrived", "not yet").waitFor();
  const link = page.getByRole("link", { name: "See the error" });
  assert.match((await link.getAttribute("href")) ?? "", /^\/app\/errors\/[0-9a-f]{32}$/);

  // A browser that looks at the address is no sender, and neither is one that is not being connected.
  await collector.read("/sentry/webhook");
  await page.getByRole("link", { name: "What was refused" }).waitFor();
  await line(page, "The first delivery arrived", "not yet").waitFor();
  await send(collector, anEventAlert(), { secret: "another-secret" });
  await line(page, "The first delivery arrived", "in the way").waitFor();
  await page.getByRole("button", { name: "GlitchTip" }).click();
  await line(page, "The first delivery arrived", "not yet").waitFor();
  await page.getByRole("button", { name: "Self-hosted Sentry" }).click();
  await send(collector, anEventAlert(), { secret });
  await line(page, "Its signature verifies.", "done").waitFor();
  await page.getByText("Everything works", { exact: true }).waitFor();
  await page.getByRole("link", { name: "To the issues" }).click();
  await page.getByRole("link", { name: "ValueError: bad value" }).waitFor();
});

test("senders that cannot sign are given the address with the token; curl sends an error", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, {
    path: "/app/connect?sender=glitchtip",
    settings: { SENTRY_WEBHOOK_TOKEN: "the-token" },
  });
  await page.getByText(`${collector.url}/sentry/webhook/{token}`, { exact: true }).waitFor();
  await line(page, "The token is set", "done").waitFor();
  await page.getByRole("button", { name: "Plain HTTP" }).click();
  const command = (await page.getByText(/^curl -X POST/).textContent()) ?? "";
  const [, address, body] = /'(http[^']+)'[^']+'[^']+'[^']+'(.+)'$/s.exec(command) ?? [];
  const path = new URL(address ?? "").pathname.replace("%7Btoken%7D", "the-token");
  assert.equal((await collector.deliver(body, {}, path)).status, 201);
  await line(page, "Its address carries the token.", "done").waitFor();
  await line(page, "The first error is there", "done").waitFor();
});

for (const [colorScheme, locale] of [
  ["light", "en-GB"],
  ["dark", "ru-RU"],
] as const) {
  test(`axe finds nothing wrong with connecting: ${colorScheme}, ${locale}, on a phone too`, async (t) => {
    const viewport = { width: 360, height: 740 };
    const { page } = await startCollectorWithPage(t, {
      path: "/app/settings",
      colorScheme,
      locale,
      viewport,
    });
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.getByText("Client Secret").first().waitFor();
    await page.getByRole("button", { name: "Self-hosted Sentry" }).click();
    await page.getByText(/25\.9/).first().click();
    await page.getByRole("button", { name: /test|тест/ }).click();
    await page.getByRole("link", { name: /See the error|Открыть ошибку/ }).waitFor();
    await assertAccessible(page);
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    assert.ok((wide as number) <= 360, String(wide));
  });
}
