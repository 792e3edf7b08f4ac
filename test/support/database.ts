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
