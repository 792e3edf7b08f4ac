import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { locate } from "../../src/store/index.ts";
import type { Answer } from "./collector.ts";
import { rowsAt } from "./keeping.ts";
import { isOnPostgres, knownDatabase } from "./postgres.ts";
import { until } from "./until.ts";

type Row = Record<string, unknown>;

/** Reads rows out of a collector's database as anybody could: by SQLite, beside the collector. */
export function rowsIn(
  folder: string,
  sql: string,
  { file = "errors.db", values = [] }: { file?: string; values?: SQLInputValue[] } = {},
): Row[] {
  if (isOnPostgres()) return rowsAt(locate(knownDatabase(folder), folder), sql, values);
  const db = new DatabaseSync(join(folder, "data", file), { readOnly: true, timeout: 5000 });
  try {
    return db
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}

/** Changes rows of `errors.db` beside the collector, as no program should. */
export function changeRowsIn(folder: string, sql: string): void {
  if (isOnPostgres()) {
    rowsAt(locate(knownDatabase(folder), folder), sql);
    return;
  }
  const db = new DatabaseSync(join(folder, "data", "errors.db"), { timeout: 5000 });
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

/** The only value of the only row. */
export function valueIn(folder: string, sql: string, options: { file?: string } = {}): unknown {
  return Object.values(rowsIn(folder, sql, options)[0] ?? {})[0];
}

/** Waits until everything that was answered is digested. */
export async function digested(collector: { read(path: string): Promise<Answer> }): Promise<void> {
  await until(
    "the backlog is empty",
    async () => (await collector.read("/health")).body?.checks.digest.backlog === 0,
    { timeoutMs: 60_000 },
  );
}

/**
 * Where a text still is, in whatever letter case: names of files in the data folder whose bytes hold it, or of tables
 * on the server that have a row with it.
 */
export function placesWith(folder: string, text: string): string[] {
  if (isOnPostgres()) return tablesWith(folder, text);
  const data = join(folder, "data");
  return readdirSync(data).filter((name) => {
    if (name.endsWith(".sock")) return false;
    const bytes = readFileSync(join(data, name));
    return bytes.toString("latin1").toLowerCase().includes(text.toLowerCase());
  });
}

function tablesWith(folder: string, text: string): string[] {
  const tables = rowsIn(
    folder,
    `select table_schema || '.' || table_name as name,
        coalesce((select string_agg(format(' or position(convert_to(?, ''UTF8'') in t.%I) > 0', column_name), '')
          from information_schema.columns c
          where c.table_schema = s.table_schema and c.table_name = s.table_name and data_type = 'bytea'), '') as bytes
      from information_schema.tables s
      where table_schema in ('public', 'archive') and table_type = 'BASE TABLE'`,
  );
  return tables
    .filter(({ name, bytes }) => {
      const inBytes = String(bytes);
      const values = inBytes.split("?").map(() => text);
      const sql = `select 1 from ${name} t where position(lower(?) in lower(t::text)) > 0${inBytes} limit 1`;
      return rowsIn(folder, sql, { values }).length > 0;
    })
    .map(({ name }) => String(name));
}
