import type { SQLInputValue } from "node:sqlite";
import { Failure } from "../../domain/index.ts";
import { inTransaction, numberOf } from "../connection.ts";
import type { PostgresConnection } from "../dialects/postgres.ts";
import { arrayOf } from "../dialects/postgres-batches.ts";
import { type Page, quoted, type Values } from "./rows.ts";
import type { Amount } from "./source.ts";
import { type CopyStanding, standingKey, standingOn } from "./standing.ts";
import { allPaged, ownMeta, type PagedTable, schemaTables, wholeTables } from "./tables.ts";

/** How far a table is. It is written in the transaction of each page. */
export interface TablePlace {
  /** The key of the last row that was moved; null: none was. */
  readonly after: Values | null;
  readonly rows: number;
  readonly bytes: number;
  /** Keys of damaged rows, the first of them, and how many there are. */
  readonly damaged: readonly Values[];
  readonly damagedCount: number;
  readonly isWhole: boolean;
}

const nowhere: TablePlace = {
  after: null,
  rows: 0,
  bytes: 0,
  damaged: [],
  damagedCount: 0,
  isWhole: false,
};

const damagedKeysMax = 20;
/** How often it is looked whether a collector is still there. */
const looksMax = 10;
/** Tables with bytes, and where they are. */
const bytesOf: Readonly<Record<string, string>> = {
  deliveries: "octet_length(body)",
  imported_payloads: "octet_length(body)",
};

/** The server to which a copy goes. */
export class CopyTarget {
  readonly #db: PostgresConnection;
  readonly #name: string;
  /** As they are written, by their keys. */
  readonly #places = new Map<string, string>();
  /** Types of columns, by table. */

  /** `name`: as the server may be shown. */
  constructor(db: PostgresConnection, name: string) {
    this.#db = db;
    this.#name = name;
  }

  /** Throws a `setup` failure where the database belongs to something else, before anything is made in it. */
  refuseForeign(): void {
    const known = new Set<string>([
      ...allPaged.map(({ target }) => target),
      ...wholeTables,
      ...schemaTables,
    ]);
    const foreign = this.#db
      .prepare(tablesSql)
      .all()
      .map(({ name }) => String(name))
      .filter((name) => !known.has(name));
    if (foreign.length === 0) return;
    const some = foreign.slice(0, 3).join(", ");
    throw new Failure(
      "setup",
      `${this.#name} has tables that are not a collector's (${some}${foreign.length > 3 ? " …" : ""}): name an empty database in --to.`,
    );
  }

  /**
   * Begins a copy, or goes on with it; true for the latter. Throws a `setup` failure where the database holds anything
   * but an unfinished copy of the same.
   */
  begin(of: Omit<CopyStanding, "state">): boolean {
    const standing = standingOn(this.#db);
    if (standing === null) {
      this.#refuseFilled();
      inTransaction(this.#db, () => this.#noteBeginning({ state: "unfinished", ...of }));
    } else this.#refuseOther(standing, of);
    this.#refuseCollectors(standing === null);
    for (const { key, value } of this.#db.prepare(placesSql).all()) {
      this.#places.set(String(key), String(value));
    }
    return standing !== null;
  }

  /** How far a table is. */
  place({ target }: PagedTable): TablePlace {
    const text = this.#places.get(placeKey(target));
    return text === undefined ? nowhere : (JSON.parse(text) as TablePlace);
  }

  /**
   * Sends a page with the place after it: both are there, or neither. Returns what waits for it; throws what the
   * database throws.
   */
  write(table: PagedTable, columns: readonly string[], page: Page): () => void {
    const before = this.place(table);
    return this.#move(table, columns, page.rows, {
      after: page.last,
      rows: before.rows + page.rows.length,
      bytes: before.bytes + page.bytes,
      damaged: [...before.damaged, ...page.damaged].slice(0, damagedKeysMax),
      damagedCount: before.damagedCount + page.damaged.length,
      isWhole: false,
    });
  }

  /** Notes that all rows of a table are there. */
  endTable(table: PagedTable): void {
    this.#move(table, [], [], { ...this.place(table), isWhole: true })();
  }

