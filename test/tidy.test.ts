import assert from "node:assert/strict";
import { test } from "node:test";
import { breaches, linesMax, rooms, sourceFile, sourceFiles } from "./support/tidy.ts";

const files = sourceFiles(new URL("../", import.meta.url));

test("the source is seen: its rooms, their imports and their threads", () => {
  assert.ok(files.length > 80, `${files.length} files`);
  const seen = new Set(files.map(({ file }) => file.split("/")[1]));
  const expected = [
    "domain",
    "wire",
    "contract",
    "store",
    "intake",
    "digest",
    "api",
    "server",
    "cli",
  ];
  for (const room of expected) {
    assert.ok(seen.has(room), room);
  }
  assert.ok(files.flatMap(({ imports }) => imports).length > 250);
  assert.ok(files.flatMap(({ threads }) => threads).includes("./worker.ts"));
  const start = files.find(({ file }) => file === "src/server/parts.ts");
  assert.ok(start?.imports.includes("../store/index.ts"));
});

test("every room of the source stands in the table", () => {
  for (const { file } of files) {
    const [, room = "", ...rest] = file.split("/");
    assert.ok(rest.length === 0 || Object.hasOwn(rooms, room), file);
  }
});

test("no file breaks the house rules", () => {
  assert.deepEqual(files.flatMap(breaches), []);
});

test("each rule is seen to be broken where it is", async (t) => {
  const planted: Readonly<Record<string, readonly [file: string, text: string, breach: RegExp]>> = {
    "a room that may not be entered": [
      "src/domain/x.ts",
      'import { a } from "../store/index.ts";',
      /domain may not enter store/,
    ],
    "a type from a room that may not be entered": [
      "src/store/x.ts",
      'import type { A } from "../wire/index.ts";',
      /store may not enter wire/,
    ],
    "an import over several lines": [
      "src/intake/x.ts",
      'import {\n  a,\n  type B,\n} from "../digest/index.ts";',
      /intake may not enter digest/,
    ],
    "an import that is passed on": [
      "src/wire/deep/x.ts",
      'export { a } from "../../api/index.ts";',
      /wire may not enter api/,
    ],
    "an import at run time": [
      "src/api/x.ts",
      'const a = await import("../digest/index.ts");',
      /api may not enter digest/,
    ],
    "an import for its effects": [
      "src/api/x.ts",
      'import "../intake/index.ts";',
      /api may not enter intake/,
    ],
    "a room entered by another file than its index": [
      "src/intake/x.ts",
      'import { a } from "../wire/body.ts";',
      /entered by its index\.ts only/,
    ],
    "a program that enters by another file": [
      "src/main.ts",
      'import { a } from "./cli/serve.ts";',
      /entered by its index\.ts only/,
    ],
    "a thread of another room": [
      "src/server/x.ts",
      'new Worker(new URL("../digest/worker.ts", import.meta.url));',
      /thread of another room/,
    ],
    "input and output in a pure room": [
      "src/wire/x.ts",
      'import { readFileSync } from "node:fs";',
      /wire is pure/,
    ],
    "a file that is too long": ["src/api/x.ts", "\n".repeat(linesMax + 1), /more than 400/],
    "a default export": ["src/api/x.ts", "export default 1;", /default export/],
    "a word on the console": ["src/api/x.ts", 'console.log("x");', /console/],
  };
  for (const [name, [file, text, breach]] of Object.entries(planted)) {
    await t.test(name, () => {
      const found = breaches(sourceFile(file, text));
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", breach);
    });
  }
  await t.test("and what is allowed is not", () => {
    const text =
      'import { a } from "../domain/index.ts";\nimport { b } from "./b.ts";\nimport z from "zod";\nnew URL("./worker.ts", import.meta.url);';
    assert.deepEqual(breaches(sourceFile("src/digest/x.ts", text)), []);
  });
});
