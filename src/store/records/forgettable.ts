import { zstdDecompressSync } from "node:zlib";
import type { Connection } from "../connection.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Row, Statements } from "./statements.ts";

/** An error that no delivery brought: what is kept of it. */
export interface Undelivered {
  readonly id: number;
  /** Its columns. */
  readonly text: string;
  /** The line of the import that brought it; null: it is of the service before this one. */
  readonly line: string | null;
  readonly tags: readonly (readonly [key: string, value: string])[];
}

export interface StoredTag {
  readonly id: number;
  readonly key: string;
  readonly value: string;
  /** Errors are counted by it; else nothing has it any more. */
  readonly used: boolean;
}

/** Columns in which somebody may be named beside errors and issues, and what to do with rows that do. */
const textTables = [
  { table: "activity", columns: ["summary", "detail", "actor_name"] },
  { table: "changes", columns: ["data"] },
  { table: "views", columns: ["name", "query"] },
  { table: "outbox", columns: ["payload"] },
] as const;

/** Pages of the index of words that are merged in one step. */
const mergedPages = 500;
const givenBackPages = 500;

/** What is read and removed to forget somebody. It works in the transactions of `Records.commit`. */
export class Forgettable {
  readonly #db: Connection;
  readonly #statements: Statements;

  constructor(db: Connection, statements: Statements) {
    this.#db = db;
    this.#statements = statements;
  }

  /** What is deleted leaves no bytes in the file, or, at other times, as few as cost nothing. */
  shred(on: boolean): void {
    if (this.#isServer) return;
    this.#db.exec(`pragma secure_delete = ${on ? "on" : "fast"}`);
  }

  /** Errors of which a delivery told. */
  errorsOf(deliveryId: number): number[] {
    const sql = errorsSql(this.#db.dialect);
    return this.#statements.all(sql, deliveryId, deliveryId).map(({ id }) => Number(id));
  }

  /** Dooms a delivery of which nothing else may be left: its errors go in the same transaction. */
  doom(deliveryId: number): void {
    this.#statements.run(
      "insert into doomed_deliveries values (?) on conflict do nothing",
      deliveryId,
    );
  }

  /** The next errors that no delivery brought. */
  undelivered(after: number, limit: number): Undelivered[] {
    return this.#statements.all(undeliveredSql, after, limit).map(undeliveredFrom);
  }

  tags(after: number, limit: number): StoredTag[] {
    return this.#statements.all(tagsSql, after, limit).map(({ id, key, value, used }) => ({
      id: Number(id),
      key: String(key),
      value: String(value),
      used: used === 1,
    }));
  }

  /** Removes a tag from wherever it is counted. Returns the keys that had it. */
  dropTag(id: number): number[] {
    const rows = this.#statements.all(
      "delete from key_tags where tag_id = ? returning grouping_key_id",
      id,
    );
    this.#statements.run("delete from tags where id = ?", id);
    return rows.map((row) => Number(row["grouping_key_id"]));
  }

  /** What issues say of themselves. */
  issueTexts(after: number, limit: number): { id: number; text: string }[] {
    return this.#statements
      .all("select id, title, culprit from issues where id > ? order by id limit ?", after, limit)
      .map(({ id, ...texts }) => ({ id: Number(id), text: textOf(texts) }));
  }

  /**
   * Puts other words where texts beside errors and issues name somebody: a page of a table at a time. Returns how many
   * rows were changed at each step.
   */
  *rewrite(named: { isIn(text: string): boolean; without(text: string): string }, limit: number) {
    for (const { table, columns } of textTables) {
      const list = columns.join(", ");
      const next = `select id, ${list} from ${table} where id > ? order by id limit ?`;
      const write = `update ${table} set ${columns.map((each) => `${each} = ?`).join(", ")} where id = ?`;
      for (let after = 0; ; ) {
        const rows = this.#statements.all(next, after, limit);
        const last = rows.at(-1);
        if (last === undefined) break;
        const naming = rows.filter((row) => named.isIn(textOf(row)));
        for (const row of naming) {
          const values = columns.map((each) => {
            const value = row[each];
            return typeof value === "string" ? named.without(value) : (value ?? null);
          });
          this.#statements.run(write, ...values, Number(row["id"]));
        }
        yield naming.length;
        after = Number(last["id"]);
      }
    }
    // What was answered to writes is kept for a day only, so it may go whole.
    const answers = this.#statements.all("select key, body from idempotency_keys");
    for (const { key = null, body } of answers) {
      if (!named.isIn(String(body))) continue;
      this.#statements.run("delete from idempotency_keys where key = ?", key);
    }
    yield 0;
  }

  /** Merges the index of words, so that words of removed texts are in it no more. Returns false when all is merged. */
  mergeWords(first: boolean): boolean {
    if (this.#isServer) return false;
    const pages = first ? -mergedPages : mergedPages;
    const before = this.#changes();
    this.#statements.run("insert into search_text (search_text, rank) values ('merge', ?)", pages);
    return this.#changes() - before >= 2;
  }

  /** Gives free pages, which may hold what was deleted earlier, back to the file system. Returns false when there are none. */
  giveBack(): boolean {
    if (this.#isServer) return false;
    const free = () => Number(this.#db.prepare("pragma freelist_count").get()?.["freelist_count"]);
    const before = free();
    this.#db.exec(`pragma incremental_vacuum(${givenBackPages})`);
    const left = free();
    return left > 0 && left < before;
  }

  /**
   * Writes all that was committed into the file, and empties the write-ahead log. False: somebody still reads. On a
   * server rows that are gone leave their tables; its own log and its backups are its keeper's.
   */
  settle(): boolean {
    if (this.#isServer) {
      this.#db.exec("vacuum");
      return true;
    }
    const result = this.#db.prepare("pragma wal_checkpoint(truncate)").get();
    return result?.["busy"] === 0;
  }

  get #isServer(): boolean {
    return this.#db.dialect.name === "postgres";
  }

  #changes(): number {
    return this.#statements.number("select total_changes() as n") ?? 0;
  }
}

function textOf(row: Row): string {
  return Object.values(row)
    .filter((value) => typeof value === "string")
    .join("\n");
}

function undeliveredFrom({ id, tags, body, ...columns }: Row): Undelivered {
  return {
    id: Number(id),
    text: textOf(columns),
    line: body instanceof Uint8Array ? zstdDecompressSync(body).toString() : null,
    tags: Object.entries(JSON.parse(String(tags ?? "{}")) as Record<string, string>),
  };
}

const errorsSql = ({
  itemsOf,
  errorOfItem,
}: Dialect) => `select e.id from error_rows e where e.id in (
    select error_id from outcomes where delivery_id = ?
    union
    select ${errorOfItem} from outcomes o, ${itemsOf("o.items")} where o.delivery_id = ?)`;
const tagsSql = `select t.id, t.key, t.value,
    case when exists (select 1 from key_tags k where k.tag_id = t.id) then 1 else 0 end as used
  from tags t where t.id > ? order by t.id limit ?`;
const undeliveredSql = `select e.id, e.tags, e.title, e.message, e.exception_value, e.culprit, e.server_name,
    e.web_url, e.stacktrace, p.body
  from errors e left join imported_payloads p on p.error_id = e.id
  where e.delivery_id is null and e.id > ? order by e.id limit ?`;
