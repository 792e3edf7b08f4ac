import { existsSync } from "node:fs";
import { Failure } from "../../domain/index.ts";
import { newestIdIn } from "../archive.ts";
import { hasTable, type Row } from "../connection.ts";
import { postgresDialect } from "../dialects/postgres-dialect.ts";
import { openSqlite, type SqliteConnection } from "../dialects/sqlite.ts";
import type { FileLocation } from "../location.ts";
import { type Migration, newestOf, schemaVersionIfAny } from "../migrate.ts";
import { accessMigrations } from "../migrations/access.ts";
import { earlierTable, hasEarlierErrors } from "../migrations/adopt.ts";
import { archiveMigrations } from "../migrations/archive.ts";
import { errorsMigrations } from "../migrations/errors.ts";
import {
  columnsOf,
  deliveryReading,
  plainReading,
  quoted,
  type Reading,
  textReading,
  type Values,
} from "./rows.ts";
import { lastViewName, ownMeta, type PagedTable, type SourceFile } from "./tables.ts";

/** How much of a table there is: rows, and bytes of what is no text. */
export interface Amount {
  readonly rows: number;
  readonly bytes: number;
}

/** What of a file is read is read once; words are brought into order in memory as far as this goes. */
const cacheKib = { errors: 32_768, archive: 4096, access: 1024 } as const;
/** Tables with bytes, and where they are. */
const bytesOf: Readonly<Record<string, string>> = {
  deliveries: "body_bytes",
  imported_payloads: "length(body)",
};

/** What a collector keeps in files, while nobody works on it. Nothing is written. */
export class CopySource {
  readonly path: string;
  readonly #files: Readonly<Record<SourceFile, SqliteConnection>>;
  /** The name that its files know each other by. */
  readonly pair: string;

  /** Throws a `setup` failure where there is nothing that this program could copy. */
  constructor(location: FileLocation) {
    this.path = location.errorsPath;
    const places = [
      ["errors", location.errorsPath, errorsMigrations],
      ["archive", location.archivePath, archiveMigrations],
      ["access", location.accessPath, accessMigrations],
    ] as const;
    const opened: SqliteConnection[] = [];
    try {
      const files = places.map(([name, path, migrations]) => {
        const db = openSqlite(path, { readOnly: true, cacheKib: cacheKib[name] });
        opened.push(db);
        checkSchema(db, path, migrations);
        return [name, db] as const;
      });
      this.#files = Object.fromEntries(files) as Record<SourceFile, SqliteConnection>;
      this.pair = this.#checkWhole();
    } catch (thrown) {
      for (const db of opened) db.close();
      throw thrown;
    }
  }

  /** How a table is read. */
  reading({ file, name }: PagedTable): Reading {
    const db = this.#files[file];
    if (name === "deliveries") return deliveryReading(db);
    if (name === "search_text") return textReading(db, postgresDialect.indexedText);
    return plainReading(db, name);
  }

  amount({ file, name }: PagedTable): Amount {
    const table = name === "search_text" ? "search_text_docsize" : name;
    const bytes = bytesOf[name] ?? "0";
    const sql = `select count(*) as count, coalesce(sum(${bytes}), 0) as bytes from "${table}"`;
    const row = this.#files[file].prepare(sql).get();
    return { rows: Number(row?.["count"]), bytes: Number(row?.["bytes"]) };
  }

