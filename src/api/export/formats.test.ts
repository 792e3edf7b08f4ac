import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { csvRows, type Exportable, ndjsonRows, parquetFile } from "./formats.ts";

const ground: Exportable = {
  event_id: "00000000000000000000000000000001",
  project: "web",
  title: "TypeError: x",
  message: "x",
  exception_type: "TypeError",
  exception_value: "x",
  level: "error",
  platform: "javascript",
  culprit: null,
  environment: "prod",
  release: "1.0",
  logger: null,
  server_name: null,
  timestamp: "2026-01-31T12:00:00.123Z",
  received_at: "2026-01-31T12:00:01.000Z",
  tags: { browser: "Firefox 130" },
  web_url: null,
  partial: false,
  pinned: true,
  stacktrace: null,
  logged_message: null,
  message_template: null,
  exceptions: [{ type: "TypeError", frames: [{ lineno: 3, vars: null }] }],
  main_exception_id: 7,
  threads: [],
  breadcrumbs: [],
  transaction: null,
  dist: null,
  user: { id: 42 },
  request: null,
  contexts: { os: { name: "Linux" } },
  extra: null,
  modules: null,
  sdk: null,
  security_report: null,
  template: null,
  fingerprint: ["{{ default }}"],
  source: "generic",
  grouping_key: "g1:0f3c9a7be0b14f6f9a2e5d8c7b6a5948",
  issue: {
    short_id: "WEB-1",
    title: "TypeError: x",
    upstream_source: null,
    upstream_id: null,
    upstream_short_id: null,
    grouping_keys: ["g1:0f3c9a7be0b14f6f9a2e5d8c7b6a5948"],
  },
};

const hostile = [
  'she said "no", twice',
  "two\r\nlines\nand, a comma",
  "=HYPERLINK(1)",
  "+1",
  "-1",
  "@SUM(A1)",
  "\tx",
  "\ud800 alone",
  "x".repeat(1_000_000),
  "",
  "‮ right to left",
];

async function* rowsOf(rows: Iterable<Exportable>): AsyncGenerator<Exportable> {
  yield* rows;
}

const withTitle = (title: string): Exportable => ({ ...ground, title });

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<ArrayBuffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Uint8Array.from(Buffer.concat(all)).buffer;
}

/** What went over the wire: texts as UTF-8. */
const sent = (text: string): string => Buffer.from(text).toString();

/** RFC 4180, read by the letter. */
function readCsv(text: string): Record<string, string>[] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let found = field.exec(text); found !== null; found = field.exec(text)) {
    const [, quoted, plain = "", end] = found;
    records.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\r\n") records.push([]);
    if (field.lastIndex === text.length) break;
  }
  assert.deepEqual(records.pop(), [], "the file ends with its last record");
  const [names = [], ...rows] = records;
  return rows.map((row) => {
    assert.equal(row.length, names.length);
    return Object.fromEntries(names.map((name, at) => [name, row[at] ?? ""]));
  });
}

test("NDJSON is the rows, a line each, whatever is in them", async () => {
  const rows = hostile.map(withTitle);
  const text = sent(await textOf(ndjsonRows(rowsOf(rows))));
  const lines = text.split("\n");
  assert.equal(lines.pop(), "");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    rows,
  );
});

test("CSV gives every field back, and no field begins like a formula", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...hostile)), {
        maxLength: 5,
      }),
      async (titles) => {
        const rows = readCsv(sent(await textOf(csvRows(rowsOf(titles.map(withTitle))))));
        assert.equal(rows.length, titles.length);
        rows.forEach((row, at) => {
          const title = sent(titles[at] ?? "");
          const isFormula = /^[=+\-@\t\r\n]/.test(title);
          assert.equal(row["title"], isFormula ? `'${title}` : title);
          assert.deepEqual(JSON.parse(row["contexts"] ?? ""), ground.contexts);
          assert.equal(row["issue_short_id"], "WEB-1");
          for (const field of Object.values(row)) assert.doesNotMatch(field, /^[=+\-@\t\r\n]/);
        });
      },
    ),
    { numRuns: 50 },
  );
});

