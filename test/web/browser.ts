import type { TestContext } from "node:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../../scripts/browser/chromium.ts";
import { buildPage } from "../../scripts/page/build.ts";
import { isFresh } from "../../scripts/page/stale.ts";
import { startTestCollector, type TestCollector } from "../support/collector.ts";

export const browserExists = chromiumPath !== undefined;

/** What shows up slower than this does not show up. */
const patienceMs = 10_000;

/**
 * A browser that no test has used for so long is closed, and the process ends. No hook could do that: with
 * `--test-name-pattern` the runner calls `after` as soon as all tests that it knows of are left out, before
 * the next file is read.
 */
const lingerMs = 1000;

let browser: Promise<Browser> | null = null;
let users = 0;
let closing: NodeJS.Timeout | undefined;

/** One browser for all tests of the process, over a page that was built once. */
function theBrowser(): Promise<Browser> {
  clearTimeout(closing);
  users += 1;
  browser ??= (async () => {
    if (!isFresh()) await buildPage();
    if (chromiumPath === undefined) throw new Error("There is no Chromium.");
    return chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  })();
  return browser;
}

function leaveBrowser(): void {
  users -= 1;
  if (users > 0) return;
  closing = setTimeout(() => {
    const left = browser;
    browser = null;
    // One that did not open has failed its tests already.
    void left?.then(
      (open) => open.close(),
      () => {},
    );
  }, lingerMs);
}

export interface CollectorWithPage {
  readonly collector: TestCollector;
  readonly page: Page;
}

interface PageOptions extends BrowserContextOptions {
  readonly path?: string;
  /** The name that the browser calls it by. */
  readonly host?: string;
  /** Where the page may go beside the collector. */
  readonly elsewhere?: string | null;
  /** Of the collector. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts an empty collector and opens a browser's page at `path` of it, with nothing kept from other
 * tests. The test fails when the page asks another host for anything, breaks its policy, or throws.
 */
export async function startCollectorWithPage(
  t: TestContext,
  {
    path = "/app/issues",
    host = "127.0.0.1",
    settings = {},
    elsewhere = null,
    ...options
  }: PageOptions = {},
): Promise<CollectorWithPage> {
  t.after(leaveBrowser);
  const launched = await theBrowser();
  let close = async (): Promise<void> => {};
  // Before the collector stops, so that no stream breaks off under the page.
  t.after(() => close());
  const collector = await startTestCollector(t, settings);
  const url = collector.url.replace("127.0.0.1", host);
  const context = await launched.newContext({
    locale: "en-GB",
    ...options,
    baseURL: url,
  });
  context.setDefaultTimeout(patienceMs);
  const wrong: string[] = [];
  context.on("request", (request) => {
    const asked = request.url();
    const isMeant = elsewhere !== null && asked.startsWith(elsewhere);
    if (!isMeant && !asked.startsWith(url) && !asked.startsWith("data:"))
      wrong.push(`asked ${asked}`);
  });
  const page = await context.newPage();
  page.on("pageerror", (thrown) => wrong.push(String(thrown)));
  page.on("console", (message) => {
    const text = message.text();
    // What the API refuses, a test may want.
    if (message.type() === "error" && !/status of 4\d\d/.test(text)) wrong.push(text);
  });
  close = async () => {
    await context.close();
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  };
  await page.goto(path);
  return { collector, page };
}

/** Looks at the same thing in the light and in the dark, as the system turns. */
export async function inBothThemes(page: Page, look: () => Promise<void>): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    // Colours do not fade from one to the other while axe looks.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await look();
  }
}
