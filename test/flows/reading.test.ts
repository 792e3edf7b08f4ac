import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestCollector, type TestCollector } from "../support/collector.ts";
import { digested } from "../support/database.ts";
import { aSimpleError } from "../support/other-senders.ts";
import {
  anError,
  anEventAlert,
  anIssue,
  type EventOptions,
  eventId,
  send,
} from "../support/payloads.ts";

// biome-ignore lint/suspicious/noExplicitAny: rows of replies whose shape the tests check.
type Row = any;

const started = 1_700_000_000;

/** Delivers plain errors with ascending event ids; the time of each is `timestampOf` its number. */
async function deliverMany(
  collector: TestCollector,
  { from = 1, count }: { from?: number; count: number },
  timestampOf: (number: number) => number = (number) => started + number,
): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  while (numbers.length > 0) {
    const burst = numbers.splice(0, 50).map((number) =>
      send(
        collector,
        aSimpleError({
          eventId: eventId(number),
          timestamp: timestampOf(number),
          value: `no ${number}, "quoted"\nand more`,
        }),
      ),
    );
    for (const answer of await Promise.all(burst)) assert.equal(answer.status, 201, answer.text);
  }
  await digested(collector);
}

function assertOrdered(rows: readonly Row[]): void {
  for (const [index, row] of rows.slice(1).entries()) {
    const before = rows[index];
    const newer =
      before.timestamp > row.timestamp ||
      (before.timestamp === row.timestamp && before.id > row.id);
    assert.ok(newer, `${before.timestamp} ${before.id} stands before ${row.timestamp} ${row.id}`);
  }
}

test("all errors are streamed, newest first, in three forms", async (t) => {
  const collector = await startTestCollector(t);
  await t.test("none at all", async () => {
    assert.deepEqual((await collector.read("/errors")).body, []);
    assert.equal((await collector.read("/errors", { accept: "application/x-ndjson" })).text, "");
    const csv = await collector.read("/errors", { accept: "text/csv" });
    assert.match(csv.text, /^id,event_id,project,message,.*\r\n$/);
  });

  const count = 1500;
  // Many share a timestamp, and they do not come in the order in which they happened.
  await deliverMany(collector, { count }, (number) => started + ((number * 7919) % 100));

  await t.test("as JSON", async () => {
    const answer = await collector.read("/errors");
    assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
    assert.equal(answer.body.length, count);
    assert.equal(new Set(answer.body.map((row: Row) => row.id)).size, count);
    assertOrdered(answer.body);
    assert.ok(!("breadcrumbs" in answer.body[0]));
  });

  await t.test("as lines of JSON", async () => {
    const answer = await collector.read("/errors", { accept: "application/x-ndjson" });
    assert.match(answer.headers.get("content-type") ?? "", /^application\/x-ndjson/);
    const lines = answer.text.trimEnd().split("\n");
    assert.equal(lines.length, count);
    assertOrdered(lines.map((line) => JSON.parse(line)));
  });

  await t.test("as CSV, quoted", async () => {
    const answer = await collector.read("/errors", { accept: "text/csv" });
    assert.match(answer.headers.get("content-type") ?? "", /^text\/csv/);
    const rows = parseCsv(answer.text);
    assert.equal(rows.length, count + 1);
    const [names, ...values] = rows;
    assert.ok(values.every((row) => row.length === names?.length));
    const at = names?.indexOf("exception_value") ?? -1;
    const told = new Set(values.map((row) => row[at]));
    assert.ok(told.has('no 77, "quoted"\nand more'));
  });

  await t.test("with filters as without", async () => {
    const { body } = await collector.read("/errors?project=web&exception_type=ValueError");
    assert.equal(body.length, count);
  });
});

