import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { browserExists } from "./browser.ts";

// Every flow in one process, since they share a browser.
if (browserExists) {
  for (const name of readdirSync(import.meta.dirname).sort()) {
    if (name.endsWith(".flow.ts")) await import(`./${name}`);
  }
} else if (process.env["REQUIRE_ALL"] === "1") {
  test("the page is tested in a browser", () => {
    assert.fail("Chromium is absent, and REQUIRE_ALL=1 asks for it: apt-get install chromium");
  });
} else {
  process.stderr.write("# left out: the page in a browser (no Chromium)\n");
}
