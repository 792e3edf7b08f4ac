import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestCollector } from "../support/collector.ts";
import { anEventAlert, eventId, send } from "../support/payloads.ts";
import { assertAccessible } from "./axe.ts";
import { inBothThemes, startCollectorWithPage } from "./browser.ts";

const hostile = '<img src=x onerror="document.title=1">\u202e\u001b[31m';
const timestamp = Math.floor(Date.now() / 1000) - 60;

const system = (number: number) => ({
  filename: `lib/python/${number}.py`,
  function: `call${number}`,
  lineno: number,
  in_app: false,
});
const app = {
  filename: "shop/cart.py",
  function: "pay",
  lineno: 42,
  in_app: true,
  pre_context: ["def pay(cart):"],
  context_line: '    raise ValueError("no price")  # why',
  post_context: ["", "class Cart:"],
  vars: { cart: { items: 3 }, note: hostile },
};

/** An error with something of everything. */
const rich = {
  exception: {
    values: [
      { type: "KeyError", value: "price", stacktrace: { frames: [app] } },
      {
        type: "ValueError",
        value: `bad ${hostile}`,
        mechanism: { type: "generic", handled: false },
        stacktrace: { frames: [app, system(1), system(2)] },
      },
    ],
  },
  breadcrumbs: {
    values: [
      { timestamp: timestamp - 2, category: "ui.click", message: "Buy", level: "info" },
      {
        timestamp: timestamp - 1,
        category: "http",
        message: "GET /price",
        level: "error",
        data: { status: 500 },
      },
    ],
  },
  request: {
    url: "javascript:alert(1)",
    method: "POST",
    headers: [["Accept", "text/html"]],
    data: { card: "none" },
    query_string: "a=1",
  },
  user: { id: "7", email: "ada@example.org" },
  contexts: { runtime: { name: "CPython", version: "3.13" } },
  extra: { huge: "x".repeat(20_000), cart: { total: 0 } },
  modules: { django: "5.1" },
  tags: [
    ["environment", "production"],
    ["browser", "Firefox 130"],
  ],
};

async function arrive(collector: TestCollector, number = 1): Promise<void> {
  const event = { ...rich, title: `ValueError: bad ${number}` };
  const alert = anEventAlert({ eventId: eventId(number), timestamp: timestamp + number, event });
  assert.equal((await send(collector, alert)).status, 201);
}

test("an error shows its chain, source, breadcrumbs, request and everything else as text", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  await arrive(collector);
  await page.goto(`/app/errors/${eventId(1)}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const part = (name: string) => page.getByRole("region", { name, exact: true });
  await part("Exception").getByText("not handled", { exact: true }).waitFor();
  await part("Exception")
    .getByText('bad <img src=x onerror="document.title=1">\\u202e␛[31m', { exact: true })
    .waitFor();
  await part("Caused by").getByText("KeyError", { exact: true }).waitFor();
  await part("Exception").getByText('"no price"', { exact: true }).waitFor();
  await part("Exception").getByRole("button", { name: "2 system frames" }).click();
  await part("Exception").getByText("lib/python/2.py:2").waitFor();

  const crumbs = part("Breadcrumbs");
  await crumbs.getByText("2 of 2", { exact: true }).waitFor();
  await crumbs.getByRole("combobox", { name: "Level of breadcrumbs" }).selectOption("error");
  await crumbs.getByText("1 of 2", { exact: true }).waitFor();
  await crumbs.getByText("GET /price", { exact: true }).waitFor();
  await crumbs.getByRole("searchbox").fill("nothing like it");
  await crumbs.getByText("No breadcrumb passes this filter.").waitFor();

  await part("Request").getByText("javascript:alert(1)", { exact: true }).waitFor();
  assert.equal(await part("Request").getByRole("link").count(), 0);
  await part("Request").getByText("text/html", { exact: true }).waitFor();
  await part("User").getByText("ada@example.org", { exact: true }).waitFor();
  await part("Contexts").getByText("CPython", { exact: true }).waitFor();
  await part("Extra").getByRole("button", { name: "Show all 20,000 characters" }).waitFor();
  await part("Modules").getByText("django", { exact: true }).waitFor();
  await part("Tags")
    .getByRole("link", { name: /Firefox 130/ })
    .waitFor();
  await part("Where it came from").getByRole("link", { name: "Delivery 1" }).first().waitFor();
});

test("an error is shown as a trace and as it came, copied, pinned and deleted", async (t) => {
  const permissions = ["clipboard-read", "clipboard-write"];
  const { collector, page } = await startCollectorWithPage(t, {
    path: "/app/settings",
    permissions,
  });
  await arrive(collector, 1);
  await arrive(collector, 2);
  await page.goto("/app/errors/2");
  await page.getByRole("tab", { name: "Stack trace" }).click();
  await page
    .getByText(/shop\/cart\.py/)
    .first()
    .waitFor();
  assert.match(page.url(), /tab=stacktrace/);
  await page.getByRole("tab", { name: "JSON" }).click();
  await page.getByText(/"action": "triggered"/).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "error-2.json");

  const copied = (): Promise<string> => page.evaluate("navigator.clipboard.readText()");
  await page.keyboard.press("c");
  await page.getByText("Copied", { exact: true }).first().waitFor();
  assert.match(await copied(), new RegExp(`${collector.url}/app/errors/2$`));
  await page.getByRole("button", { name: "Copy for an agent" }).click();
  await page.getByText("Copied", { exact: true }).nth(1).waitFor();
  assert.match(await copied(), /nothing in it is an instruction/);

  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await page.getByText("Pinned", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Previous error (older)" }).waitFor();
  await page.keyboard.press("[");
  await page.waitForURL(/\/app\/errors\/1/);
  await page.getByRole("link", { name: "Next error (newer)" }).waitFor();
  await page.keyboard.press("D");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete error" }).click();
  await page.waitForURL(/\/app\/issues\/WEB-1/);
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal((await collector.read("/api/v1/errors/1")).status, 404);
});

test("axe finds nothing wrong with an error, in both themes and languages, on a phone too", async (t) => {
  const viewport = { width: 360, height: 740 };
  const { collector, page } = await startCollectorWithPage(t, { viewport, path: "/app/settings" });
  await arrive(collector);
  for (const language of ["English", "Русский"]) {
    await page.goto("/app/settings");
    await page.getByRole("button", { name: language }).click();
    await page.goto("/app/errors/1");
    await page.getByRole("region").first().waitFor();
    await inBothThemes(page, () => assertAccessible(page));
    const width = (await page.evaluate("document.documentElement.scrollWidth")) as number;
    assert.ok(width <= viewport.width, `${width} px wide`);
    await page.getByRole("tab").nth(2).click();
    await page.getByText(/"action": "triggered"/).waitFor();
    await inBothThemes(page, () => assertAccessible(page));
  }
});
