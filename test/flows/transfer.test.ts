import assert from "node:assert/strict";
import { request } from "node:http";
import { type TestContext, test } from "node:test";
import { parquetReadObjects } from "hyparquet";
import { startTestCollector, type TestCollector } from "../support/collector.ts";
import { anError, anEventAlert, anIssue, eventId, send } from "../support/payloads.ts";
import { head, RawConnection } from "../support/raw.ts";
import { until } from "../support/until.ts";

const ndjson = { "content-type": "application/x-ndjson" };
const importPath = "/api/v1/import/errors";

function importInto(collector: TestCollector, lines: string | readonly object[]) {
  const text =
    typeof lines === "string" ? lines : lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  return collector.deliver(text, ndjson, importPath);
}

async function exported(collector: TestCollector, query = ""): Promise<Record<string, unknown>[]> {
  const { text, status } = await collector.read(`/api/v1/export/errors${query}`);
  assert.equal(status, 200, text);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** Errors of every kind: of upstream issues, of our own grouping, without an event id, partial, removed deliveries. */
async function fill(collector: TestCollector): Promise<void> {
  for (let n = 1; n <= 12; n += 1) {
    const issueId = String(9000 + (n % 3));
    const timestamp = 1_700_000_000 + n * 1800;
    const event = {
      user: { id: n % 4, email: "a@example.org" },
      contexts: { os: { name: "Linux" }, deep: { er: [1, { x: null }] } },
      release: `web@1.0.${n}`,
      extra: { quote: '"', lines: "a\nb", formula: "=1+1" },
    };
    await send(collector, anEventAlert({ eventId: eventId(n), issueId, timestamp, event }));
  }
  await send(collector, anError({ eventId: eventId(50), issueId: "9001", project: "api" }));
  await send(collector, anIssue({ issueId: "9900" }));
  for (const type of ["KeyError", "KeyError", "ValueError"]) {
    for (const id of [null, `id-${type}`]) {
      await collector.deliver({
        project: "plain",
        message: `${type}: 'x' ${Math.random()}`,
        exception_type: type,
        exception_value: "'x'",
        stacktrace: `Traceback (most recent call last):\n  File "a.py", line 1, in f\n${type}: 'x'`,
        timestamp: "2026-01-31T12:00:00Z",
        ...(id === null ? {} : { event_id: `${id}-${Math.random()}` }),
      });
    }
  }
}

const issueParts =
  "project title count users first_seen last_seen first_release last_release".split(" ");

/** What of a collector must survive the journey: errors with all details, and what issues count. */
async function picture(collector: TestCollector) {
  const errors = (await exported(collector)).map(({ issue, ...error }) => {
    const { short_id: _, ...upstream } = issue as Record<string, unknown>;
    return { ...error, ...upstream };
  });
  const issues = await collector.read("/api/v1/issues?limit=100&sort=first_seen");
  assert.equal(issues.status, 200, issues.text);
  const counted = issues.body.items.map((issue: Record<string, unknown>) =>
    issueParts.map((part) => {
      assert.ok(issue[part] !== undefined, part);
      return issue[part];
    }),
  );
  const sorted = (list: unknown[]) => list.map((each) => JSON.stringify(each)).toSorted();
  return { errors: sorted(errors), issues: sorted(counted) };
}

test("an export taken into an empty collector gives the same errors, issues and counts", async (t) => {
  const from = await startTestCollector(t);
  await fill(from);
  const { text, headers } = await from.read("/api/v1/export/errors");
  assert.equal(headers.get("total-count"), "20");
  assert.match(headers.get("content-disposition") ?? "", /errors\.ndjson/);

  const to = await startTestCollector(t);
  const first = await importInto(to, text);
  assert.deepEqual(first.body, { imported: 20, known: 0, refused: 0, refusals: [] });
  assert.deepEqual(await picture(to), await picture(from));

  await t.test("details that only deliveries hold are told by both APIs", async () => {
    const [{ body: one }, { body: other }] = (await Promise.all(
      [from, to].map((each) => each.read(`/api/v1/errors/${eventId(3)}`)),
    )) as [Awaited<ReturnType<TestCollector["read"]>>, Awaited<ReturnType<TestCollector["read"]>>];
    for (const part of ["exceptions", "breadcrumbs", "contexts", "user", "extra", "stacktrace"]) {
      assert.deepEqual(other[part], one[part], part);
    }
    const seed = await to.read(`/errors/${eventId(3)}`);
    assert.deepEqual(
      seed.body.breadcrumbs,
      (await from.read(`/errors/${eventId(3)}`)).body.breadcrumbs,
    );
    assert.equal((await to.read(`/errors/${eventId(3)}/payload`)).status, 404);
  });

  await t.test("they are found by what they say, by tags and by users", async () => {
    for (const query of [
      "browser:%22Firefox 130%22",
      "KeyError",
      "user.id:3",
      "release:web@1.0.3",
    ]) {
      const path = `/api/v1/errors?query=${query.replaceAll(" ", "%20")}`;
      const [one, other] = [await from.read(path), await to.read(path)];
      assert.equal(other.body.total, one.body.total, `${query}: ${one.text.slice(0, 200)}`);
      assert.ok(other.body.total > 0, query);
    }
  });

  await t.test(
    "the same import again, and an import of one's own export, change nothing",
    async () => {
      const before = await picture(to);
      assert.deepEqual((await importInto(to, text)).body.known, 20);
      const own = await to.read("/api/v1/export/errors");
      assert.deepEqual((await importInto(to, own.text)).body.known, 20);
      assert.deepEqual((await importInto(from, text)).body.known, 20);
      assert.deepEqual(await picture(to), before);
      assert.deepEqual(await picture(from), before);
    },
  );

  await t.test(
    "a delivery of an imported event is known, and one of a partial error completes it",
    async () => {
      await send(to, anEventAlert({ eventId: eventId(3), issueId: "9000" }));
      assert.equal((await exported(to)).length, 20);
      await send(to, anEventAlert({ eventId: eventId(77), issueId: "9900" }));
      const errors = await exported(to);
      assert.equal(errors.length, 20);
      assert.equal(errors.find(({ event_id }) => event_id === eventId(77))?.["partial"], false);
    },
  );
});

test("merged issues are one issue after an import too, in whatever order the lines come", async (t) => {
  const from = await startTestCollector(t);
  const error = (n: number, type: string) => ({
    project: "web",
    event_id: eventId(n),
    message: `${type} happened`,
    exception_type: type,
    timestamp: new Date(Date.UTC(2026, 0, 31, 12, n)).toISOString(),
  });
  const types = ["KeyError", "ValueError", "TypeError"];
  for (let n = 1; n <= 9; n += 1) await from.deliver(error(n, types[n % 3] ?? ""));
  await from.read("/api/v1/errors");
  const merged = await fetch(`${from.url}/api/v1/issues/merge`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids: ["WEB-1", "WEB-2"] }),
  });
  assert.equal(merged.status, 200);
  const { text } = await from.read("/api/v1/export/errors");
  const lines = text.trim().split("\n");
  const [line] = lines.map((each) => JSON.parse(each));
  assert.equal(line.source, "generic");
  assert.match(line.grouping_key, /^g1:[0-9a-f]{32}$/);
  for (const order of [lines, lines.toReversed()]) {
    const to = await startTestCollector(t);
    // One at a time, as they would lie in different parts of a large import.
    for (const each of order) await importInto(to, `${each}\n`);
    assert.deepEqual(await picture(to), await picture(from));
    const { body } = await to.read("/api/v1/issues?sort=count");
    assert.deepEqual(
      body.items.map(({ count }: { count: number }) => count),
      [6, 3],
    );
  }
});