  /** All rows of a small table, with what only a server has to know. */
  whole(table: string): { readonly columns: readonly string[]; readonly rows: readonly Values[] } {
    const db = this.#files.errors;
    const { columns } = columnsOf(db, table);
    const where = table === "meta" ? `where not (${ownMeta})` : "";
    const rows = db.prepare(`select ${quoted(columns)} from ${table} ${where}`).all();
    const values: Values[] = rows.map((row) => Object.values(row));
    if (table !== "progress") return { columns, rows: values };
    const lastView = Math.max(this.#given("errors", "views"), this.#cursor(lastViewName));
    return {
      columns,
      rows: [...values.filter(([name]) => name !== lastViewName), [lastViewName, lastView]],
    };
  }

  /** The highest number that a table ever gave, also where that row is gone. */
  highestOf({ file, name }: PagedTable): number {
    const db = this.#files[file];
    if (name === "deliveries") return Math.max(newestIdIn(db), this.#cursor("digest"));
    const { columns } = columnsOf(db, name);
    if (!columns.includes("id")) return 0;
    const row = db.prepare(`select max(id) as n from "${name}"`).get();
    return Math.max(Number(row?.["n"] ?? 0), this.#given(file, name));
  }

  /**
   * What changes whenever a collector does something of weight. A copy that goes on compares it, since what was moved
   * already would not be what it is now.
   */
  moment(): string {
    const { archive, errors, access } = this.#files;
    const rows: (Row | undefined)[] = [
      archive.prepare("select count(*), max(last_at), sum(count) from repetitions").get(),
      archive.prepare("select count(*) from deliveries").get(),
      errors.prepare("select group_concat(name || cursor) from progress").get(),
      errors.prepare("select count(*), sum(value) from upstream_marks").get(),
      errors.prepare("select max(at) from idempotency_keys").get(),
      ...["changes", "activity", "error_rows", "outbox", "backfills", "retention_runs"].map(
        (table) => errors.prepare(`select count(*), max(id) from ${table}`).get(),
      ),
      ...["access_audit", "access_tokens", "access_links"].map((table) =>
        access.prepare(`select count(*), max(id) from ${table}`).get(),
      ),
      ...["auth_users", "auth_sessions", "auth_accounts"].map((table) =>
        access.prepare(`select count(*), max("updatedAt") from ${table}`).get(),
      ),
    ];
    return JSON.stringify([newestIdIn(archive), ...rows.map((row) => Object.values(row ?? {}))]);
  }

  close(): void {
    for (const db of Object.values(this.#files)) db.close();
  }

  /** Returns the name of the pair. */
  #checkWhole(): string {
    const { errors, archive } = this.#files;
    const pairSql = "select value from meta where key = 'pair'";
    const [one, other] = [errors, archive].map((db) => db.prepare(pairSql).get()?.["value"]);
    if (one === undefined || one !== other || this.#waitsForAdoption()) {
      throw new Failure(
        "setup",
        `${this.path} is not ready to be copied: start a collector on it once, stop it, and copy again.`,
      );
    }
    return String(one);
  }

  /** Rows of the service before this one become errors at a start. */
  #waitsForAdoption(): boolean {
    const db = this.#files.errors;
    if (!hasEarlierErrors(db)) return false;
    const row = db.prepare(`select max(id) as n from ${earlierTable}`).get();
    return Number(row?.["n"] ?? 0) > this.#cursor("adopted");
  }

  #cursor(name: string): number {
    const row = this.#files.errors.prepare("select cursor from progress where name = ?").get(name);
    return Number(row?.["cursor"] ?? 0);
  }

  /** What SQLite remembers of tables that never give a number twice. */
  #given(file: SourceFile, table: string): number {
    const db = this.#files[file];
    if (!hasTable(db, "sqlite_sequence")) return 0;
    const row = db.prepare("select seq from sqlite_sequence where name = ?").get(table);
    return Number(row?.["seq"] ?? 0);
  }
}

function checkSchema(db: SqliteConnection, path: string, migrations: readonly Migration[]): void {
  const have = schemaVersionIfAny(db);
  const newest = newestOf(migrations);
  if (have === newest) return;
  throw new Failure(
    "setup",
    have > newest
      ? `${path} was written by a newer version of the collector (schema ${have}, this program knows ${newest}): copy it with that version.`
      : `${path} has an older schema (${have}, this program wants ${newest}): start this version of the collector on it once, stop it, and copy again.`,
  );
}

/** Throws a `setup` failure where a file is missing. */
export function refuseAbsent({ errorsPath, archivePath, accessPath }: FileLocation): void {
  const absent = [errorsPath, archivePath, accessPath].find((path) => !existsSync(path));
  if (absent === undefined) return;
  throw new Failure(
    "setup",
    absent === errorsPath
      ? `There is no file ${absent}: name the database of a collector in --from.`
      : `${absent} is missing beside ${errorsPath}: start a collector on it once, stop it, and copy again.`,
  );
}
