import { zstdDecompressSync } from "node:zlib";
import { type Kysely, sql } from "kysely";
import type { SearchNode } from "../../domain/index.ts";
import { rowsOfNumbers } from "../dialects/lists.ts";
import { indexedBy, joinInOrder } from "../dialects/plans.ts";
import { movesOf, placesOf } from "../moves.ts";
import type { SearchLimits } from "../search/limits.ts";
import { always } from "../search/patterns.ts";
import type { ErrorsView, Tables } from "../tables.ts";
import { type ErrorWay, earlier, errorWay, inRange, type PlaceRange, rowsOf } from "./error-way.ts";
import { inSlices, type WalkEnd } from "./slices.ts";

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

/** A page of errors. */
export interface ErrorPage {
  readonly rows: readonly FoundError[];
  /** Where it goes on; null when there is no more. It may go on behind a page that is not full. */
  readonly next: ErrorPagePlace | null;
  /** How many there are; null where that was not asked for or would cost too much. */
  readonly total: Total | null;
}

export interface Total {
  readonly total: number;
  readonly isExact: boolean;
}

/** A total is counted no further than this. */
const totalMax = 1000;

const shown = sql`v.*, i.id as home_id, i.short_id as issue_short_id, i.title as issue_title,
  i.status as issue_status, i.permalink as issue_permalink, i.upstream_source, i.upstream_id,
  i.upstream_short_id`;

/** What is read of errors by the search language. */
export class ErrorQueries {
  readonly #db: Kysely<Tables>;
  readonly #limits: SearchLimits;

  constructor(db: Kysely<Tables>, limits: SearchLimits) {
    this.#db = db;
    this.#limits = limits;
  }

  /** A page of errors that pass a query, newest first by (timestamp, id), from below a place. */
  async page(
    ask: ErrorListAsk,
    { before, limit, counts }: { before: ErrorPagePlace | null; limit: number; counts: boolean },
  ): Promise<ErrorPage> {
    const places: ErrorPagePlace[] = [];
    const { way, end } = await this.#through(ask, { before, limit }, async (way, range) => {
      const { rows } = await sql<ErrorPagePlace>`
        select e.timestamp, e.id ${rowsOf(way, range)}
        order by e.timestamp desc, e.id desc limit ${limit + 1 - places.length}`.execute(this.#db);
      places.push(...rows);
      return places.length > limit;
    });
    const last = places.length > limit ? places[limit - 1] : undefined;
    const next = last ?? (end.isOver ? null : end.at);
    const rows = await this.#rows(places.slice(0, limit));
    if (!counts) return { rows, next, total: null };
    if (before === null && next === null) {
      return { rows, next, total: { total: rows.length, isExact: true } };
    }
    return { rows, next, total: way.isCountable ? await this.#total(way, before) : null };
  }

