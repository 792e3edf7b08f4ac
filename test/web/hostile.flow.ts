import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { findPages, settled } from "../../scripts/browser/pages.ts";
import type { TestCollector } from "../support/collector.ts";
import { anEventAlert, eventId, send } from "../support/payloads.ts";
import { startCollectorWithPage } from "./browser.ts";

// What strangers put into an error. Whatever of it ran would set `hacked`, or ask another host.
const script = `<script>hacked=1</script><img src=x onerror="hacked=1"><svg onload=hacked=1>`;
const link = "javascript:hacked=1//https://example.com/";
const markdown = "# Heading [click](javascript:hacked=1) ![x](https://evil.example/x.png) `code`";
const override = "\u202egnp.exe\u202c\u2066 isolated";
const colours = "\u001b[31mred\u001b[0m\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007";
const all = `${script} ${link} ${markdown} ${override} ${colours}`;
const long = `${script}${"long ".repeat(200_000)}`;

/** What stands in the fields of an event that have room for much, group by group. */
interface Texts {
  readonly name: string;
  readonly frame: string;
  readonly trail: string;
  readonly rest: string;
}
const ordinary: Texts = { name: all, frame: all, trail: all, rest: all };

function exceptionWith({ name, frame }: Texts): object {
  const call = {
    filename: frame,
    abs_path: link,
    function: frame,
    module: all,
    lineno: 1,
    in_app: true,
    pre_context: [all],
    context_line: frame,
    post_context: [colours],
    vars: { [script]: all, link },
  };
  return { values: [{ type: all, value: name, module: all, stacktrace: { frames: [call] } }] };
}

/** An event with hostile text in every field that has room for it. */
function eventWith(texts: Texts): Record<string, unknown> {
  const { name, trail, rest } = texts;
  const crumb = { timestamp: 1_700_000_000, type: "http", category: all, message: trail };
  return {
    message: all,
    logentry: { message: all, formatted: all },
    culprit: name,
    environment: script,
    release: all,
    logger: script,
    server_name: all,
    transaction: all,
    dist: script,
    title: name,
    web_url: link,
    exception: exceptionWith(texts),
    breadcrumbs: { values: [{ ...crumb, data: { url: link, text: trail } }] },
    request: {
      url: link,
      method: script,
      headers: [[script, all]],
      cookies: [[script, all]],
      query_string: [[script, link]],
      data: trail,
      env: { [script]: all },
    },
    user: { id: script, email: script, username: override, ip_address: script, [script]: link },
    contexts: { [script]: { [script]: rest }, browser: { name: all, version: link } },
    tags: [
      ["environment", script],
      ["url", link],
      ["html", script],
      ["direction", override],
      ["colours", colours],
      ["file", markdown],
      [script, "named by a script"],
      ["long", rest],
    ],
    extra: { [script]: all, link, nested: { deep: [rest, link] } },
    modules: { [script]: all },
    sdk: { name: script, version: link },
    fingerprint: [script, link],
  };
}

/** One error with short texts, then one for each group of fields that is 1 MB long; how many it were. */
async function arrive(collector: TestCollector): Promise<number> {
  const groups = Object.keys(ordinary) as (keyof Texts)[];
  const texts = [ordinary, ...groups.map((group) => ({ ...ordinary, [group]: long }))];
  for (const [at, told] of texts.entries()) {
    const options = { eventId: eventId(at + 1), issueId: String(9001 + at), rule: script };
    const alert = anEventAlert({ ...options, event: eventWith(told) });
    assert.equal((await send(collector, alert)).status, 201);
  }
  return texts.length;
}

/** Nothing ran, nothing leads to a script, and nothing pushed the page out of its width. */
async function assertHarmless(page: Page, path: string): Promise<void> {
  const seen = (await page.evaluate(`({
    hacked: typeof hacked,
    links: [...document.links].map(({ href }) => href).filter((href) => !/^https?:/.test(href)),
    frames: document.querySelectorAll("iframe, object, embed, img[src^=http]").length,
    width: document.documentElement.scrollWidth - innerWidth,
    direction: getComputedStyle(document.body).direction,
  })`)) as object;
  const harmless = { hacked: "undefined", links: [], frames: 0, direction: "ltr" };
  const { width, ...others } = seen as { width: number };
  assert.deepEqual(others, harmless, path);
  assert.ok(width <= 0, `${path} is ${width} pixels too wide`);
}

test("whatever strangers put into an error is text on every page: nothing runs, nothing leaves the host", async (t) => {
  const { collector, page } = await startCollectorWithPage(t, { path: "/app/settings" });
  page.on("dialog", () => assert.fail("a dialog was opened"));
  const errors = await arrive(collector);
  const view = { name: script, about: "errors", query: "level:error" };
  const saved = await fetch(`${collector.url}/api/v1/views`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(view),
  });
  assert.equal(saved.status, 201);
  const pages = await findPages(page);
  assert.ok(pages.size >= 4, [...pages.keys()].join());
  const below = [...pages.keys()].filter((name) => /^(issues|errors)-one$/.test(name));
  const others = below.flatMap((name) =>
    Array.from({ length: errors }, (_, at) => `/app/${name.split("-")[0]}/${at + 1}`),
  );
  for (const path of [...pages.values(), ...others]) {
    await page.goto(path);
    await settled(page);
    await assertHarmless(page, path);
  }
  for (const path of ["/app/issues", "/app/errors", "/app/live"]) {
    await page.goto(path);
    await page.getByRole("article").getByText(script).first().waitFor();
  }
  // On a phone too, and in what opens over the page.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/app/errors");
  await page.getByRole("article").getByText(script).first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: `View: ${script}` }).waitFor();
  await assertHarmless(page, "the palette");
  await page.keyboard.press("Escape");
  const box = page.getByRole("combobox", { name: "Search errors" });
  await box.fill("html:");
  await page.getByRole("option").getByText(script).first().waitFor();
  await assertHarmless(page, "the suggestions");
});
