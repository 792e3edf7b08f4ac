import assert from "node:assert/strict";
import { test } from "node:test";
import { serveThings } from "./things.ts";

test("a file is streamed with its type, its name and how many rows it has", async (t) => {
  const { get } = await serveThings(t);
  const { headers, text } = await get("/api/v1/export/things");
  assert.equal(headers.get("content-type"), "application/x-ndjson");
  assert.equal(headers.get("content-disposition"), 'attachment; filename="things.ndjson"');
  assert.equal(headers.get("total-count"), "3");
  assert.equal(headers.get("etag"), null);
  assert.equal(text.trim().split("\n").length, 3);
  const csv = await get("/api/v1/export/things?format=csv");
  assert.equal(csv.headers.get("content-type"), "text/csv");
});

test("a file that fails on its way breaks off, so that no part passes for the whole", async (t) => {
  const { url, all, failures } = await serveThings(t);
  all.exportFails = true;
  await assert.rejects(async () => (await fetch(`${url}/api/v1/export/things`)).text());
  assert.match(String(failures[0]?.cause), /the disk is gone/);
});

test("lines are read while they arrive, and what is wrong with one is told in its place", async (t) => {
  const { send } = await serveThings(t);
  const body = [
    '{"name":"a"}',
    "",
    "{",
    '{"name":5}',
    '{"name":"b","x":1}',
    `{"name":"${"c".repeat(100)}"}`,
    "[]",
    '{"name":"ж"}',
  ].join("\n");
  const headers = { "content-type": "application/x-ndjson" };
  const answer = await send("POST", "/api/v1/import/things?dry=true", body, headers);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, {
    taken: 2,
    dry: true,
    refusals: [
      "3: is not JSON",
      "4: name: must be text",
      "5: x: is not known here; there is name",
      "6: is longer than 100 bytes",
      "7: line: must be an object",
    ],
  });
});

test("lines of another type are refused, and none at all are nothing", async (t) => {
  const { send } = await serveThings(t);
  const json = await send("POST", "/api/v1/import/things", '{"name":"a"}');
  assert.equal(json.status, 415);
  assert.match(json.body.detail, /application\/x-ndjson/);
  const { body } = await send("POST", "/api/v1/import/things");
  assert.deepEqual(body, { taken: 0, refusals: [], dry: false });
});

test("a body of lines may be larger than a JSON body, and than memory", async (t) => {
  const { url } = await serveThings(t);
  const line = new TextEncoder().encode('{"name":"a"}\n'.repeat(500));
  let left = 200;
  const body = new ReadableStream({
    pull(controller) {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(line);
    },
  });
  const response = await fetch(`${url}/api/v1/import/things`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body,
    duplex: "half",
  } as RequestInit);
  assert.deepEqual(await response.json(), { taken: 100_000, refusals: [], dry: false });
});

/** Reads events until `count` blank lines were seen. */
async function blocksOf(response: Response, count: number): Promise<string[]> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split("\n\n");
    if (blocks.length > count) return blocks.slice(0, count);
  }
  return text.split("\n\n");
}

test("events have number, kind and data, with heartbeats between", async (t) => {
  const { url } = await serveThings(t);
  const response = await fetch(`${url}/api/v1/live`);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("x-accel-buffering"), "no");
  const [retry, first, , , heartbeat] = await blocksOf(response, 5);
  assert.equal(retry, "retry: 2000");
  assert.equal(first, 'id: 1\nevent: thing.made\ndata: {"id":1,"kind":"thing.made","thing":1}');
  assert.equal(heartbeat, ":");
});

test("a watcher that comes back says where it was, in the header before the address", async (t) => {
  const { url, get } = await serveThings(t);
  const replayed = async (path: string, headers: Record<string, string> = {}) => {
    const [, first = ""] = await blocksOf(await fetch(url + path, { headers }), 2);
    return /^id: (\d)/.exec(first)?.[1];
  };
  assert.equal(await replayed("/api/v1/live?after=1"), "2");
  assert.equal(await replayed("/api/v1/live?after=1", { "last-event-id": "2" }), "3");
  assert.equal(await replayed("/api/v1/live", { "last-event-id": "1" }), "2");
  const wrong = await get("/api/v1/live", { "last-event-id": "x" });
  assert.equal(wrong.status, 400);
  assert.equal(wrong.body.errors[0].where, "Last-Event-ID");
});

test("a watcher that goes away is let go of", async (t) => {
  const { url, all } = await serveThings(t);
  const response = await fetch(`${url}/api/v1/live`);
  await blocksOf(response, 1);
  await all.abandoned.promise;
});

test("streams end when the collector stops", async (t) => {
  const { url, closing } = await serveThings(t);
  const response = await fetch(`${url}/api/v1/live`);
  const rest = response.text();
  closing.abort();
  assert.match(await rest, /^retry/);
});
