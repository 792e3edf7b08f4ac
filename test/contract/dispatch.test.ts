import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../../src/api/v1/messages.ts";
import { problem } from "../../src/contract/index.ts";
import { type Got, serveThings } from "./things.ts";

/** What was refused, as `where: message` lines. */
function errorsOf({ status, headers, body }: Got, expected = 400): string[] {
  assert.equal(status, expected);
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/);
  const checked = check(problem, body);
  assert.ok(checked.ok, JSON.stringify(checked));
  return (body.errors ?? []).map(
    ({ where, message }: { where: string; message: string }) => `${where}: ${message}`,
  );
}

test("parameters become what the schema takes", async (t) => {
  const { get } = await serveThings(t);
  const { status, body } = await get("/api/v1/things?limit=1&whole=true&kind=big&kind=small");
  assert.equal(status, 200);
  assert.deepEqual(body, { items: [{ id: 1, name: "one", size: null }], next_cursor: "1" });
  assert.equal((await get("/api/v1/things?kind=big")).status, 200);
});

test("what is wrong with a parameter is told with its place and what it must be", async (t) => {
  const { get } = await serveThings(t);
  const refused: Readonly<Record<string, readonly string[]>> = {
    "limit=0": ["limit: must be at least 1"],
    "limit=101": ["limit: must be at most 100"],
    "limit=1.5": ["limit: must be a whole number"],
    "limit=ten": ["limit: must be a whole number"],
    "limit=": ["limit: must be a whole number"],
    "limit=0x10": ["limit: must be a whole number"],
    "limit=1&limit=2": ["limit: must be a whole number"],
    "whole=yes": ["whole: must be true or false"],
    "kind=tiny": ["kind[0]: must be one of big, small"],
    "query=a&query=b": ["query: must be text"],
    [`query=${"x".repeat(101)}`]: ["query: must have at most 100 characters"],
    "colour=red": ["colour: is not known here; there is query, kind, whole, limit, cursor"],
    "__proto__=1": ["__proto__: is not known here; there is query, kind, whole, limit, cursor"],
    "constructor=1": ["constructor: is not known here; there is query, kind, whole, limit, cursor"],
    "limit=0&whole=2": ["whole: must be true or false", "limit: must be at least 1"],
  };
  for (const [query, errors] of Object.entries(refused)) {
    await t.test(query.slice(0, 30), async () => {
      const answer = await get(`/api/v1/things?${query}`);
      assert.deepEqual(errorsOf(answer), errors);
      assert.equal(answer.body.detail, errors.map((error) => `${error}.`).join(" "));
    });
  }
});

test("what is wrong with a body is told with its place and what it must be", async (t) => {
  const { send, all } = await serveThings(t);
  const refused: readonly (readonly [body: unknown, errors: readonly string[]])[] = [
    [{}, ["name: is missing"]],
    [{ name: "" }, ["name: must not be empty"]],
    [{ name: 5 }, ["name: must be text"]],
    [{ name: "x", size: "5" }, ["size: must be a whole number"]],
    [{ name: "x", size: 1.5 }, ["size: must be a whole number"]],
    [{ name: "x", size: -1 }, ["size: must be at least 0"]],
    [{ name: "x", shape: 1 }, ["shape: is not known here; there is name, size, colour, parts"]],
    [{ name: "x", colour: {} }, ["colour.of: is missing; it is one of light, paint"]],
    [{ name: "x", colour: { of: "fire" } }, ["colour.of: must be one of light, paint"]],
    [{ name: "x", colour: { of: "paint" } }, ["colour.name: is missing"]],
    [
      { name: "x", colour: { of: "light", rgb: "#fff", name: "white" } },
      ["colour.name: is not known here; there is of, rgb"],
    ],
    [{ name: "x", parts: [1, true] }, ["parts[1]: must be a whole number or must be text"]],
    [{ name: "x", parts: [1, 2, 3, 4] }, ["parts: must have at most 3 items"]],
    [[], ["body: must be a JSON object"]],
    ["5", ["body: must be a JSON object"]],
    ['"text"', ["body: must be a JSON object"]],
  ];
  for (const [body, errors] of refused) {
    await t.test(JSON.stringify(body), async () => {
      assert.deepEqual(errorsOf(await send("POST", "/api/v1/things", body)), errors);
    });
  }
  await t.test("none of them did anything", () => assert.equal(all.kept.length, 3));
});

test("a problem in a query is told with its position and what could stand there", async (t) => {
  const { get } = await serveThings(t);
  const { body } = await get("/api/v1/things?query=what%3F");
  assert.deepEqual(body.errors, [
    {
      where: "query",
      message: "a question mark means nothing here",
      position: 4,
      length: 1,
      expected: ["*"],
    },
  ]);
});

