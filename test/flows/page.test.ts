import assert from "node:assert/strict";
import { test } from "node:test";
import { buildPage } from "../../scripts/page/build.ts";
import { mostAtOnce } from "../../scripts/page/first-load.ts";
import { isFresh } from "../../scripts/page/stale.ts";
import { startTestCollector } from "../support/collector.ts";

const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

test("the page is served as it was built", async (t) => {
  if (!isFresh()) await buildPage();
  const collector = await startTestCollector(t);
  const raw = (path: string, headers: Record<string, string> = {}) =>
    fetch(collector.url + path, { headers, redirect: "manual" });

  await t.test("a browser at / is sent there, a program gets JSON", async () => {
    const sent = await raw("/", browser);
    assert.deepEqual([sent.status, sent.headers.get("location")], [302, "/app/"]);
    assert.equal(sent.headers.get("vary"), "Accept");
    const answer = await collector.read("/", { accept: "*/*" });
    assert.equal(answer.body.name, "Sentry Error Collector");
    assert.equal(answer.headers.get("vary"), "Accept");
    assert.equal((await raw("/app")).headers.get("location"), "/app/");
  });

  await t.test(
    "at every address of the page, with a policy that lets nothing else in",
    async () => {
      const { status, headers, text } = await collector.read("/app/issues/WEB-1?x=%3Cscript%3E");
      assert.equal(status, 200);
      assert.match(headers.get("content-type") ?? "", /^text\/html/);
      const policy = headers.get("content-security-policy") ?? "";
      for (const part of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]) {
        assert.ok(policy.includes(part), policy);
      }
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.doesNotMatch(text, /(src|href)="(https?:)?\/\//);
      const again = await raw("/app/", { "if-none-match": headers.get("etag") ?? "" });
      assert.equal(again.status, 304);
    },
  );

  await t.test("its files are kept for ever, and come compressed to who takes that", async () => {
    const { text } = await collector.read("/app/");
    const [, path = ""] = /src="(\/app\/assets\/[^"]+\.js)"/.exec(text) ?? [];
    const plain = await collector.read(path, { "accept-encoding": "identity" });
    assert.equal(plain.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.match(plain.headers.get("content-type") ?? "", /^text\/javascript/);
    assert.equal(plain.headers.get("content-encoding"), null);
    for (const [accepted, encoding] of [
      ["gzip, deflate, br", "br"],
      ["gzip", "gzip"],
      ["br;q=0, gzip", "gzip"],
    ] as const) {
      const packed = await collector.read(path, { "accept-encoding": accepted });
      assert.equal(packed.headers.get("content-encoding"), encoding);
      assert.equal(packed.text, plain.text);
    }
  });

  await t.test("nothing beside its files is found, and nothing can be done there", async () => {
    for (const path of ["/app/assets/gone.js", "/app/assets/..%2f..%2f..%2fpackage.json"]) {
      assert.equal((await raw(path)).status, 404, path);
    }
    const outside = await collector.read("/app/..%2f..%2fpackage.json");
    assert.match(outside.headers.get("content-type") ?? "", /^text\/html/);
    const posted = await fetch(`${collector.url}/app/`, { method: "POST" });
    assert.equal(posted.status, 405);
  });
});

test("the first load is the entry's scripts and those of the page that needs most", () => {
  const manifest = {
    "index.html": {
      file: "index.js",
      isEntry: true,
      imports: ["_shared.js"],
      dynamicImports: ["src/pages/a/page.tsx", "src/pages/b/page.tsx", "src/shell/palette.tsx"],
    },
    "_shared.js": { file: "shared.js" },
    "src/pages/a/page.tsx": { file: "a.js", imports: ["_shared.js", "_list.js"] },
    "src/pages/b/page.tsx": { file: "b.js" },
    "src/shell/palette.tsx": { file: "palette.js" },
    "_list.js": { file: "list.js" },
  };
  const bytes = {
    "index.js": 1,
    "shared.js": 10,
    "a.js": 100,
    "list.js": 1000,
    "b.js": 500,
    "palette.js": 5000,
  };
  const most = mostAtOnce(manifest, (file) => bytes[file as keyof typeof bytes]);
  assert.deepEqual(most, { bytes: 1111, page: "src/pages/a/page.tsx" });
});
