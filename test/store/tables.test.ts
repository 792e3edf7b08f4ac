import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { filesOf, prepareStore } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/collector.ts";

/** The tables as tables.ts types them: table name → column → "text" or "number", `?` where null may be. */
function typedTables(): Map<string, Record<string, string>> {
  const source = readFileSync(new URL("../../src/store/tables.ts", import.meta.url), "utf8");
  const interfaces = new Map(
    [...source.matchAll(/export interface (\w+(?:Table|View)) \{([^}]*)\}/g)].map(
      ([, name, body]) => [
        name ?? "",
        Object.fromEntries(
          [...(body ?? "").matchAll(/(\w+): ([^;]+);/g)].map(([, column, type]) => [column, type]),
        ) as Record<string, string>,
      ],
    ),
  );
  const tables = /export interface Tables \{([^}]*)\}/.exec(source)?.[1] ?? "";
  return new Map(
    [...tables.matchAll(/"?([\w.]+)"?: (\w+);/g)].map(([, table, name]) => [
      table ?? "",
      interfaces.get(name ?? "") ?? {},
    ]),
  );
}

const types: Readonly<Record<string, string>> = {
  INTEGER: "number",
  TEXT: "string",
  BLOB: "Uint8Array",
};

test("the typed tables are the migrated schema, column by column", async (t) => {
  const folder = temporaryFolder(t);
  await prepareStore(filesOf(join(folder, "errors.db"), folder), Date.now);
  const tables = typedTables();
  assert.ok(tables.size > 5, "tables.ts was not understood");
  for (const [table, typed] of tables) {
    const isView = table === "errors";
    const [name, file] = table.startsWith("archive.")
      ? [table.slice("archive.".length), "archive.db"]
      : [table, "errors.db"];
    const db = new DatabaseSync(join(folder, file), { readOnly: true });
    const columns = db.prepare("select * from pragma_table_info(?)").all(name);
    db.close();
    const migrated = Object.fromEntries(
      columns.map(({ name: column, type, notnull, pk }) => [
        String(column),
        `${types[String(type).toUpperCase()]}${notnull === 1 || Number(pk) > 0 ? "" : " | null"}`,
      ]),
    );
    // SQLite knows the names of a view's columns, but of expressions no types.
    if (isView) assert.deepEqual(Object.keys(typed), Object.keys(migrated), table);
    else assert.deepEqual(typed, migrated, table);
  }
});

test("an archive of another database is refused", async (t) => {
  const folder = temporaryFolder(t);
  await prepareStore(filesOf(join(folder, "one.db"), folder), Date.now);
  const db = new DatabaseSync(join(folder, "one.db"));
  db.exec(
    "update progress set cursor = 1 where name = 'digest'; update meta set value = 'another'",
  );
  db.close();
  await assert.rejects(
    () => prepareStore(filesOf(join(folder, "one.db"), folder), Date.now),
    /holds the deliveries of another database/,
  );
});
