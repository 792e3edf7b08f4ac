import { type Kysely, sql } from "kysely";
import type { Pattern } from "../../domain/index.ts";
import { numbersOf } from "../dialects/lists.ts";
import { piecesFound, type TextQuery, textBetween } from "../dialects/texts.ts";
import { type Move, movesOf } from "../moves.ts";
import { piecesPerKeyMax } from "../pieces-of-keys.ts";
import { projectIdsNamed } from "../project-names.ts";
import type { Tables } from "../tables.ts";
import type { Reach } from "./limits.ts";
import { anyOf, type Condition, textIs } from "./patterns.ts";

const namesMax = 5_000;
const issuesMax = 1_000;

/** Where an index leads for a part of a query. */
export interface Found {
  /** All issues in which it can be true. */
  readonly issueIds: readonly number[];
  /** About how many errors it is true of. */
  readonly errors: number;
}

/** What one query is compiled against: a look at how much a part of it finds decides how it is asked. */
export class SearchLookups {
  readonly #db: Kysely<Tables>;
  readonly #found = new Map<string, Promise<Found | null>>();
  readonly #reach: Reach;
  #moves: Promise<readonly Move[]> | null = null;
  #isWide = false;

  constructor(db: Kysely<Tables>, reach: Reach) {
    this.#db = db;
    this.#reach = reach;
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

  /** Projects that a parameter or a right names; what is a slug means its project only. */
  projectIdsNamed(names: readonly string[]): Promise<number[]> {
    return projectIdsNamed(this.#db, names);
  }

  /** Tags of one key by their values, or all of them; null when there are too many to name. */
  async tagIds(key: string, patterns: readonly Pattern[] | "any"): Promise<number[] | null> {
    const valued = patterns === "any" ? sql`true` : anyOf(patterns.map(valueIs));
    const { rows } = await sql<{ id: number }>`select id from tags
      where key = ${key} and ${valued} limit ${namesMax + 1}`.execute(this.#db);
    return rows.length > namesMax ? null : rows.map(({ id }) => id);
  }

  /** Where any of the tags leads; null when that is too much to gather. */
  tagsFound(tagIds: readonly number[]): Promise<Found | null> {
    const list = sql.join(tagIds);
    return this.#once(`tags ${tagIds.join()}`, async () => {
      const { rows } = await sql<FoundOfKey>`
        select grouping_key_id as "key", sum(count) as found, count(*) as "rows"
        from (select grouping_key_id, count from key_tags
          where tag_id in (${list}) limit ${this.#reach.keys + 1}) as counted
        group by 1`.execute(this.#db);
      return this.#foundOf(rows, this.#reach.keys);
    });
  }

  /** Where a query for words leads; null when that is too much to gather. */
  wordsFound(query: TextQuery): Promise<Found | null> {
    return this.#once(`words ${query.ofSqlite}`, async () => {
      const { rows } = await sql<FoundOfKey>`
        select rowid / ${sql.lit(piecesPerKeyMax)} as "key", count(*) as found, count(*) as "rows"
        from (${piecesFound(query)} limit ${this.#reach.texts + 1}) as pieces
        group by 1`.execute(this.#db);
      return this.#foundOf(rows, this.#reach.texts);
    });
  }

  /** Issues that a condition, about the row `i`, holds for; null when there are more than `max`. */
  async issuesThat(condition: Condition, max = issuesMax): Promise<number[] | null> {
    const { rows } = await sql<{ id: number }>`
      select i.id from issues i where ${condition} limit ${max + 1}`.execute(this.#db);
    return rows.length > max ? null : rows.map(({ id }) => id);
  }

  /** Errors whose rows do not say yet to which issue they belong. */
  moves(): Promise<readonly Move[]> {
    this.#moves ??= movesOf(this.#db);
    return this.#moves;
  }

  /** True when a part of the query is asked of each row by itself, which costs more the more rows there are. */
  get isWide(): boolean {
    return this.#isWide;
  }

  /** Says that a part of the query is asked so. */
  widen(): void {
    this.#isWide = true;
  }

  /** Errors by their event ids, at most `namesMax`. */
  async errorsByEvent(patterns: readonly Pattern[]): Promise<{ id: number; issueId: number }[]> {
    const named = anyOf(patterns.map((pattern) => eventIs(pattern)));
    const { rows } = await sql<{ id: number; issueId: number }>`
      select e.id, k.issue_id as "issueId" from error_identities d
      join error_rows e on e.id = d.error_id join grouping_keys k on k.id = e.grouping_key_id
      where d.project_id in (select id from projects) and ${named} limit ${namesMax}`.execute(
      this.#db,
    );
    return rows;
  }

  #once(name: string, find: () => Promise<Found | null>): Promise<Found | null> {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const found = find();
    this.#found.set(name, found);
    return found;
  }

  async #foundOf(keys: readonly FoundOfKey[], rowsMax: number): Promise<Found | null> {
    const total = (of: "found" | "rows") => keys.reduce((sum, row) => sum + row[of], 0);
    if (total("rows") > rowsMax) return null;
    const { rows } = await sql<{ id: number }>`
      select distinct issue_id as id from grouping_keys
      where id in ${numbersOf(keys.map(({ key }) => key))}`.execute(this.#db);
    return { issueIds: rows.map(({ id }) => id), errors: total("found") };
  }
}

/** How much was found of one grouping key. */
interface FoundOfKey {
  readonly key: number;
  readonly found: number;
  readonly rows: number;
}

/** A value that begins with something is found by the index. */
function valueIs(pattern: Pattern): Condition {
  const is = textIs(sql`value`, pattern);
  const first = pattern.kind === "wildcard" ? (pattern.parts[0] ?? "") : "";
  if (first === "") return is;
  const begins = textBetween(sql`value`, { from: first, to: `${first}\u{10ffff}` });
  return sql<boolean>`(${begins} and ${is})`;
}

/** Event ids are kept in lower case, so an index finds those that begin alike. */
function eventIs(pattern: Pattern): Condition {
  if (pattern.kind === "literal") {
    const { text } = pattern;
    return sql<boolean>`d.event_id in (${text}, ${text.toLowerCase().replaceAll("-", "")})`;
  }
  const first = (pattern.parts[0] ?? "").toLowerCase();
  const begins = sql<boolean>`d.event_id >= ${first} and d.event_id < ${`${first}\u{10ffff}`}`;
  return sql<boolean>`(${begins} and ${textIs(sql`d.event_id`, pattern)})`;
}
