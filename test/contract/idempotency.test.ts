import assert from "node:assert/strict";
import { test } from "node:test";
import { serveThings } from "./things.ts";

const key = { "idempotency-key": "key-1" };

test("the same request with the same key is carried out once and answered alike", async (t) => {
  const { send, all } = await serveThings(t);
  const first = await send("POST", "/api/v1/things", { name: "four" }, key);
  assert.equal(first.headers.get("idempotency-replayed"), null);
  const again = await send("POST", "/api/v1/things", '{ "name": "four" }', key);
  assert.equal(again.status, 201);
  assert.equal(again.text, first.text);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.equal(all.kept.length, 4);
});

test("without a key, and with another one, each request is carried out", async (t) => {
  const { send, all } = await serveThings(t);
  await send("POST", "/api/v1/things", { name: "four" });
  await send("POST", "/api/v1/things", { name: "four" });
  await send("POST", "/api/v1/things", { name: "four" }, key);
  await send("POST", "/api/v1/things", { name: "four" }, { "idempotency-key": "key-2" });
  assert.equal(all.kept.length, 7);
});

test("a key that belongs to another request is refused", async (t) => {
  const { send, all } = await serveThings(t);
  await send("POST", "/api/v1/things", { name: "four" }, key);
  const others = [
    await send("POST", "/api/v1/things", { name: "five" }, key),
    await send("POST", "/api/v1/things/1/rename", { name: "four" }, key),
    await send("DELETE", "/api/v1/things/1", undefined, key),
    await send("POST", "/api/v1/things", { name: "four" }, { ...key, "x-actor": "Ada" }),
  ];
  assert.deepEqual(
    others.map(({ status }) => status),
    [422, 422, 422, 422],
  );
  assert.equal(all.kept.length, 4);
});

test("while the first request runs the second is told to wait, and then gets its answer", async (t) => {
  const { send, all } = await serveThings(t);
  const first = send("POST", "/api/v1/things", { name: "slow" }, key);
  await all.began.promise;
  const meanwhile = await send("POST", "/api/v1/things", { name: "slow" }, key);
  assert.equal(meanwhile.status, 409);
  all.letGo.resolve();
  assert.equal((await first).status, 201);
  assert.equal((await send("POST", "/api/v1/things", { name: "slow" }, key)).status, 201);
  assert.equal(all.kept.length, 4);
});

test("what was refused or failed is not remembered: it may be tried again", async (t) => {
  const { send } = await serveThings(t);
  assert.equal((await send("POST", "/api/v1/things", { name: "taken" }, key)).status, 409);
  assert.equal((await send("POST", "/api/v1/things", { name: "" }, key)).status, 400);
  assert.equal((await send("POST", "/api/v1/things", { name: "four" }, key)).status, 201);
});

test("a request that was sent elsewhere leaves its key free for where it goes", async (t) => {
  const { send } = await serveThings(t);
  const moved = await send("POST", "/api/v1/things/7/rename", { name: "x" }, key);
  assert.equal(moved.status, 308);
  assert.equal((await send("POST", "/api/v1/things/1/rename", { name: "x" }, key)).status, 200);
});

test("a key is 1 to 255 printable characters", async (t) => {
  const { send } = await serveThings(t);
  for (const wrong of ["", "x".repeat(256), "ключ".normalize(), "a\tb"]) {
    const header = Buffer.from(wrong).toString("latin1");
    const answer = await send(
      "POST",
      "/api/v1/things",
      { name: "x" },
      {
        "idempotency-key": header,
      },
    );
    assert.equal(answer.status, 400, wrong);
    assert.equal(answer.body.errors[0].where, "Idempotency-Key");
  }
  const long = { "idempotency-key": "x".repeat(255) };
  assert.equal((await send("POST", "/api/v1/things", { name: "x" }, long)).status, 201);
});

test("reads and imports take no notice of a key", async (t) => {
  const { get, send } = await serveThings(t);
  const headers = { ...key, "content-type": "application/x-ndjson" };
  for (const body of ['{"name":"a"}', '{"name":"a"}\n{"name":"b"}']) {
    const { body: told } = await send("POST", "/api/v1/import/things", body, headers);
    assert.equal(told.taken, body.split("\n").length);
  }
  assert.equal((await get("/api/v1/things/1", key)).status, 200);
  assert.equal((await get("/api/v1/things/2", key)).status, 200);
});
