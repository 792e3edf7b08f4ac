import assert from "node:assert/strict";
import { test } from "node:test";
import { numbersTogether, together, writeShape } from "./postgres-batches.ts";

const types = new Map([
  ["id", "bigint"],
  ["name", "text"],
  ["state", "text"],
]);

function queries(sql: string, rows: readonly (readonly (string | number | null)[])[]) {
  const shape = writeShape(sql);
  return shape === null ? null : together(sql, { shape, types, rows });
}

test("rows of an insert go as one array for each column", () => {
  const [query, ...more] =
    queries("insert into things values (?, ?) on conflict (id) do nothing", [
      [1, "one"],
      [2, null],
    ]) ?? [];
  assert.deepEqual(more, []);
  assert.match(
    query?.sql ?? "",
    /select v\.c1, v\.c2 from unnest\(\$1::bigint\[\], \$2::text\[\]\)/,
  );
  assert.match(query?.sql ?? "", /on conflict \(id\) do nothing$/);
  assert.deepEqual(query?.values, ["{1,2}", '{"one",NULL}']);
});

test("what would end an element of an array is escaped in it", () => {
  const odd = 'a "quoted\\" {part}, NULL';
  const [query] =
    queries("insert into things values (?, ?)", [
      [1, odd],
      [2, "NULL"],
    ]) ?? [];
  assert.equal(query?.values?.[1], '{"a \\"quoted\\\\\\" {part}, NULL","NULL"}');
});

test("a literal among the values stays where it stands", () => {
  const sql = "insert into things (id, state, name) values (?, 'waiting', ?)";
  const [query] =
    queries(sql, [
      [1, "one"],
      [2, "two"],
    ]) ?? [];
  assert.match(query?.sql ?? "", /\(id, state, name\) select v\.c1, 'waiting', v\.c2 from/);
  assert.match(query?.sql ?? "", /\$2::text\[\]/);
});

test("updates of rows by their key go together, unless one row is changed twice", () => {
  const sql = "update things set name = ?, state = ? where id = ?";
  const [query] =
    queries(sql, [
      ["one", "new", 1],
      ["two", "old", 2],
    ]) ?? [];
  assert.match(
    query?.sql ?? "",
    /update things set name = v\.c1, state = v\.c2 from .* where things\.id = v\.c3/,
  );
  assert.equal(
    queries(sql, [
      ["one", "new", 1],
      ["two", "old", 1],
    ]),
    null,
  );
});

test("what is added to columns of rows goes together too", () => {
  const [query] =
    queries("update things set state = state + ?, name = ? where id = ?", [
      ["1", "one", 1],
      ["2", "two", 2],
    ]) ?? [];
  assert.match(
    query?.sql ?? "",
    /update things set state = state \+ v\.c1, name = v\.c2 from .* where things\.id = v\.c3/,
  );
});

test("bytes, and columns that are not known, go row by row", () => {
  const sql = "insert into things values (?, ?)";
  const shape = writeShape(sql);
  assert.ok(shape !== null);
  const bytes = [
    [1, new Uint8Array(1)],
    [2, new Uint8Array(1)],
  ];
  assert.equal(together(sql, { shape, types, rows: bytes }), null);
  assert.equal(
    queries("insert into things (id, colour) values (?, ?)", [
      [1, "red"],
      [2, "blue"],
    ]),
    null,
  );
});

test("a statement that computes what it writes is left as it is", () => {
  for (const sql of [
    "update things set state = name + ? where id = ?",
    "insert into things select ?, ? from others",
    "delete from things where id = ?",
    "update things set name = ? where id = ? and state = ?",
  ]) {
    assert.equal(writeShape(sql), null);
  }
});

test("a number is found for each of the values in their order", () => {
  const [query] = numbersTogether("select id as n from things where name = ? and state = ?", {
    types: ["text", "text"],
    rows: [
      ["one", "new"],
      ["two", "old"],
    ],
  });
  assert.match(
    query?.sql ?? "",
    /select \(select id as n from things where name = v\.c1 and state = v\.c2\) as n/,
  );
  assert.match(query?.sql ?? "", /with ordinality as v \(c1, c2, at\) order by v\.at$/);
});
