import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { readSettings, runCommand } from "../../src/server/index.ts";
import { aClient } from "../support/api-client.ts";
import { startTestCollector, temporaryFolder } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { eventId } from "../support/payloads.ts";
import { until } from "../support/until.ts";

function anError(number: number) {
  return { event_id: eventId(number), project: "web", message: `error ${number}` };
}

/** Spoils the bytes of a delivery in the archive of a stopped collector, before it is digested. */
async function withBrokenDelivery(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  const first = await startTestCollector(t, { folder });
  for (const number of [1, 2, 3]) await first.deliver(anError(number));
  await first.stop();
  const archive = new DatabaseSync(join(folder, "data", "archive.db"));
  archive.exec("update deliveries set body = x'7b227472756e6361' where id = 2");
  archive.close();
  // Without its database of errors the collector digests the archive anew.
  rmSync(join(folder, "data", "errors.db"));
  return folder;
}

test("a delivery that cannot be read costs only itself and says why", async (t) => {
  const folder = await withBrokenDelivery(t);
  const collector = await startTestCollector(t, { folder });
  await digested(collector);
  const states = (await collector.read("/deliveries")).body.map(
    ({ id, state }: { id: number; state: string }) => `${id} ${state}`,
  );
  assert.deepEqual(states, ["3 digested", "2 failed", "1 digested"]);
  const { body } = await collector.read("/deliveries/2");
  assert.match(body.reason, /JSON/);
  assert.equal((await collector.read("/errors")).body.length, 2);
});

test("what failed is digested again by redigest --failed, beside the running collector", async (t) => {
  const folder = await withBrokenDelivery(t);
  const collector = await startTestCollector(t, { folder });
  await digested(collector);
  const archive = new DatabaseSync(join(folder, "data", "archive.db"));
  archive
    .prepare("update deliveries set body = ? where id = 2")
    .run(Buffer.from(JSON.stringify(anError(2))));
  archive.close();
  const settings = readSettings({ LOG_LEVEL: "silent" }, folder);
  const result = await runCommand(settings, folder, "redigest", { which: "failed" });
  assert.deepEqual(result, { tried: 1, digested: 1, ignored: 0, failed: 0, missing: 0 });
  assert.equal((await collector.read("/errors")).body.length, 3);
  assert.equal((await collector.read("/deliveries/2")).body.state, "digested");
});

test("redigest of what is digested changes no count and makes no second error", async (t) => {
  const collector = await startTestCollector(t);
  for (const number of [1, 2, 2, 3]) await collector.deliver(anError(number));
  const before = (await collector.read("/errors")).body;
  const settings = readSettings({ LOG_LEVEL: "silent" }, collector.folder);
  const result = await runCommand(settings, collector.folder, "redigest", { which: "all" });
  assert.equal(result.tried, 3);
  assert.deepEqual((await collector.read("/errors")).body, before);
});

test("nothing is taken while the disk is as good as full, and /health says so", async (t) => {
  const collector = await startTestCollector(t, { DISK_FREE_BYTES_MIN: String(2 ** 40) });
  const answer = await collector.deliver(anError(1));
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "5");
  assert.match(answer.body.detail, /disk is full/);
  const health = await collector.read("/health");
  assert.equal(health.status, 503);
  assert.equal(health.body.checks.disk.ok, false);
  assert.deepEqual((await collector.read("/deliveries")).body, []);
});

test("while the door is closed a test is refused as any delivery is", async (t) => {
  const client = await aClient(t, { DISK_FREE_BYTES_MIN: String(2 ** 40) });
  const { status, body } = await client.post("/api/v1/deliveries/test");
  assert.equal(status, 503);
  assert.match(body.detail, /The disk is full/);
});

test("the collector reports its own failures to SENTRY_DSN, by the only way out: past no proxy of the environment", async (t) => {
  const proxied: string[] = [];
  const proxy = createServer((request, response) => {
    proxied.push(request.url ?? "");
    response.end("{}");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => proxy.close());
  process.env["http_proxy"] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  t.after(() => {
    delete process.env["http_proxy"];
  });
  const envelopes: string[] = [];
  const sentry = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      envelopes.push(`${request.url}\n${text}`);
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => sentry.listen(0, "127.0.0.1", resolve));
  t.after(() => sentry.close());
  const { port } = sentry.address() as AddressInfo;
  const folder = await withBrokenDelivery(t);
  const dsn = `http://0123456789abcdef0123456789abcdef@127.0.0.1:${port}/7`;
  await startTestCollector(t, { folder, SENTRY_DSN: dsn });
  await until("the report arrives", () => envelopes.length > 0);
  assert.match(envelopes[0] ?? "", /^\/api\/7\/envelope\//);
  assert.match(envelopes[0] ?? "", /JSON/);
  assert.deepEqual(proxied, []);
});