test("what stands in the wrong part of a request is refused", async (t) => {
  const { get, send, all } = await serveThings(t);
  assert.deepEqual(errorsOf(await send("POST", "/api/v1/things?name=x", { name: "x" })), [
    "name: give it in the body, not in the address",
  ]);
  assert.deepEqual(
    errorsOf(await send("POST", "/api/v1/things/1/rename", { id: "2", name: "x" })),
    ["id: stands in the path already; leave it out here"],
  );
  assert.deepEqual(errorsOf(await get("/api/v1/things/1?id=2")), [
    "id: stands in the path already; leave it out here",
  ]);
  assert.deepEqual(errorsOf(await send("DELETE", "/api/v1/things/1", { force: true })), [
    "force: give it in the query of the address, not in a body",
  ]);
  assert.equal(all.kept.length, 3);
  assert.equal(all.kept[0]?.name, "one");
});

test("a body that is no JSON, too large or of another type is refused", async (t) => {
  const { send, url, all } = await serveThings(t);
  errorsOf(await send("POST", "/api/v1/things", '{"name":'));
  errorsOf(await send("POST", "/api/v1/things", '{"name":"x","__proto__":{"a":1}}'));
  errorsOf(await send("POST", "/api/v1/things", { name: "x".repeat(1000) }), 413);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/x-ndjson"]) {
    const answer = await send("POST", "/api/v1/things", '{"name":"x"}', { "content-type": type });
    errorsOf(answer, 415);
    assert.match(answer.body.detail, /application\/json/);
  }
  const compressed = await send(
    "POST",
    "/api/v1/things",
    { name: "x" },
    {
      "content-encoding": "gzip",
    },
  );
  errorsOf(compressed, 415);
  const untyped = await fetch(`${url}/api/v1/things`, {
    method: "POST",
    body: new Uint8Array([0x7b, 0x7d]),
  });
  assert.equal(untyped.status, 415);
  assert.equal(all.kept.length, 3);
});

test("a write that takes nothing needs no body, whatever type it names", async (t) => {
  const { send } = await serveThings(t);
  assert.equal((await send("DELETE", "/api/v1/things/1")).status, 200);
  const typed = { "content-type": "application/json" };
  assert.equal((await send("DELETE", "/api/v1/things/2", undefined, typed)).status, 200);
});

test("what is created is answered 201, and the actor is told to the handler", async (t) => {
  const { send, all } = await serveThings(t);
  const made = await send("POST", "/api/v1/things", { name: "four" }, { "x-actor": "Ada" });
  assert.equal(made.status, 201);
  assert.deepEqual(made.body, { id: 4, name: "four", size: null });
  assert.equal(made.headers.get("cache-control"), null);
  await send("POST", "/api/v1/things", { name: "five" });
  assert.deepEqual(all.actors, ["Ada", null]);
});

test("a refusal of a handler is a problem with its status", async (t) => {
  const { get, send } = await serveThings(t);
  const missing = await get("/api/v1/things/9");
  errorsOf(missing, 404);
  assert.equal(missing.body.detail, "There is no thing 9.");
  errorsOf(await send("POST", "/api/v1/things", { name: "taken" }), 409);
  const busy = await get("/api/v1/broken?how=busy");
  errorsOf(busy, 503);
  assert.equal(busy.headers.get("retry-after"), "5");
});

test("what is our mistake is told to the log and not to the caller", async (t) => {
  const { get, failures } = await serveThings(t);
  const answer = await get("/api/v1/broken?how=secret");
  errorsOf(answer, 500);
  assert.ok(!answer.text.includes("hushhush"));
  assert.match(String(failures[0]?.cause), /hushhush/);
});

test("a reply that breaks the contract is found where replies are checked", async (t) => {
  const checked = await serveThings(t);
  errorsOf(await checked.get("/api/v1/broken?how=reply"), 500);
  assert.match(
    String(checked.failures[0]?.cause),
    /GET \/api\/v1\/broken breaks the contract: id must be a whole number/,
  );
  const unchecked = await serveThings(t, { checkReplies: false });
  assert.equal((await unchecked.get("/api/v1/broken?how=reply")).status, 200);
});

test("a list says in Link where it goes on, until its end", async (t) => {
  const { get, url } = await serveThings(t);
  const first = await get("/api/v1/things?limit=2&kind=big");
  assert.equal(
    first.headers.get("link"),
    `<${url}/api/v1/things?limit=2&kind=big&cursor=2>; rel="next"`,
  );
  const last = await get("/api/v1/things?limit=2&kind=big&cursor=2");
  assert.equal(last.body.next_cursor, null);
  assert.equal(last.headers.get("link"), null);
});

