import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSettings, startCollector } from "../src/server/index.ts";
import { findPages } from "./browser/pages.ts";
import { buildPage } from "./page/build.ts";
import { isFresh } from "./page/stale.ts";
import { fill } from "./screenshots/fill.ts";
import { launch, shoot } from "./screenshots/shoot.ts";

// Takes pictures of every page: npm run screenshots. They go to screenshots/, which git ignores.
const pictures = fileURLToPath(new URL("../screenshots", import.meta.url));
const secret = "secret-of-the-pictures";
const folder = mkdtempSync(join(tmpdir(), "collector-screenshots-"));

if (!isFresh()) process.stderr.write(`${await buildPage()}.\n`);
const settings = readSettings(
  { HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "warn", SENTRY_WEBHOOK_SECRET: secret },
  folder,
);
const collector = await startCollector(settings, folder);
const browser = await launch();
try {
  const url = `http://127.0.0.1:${collector.port}`;
  const first = await shoot(browser, url, new Map([["first-start", "/app/"]]), pictures);
  process.stderr.write(`${await fill(url, secret)} errors were sent.\n`);
  const pages = await findPages(await browser.newPage({ baseURL: url, locale: "en-GB" }));
  const all = await shoot(browser, url, pages, pictures);
  process.stderr.write(`${first + all} pictures in ${pictures}.\n`);
} finally {
  await browser.close();
  await collector.stop();
  rmSync(folder, { recursive: true, force: true });
}
