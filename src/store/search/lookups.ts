import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Pattern } from "../../domain/index.ts";
import { piecesFound } from "../dialects/sqlite-text.ts";
import type { Tables } from "../tables.ts";
import { anyOf, textIs } from "./patterns.ts";

/** More than this are not gathered but asked for one by one. Measured: so many take about 10 ms. */
const gatheredKeysMax = 20_000;
const gatheredTextsMax = 100_000;
const namesMax = 5_000;

/** What one query is compiled against: a look at how much a part of it finds decides how it is asked. */
export class SearchLookups {
  readonly #db: Kysely<Tables>;
  #isWide = false;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Projects by slug, name, upstream id or our number. */
  async projectIds(patterns: readonly Pattern[]): Promise<number[]> {
    const names = [sql`p.slug`, sql`p.name`, sql`u.upstream_id`, sql`cast(p.id as text)`];
    const named = anyOf(patterns.flatMap((pattern) => names.map((name) => textIs(name, pattern))));
    const { rows } = await sql<{ id: number }>`select distinct p.id from projects p
      left join project_upstreams u on u.project_id = p.id where ${named} limit ${namesMax}`.execute(
      this.#db,
    );
    return rows.map(({ id }) => id);
  }

  /** Tags of one key by their values; null when there are too many to name. */
  async tagIds(key: string, patterns: readonly Pattern[]): Promise<number[] | null> {
    const valued = anyOf(patterns.map(valueIs));
    const { rows } = await sql<{ id: number }>`select id from tags
      where key = ${key} and ${valued} limit ${namesMax + 1}`.execute(this.#db);
    return rows.length > namesMax ? null : rows.map(({ id }) => id);
  }

  /** True when the tags lead to no more grouping keys than can be gathered. */
  isNarrowTag(tagIds: readonly number[]): Promise<boolean> {
    const keys = sql`select 1 from key_tags where tag_id in (${sql.join(tagIds)})`;
    return this.#isNarrow(keys, gatheredKeysMax);
  }

  /** True when the words are found in no more texts than can be gathered. */
  isNarrowText(query: string): Promise<boolean> {
    return this.#isNarrow(piecesFound(query), gatheredTextsMax);
  }

  /** True when a part of the query finds so much that it is asked of each row by itself, which costs more. */
  get isWide(): boolean {
    return this.#isWide;
  }

  /** Errors by their event ids, at most `namesMax`. */
  async errorsByEvent(patterns: readonly Pattern[]): Promise<{ id: number; issueId: number }[]> {
    const named = anyOf(patterns.map((pattern) => eventIs(pattern)));
    const { rows } = await sql<{ id: number; issueId: number }>`
      select e.id, e.issue_id as issueId from error_identities d
      join error_rows e on e.id = d.error_id
      where d.project_id in (select id from projects) and ${named} limit ${namesMax}`.execute(
      this.#db,
    );
    return rows;
  }

  async #isNarrow(rows: RawBuilder<unknown>, gatheredMax: number): Promise<boolean> {
    const { rows: found } = await sql<{ n: number }>`
      select count(*) as n from (${rows} limit ${gatheredMax + 1})`.execute(this.#db);
    const isNarrow = (found[0]?.n ?? 0) <= gatheredMax;
    this.#isWide ||= !isNarrow;
    return isNarrow;
  }
}

/** A value that begins with something is found by the index. */
function valueIs(pattern: Pattern): RawBuilder<boolean> {
  const is = textIs(sql`value`, pattern);
  const first = pattern.kind === "wildcard" ? (pattern.parts[0] ?? "") : "";
  if (first === "") return is;
  return sql<boolean>`(value >= ${first} collate nocase
    and value < ${`${first}\u{10ffff}`} collate nocase and ${is})`;
}

/** Event ids are kept in lower case, so an index finds those that begin alike. */
function eventIs(pattern: Pattern): RawBuilder<boolean> {
  if (pattern.kind === "literal") {
    const { text } = pattern;
    return sql<boolean>`d.event_id in (${text}, ${text.toLowerCase().replaceAll("-", "")})`;
  }
  const first = (pattern.parts[0] ?? "").toLowerCase();
  const begins = sql<boolean>`d.event_id >= ${first} and d.event_id < ${`${first}\u{10ffff}`}`;
  return sql<boolean>`(${begins} and ${textIs(sql`d.event_id`, pattern)})`;
}
