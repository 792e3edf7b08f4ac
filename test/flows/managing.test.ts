import assert from "node:assert/strict";
import { test } from "node:test";
import { aClient, deliver, shortIds } from "../support/api-client.ts";
import { digested, rowsIn, valueIn } from "../support/database.ts";
import { eventId } from "../support/payloads.ts";

test("an issue is resolved, seen again and regressed, and the timeline tells who did it", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1, { release: "shop@1.0.0" });
  const resolved = await client.post("/api/v1/issues/WEB-1/resolve");
  assert.equal(resolved.body.changed, true);
  assert.equal(resolved.body.issue.status, "resolved");
  assert.equal((await client.post("/api/v1/issues/WEB-1/resolve")).body.changed, false);

  await deliver(client, 2, { release: "shop@0.9.0", minutesAgo: -1 });
  assert.equal((await client.read("/api/v1/issues/WEB-1")).body.status, "resolved");
  await deliver(client, 3, { release: "shop@1.0.1", minutesAgo: -2 });
  const { body: issue } = await client.read("/api/v1/issues/WEB-1");
  assert.deepEqual([issue.status, issue.substatus, issue.count], ["unresolved", "regressed", 3]);

  const { body: timeline } = await client.read("/api/v1/issues/WEB-1/timeline");
  const told = timeline.items.map(
    ({ action, actor }: { action: string; actor: { name: string } | null }) =>
      `${action} ${actor?.name ?? "-"}`,
  );
  assert.deepEqual(told.toSorted(), ["regressed -", "resolved anna@example.com"]);
});

test("an issue archived until two more errors comes back with the second", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1);
  await client.post("/api/v1/issues/WEB-1/archive", { archive: { until: "count", count: 2 } });
  await deliver(client, 2);
  assert.equal((await client.read("/api/v1/issues/WEB-1")).body.status, "archived");
  await deliver(client, 3);
  assert.equal((await client.read("/api/v1/issues/WEB-1")).body.status, "unresolved");
});

test("what cannot be done is refused by a sentence, and changes nothing", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1);
  const past = { archive: { until: "time", time: "2020-01-01T00:00:00Z" } };
  const refused = await client.post("/api/v1/issues/WEB-1/archive", past);
  assert.equal(refused.status, 422);
  assert.match(refused.body.detail, /\w+ .*\./);
  assert.equal((await client.read("/api/v1/issues/WEB-1")).body.status, "unresolved");
  assert.equal((await client.post("/api/v1/issues/WEB-9/resolve")).status, 404);
  const strange = await client.post("/api/v1/issues/WEB-1/resolve", {
    resolution: { in: "space" },
  });
  assert.equal(strange.status, 400);
});

test("merged issues count together, also what comes later; unmerged each has its own again", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1, { type: "A", user: "7" });
  await deliver(client, 2, { type: "B", user: "7" });
  await deliver(client, 3, { type: "B", user: "8" });
  const { body: merged } = await client.post("/api/v1/issues/merge", { ids: ["WEB-2", "WEB-1"] });
  assert.deepEqual(
    [merged.issue.short_id, merged.issue.count, merged.issue.users],
    ["WEB-1", 3, 2],
  );
  assert.deepEqual(merged.merged, ["WEB-2"]);

  await deliver(client, 4, { type: "B" });
  const { body: issue } = await client.read("/api/v1/issues/WEB-1");
  assert.equal(issue.count, 4);
  const moved = await fetch(`${client.url}/api/v1/issues/WEB-2`, { redirect: "manual" });
  assert.equal(moved.status, 308);
  assert.match(moved.headers.get("location") ?? "", /\/api\/v1\/issues\/WEB-1$/);

  const key = issue.grouping_keys.find(
    ({ merged_from }: { merged_from: string | null }) => merged_from === "WEB-2",
  );
  const { body: apart } = await client.post("/api/v1/issues/WEB-1/unmerge", { keys: [key.key] });
  assert.deepEqual([apart.issue.count, apart.issue.users], [1, 1]);
  assert.deepEqual(
    apart.issues.map(({ short_id, count, users }: Record<string, unknown>) => [
      short_id,
      count,
      users,
    ]),
    [["WEB-2", 3, 2]],
  );
  await deliver(client, 5, { type: "B" });
  assert.equal((await client.read("/api/v1/issues/WEB-2")).body.count, 4);
  const { body: errors } = await client.read("/api/v1/issues/WEB-2/errors");
  assert.equal(errors.items.length, 4);
  const last = await client.post("/api/v1/issues/WEB-2/unmerge", { keys: [key.key] });
  assert.equal(last.status, 400);
});

