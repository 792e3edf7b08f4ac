import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

// It weighs megabytes in every thread that loads it: in most of a collector's, for nothing.
test("the query builder is not loaded before something is asked", () => {
  const told = spawnSync(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { registerHooks } from "node:module";
       const urls = [];
       registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
       await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
       process.stdout.write(JSON.stringify(urls));`,
    ],
    { encoding: "utf8" },
  );
  assert.equal(told.status, 0, told.stderr);
  const urls = JSON.parse(told.stdout) as string[];
  assert.ok(urls.some((url) => url.endsWith("/open-queries.ts")));
  assert.deepEqual(
    urls.filter((url) => url.includes("/node_modules/kysely/")),
    [],
  );
});
