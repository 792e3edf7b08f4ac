import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { browserExists } from "./browser.ts";

/** Flows through lists of many things; the others are of single ones, or of the whole page. */
const lists = new Set(["bulk", "deliveries", "errors", "issues"]);

/**
 * Registers half of the flows: `*.flow.ts` of this folder. Those of one half share a process and a
 * browser, and the halves run beside each other. Without Chromium none is registered, and a line says so.
 */
export async function registerFlows(which: "lists" | "others"): Promise<void> {
  if (browserExists) {
    for (const file of readdirSync(import.meta.dirname).sort()) {
      const [name = "", kind] = file.split(".");
      if (kind === "flow" && lists.has(name) === (which === "lists")) await import(`./${file}`);
    }
  } else if (process.env["REQUIRE_ALL"] === "1") {
    test("the page is tested in a browser", () => {
      assert.fail("Chromium is absent, and REQUIRE_ALL=1 asks for it: apt-get install chromium");
    });
  } else {
    process.stderr.write("# left out: the page in a browser (no Chromium)\n");
  }
}
