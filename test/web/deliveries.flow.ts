import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { anEventAlert, eventId, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { startCollectorWithPage } from "./browser.ts";

const secret = "a-long-client-secret-9f3c";
const path = "/app/deliveries";

test("deliveries fill the archive by themselves, without moving what is read, and are filtered", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path });
  await page.getByRole("heading", { name: "No delivery has arrived yet" }).waitFor();
  await page.getByText(`Nothing reached ${collector.url}/sentry/webhook`).waitFor();
  await send(collector, anEventAlert());
  await page.getByRole("link", { name: "#1 event_alert · triggered" }).waitFor();
  await page.getByRole("article").getByText("digested", { exact: true }).waitFor();
  await collector.deliver({ nothing: "known" });
  await page.getByRole("button", { name: "1 more arrived" }).click();
  await page.getByRole("link", { name: /#2/ }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Delivery 1", level: 1 }).waitFor();
  await page.goBack();
  await page.getByRole("combobox", { name: "State" }).selectOption("ignored");
  await page.getByRole("link", { name: /#1/ }).waitFor({ state: "detached" });
  await page.getByRole("link", { name: /#2/ }).waitFor();
  assert.match(page.url(), /state=ignored/);
  await page.getByRole("combobox", { name: "Sender" }).selectOption("bugsink");
  await page.getByRole("heading", { name: "No delivery passes these filters" }).waitFor();
  await page.getByRole("button", { name: "Without filters" }).click();
  await page.getByRole("link", { name: /#1/ }).waitFor();
});

test("a wrong signature is refused, and each step of its check is told", async (t) => {
  const settings = { SENTRY_WEBHOOK_SECRET: secret };
  const { collector, page } = await startCollectorWithPage(t, {
    path: `${path}?tab=refused`,
    settings,
  });
  await page.getByRole("heading", { name: "Nothing was refused", exact: true }).waitFor();
  const answer = await send(collector, anEventAlert(), { secret: "another-secret" });
  assert.equal(answer.status, 401);
  await collector.deliver({ message: "not signed" });
  await page.reload();
  const wrong = page
    .getByRole("list", { name: "Refused" })
    .getByRole("listitem")
    .filter({ hasText: "does not fit the body" });
  await page.getByText(/^2 refused since the start/).waitFor();
  await wrong.getByText("Secret ending in 9f3c", { exact: true }).waitFor();
  await wrong.getByText("does not fit", { exact: true }).waitFor();
  const { body } = await collector.read("/api/v1/refusals");
  const { signature } = body.items[1];
  await wrong.getByText(signature.body_sha256, { exact: true }).waitFor();
  await wrong.getByText(`expected ${signature.tried[0].expected_begins}…`).waitFor();
  await wrong.getByText(`given ${signature.given.slice(0, 8)}…`).waitFor();
  await wrong.getByText(/^Most often the secret is another one/).waitFor();
  await page.getByText(/^An integration of Sentry always signs/).waitFor();
  await page.getByRole("combobox", { name: "Answer" }).selectOption("413");
  await page.getByRole("heading", { name: "Nothing was refused with this answer" }).waitFor();
});

test("what was refused is shown to the oldest that is remembered, and then offers no more", async (t) => {
  const settings = { SENTRY_WEBHOOK_SECRET: secret, REFUSALS_MAX: "55" };
  const { collector, page } = await startCollectorWithPage(t, { path, settings });
  for (let n = 1; n <= 60; n += 1) assert.equal((await collector.deliver({ n })).status, 401);
  await page.getByRole("tab", { name: "Refused" }).click();
  await page.getByText(/^60 refused since the start/).waitFor();
  const refused = page.getByRole("list", { name: "Refused" }).getByRole("article");
  assert.equal(await refused.count(), 50);
  const more = page.getByRole("button", { name: "Show more" });
  await more.click();
  await more.waitFor({ state: "detached" });
  assert.equal(await refused.count(), 55);
});

test("a delivery is shown with its check, headers and body, and digested once more", async (t) => {
  const settings = { SENTRY_WEBHOOK_SECRET: secret };
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/issues", settings });
  const hostile = "</pre><script>document.title='broken'</script>\u001b[31m\u202egnp";
  const alert = anEventAlert({ value: hostile });
  const headers = { ...alert.headers, "user-agent": "<img src=x onerror=alert(1)>" };
  await send(collector, { ...alert, headers }, { secret });
  await collector.read("/api/v1/errors");
  await page.goto("/app/deliveries/1");
  await page.getByRole("link", { name: "Error 1" }).waitFor();
  await page.getByText("The signature is right: a secret of yours", { exact: false }).waitFor();
  await page.getByRole("cell", { name: "<img src=x onerror=alert(1)>" }).waitFor();
  const body = page.getByRole("region", { name: "Text of the body" });
  await body.getByText('"action": "triggered"').waitFor();
  await page.getByRole("button", { name: "Raw" }).click();
  await body.getByText('"action":"triggered"').waitFor();
  assert.match(page.url(), /body=raw/);
  assert.match(await page.title(), /^Delivery 1/);

  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  const bytes = readFileSync((await (await started).path()) ?? "");
  assert.deepEqual(JSON.parse(String(bytes)), alert.payload);

  await page.getByRole("button", { name: "Redigest" }).click();
  await page.getByText("Digested once more: digested", { exact: true }).waitFor();
  await page.goto("/app/deliveries/77");
  await page.getByText("There is no delivery 77.", { exact: false }).waitFor();
});

test("a delivery that was scrubbed says so, and its check blames nobody, in the reader's language", async (t) => {
  const settings = { SENTRY_WEBHOOK_SECRET: secret, SCRUB_ARCHIVE: "true" };
  const given = { path: "/app/issues", settings, locale: "ru-RU" };
  const { collector, page } = await startCollectorWithPage(t, given);
  await send(collector, anEventAlert({ value: "password=hush" }), { secret });
  await collector.read("/api/v1/errors");
  await page.goto("/app/deliveries/1");
  await page.getByText("Секреты убраны до записи в архив", { exact: false }).waitFor();
  await page.getByText("Подпись проверили при получении.", { exact: false }).waitFor();
  await page.getByText("подпись верна", { exact: true }).waitFor();
  await page.getByRole("region", { name: "Текст тела" }).getByText("[Filtered]").first().waitFor();
  assert.equal(await page.getByText("не подходит", { exact: true }).count(), 0);
  await page.goto("/app/deliveries/77");
  await page.getByText("Доставки 77 нет.", { exact: true }).waitFor();
});

for (const [colorScheme, locale] of [
  ["light", "en-GB"],
  ["dark", "ru-RU"],
] as const) {
  test(`axe finds nothing wrong with deliveries: ${colorScheme}, ${locale}, on a phone too`, async (t) => {
    const settings = { SENTRY_WEBHOOK_SECRET: secret };
    const viewport = { width: 360, height: 740 };
    const { collector, page } = await startCollectorWithPage(t, {
      path,
      settings,
      colorScheme,
      locale,
      viewport,
    });
    await page.getByRole("heading", { level: 2 }).waitFor();
    await assertAccessible(page);
    await send(collector, anEventAlert({ eventId: eventId(1) }), { secret });
    await send(collector, anEventAlert(), { secret: "another" });
    await page.getByRole("link", { name: /#1/ }).waitFor();
    await assertAccessible(page);
    for (const [place, last] of [
      ["/app/deliveries?tab=refused", "9f3c"],
      ["/app/deliveries/1", "sentry-hook-signature"],
    ] as const) {
      await page.goto(place);
      await page.getByText(last).first().waitFor();
      await assertAccessible(page);
      const wide = await page.evaluate("document.documentElement.scrollWidth");
      assert.ok((wide as number) <= 360, `${place}: ${wide}`);
    }
  });
}