  /** Counts errors that pass a query, from below a place. `next`: where to go on counting, null at the end. */
  async count(
    ask: ErrorListAsk,
    before: ErrorPagePlace | null,
  ): Promise<{ count: number; next: ErrorPagePlace | null }> {
    let count = 0;
    const all = { before, limit: Number.MAX_SAFE_INTEGER };
    const { end } = await this.#through(ask, all, async (way, range) => {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n ${rowsOf(way, range)}`.execute(this.#db);
      count += rows[0]?.n ?? 0;
      return false;
    });
    return { count, next: end.isOver ? null : end.at };
  }

  /** Walks through what a query may find, first the near way, and where that is not enough the far one. */
  async #through(
    ask: ErrorListAsk,
    { before, limit }: { before: ErrorPagePlace | null; limit: number },
    look: (way: ErrorWay, range: PlaceRange) => Promise<boolean>,
  ): Promise<{ way: ErrorWay; end: WalkEnd<ErrorPagePlace> }> {
    const began = performance.now();
    const msLeft = () => this.#limits.msMax - (performance.now() - began);
    const asked = { limit, limits: this.#limits };
    const near = await errorWay(this.#db, ask, { ...asked, isFar: false });
    const walk = (way: ErrorWay, from: ErrorPagePlace | null, msMax: number) =>
      inSlices<ErrorPagePlace>({
        from: earlier(from, way.start),
        rows: way.sliceRows,
        msMax,
        placeBehind: (place, rows) => this.#placeBehind(way, place, rows),
        look: (start, end) => look(way, { from: start, to: end }),
      });
    if (!near.isWide) return { way: near, end: await walk(near, before, msLeft()) };
    const first = await walk(near, before, 0);
    if (first.isOver) return { way: near, end: first };
    const further = await errorWay(this.#db, ask, { ...asked, isFar: true });
    return { way: near, end: await walk(further, first.at, msLeft()) };
  }

  async #placeBehind(
    way: ErrorWay,
    place: ErrorPagePlace | null,
    rows: number,
  ): Promise<ErrorPagePlace | null> {
    const { rows: found } = await sql<ErrorPagePlace>`
      select e.timestamp, e.id from error_rows e ${indexedBy(way.sliceIndex)}
      where ${way.scope} and ${inRange(way, { from: place, to: null })}
      order by e.timestamp desc, e.id desc limit 1 offset ${rows - 1}`.execute(this.#db);
    return found[0] ?? null;
  }

  async #total(way: ErrorWay, before: ErrorPagePlace | null): Promise<Total> {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from (
        select 1 ${rowsOf(way, { from: earlier(before, way.start), to: null })}
        limit ${totalMax + 1}) as counted`.execute(this.#db);
    const total = rows[0]?.n ?? 0;
    return { total: Math.min(total, totalMax), isExact: total <= totalMax };
  }

  async #rows(places: readonly ErrorPagePlace[]): Promise<FoundError[]> {
    const list = rowsOfNumbers(places.map(({ id }) => id));
    const { rows } = await sql<ShownRow>`
      select ${shown} from ${list}
      ${joinInOrder} errors v on v.id = j.value join issues i on i.id = ${homeOfShown}
      order by v.timestamp desc, v.id desc`.execute(this.#db);
    return rows.map(foundFrom);
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
    const { rows } = await sql<ShownRow>`
      select ${shown} from errors v join issues i on i.id = ${homeOfShown}
      where v.id = ${id} and i.deleted_at is null`.execute(this.#db);
    return rows[0] === undefined ? null : foundFrom(rows[0]);
  }

  /** The newest or the oldest error of an issue; null when none is kept. */
  edge(issueId: number, which: "latest" | "oldest"): Promise<number | null> {
    return this.#next(issueId, which === "latest" ? "older" : "newer", null);
  }

  /** The next older and the next newer error of the same issue. */
  async neighbours(error: {
    readonly id: number;
    readonly issue_id: number;
    readonly timestamp: number;
  }): Promise<{ previous: number | null; next: number | null }> {
    return {
      previous: await this.#next(error.issue_id, "older", error),
      next: await this.#next(error.issue_id, "newer", error),
    };
  }

  /** The first error of an issue in a direction of time, beyond a place. */
  async #next(
    issueId: number,
    way: "older" | "newer",
    beyond: ErrorPagePlace | null,
  ): Promise<number | null> {
    const [sign, order] = way === "older" ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
    const moves = await movesOf(this.#db);
    const places = placesOf([issueId], moves);
    const own = sql`(select k.issue_id from grouping_keys k where k.id = e.grouping_key_id)`;
    const found: ErrorPagePlace[] = [];
    for (const place of places) {
      const { rows } = await sql<ErrorPagePlace>`
        select e.id, e.timestamp from error_rows e where e.issue_id = ${place}
          and ${moves.length === 0 ? always : sql`${own} = ${issueId}`}
          and ${beyond === null ? always : sql`(e.timestamp, e.id) ${sign} (${beyond.timestamp}, ${beyond.id})`}
        order by e.timestamp ${order}, e.id ${order} limit 1`.execute(this.#db);
      found.push(...rows);
    }
    found.sort((one, other) => one.timestamp - other.timestamp || one.id - other.id);
    return found.at(way === "older" ? -1 : 0)?.id ?? null;
  }
}

type ShownRow = FoundError & { readonly home_id: number };

/** The issue of an error that is shown, row `v`: what its row says may be about to change. */
const homeOfShown = sql`(select k.issue_id from grouping_keys k where k.id = v.grouping_key_id)`;

function foundFrom({ home_id, ...row }: ShownRow): FoundError {
  return { ...row, issue_id: home_id };
}