test("issues of different projects cannot become one", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1, { project: "web" });
  await deliver(client, 2, { project: "api" });
  const refused = await client.post("/api/v1/issues/merge", { ids: ["WEB-1", "API-1"] });
  assert.equal(refused.status, 400);
  assert.match(refused.body.detail, /different projects/);
});

test("pages of issues neither repeat nor lose one while errors arrive", async (t) => {
  const client = await aClient(t);
  for (let number = 1; number <= 9; number += 1) {
    await deliver(client, number, { type: `E${number}`, minutesAgo: 20 - number });
  }
  await digested(client);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { body } = await client.read(`/api/v1/issues?limit=4&sort=first_seen${after}`);
    seen.push(...body.items.map(({ short_id }: { short_id: string }) => short_id));
    cursor = body.next_cursor;
    await deliver(client, 100 + seen.length, { type: "E9" });
  } while (cursor !== null);
  assert.equal(seen.length, 9);
  assert.equal(new Set(seen).size, 9);
});

test("counts over time, tags and users are exact", async (t) => {
  const client = await aClient(t);
  for (const [number, user] of [
    ["1", "a"],
    ["2", "a"],
    ["3", "b"],
  ] as const) {
    await deliver(client, Number(number), { user, tags: { zone: "eu" }, minutesAgo: 70 });
  }
  await deliver(client, 4, { tags: { zone: "us" }, release: "3.0" });
  const { body: list } = await client.read("/api/v1/issues");
  const [issue] = list.items;
  assert.deepEqual([issue.count, issue.users], [4, 2]);
  assert.equal(issue.sparkline.counts.length, 24);
  assert.equal(
    issue.sparkline.counts.reduce((sum: number, count: number) => sum + count, 0),
    4,
  );
  const { body: zone } = await client.read("/api/v1/issues/WEB-1/tags/zone");
  assert.deepEqual(
    zone.items.map(({ value, count, share }: Record<string, unknown>) => [value, count, share]),
    [
      ["eu", 3, 0.75],
      ["us", 1, 0.25],
    ],
  );
  const { body: tags } = await client.read("/api/v1/issues/WEB-1/tags");
  const keys = tags.items.map(({ key }: { key: string }) => key);
  assert.ok(keys.includes("zone") && keys.includes("user"), keys.join());
  const { body: daily } = await client.read("/api/v1/issues/WEB-1/stats?interval=day&period=2d");
  assert.equal(
    daily.counts.reduce((sum: number, count: number) => sum + count, 0),
    4,
  );
  const { body: stats } = await client.read("/api/v1/stats?by=release");
  assert.deepEqual(
    stats.series.map(({ name, total }: Record<string, unknown>) => [name, total]),
    [
      ["", 3],
      ["3.0", 1],
    ],
  );
  const { body: fresh } = await client.read("/api/v1/stats?what=issues&interval=day&period=2d");
  const total = fresh.series.find(({ name }: { name: string }) => name === "new").total;
  assert.equal(total, 1);
});

test("a write with an Idempotency-Key is done once", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1);
  const key = { "idempotency-key": "once" };
  const say = (text: string) => client.post("/api/v1/issues/WEB-1/comments", { text }, key);
  const [first, again] = [await say("looking"), await say("looking")];
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.deepEqual(again.body, first.body);
  assert.equal((await say("other")).status, 422);
  assert.equal(valueIn(client.folder, "select count(*) from activity where kind = 'comment'"), 1);
});

test("what has not changed is answered 304", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1);
  const first = await client.read("/api/v1/issues/WEB-1");
  const tag = first.headers.get("etag") ?? "";
  const again = await client.read("/api/v1/issues/WEB-1", { "if-none-match": tag });
  assert.deepEqual([again.status, again.text], [304, ""]);
  await deliver(client, 2);
  assert.equal((await client.read("/api/v1/issues/WEB-1", { "if-none-match": tag })).status, 200);
});