test("a key that no collector makes is passed over", async (t) => {
  const collector = await startTestCollector(t);
  const line = { project: "web", title: "Boom", timestamp: "2026-01-31T12:00:00Z" };
  const keys = ["gone:1:x", "g1:short", "up:", "", "g1:0f3c9a7be0b14f6f9a2e5d8c7b6a5948 "];
  const wrong = keys.map((grouping_key, n) => ({
    ...line,
    event_id: eventId(n + 1),
    grouping_key,
  }));
  assert.equal((await importInto(collector, wrong)).body.imported, keys.length);
  const { body } = await collector.read("/api/v1/issues");
  assert.deepEqual([body.total, body.items[0].count], [1, keys.length]);
});

test("lines that are wrong cost only themselves, and what is hostile is mended", async (t) => {
  const collector = await startTestCollector(t);
  const good = { project: "web", title: "Boom", timestamp: "2026-01-31T12:00:00Z" };
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const lines = [
    JSON.stringify(good),
    "this is no JSON",
    JSON.stringify({ ...good, project: undefined }),
    JSON.stringify({ ...good, title: "nul \u0000 and \ud800", event_id: eventId(2) }),
    `${JSON.stringify({ ...good, event_id: eventId(3) }).slice(0, -1)},"extra":{"deep":${deep}}}`,
    JSON.stringify({ ...good, event_id: eventId(4), tags: { "\u0001type": "x", ok: "1", "": "" } }),
    JSON.stringify({ ...good, event_id: eventId(5), message: "m".repeat(1_000_000) }),
    JSON.stringify({ ...good, event_id: eventId(6), timestamp: "9999-01-01T00:00:00Z" }),
    `${JSON.stringify({ ...good, event_id: eventId(7) }).slice(0, -1)},"user":{"__proto__":{"x":1}}}`,
    JSON.stringify({ ...good, event_id: "0F3C9A7B-E0B1-4F6F-9A2E-5D8C7B6A5948" }),
    JSON.stringify({ ...good, project: "  ", event_id: eventId(8) }),
  ];
  const { status, body, text } = await importInto(collector, lines.join("\n"));
  assert.equal(status, 200, text);
  assert.equal(body.imported, 9);
  assert.deepEqual(
    body.refusals.map(({ line }: { line: number }) => line),
    [2, 3],
  );
  const errors = await exported(collector);
  assert.equal(errors.length, 9);
  const byId = (id: string) => errors.find(({ event_id }) => event_id === id);
  assert.equal(byId(eventId(2))?.["title"], "nul  and \ufffd");
  assert.deepEqual(byId(eventId(4))?.["tags"], { ok: "1" });
  assert.equal(String(byId(eventId(5))?.["message"]).length, 8192);
  assert.ok(String(byId(eventId(6))?.["timestamp"]) < "9000");
  assert.ok(byId("0f3c9a7be0b14f6f9a2e5d8c7b6a5948") !== undefined);
  assert.equal(byId(eventId(8))?.["project"], "unknown");
});