/** RFC 4180, written here anew. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  while (field.lastIndex < text.length) {
    const [, value = "", end] = field.exec(text) ?? assert.fail(`CSV breaks at ${field.lastIndex}`);
    const plain = value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value;
    rows.at(-1)?.push(plain);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("pages walk every error exactly once while new ones arrive", async (t) => {
  const collector = await startTestCollector(t);
  await deliverMany(collector, { count: 120 }, (number) => started + (number % 7));
  const seen: number[] = [];
  let next: string | null = `${collector.url}/errors?limit=25&project=web`;
  let arriving = 1000;
  while (next !== null) {
    const answer: { body: Row[]; headers: Headers } = await collector.read(
      next.slice(collector.url.length),
    );
    assert.ok(answer.body.length <= 25);
    seen.push(...answer.body.map((row) => row.id));
    await deliverMany(collector, { from: arriving, count: 3 }, () => started + 1_000_000);
    arriving += 3;
    const link = answer.headers.get("link");
    next = link === null ? null : (/^<([^>]+)>; rel="next"$/.exec(link)?.[1] ?? assert.fail(link));
    if (next !== null) assert.match(next, /limit=25.*project=web|project=web.*limit=25/);
  }
  assert.equal(seen.length, 120);
  assert.equal(new Set(seen).size, 120);
});

test("the last page has no link to a next one, also when it is full", async (t) => {
  const collector = await startTestCollector(t, {
    PUBLIC_URL: "https://errors.example/base",
    ACCESS: "open",
  });
  await deliverMany(collector, { count: 4 });
  assert.equal((await collector.read("/errors?limit=4")).headers.get("link"), null);
  const page = await collector.read("/errors?limit=3");
  assert.match(
    page.headers.get("link") ?? "",
    /^<https:\/\/errors\.example\/base\/errors\?limit=3&cursor=/,
  );
});

test("a streamed list is whole while new errors arrive", async (t) => {
  const collector = await startTestCollector(t);
  await deliverMany(collector, { count: 450 });
  const reading = collector.read("/errors");
  const arriving = deliverMany(collector, { from: 5000, count: 50 }, () => started + 1_000_000);
  const { body } = await reading;
  await arriving;
  const old = body.filter((row: Row) => Number.parseInt(row.event_id, 16) < 5000);
  assert.equal(new Set(old.map((row: Row) => row.id)).size, 450);
  assertOrdered(body);
});

const variety: readonly EventOptions[] = [
  { eventId: eventId(1), timestamp: started },
  {
    eventId: eventId(2),
    timestamp: started + 60,
    type: "TypeError",
    issueId: "9002",
    event: { level: "warning", environment: "staging", release: "web@2", platform: "javascript" },
  },
  { eventId: eventId(3), timestamp: started + 120, project: "api", projectId: 12, issueId: "9003" },
];

test("filters and what is wrong with them", async (t) => {
  const collector = await startTestCollector(t);
  for (const options of variety) await send(collector, anEventAlert(options));
  const iso = new Date((started + 60) * 1000).toISOString();
  const cases: Readonly<Record<string, readonly number[]>> = {
    "project=web": [2, 1],
    "project=api": [3],
    "project=11": [2, 1],
    "project=web&project=api": [3, 2, 1],
    "level=warning": [2],
    "level=warning&level=error": [3, 2, 1],
    "environment=staging": [2],
    "environment=production": [3, 1],
    "release=web%402": [2],
    "platform=javascript": [2],
    "exception_type=TypeError": [2],
    "issue=WEB-1": [1],
    "issue=web-2": [2],
    "issue=1&issue=3": [3, 1],
    [`since=${iso}`]: [3, 2],
    [`until=${iso}`]: [1],
    [`since=${started + 60}`]: [3, 2],
    [`since=${started + 1}&until=${started + 61}`]: [2],
    "since=24h": [],
    "project=nobody": [],
    "platform=python&level=error&project=web": [1],
    "": [3, 2, 1],
  };
  for (const [query, expected] of Object.entries(cases)) {
    await t.test(`/errors?${query}`, async () => {
      const { status, body, text } = await collector.read(`/errors?${query}`);
      assert.equal(status, 200, text);
      assert.deepEqual(
        body.map((row: Row) => Number.parseInt(row.event_id, 16)),
        expected,
      );
      const latest = await collector.read(`/errors/latest?${query}`);
      assert.equal(latest.status, expected.length > 0 ? 200 : 404);
      if (expected.length > 0) assert.equal(latest.body.event_id, eventId(expected[0] ?? 0));
    });
  }
  const wrong: Readonly<Record<string, RegExp>> = {
    "limit=0": /^limit: .*1 to \d+/,
    "limit=-1": /^limit/,
    "limit=abc": /^limit/,
    "limit=1e3": /^limit/,
    "limit=99999999": /^limit/,
    "limit=1&limit=2": /^limit/,
    "limit=": /^limit/,
    "cursor=abc": /^cursor/,
    "cursor=W10": /^cursor/,
    "level=loud": /^level.*fatal, error, warning/,
    "since=yesterday": /^since.*such as/,
    "until=": /^until/,
    "since=2024-99-99": /^since/,
    "page=2": /^page: not a parameter/,
    "constructor=1": /^constructor/,
    "__proto__=1": /__proto__/,
  };
  for (const [query, detail] of Object.entries(wrong)) {
    await t.test(`/errors?${query} is 400 and names the parameter`, async () => {
      const answer = await collector.read(`/errors?${query}`);
      assert.equal(answer.status, 400, answer.text.slice(0, 200));
      assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
      assert.match(answer.body.detail, detail);
    });
  }
  await t.test("parameters of other addresses are looked at as well", async () => {
    assert.equal((await collector.read("/errors/latest?limit=1")).status, 400);
    assert.equal((await collector.read("/errors/1?x=1")).status, 400);
    assert.equal((await collector.read("/deliveries?state=lost")).status, 400);
    assert.equal((await collector.read("/deliveries?cursor=zzz")).status, 400);
  });
});

test("one error is found by number, by event id and as the latest", async (t) => {
  const collector = await startTestCollector(t);
  const empty = await collector.read("/errors/latest");
  assert.equal(empty.status, 404);
  assert.match(empty.headers.get("content-type") ?? "", /^application\/problem\+json/);
  await send(collector, anIssue({ issueId: "1", value: "partial" }));
  const id = "0123456789abcdef0123456789abcdef";
  const raw = `  ${JSON.stringify(anError({ eventId: id }).payload, null, "\t ")}\r\n\n`;
  const answer = await collector.deliver(raw, anError().headers);
  assert.equal(answer.status, 201);

  await t.test("under each of its names", async () => {
    const dashed = "01234567-89ab-cdef-0123-456789abcdef";
    const { body: byEvent } = await collector.read(`/errors/${id}`);
    for (const name of [byEvent.id, dashed, id.toUpperCase()]) {
      assert.deepEqual((await collector.read(`/errors/${name}`)).body, byEvent, String(name));
    }
    assert.equal(byEvent.event_id, id);
    assert.equal(byEvent.breadcrumbs[0].category, "auth");
    assert.equal(byEvent.partial, false);
    assert.equal(byEvent.tags.browser, "Firefox 130");
    const columns =
      "id event_id project message exception_type exception_value stacktrace timestamp created_at issue_id issue_short_id issue_title issue_permalink breadcrumbs tags partial level platform environment release culprit delivery_id";
    for (const name of columns.split(" ")) assert.ok(name in byEvent, name);
    for (const name of ["timestamp", "created_at"])
      assert.match(byEvent[name], /^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
  });

  await t.test("its stack trace as text", async () => {
    for (const name of [id, "latest"]) {
      const trace = await collector.read(`/errors/${name}/stacktrace`);
      assert.match(trace.headers.get("content-type") ?? "", /^text\/plain/);
      assert.match(trace.text, /^Traceback \(most recent call last\):\n/);
      assert.match(
        trace.text,
        /File "shop\/cart\.py", line 42, in pay\n {4}raise ValueError\(cart\)\n/,
      );
      assert.match(trace.text, /ValueError: bad value\n$/);
    }
  });

  await t.test("its payload byte by byte", async () => {
    const payload = await collector.read("/errors/latest/payload");
    assert.equal(payload.text, raw);
    const body = await collector.read(`/deliveries/${answer.body.delivery_id}/body`);
    assert.equal(body.text, raw);
  });

  await t.test("a partial error has no stack trace, and says so", async () => {
    const trace = await collector.read("/errors/1/stacktrace");
    assert.equal(trace.status, 404);
    assert.match(trace.body.detail, /stack trace/);
  });

  await t.test("what is not there is 404", async () => {
    for (const name of [
      "99",
      "ffffffffffffffffffffffffffffffff",
      "nonsense",
      "0",
      "9".repeat(30),
      "%00",
    ]) {
      for (const part of ["", "/stacktrace", "/payload"]) {
        const { status, headers } = await collector.read(`/errors/${name}${part}`);
        assert.equal(status, 404, name + part);
        assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/);
      }
    }
    assert.equal((await collector.read("/deliveries/99")).status, 404);
    assert.equal((await collector.read("/deliveries/99/body")).status, 404);
    assert.equal((await collector.read("/deliveries/x")).status, 400);
  });
});

test("a time far ahead of ours becomes the time of arrival", async (t) => {
  const collector = await startTestCollector(t);
  const now = Date.now();
  const ahead = Math.floor(now / 1000) + 3600;
  await send(collector, aSimpleError({ eventId: eventId(1), timestamp: ahead }));
  await send(collector, aSimpleError({ eventId: eventId(2), timestamp: ahead - 3600 + 300 }));
  const { body: far } = await collector.read(`/errors/${eventId(1)}`);
  assert.equal(far.timestamp, far.received_at);
  const { body: near } = await collector.read(`/errors/${eventId(2)}`);
  assert.equal(near.timestamp, new Date((ahead - 3300) * 1000).toISOString());
});