  /** Puts small tables in the place of what an empty database has. */
  writeWhole(
    tables: readonly { name: string; columns: readonly string[]; rows: readonly Values[] }[],
  ): void {
    inTransaction(this.#db, () => {
      for (const { name, columns, rows } of tables) {
        this.#db.exec(`delete from ${name} ${name === "meta" ? `where not (${ownMeta})` : ""}`);
        const marks = columns.map(() => "?").join(", ");
        const sql = `insert into ${name} (${quoted(columns)}) values (${marks})`;
        for (const row of rows) this.#db.prepare(sql).run(...row);
      }
    });
  }

  /** Leaves what a server needs to find its ways well: how many rows there are, and which words are where. */
  settle(): void {
    this.#db.exec(`vacuum (analyze) ${allPaged.map(({ target }) => target).join(", ")}`);
  }

  amount({ name, target }: PagedTable): Amount {
    const sql = `select count(*) as count, coalesce(sum(${bytesOf[name] ?? "0"}), 0) as bytes from ${target}`;
    const row = this.#db.prepare(sql).get();
    return { rows: Number(row?.["count"]), bytes: Number(row?.["bytes"]) };
  }

  /** All rows of a small table, as `CopySource.whole` gives them. */
  whole(table: string, columns: readonly string[]): Values[] {
    const where = table === "meta" ? `where not (${ownMeta})` : "";
    return this.#db
      .prepare(`select ${quoted(columns)} from ${table} ${where}`)
      .all()
      .map((row) => Object.values(row));
  }

  /** Has numbers go on after the highest ever given, and lets collectors begin. */
  finish(of: Omit<CopyStanding, "state">, highestOf: (table: PagedTable) => number): void {
    const numbered = this.#numbered();
    inTransaction(this.#db, () => {
      for (const table of allPaged) {
        const sequence = numbered.get(table.target);
        const highest = highestOf(table);
        if (sequence !== undefined && highest > 0) {
          this.#db.prepare("select setval(?::regclass, ?::bigint)").get(sequence, highest);
        }
      }
      this.#db.exec("delete from meta where key like 'copy.%'");
      const value = JSON.stringify({ state: "done", ...of } satisfies CopyStanding);
      this.#db.prepare("update meta set value = ? where key = ?").run(value, standingKey);
    });
  }

  /** Sequences by table. */
  #numbered(): ReadonlyMap<string, string> {
    const rows = this.#db.prepare(identitiesSql).all();
    return new Map([
      ["archive.deliveries", "archive.delivery_ids"],
      ...rows.map(({ name, sequence }) => [String(name), String(sequence)] as const),
    ]);
  }

  #noteBeginning(standing: CopyStanding): void {
    const insert = this.#db.prepare("insert into meta (key, value) values (?, ?)");
    insert.run(standingKey, JSON.stringify(standing));
    for (const { target } of allPaged) insert.run(placeKey(target), JSON.stringify(nowhere));
  }

  #refuseFilled(): void {
    const filled = allPaged.find(
      ({ target }) => this.#db.prepare(`select 1 as n from ${target} limit 1`).get() !== undefined,
    );
    if (filled === undefined) return;
    throw new Failure(
      "setup",
      `${this.#name} holds something already (in its table ${filled.target}): name an empty database in --to.`,
    );
  }

  #refuseOther(standing: CopyStanding, { pair, moment }: Pick<CopyStanding, "pair" | "moment">) {
    const refuse = (why: string) => {
      throw new Failure("setup", `${this.#name} ${why}: name an empty database in --to.`);
    };
    if (standing.state === "done") refuse("holds a finished copy already");
    if (standing.pair !== pair) refuse("holds an unfinished copy of another collector");
    if (standing.moment !== moment) {
      refuse(
        "holds an unfinished copy of what these files were before a collector changed them again",
      );
    }
  }

  /**
   * One that started before the copy was begun would write between its rows; one that starts now refuses by itself. So
   * this is looked at after the beginning is noted, which is taken back then. One that was just stopped is given a
   * moment to leave.
   */
  #refuseCollectors(isNew: boolean): void {
    for (let look = 0; look < looksMax; look += 1) {
      if (this.#db.prepare(othersSql).get() === undefined) return;
      this.#db.prepare("select pg_sleep(0.2)").get();
    }
    if (isNew) this.#db.exec(`delete from meta where key = '${standingKey}' or key like 'copy.%'`);
    throw new Failure("setup", `A collector works on ${this.#name}: stop it, and copy again.`);
  }

  #move(
    { target }: PagedTable,
    columns: readonly string[],
    rows: readonly Values[],
    place: TablePlace,
  ): () => void {
    const key = placeKey(target);
    const [before, after] = [this.#places.get(key) ?? "", JSON.stringify(place)];
    const sql = this.#pageSql(target, rows.length === 0 ? [] : columns);
    const values =
      rows.length === 0 ? [] : [...this.#parametersOf(target, columns, rows), key, before];
    const written = this.#db.ahead(sql, [...values, after, key, before]);
    this.#places.set(key, after);
    return () => {
      if (numberOf(written()[0]) === 1) return;
      throw new Failure("setup", `Another copy into ${this.#name} runs: wait until it has ended.`);
    };
  }

  /** One statement, so that it is a transaction without a round trip for each part. */
  #pageSql(target: string, columns: readonly string[]): string {
    const update = "update meta set value = ? where key = ? and value = ? returning 1 as n";
    if (columns.length === 0) return update;
    const types = columns.map((column) => this.#db.columnTypes(target).get(column));
    const isBytes = types.map((type) => type === "bytea");
    const given = types.flatMap((type, at) => (isBytes[at] ? ["int", "int"] : [type]));
    const names = columns.flatMap((_column, at) =>
      isBytes[at] ? [`at${at}`, `n${at}`] : [`c${at}`],
    );
    const taken = columns.map((_column, at) =>
      isBytes[at] ? `substring(?::bytea from v.at${at} for v.n${at})` : `v.c${at}`,
    );
    return `with written as (insert into ${target} (${quoted(columns)})
        select ${taken.join(", ")}
        from unnest(${given.map((type) => `?::${type}[]`).join(", ")}) as v (${names.join(", ")})
        where exists (select 1 from meta where key = ? and value = ?))
      ${update}`;
  }

  /**
   * Each column goes as one array, written as a text. Of a column of bytes all go as one value, with where each begins
   * and how long it is: as texts they would be twice as long.
   */
  #parametersOf(
    target: string,
    columns: readonly string[],
    rows: readonly Values[],
  ): SQLInputValue[] {
    const types = this.#db.columnTypes(target);
    const contents: SQLInputValue[] = [];
    const arrays = columns.flatMap((column, at) => {
      const values = rows.map((row) => row[at]);
      if (types.get(column) !== "bytea") return [arrayOf(values)];
      const parts = values.map((value) => (value instanceof Uint8Array ? value : null));
      contents.push(Buffer.concat(parts.filter((part) => part !== null)));
      let next = 1;
      const starts = parts.map((part) => {
        const start = next;
        next += part?.byteLength ?? 0;
        return start;
      });
      return [arrayOf(starts), arrayOf(parts.map((part) => part?.byteLength ?? null))];
    });
    return [...contents, ...arrays];
  }
}

function placeKey(target: string): string {
  return `${standingKey}.${target}`;
}

const placesSql = "select key, value from meta where key like 'copy.%'";
/** Tables of the schemas that a collector uses, but those of extensions. */
const tablesSql = `select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'archive') and c.relkind in ('r', 'p') and not c.relispartition
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  order by name`;
const identitiesSql = `select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name,
    pg_get_serial_sequence(n.nspname || '.' || c.relname, a.attname) as sequence
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'archive') and c.relkind = 'r' and a.attidentity <> '' and a.attname = 'id'`;
/** Connections of collectors, but of copies. */
const othersSql = `select 1 as n from pg_stat_activity
  where datname = current_database() and application_name = 'sentry-error-collector' limit 1`;