test("Parquet gives every value back: times as moments, what is nested as JSON", async () => {
  const file = await bytesOf(parquetFile(rowsOf(hostile.map(withTitle))));
  const rows = await parquetReadObjects({ file });
  assert.deepEqual(
    rows.map((row) => row["title"]),
    hostile.map(sent),
  );
  for (const row of rows) {
    assert.deepEqual(row["timestamp"], new Date(ground.timestamp));
    assert.deepEqual(row["exceptions"], ground.exceptions);
    assert.deepEqual(row["user"], ground.user);
    assert.equal(row["main_exception_id"], 7);
    assert.equal(row["pinned"], true);
    assert.equal(row["culprit"], null);
  }
});

test("an export of nothing is a whole file of its kind", async () => {
  assert.equal(await textOf(ndjsonRows(rowsOf([]))), "");
  assert.deepEqual(readCsv(await textOf(csvRows(rowsOf([])))), []);
  const file = await bytesOf(parquetFile(rowsOf([])));
  assert.deepEqual(await parquetReadObjects({ file }), []);
  assert.ok(parquetMetadata(file).schema.length > 30);
});

test("many Parquet row groups are given out one by one, and read as one table", async () => {
  let made = 0;
  function* many(): Generator<Exportable> {
    for (; made < 12_000; made += 1) yield { ...ground, main_exception_id: made };
  }
  const pieces: Uint8Array[] = [];
  const madeThen: number[] = [];
  for await (const piece of parquetFile(rowsOf(many()))) {
    pieces.push(piece);
    madeThen.push(made);
  }
  assert.ok((madeThen[0] ?? 0) <= 5000 && (madeThen[1] ?? 0) <= 10_000, madeThen.join());
  const file = Uint8Array.from(Buffer.concat(pieces)).buffer;
  assert.equal(parquetMetadata(file).row_groups.length, 3);
  const rows = await parquetReadObjects({ file, columns: ["main_exception_id"] });
  assert.deepEqual(
    rows.map((row) => row["main_exception_id"]),
    Array.from({ length: 12_000 }, (_, n) => n),
  );
});

test("large errors make smaller row groups, so that a group stays within bounds", async () => {
  const large = Array.from({ length: 40 }, () => withTitle("x".repeat(1_000_000)));
  const file = await bytesOf(parquetFile(rowsOf(large)));
  assert.ok(parquetMetadata(file).row_groups.length >= 2);
});

test("rows are not fetched before the reader wants them", async () => {
  for (const format of [ndjsonRows, csvRows]) {
    let made = 0;
    async function* endless(): AsyncGenerator<Exportable> {
      for (;;) {
        made += 1;
        yield ground;
      }
    }
    const pieces = format(endless());
    for (let n = 0; n < 10; n += 1) await pieces.next();
    assert.ok(made <= 10, `${format.name} fetched ${made}`);
    await pieces.return(undefined);
  }
});

test("what fails in the middle is thrown on, and nothing after it passes for an end", async () => {
  async function* failing(): AsyncGenerator<Exportable> {
    yield ground;
    throw new Error("the disk failed");
  }
  for (const format of [ndjsonRows, csvRows, parquetFile]) {
    await assert.rejects(async () => {
      for await (const piece of format(failing())) assert.doesNotMatch(String(piece), /PAR1$/);
    }, /the disk failed/);
  }
});

test("a reader that goes away ends the thread that encodes", async () => {
  let ended = false;
  async function* many(): AsyncGenerator<Exportable> {
    try {
      for (;;) yield ground;
    } finally {
      ended = true;
    }
  }
  const pieces = parquetFile(many());
  await pieces.next();
  await pieces.return(undefined);
  assert.ok(ended);
});
