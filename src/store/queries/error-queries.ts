import { zstdDecompressSync } from "node:zlib";
import { type Kysely, sql } from "kysely";
import type { SearchNode } from "../../domain/index.ts";
import { compileSearch } from "../search/compile.ts";
import { errorTerms } from "../search/error-terms.ts";
import { SearchLookups } from "../search/lookups.ts";
import { allOf, type Condition } from "../search/patterns.ts";
import type { ErrorsView, Tables } from "../tables.ts";
import { ofProjects } from "./issue-queries.ts";

export interface ErrorListAsk {
  readonly query: SearchNode;
  /** Only of these projects, by slug, name or upstream id; null: of all. */
  readonly projects: readonly string[] | null;
  /** Only of this issue. */
  readonly issueId: number | null;
  /** Milliseconds since 1970: from, and before. */
  readonly since: number | null;
  readonly until: number | null;
}

export interface ErrorPagePlace {
  readonly timestamp: number;
  readonly id: number;
}

/** An error with what is shown of its issue; times in milliseconds since 1970. */
export type FoundError = ErrorsView & {
  readonly issue_short_id: string;
  readonly issue_title: string;
  readonly issue_status: string;
  readonly issue_permalink: string | null;
  readonly upstream_source: string | null;
  readonly upstream_id: string | null;
  readonly upstream_short_id: string | null;
};

/** A total is counted no further than this; where each row costs more, no further than that. */
const totalMax = 1000;
const wideTotalMax = 100;

const shown = sql`v.*, i.short_id as issue_short_id, i.title as issue_title,
  i.status as issue_status, i.permalink as issue_permalink, i.upstream_source, i.upstream_id,
  i.upstream_short_id`;

/** What is read of errors by the search language. */
export class ErrorQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** A page of errors that pass a query, newest first by (timestamp, id), from below a place. */
  async list(
    ask: ErrorListAsk,
    page: { before: ErrorPagePlace | null; limit: number },
  ): Promise<FoundError[]> {
    const { before, limit } = page;
    const placed =
      before === null ? sql`` : sql`and (e.timestamp, e.id) < (${before.timestamp}, ${before.id})`;
    const { rows } = await sql<FoundError>`
      select ${shown} from (
        select e.id from error_rows e join issues i on i.id = e.issue_id
        where i.deleted_at is null and ${await this.#condition(ask)} ${placed}
        order by e.timestamp desc, e.id desc limit ${limit}) page
      join errors v on v.id = page.id join issues i on i.id = v.issue_id
      order by v.timestamp desc, v.id desc`.execute(this.#db);
    return rows;
  }

  /** How many errors pass a query, all of them counted. */
  async count(ask: ErrorListAsk): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from error_rows e join issues i on i.id = e.issue_id
      where i.deleted_at is null and ${await this.#condition(ask)}`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }

  /** How many errors pass a query; counting stops at `totalMax`. */
  async total(ask: ErrorListAsk): Promise<{ total: number; isExact: boolean }> {
    const lookups = new SearchLookups(this.#db);
    const condition = await conditionOf(ask, lookups);
    const max = lookups.isWide ? wideTotalMax : totalMax;
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from (
        select 1 from error_rows e join issues i on i.id = e.issue_id
        where i.deleted_at is null and ${condition} limit ${max + 1})`.execute(this.#db);
    const total = rows[0]?.n ?? 0;
    return { total: Math.min(total, max), isExact: total <= max };
  }

  /** The line of an import that an error came with; null when it came otherwise. */
  async importedLine(id: number): Promise<string | null> {
    const row = await this.#db
      .selectFrom("imported_payloads")
      .where("error_id", "=", id)
      .select("body")
      .executeTakeFirst();
    return row === undefined ? null : zstdDecompressSync(row.body).toString();
  }

  /** One error by its number; null when there is none. */
  async get(id: number): Promise<FoundError | null> {
    const { rows } = await sql<FoundError>`
      select ${shown} from errors v join issues i on i.id = v.issue_id
      where v.id = ${id} and i.deleted_at is null`.execute(this.#db);
    return rows[0] ?? null;
  }

  /** The newest or the oldest error of an issue; null when none is kept. */
  async edge(issueId: number, which: "latest" | "oldest"): Promise<number | null> {
    const direction = sql.raw(which === "latest" ? "desc" : "asc");
    const { rows } = await sql<{ id: number }>`
      select id from error_rows where issue_id = ${issueId}
      order by timestamp ${direction}, id ${direction} limit 1`.execute(this.#db);
    return rows[0]?.id ?? null;
  }

  /** The next older and the next newer error of the same issue. */
  async neighbours(error: {
    readonly id: number;
    readonly issue_id: number;
    readonly timestamp: number;
  }): Promise<{ previous: number | null; next: number | null }> {
    const { id, issue_id, timestamp } = error;
    const beside = async (sign: "<" | ">", direction: "desc" | "asc"): Promise<number | null> => {
      const { rows } = await sql<{ id: number }>`
        select id from error_rows
        where issue_id = ${issue_id} and (timestamp, id) ${sql.raw(sign)} (${timestamp}, ${id})
        order by timestamp ${sql.raw(direction)}, id ${sql.raw(direction)} limit 1`.execute(
        this.#db,
      );
      return rows[0]?.id ?? null;
    };
    return { previous: await beside("<", "desc"), next: await beside(">", "asc") };
  }

  #condition(ask: ErrorListAsk): Promise<Condition> {
    return conditionOf(ask, new SearchLookups(this.#db));
  }
}

async function conditionOf(ask: ErrorListAsk, lookups: SearchLookups): Promise<Condition> {
  const conditions: Condition[] = [await compileSearch(ask.query, errorTerms(lookups))];
  if (ask.projects !== null) {
    conditions.push(await ofProjects(lookups, ask.projects, sql`e.project_id`));
  }
  if (ask.issueId !== null) conditions.push(sql<boolean>`e.issue_id = ${ask.issueId}`);
  if (ask.since !== null) conditions.push(sql<boolean>`e.timestamp >= ${ask.since}`);
  if (ask.until !== null) conditions.push(sql<boolean>`e.timestamp < ${ask.until}`);
  return allOf(conditions);
}
