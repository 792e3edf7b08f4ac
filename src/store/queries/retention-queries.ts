import { type Kysely, sql } from "kysely";
import { either } from "../dialects/either.ts";
import type { Tables } from "../tables.ts";

/** What was removed; bytes are those of deliveries, as they came. */
export interface RemovedRow {
  readonly errors: number;
  readonly deliveries: number;
  readonly bytes: number;
}

/** What is kept, and what was removed. Moments are in milliseconds since 1970. */
export interface RetentionState {
  readonly used: {
    readonly archive_bytes: number;
    readonly errors_bytes: number;
    readonly deliveries: number;
    readonly errors: number;
    /** When the oldest delivery arrived; null: there is none. */
    readonly oldest: number | null;
  };
  /** The last run that removed something; `by_rule` counts errors. */
  readonly last_run: {
    readonly at: number;
    readonly removed: RemovedRow;
    readonly by_rule: {
      readonly days: number;
      readonly bytes: number;
      readonly errors_per_project: number;
      readonly errors_per_issue: number;
    };
  } | null;
  /** Since the database was made. */
  readonly removed: RemovedRow;
}

/** A server tells the bytes of the tables of a schema, with their indexes, and not which of them are free. */
const ofServer = {
  page_count: (file: "archive" | "main") => sql<number>`
    (select coalesce(sum(pg_total_relation_size(c.oid)), 0)
      from pg_class c join pg_namespace s on s.oid = c.relnamespace
      where s.nspname = ${file === "archive" ? "archive" : "public"} and c.relkind = 'r')`,
  freelist_count: () => sql<number>`0`,
  page_size: () => sql<number>`1`,
};

/** What is read of retention. */
export class RetentionQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async state(): Promise<RetentionState> {
    const counts = await this.#counts();
    return {
      used: {
        archive_bytes: await this.#bytesInUse("archive"),
        errors_bytes: await this.#bytesInUse("main"),
        ...counts,
      },
      last_run: await this.#lastRun(),
      removed: await this.#removed(),
    };
  }

  /** Digested deliveries are counted by their outcomes, which is cheap; the few others follow the last of them. */
  async #counts(): Promise<Pick<RetentionState["used"], "deliveries" | "errors" | "oldest">> {
    const { rows } = await sql<{ deliveries: number; errors: number; oldest: number | null }>`
      select (select count(*) from outcomes) + (select count(*) from archive.deliveries
          where id > (select cursor from progress where name = 'digest')) as deliveries,
        (select coalesce(sum(count - removed), 0) from grouping_keys) as errors,
        (select received_at from archive.deliveries order by id limit 1) as oldest`.execute(
      this.#db,
    );
    return rows[0] ?? { deliveries: 0, errors: 0, oldest: null };
  }

  async #bytesInUse(file: "archive" | "main"): Promise<number> {
    const value = async (name: keyof typeof ofServer): Promise<number> => {
      const ofFile = sql`pragma ${sql.raw(`${file}.${name}`)}`;
      const asked = either(ofFile, sql`select ${ofServer[name](file)} as ${sql.ref(name)}`);
      const { rows } = await sql<Record<string, number>>`${asked}`.execute(this.#db);
      return rows[0]?.[name] ?? 0;
    };
    const pages = (await value("page_count")) - (await value("freelist_count"));
    return pages * (await value("page_size"));
  }

  async #lastRun(): Promise<RetentionState["last_run"]> {
    const { rows } = await sql<
      RemovedRow & {
        at: number;
        by_days: number;
        by_bytes: number;
        by_project: number;
        by_issue: number;
      }
    >`select * from retention_runs order by id desc limit 1`.execute(this.#db);
    const [run] = rows;
    if (run === undefined) return null;
    const { at, errors, deliveries, bytes } = run;
    return {
      at,
      removed: { errors, deliveries, bytes },
      by_rule: {
        days: run.by_days,
        bytes: run.by_bytes,
        errors_per_project: run.by_project,
        errors_per_issue: run.by_issue,
      },
    };
  }

  async #removed(): Promise<RemovedRow> {
    const { rows } = await sql<RemovedRow>`select * from removed_altogether`.execute(this.#db);
    return { errors: 0, deliveries: 0, bytes: 0, ...rows[0] };
  }
}