test("links bear the address that others know", async (t) => {
  const { get } = await serveThings(t, { publicUrl: "https://errors.example/collector" });
  assert.equal(
    (await get("/api/v1/things?limit=2")).headers.get("link"),
    '<https://errors.example/collector/api/v1/things?limit=2&cursor=2>; rel="next"',
  );
  assert.equal(
    (await get("/api/v1/things/7")).headers.get("location"),
    "https://errors.example/collector/api/v1/things/1",
  );
});

test("what the caller has already is answered 304 until it changes", async (t) => {
  const { get, send } = await serveThings(t);
  const first = await get("/api/v1/things/1");
  const tag = first.headers.get("etag") ?? "";
  assert.match(tag, /^W\/"[\w-]+"$/);
  assert.equal(first.headers.get("cache-control"), "private, no-cache");
  for (const known of [tag, tag.slice(2), `"other", ${tag}`, "*"]) {
    const again = await get("/api/v1/things/1", { "if-none-match": known });
    assert.equal(again.status, 304, known);
    assert.equal(again.text, "");
    assert.equal(again.headers.get("etag"), tag);
  }
  assert.equal((await get("/api/v1/things/1", { "if-none-match": '"other"' })).status, 200);
  await send("POST", "/api/v1/things/1/rename", { name: "uno" });
  const changed = await get("/api/v1/things/1", { "if-none-match": tag });
  assert.equal(changed.status, 200);
  assert.equal(changed.body.name, "uno");
  assert.equal((await get("/api/v1/things/1/name")).text, "uno");
  assert.match((await get("/api/v1/things/1/name")).headers.get("etag") ?? "", /^W\//);
});

test("what went elsewhere is answered 308 with its new address, for reads and writes", async (t) => {
  const { get, url, all } = await serveThings(t);
  const moved = await get("/api/v1/things/7?x=1");
  errorsOf(moved);
  const read = await get("/api/v1/things/7");
  assert.equal(read.status, 308);
  assert.equal(read.headers.get("location"), `${url}/api/v1/things/1`);
  assert.deepEqual(read.body, { moved_to: `${url}/api/v1/things/1` });
  const followed = await fetch(`${url}/api/v1/things/7/rename`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": "k" },
    body: '{"name":"followed"}',
  });
  assert.equal(followed.status, 200);
  assert.equal(all.kept[0]?.name, "followed");
});

test("an answer says how many deliveries it may miss", async (t) => {
  const late = await serveThings(t, { lag: 12 });
  assert.equal((await late.get("/api/v1/things")).headers.get("digest-lag"), "12");
  const settled = await serveThings(t);
  assert.equal((await settled.get("/api/v1/things")).headers.get("digest-lag"), null);
});

test("HEAD answers like GET without the body; other methods are 405 with what there is", async (t) => {
  const { send, get } = await serveThings(t);
  const head = await send("HEAD", "/api/v1/things/1");
  assert.equal(head.status, 200);
  assert.equal(head.text, "");
  assert.equal(head.headers.get("etag"), (await get("/api/v1/things/1")).headers.get("etag"));
  const refused: readonly (readonly [string, string, string])[] = [
    ["PUT", "/api/v1/things", "GET, HEAD, POST"],
    ["DELETE", "/api/v1/things", "GET, HEAD, POST"],
    ["POST", "/api/v1/things/1", "GET, HEAD, DELETE"],
    ["GET", "/api/v1/things/1/rename", "POST"],
    ["HEAD", "/api/v1/live", "GET"],
    ["OPTIONS", "/api/v1/import/things", "POST"],
  ];
  for (const [method, path, allow] of refused) {
    const answer = await send(method, path);
    assert.equal(answer.status, 405, `${method} ${path}`);
    assert.equal(answer.headers.get("allow"), allow);
  }
});

test("bytes are a download from which no browser runs anything", async (t) => {
  const { get } = await serveThings(t);
  const { headers, text } = await get("/api/v1/things/1/bytes");
  assert.equal(text, "<b>one</b>");
  assert.equal(headers.get("content-type"), "application/octet-stream");
  assert.equal(headers.get("content-disposition"), 'attachment; filename="_1_.html"');
  assert.match(headers.get("content-security-policy") ?? "", /sandbox/);
});

test("a page of another site can change nothing", async (t) => {
  const { send, url, all } = await serveThings(t);
  const elsewhere: readonly Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
  ];
  for (const headers of elsewhere) {
    errorsOf(await send("DELETE", "/api/v1/things/1", undefined, headers), 403);
    errorsOf(await send("POST", "/api/v1/import/things", undefined, headers), 403);
  }
  assert.equal(all.kept.length, 3);
  const here: readonly Record<string, string>[] = [
    { "sec-fetch-site": "same-origin", origin: "https://behind.a.proxy" },
    { origin: url },
    {},
  ];
  for (const [index, headers] of here.entries()) {
    const answer = await send("DELETE", `/api/v1/things/${index + 1}`, undefined, headers);
    assert.equal(answer.status, 200, JSON.stringify(headers));
  }
});
