import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { openApiText } from "../../scripts/openapi-document.ts";
import { html, inline } from "../../src/api/v1/docs/html.ts";
import { contract, placeOf } from "../../src/contract/index.ts";
import { startTestCollector } from "../support/collector.ts";

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, object>>;
}

/** Every reference in a document. */
function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" ? [String(inner)] : refsIn(inner),
  );
}

/** What a reference leads to. */
function lookUp(document: unknown, ref: string): unknown {
  const keys = ref.replace(/^#\//, "").split("/");
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], document);
}

test("GET /openapi.json is the contract, for programs", async (t) => {
  const collector = await startTestCollector(t);
  const { status, headers, body: document } = await collector.read("/openapi.json");
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^application\/json/);
  assert.deepEqual(document, JSON.parse(openApiText()));

  await t.test("it holds every operation, under an id of its own", () => {
    const operations = Object.keys(contract).map((address) => {
      const { method, path } = placeOf(address);
      return document.paths[path]?.[method.toLowerCase()] as Operation;
    });
    assert.ok(operations.every((each) => each !== undefined));
    const ids = operations.map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^(get|post|patch|delete)[A-Z][A-Za-z]+$/);
  });

  await t.test("every reference leads somewhere, and every tag is described", () => {
    const refs = refsIn(document);
    assert.ok(refs.length > 200);
    for (const ref of refs) assert.ok(lookUp(document, ref) !== undefined, ref);
    const described = document.tags.map(({ name }: { name: string }) => name);
    const paths: Record<string, Record<string, Operation>> = document.paths;
    for (const { tags, operationId } of Object.values(paths).flatMap((each) =>
      Object.values(each),
    )) {
      assert.ok(described.includes(tags[0]), operationId);
    }
  });

  await t.test("whoever has it already is told so", async () => {
    const tag = headers.get("etag") ?? "";
    assert.match(tag, /^W\/"/);
    const again = await collector.read("/openapi.json", { "if-none-match": tag });
    assert.equal(again.status, 304);
    assert.equal(headers.get("cache-control"), "private, no-cache");
  });

  await t.test("it takes no parameters and is only read", async () => {
    assert.equal((await collector.read("/openapi.json?pretty=1")).status, 400);
    const posted = await fetch(`${collector.url}/docs`, { method: "POST" });
    assert.equal(posted.status, 405);
    assert.equal(posted.headers.get("allow"), "GET, HEAD");
  });
});

test("the document names the address that others know", async (t) => {
  const collector = await startTestCollector(t, {
    PUBLIC_URL: "https://errors.example/collector",
    ACCESS: "open",
  });
  const { body } = await collector.read("/openapi.json");
  assert.deepEqual(body.servers, [{ url: "https://errors.example/collector" }]);
});

test("GET /docs is the contract, for people", async (t) => {
  const collector = await startTestCollector(t);
  const { status, headers, text: page } = await collector.read("/docs");
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^text\/html; charset=utf-8/);

  await t.test("it says how to call every operation", () => {
    for (const address of Object.keys(contract)) {
      assert.ok(page.includes(`<code>${placeOf(address).path}</code>`), address);
    }
    assert.ok(page.includes("curl"));
  });

  await t.test("every link within it leads somewhere", () => {
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link = ""]) => link);
    assert.ok(links.length > 100);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const link of links) {
      assert.ok(link === "openapi.json" || ids.has(link.slice(1)), link);
    }
  });

  await t.test("it asks nothing of any other place, and its policy would not let it", () => {
    assert.ok(!/<(script|link|img|iframe|object|form|base)\b|\bsrc=|@import|url\(/i.test(page));
    const policy = headers.get("content-security-policy") ?? "";
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    assert.deepEqual(policy.split("; "), [
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  });
});

test("whatever stands in the contract is text in the page", () => {
  const hostile = `<img src=x onerror="alert('x')">&amp;`;
  const escaped = "&#60;img src=x onerror=&#34;alert(&#39;x&#39;)&#34;&#62;&#38;amp;";
  assert.equal(html`<p>${hostile}</p>`.text, `<p>${escaped}</p>`);
  assert.equal(
    inline(`\`${hostile}\` and _this_, not a_b_c`).text.replace(escaped, "…"),
    "<code>…</code> and <em>this</em>, not a_b_c",
  );
});