test("a bulk action goes to all that pass a query, page by page", async (t) => {
  const client = await aClient(t);
  for (const number of [1, 2, 3]) await deliver(client, number, { type: `E${number}` });
  await digested(client);
  const action = { do: "resolve" };
  const ask = { query: "is:unresolved", action, limit: 2 };
  const { body: first } = await client.post("/api/v1/issues/actions", ask);
  assert.deepEqual([first.changed, first.refused], [2, 0]);
  const rest = { ...ask, cursor: first.next_cursor };
  const { body: second } = await client.post("/api/v1/issues/actions", rest);
  assert.deepEqual([second.changed, second.next_cursor], [1, null]);
  assert.deepEqual(await shortIds(client, "is:unresolved"), []);
});

test("a deleted issue is gone at once, and the same error makes a new one", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1);
  assert.equal((await client.remove("/api/v1/issues/WEB-1")).body.errors, 1);
  assert.equal((await client.read("/api/v1/issues/WEB-1")).status, 404);
  assert.deepEqual((await client.read("/errors")).body, []);
  const again = await client.deliver({ event_id: eventId(1), project: "web", message: "again" });
  assert.equal(again.status, 200, "the event itself is known and does not come back");
  await deliver(client, 2);
  assert.deepEqual(await shortIds(client, ""), ["WEB-2"]);
});

test("a deleted error takes its count with it", async (t) => {
  const client = await aClient(t);
  for (const number of [1, 2]) await deliver(client, number, { user: String(number) });
  assert.equal((await client.remove("/api/v1/errors/1")).status, 200);
  const { body } = await client.read("/api/v1/issues/WEB-1");
  assert.deepEqual([body.count, body.users], [1, 1]);
  assert.equal((await client.read("/api/v1/errors/1")).status, 404);
});

test("one error is read with its neighbours, its trace and its payload", async (t) => {
  const client = await aClient(t);
  for (const number of [1, 2, 3]) await deliver(client, number, { minutesAgo: 5 - number });
  const { body } = await client.read(`/api/v1/errors/${eventId(2)}`);
  assert.deepEqual([body.id, body.previous_id, body.next_id], [2, 1, 3]);
  assert.equal(body.exception_type, "TypeError");
  assert.equal(
    (await client.read("/api/v1/errors/2/stacktrace")).text,
    "at pay (shop/cart.ts:1)\n",
  );
  assert.equal((await client.read("/api/v1/errors/2/payload")).body.event_id, eventId(2));
  assert.equal((await client.read("/api/v1/issues/WEB-1/errors/latest")).body.id, 3);
  assert.equal((await client.read("/api/v1/issues/WEB-1/errors/oldest")).body.id, 1);
});

test("a live watcher is told what it missed and what comes, each change once", async (t) => {
  const client = await aClient(t);
  await deliver(client, 1);
  await digested(client);
  const told: { id: number; kind: string; error_id: number | null }[] = [];
  const stop = new AbortController();
  const response = await fetch(`${client.url}/api/v1/live?after=0&kind=error`, {
    signal: stop.signal,
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  const until = async (count: number): Promise<void> => {
    while (told.length < count) {
      const { value, done } = await reader.read();
      assert.equal(done, false);
      text += decoder.decode(value, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) told.push(JSON.parse(data));
      }
    }
  };
  await until(1);
  for (const number of [2, 3]) await deliver(client, number);
  await until(3);
  stop.abort();
  assert.deepEqual(
    told.map(({ error_id }) => error_id),
    [1, 2, 3],
  );
  const ids = told.map(({ id }) => id);
  assert.deepEqual(
    ids,
    [...new Set(ids)].toSorted((one, other) => one - other),
  );
});

test("deliveries are found by when they arrived, and by source", async (t) => {
  const client = await aClient(t);
  for (const number of [1, 2, 3]) await deliver(client, number);
  const times = rowsIn(client.folder, "select received_at from deliveries order by id", {
    file: "archive.db",
  }).map((row) => Number(row["received_at"]));
  const since = new Date(times[1] ?? 0).toISOString();
  const { body } = await client.read(`/api/v1/deliveries?since=${since}&source=generic`);
  const expected = times.filter((time) => time >= (times[1] ?? 0)).length;
  assert.equal(body.items.length, expected);
  assert.equal((await client.read("/api/v1/deliveries?source=other")).body.items.length, 0);
});