test("an import wakes a resolved issue, and leaves alone one that was resolved since", async (t) => {
  const collector = await startTestCollector(t);
  const line = { project: "web", title: "Boom", event_id: eventId(1) };
  await importInto(collector, [{ ...line, timestamp: "2024-01-01T00:00:00Z" }]);
  const [{ id }] = (await collector.read("/api/v1/issues")).body.items;
  const json = { "content-type": "application/json" };
  await collector.deliver({}, json, `/api/v1/issues/${id}/resolve`);
  const statusAfter = async (number: number, timestamp: string) => {
    await importInto(collector, [{ ...line, event_id: eventId(number), timestamp }]);
    return (await collector.read(`/api/v1/issues/${id}`)).body.substatus;
  };
  assert.equal(await statusAfter(2, "2024-02-01T00:00:00Z"), null);
  assert.equal(await statusAfter(3, new Date(Date.now() + 1000).toISOString()), "regressed");
});

test("deleting an imported error takes its line with it", async (t) => {
  const collector = await startTestCollector(t);
  const line = { project: "web", title: "Boom", timestamp: "2026-01-31T12:00:00Z" };
  await importInto(collector, [{ ...line, event_id: eventId(1) }]);
  const response = await fetch(`${collector.url}/api/v1/errors/${eventId(1)}`, {
    method: "DELETE",
  });
  assert.equal(response.status, 200, await response.text());
  assert.equal((await collector.read(`/api/v1/errors/${eventId(1)}`)).status, 404);
  assert.equal((await importInto(collector, [{ ...line, event_id: eventId(1) }])).body.known, 1);
});

test("CSV and Parquet have a row for every error that passes the query", async (t) => {
  const collector = await startTestCollector(t);
  await fill(collector);
  const csv = await collector.read("/api/v1/export/errors?format=csv&query=project:web");
  assert.match(csv.headers.get("content-type") ?? "", /text\/csv/);
  const web = (await exported(collector, "?query=project:web")).length;
  assert.equal(csv.text.match(/^(?:[0-9a-f]{32}|),web,/gm)?.length, web);
  const response = await fetch(`${collector.url}/api/v1/export/errors?format=parquet`);
  const rows = await parquetReadObjects({ file: await response.arrayBuffer() });
  assert.equal(rows.length, 20);
});

/** A request that is written piece by piece. */
function slowImport(t: TestContext, collector: TestCollector) {
  const url = new URL(importPath, collector.url);
  const sending = request(url, { method: "POST", headers: ndjson });
  t.after(() => sending.destroy());
  sending.on("error", () => {});
  const status = new Promise<number>((resolve) => {
    sending.once("response", (response) => resolve(response.statusCode ?? 0));
    sending.once("close", () => resolve(0));
  });
  return { sending, status };
}

test("an import may take longer than a request may, as long as it goes on", async (t) => {
  const collector = await startTestCollector(t, { REQUEST_MS_MAX: "400" });
  const line = { project: "web", title: "Boom", timestamp: "2026-01-31T12:00:00Z" };
  const since = performance.now();
  const { sending, status } = slowImport(t, collector);
  const ticking = setInterval(() => sending.write(`${JSON.stringify(line)}\n`), 50);
  await until("it has taken long", () => performance.now() - since > 1500);
  clearInterval(ticking);
  sending.end();
  assert.equal(await status, 200);

  const still = slowImport(t, collector);
  still.sending.write("{");
  assert.equal(await still.status, 408);

  const other = new RawConnection(collector.url);
  t.after(() => other.close());
  await other.write(
    head({ "content-type": "application/json", "content-length": 100 }).replace(
      "/sentry/webhook",
      "/api/v1/issues/merge",
    ),
  );
  assert.equal((await other.ended()).status, 408);
});
