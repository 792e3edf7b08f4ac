// No question that people ask all day reads a large table whole: the server itself counts how often it does.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";

process.env["TEST_DATABASE"] = "postgres";

const { aClient } = await import("../support/api-client.ts");
const { digested } = await import("../support/database.ts");
const { eventId } = await import("../support/payloads.ts");
const { databaseOf } = await import("../support/postgres.ts");
const { askServer } = await import("../support/postgres-server.ts");

const delivered = 40;
/** Rows of each delivered one that are added by SQL: with few rows it would be right to read them all. */
const copies = 500;

async function ask(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  return (await askServer(url, ...statements)).at(-1) ?? [];
}

async function manyErrors(t: TestContext) {
  const client = await aClient(t);
  for (let number = 1; number <= delivered; number += 1) {
    const { status } = await client.deliver({
      event_id: eventId(number),
      project: number % 2 === 0 ? "web" : "api",
      message: `order ${number} has no price`,
      tags: { zone: `zone-${number % 8}`, browser: "Firefox 131" },
      user: { id: String(number) },
      release: `shop@${number % 4}`,
      exception: { type: `Error${number % 10}`, value: `order ${number} has no price` },
    });
    assert.equal(status, 201);
  }
  await digested(client);
  const url = await databaseOf(client.folder);
  const columns = await ask(
    url,
    `select attname from pg_attribute where attrelid = 'error_rows'::regclass and attnum > 0 order by attnum`,
  );
  const changed = new Map([
    ["id", "e.id + 1000 * n"],
    ["timestamp", "e.timestamp - 60000 * n"],
    ["created_at", "e.created_at - 60000 * n"],
    ["delivery_id", "e.delivery_id + 1000 * n"],
    ["event_id", "md5(e.event_id || n)"],
  ]);
  const values = columns.map(({ attname }) => changed.get(String(attname)) ?? `e.${attname}`);
  await ask(
    url,
    `insert into error_rows select ${values.join(", ")} from error_rows e, generate_series(1, ${copies}) n`,
    `insert into archive.deliveries select d.id + 1000 * n, d.received_at - 60000 * n, d.lane, d.kind_id,
       d.body_bytes, d.block_id, d.content_key, d.headers, d.body
     from archive.deliveries d, generate_series(1, ${copies}) n`,
    `insert into outcomes select o.delivery_id + 1000 * n, o.state, o.reason, o.error_id, o.items
     from outcomes o, generate_series(1, ${copies}) n`,
    "vacuum (analyze)",
  );
  return { client, url };
}

const week = Math.floor(Date.now() / (7 * 24 * 60 * 60 * 1000));
const large = ["error_rows", `deliveries_w${week}`, "outcomes"];

/** How often each large table was read whole. What a session did is counted when it ends. */
async function readWhole(url: string): Promise<Record<string, unknown>[]> {
  return ask(
    url,
    `select relname, seq_scan from pg_stat_user_tables where relname in ('${large.join("', '")}')
     order by relname`,
  );
}

test("lists, searches, statistics and single errors read no large table whole", async (t) => {
  const { client, url } = await manyErrors(t);
  const before = await readWhole(url);
  assert.equal(before.length, large.length);
  const { body: issues } = await client.read("/api/v1/issues?limit=50");
  const { body: page } = await client.read("/api/v1/errors?limit=10");
  const issue = issues.items[0].id;
  const query = (list: string, text: string) =>
    `/api/v1/${list}?limit=50&query=${encodeURIComponent(text)}`;
  for (const path of [
    "/errors",
    "/errors?limit=50&project=web",
    "/errors/latest",
    "/errors/17",
    "/api/v1/issues?limit=50",
    "/api/v1/issues?limit=50&sort=count",
    `/api/v1/issues/${issue}`,
    `/api/v1/issues/${issue}/errors?limit=50`,
    `/api/v1/issues/${issue}/stats?interval=hour&period=14d`,
    `/api/v1/issues/${issue}/tags`,
    "/api/v1/errors?limit=50",
    `/api/v1/errors?limit=50&cursor=${page.next_cursor}`,
    "/api/v1/errors?limit=50&project=web",
    "/api/v1/errors/17/markdown",
    query("errors", "price"),
    query("errors", '"no price"'),
    query("errors", "zone:zone-3"),
    query("errors", "user.id:7"),
    query("errors", "release:shop@2"),
    query("errors", "nosuchword"),
    query("issues", "price"),
    query("issues", "zone:zone-3"),
    "/api/v1/deliveries?limit=50",
    "/api/v1/status",
    "/api/v1/stats/noisiest?period=24h",
    "/api/v1/stats?period=24h",
  ]) {
    const { status, text } = await client.read(path);
    assert.equal(status, 200, `${path}: ${text}`);
  }
  await client.stop();
  assert.deepEqual(await readWhole(url), before);
});
