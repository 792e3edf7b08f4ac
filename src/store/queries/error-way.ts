import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import type { MomentMatch, SearchNode } from "../../domain/index.ts";
import { indexedBy, joinInOrder, unindexed } from "../dialects/plans.ts";
import { type Move, placesOf } from "../moves.ts";
import { compileSearch } from "../search/compile.ts";
import { errorTerms } from "../search/error-terms.ts";
import type { SearchLimits } from "../search/limits.ts";
import { type Found, SearchLookups } from "../search/lookups.ts";
import { narrowingByState, narrowingOf, wideNarrowingOf } from "../search/narrowing.ts";
import { allOf, always, type Condition, idIn, never } from "../search/patterns.ts";
import type { Tables } from "../tables.ts";
import type { ErrorListAsk, ErrorPagePlace } from "./error-queries.ts";

/** How the errors are walked through that a query may find, newest first. */
export interface ErrorWay {
  /** What an error, its row `e` and its issue's row `i`, must fulfil. */
  readonly condition: Condition;
  /** The index that leads to the errors. */
  readonly index: ErrorIndex;
  /** The index that gives the order, and which part of it: a slice is so many rows of it. */
  readonly sliceIndex: ErrorIndex;
  readonly scope: Condition;
  /** Rows of the first slice; null: there are so few that they are looked at together. */
  readonly sliceRows: number | null;
  /** Behind this place only. */
  readonly start: ErrorPagePlace | null;
  /** Not older than this; milliseconds since 1970. */
  readonly since: number | null;
  /** True when rows are asked one by one in an index, and gathering more might spare that. */
  readonly isWide: boolean;
  /** True when a total costs little. */
  readonly isCountable: boolean;
  /** True when not every row says to which issue its error belongs. */
  readonly isMoving: boolean;
}

type ErrorIndex = "errors_time" | "errors_project" | "errors_issue";

/** Errors behind `from`, up to and with `to`; null: without that end. */
export interface PlaceRange {
  readonly from: ErrorPagePlace | null;
  readonly to: ErrorPagePlace | null;
}

/** So many are looked at together, and sorted: measured, they take about 40 ms; where each costs more, fewer. */
const togetherMax = 20_000;
const wideTogetherMax = 1000;
/** Each of them costs every slice a search in the index. */
const issuesMax = 1000;
const sliceRows = 1000;
/** Where each costs more than a row. */
const wideSliceRows = 500;

/**
 * Finds the way that visits the fewest rows for `limit` errors. A query that finds much is best answered by
 * the first rows there are; `isFar`: those were not enough, so that gathering what it finds pays.
 */
export async function errorWay(
  db: Kysely<Tables>,
  ask: ErrorListAsk,
  { limit, isFar, limits }: { limit: number; isFar: boolean; limits: SearchLimits },
): Promise<ErrorWay> {
  const lookups = new SearchLookups(db, isFar ? limits.far : limits.near);
  const found = await foundOf(ask, lookups, isFar);
  const compiled = await compileSearch(ask.query, errorTerms(lookups));
  const projects = await projectsOf(ask, lookups);
  const moves = await lookups.moves();
  const placed = {
    isMoving: moves.length > 0,
    condition:
      projects === null
        ? compiled
        : allOf([compiled, idIn(unindexed(sql`e.project_id`), projects)]),
    isCountable: ask.query.kind === "all",
    isWide: false,
    ...boundsOf(ask),
  };
  if (found === null) {
    const way = { ...placed, ...throughAll(projects) };
    return lookups.isWide ? { ...way, isWide: !isFar, sliceRows: wideSliceRows } : way;
  }
  const together = lookups.isWide ? wideTogetherMax : togetherMax;
  const [only] = found.issueIds;
  if (only !== undefined && found.issueIds.length === 1 && moves.length === 0) {
    const scope = sql<boolean>`e.issue_id = ${only}`;
    const isCountable = placed.isCountable || (await rowsOfIssues(db, found.issueIds)) <= together;
    return { ...placed, isCountable, ...inOrder("errors_issue", scope) };
  }
  if (found.issueIds.length > issuesMax) {
    const among = allOf([isOf(found.issueIds, moves, unindexed), placed.condition]);
    return { ...placed, condition: among, ...throughAll(projects) };
  }
  const own = placed.condition;
  return {
    ...placed,
    ...(await throughIssues(db, { found, moves, limit, together, projects, own })),
  };
}

async function foundOf(
  { query, issueId }: ErrorListAsk,
  lookups: SearchLookups,
  isFar: boolean,
): Promise<Found | null> {
  if (issueId !== null) return { issueIds: [issueId], errors: Number.POSITIVE_INFINITY };
  if (isFar) return wideNarrowingOf(query, lookups);
  const found = await narrowingOf(query, lookups);
  const terms = conjuncts(query).map(({ term }) => term);
  return found ?? narrowingByState(terms, lookups);
}

/** Through a few issues, or through all errors where so many are found that the first ones come soon. */
async function throughIssues(
  db: Kysely<Tables>,
  ask: {
    found: Found;
    moves: readonly Move[];
    limit: number;
    /** So many rows may be looked at together. */
    together: number;
    projects: readonly number[] | null;
    own: Condition;
  },
): Promise<Order & Pick<ErrorWay, "condition"> & Partial<ErrorWay>> {
  const { found, moves, limit, together, projects, own } = ask;
  const rows = await rowsOfIssues(db, placesOf(found.issueIds, moves));
  const condition = allOf([own, isOf(found.issueIds, moves)]);
  if (rows <= together) {
    return { condition, ...inOrder("errors_issue", always), sliceRows: null, isCountable: true };
  }
  const all = await newestId(db);
  const visited = (limit * all) / Math.max(1, Math.min(rows, found.errors));
  if (visited < rows) {
    const among = allOf([own, isOf(found.issueIds, moves, unindexed)]);
    return { condition: among, ...throughAll(projects) };
  }
  return {
    condition,
    ...inOrder("errors_issue", always),
    sliceIndex: "errors_time",
    sliceRows: Math.ceil((together / rows) * all),
  };
}

/** True for errors of the issues: their rows lie there, or at issues from which they are about to go. */
function isOf(
  issueIds: readonly number[],
  moves: readonly Move[],
  asked: (issueId: Expression<unknown>) => Expression<unknown> = (issueId) => issueId,
): Condition {
  const lies = idIn(asked(sql`e.issue_id`), placesOf(issueIds, moves));
  return moves.length === 0 ? lies : allOf([lies, idIn(unindexed(sql`k.issue_id`), issueIds)]);
}

type Order = Pick<ErrorWay, "index" | "sliceIndex" | "scope" | "sliceRows">;

function inOrder(index: ErrorIndex, scope: Condition): Order {
  return { index, sliceIndex: index, scope, sliceRows };
}

function throughAll(projects: readonly number[] | null): Order {
  const [only] = projects ?? [];
  return projects?.length === 1 && only !== undefined
    ? inOrder("errors_project", sql<boolean>`e.project_id = ${only}`)
    : inOrder("errors_time", projects?.length === 0 ? never : always);
}

async function rowsOfIssues(db: Kysely<Tables>, issueIds: readonly number[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(i.count), 0) as n from issues i where ${idIn(sql`i.id`, issueIds)}`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}

async function newestId(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ id: number | null }>`select max(id) as id from error_rows`.execute(
    db,
  );
  return rows[0]?.id ?? 0;
}

/** Projects to which everything belongs that is asked for; null: to any. */
async function projectsOf(
  { query, projects }: ErrorListAsk,
  lookups: SearchLookups,
): Promise<number[] | null> {
  if (projects !== null) {
    return lookups.projectIdsNamed(projects);
  }
  for (const { term } of conjuncts(query)) {
    if (term.kind === "text" && term.field === "project") {
      return lookups.projectIds(term.match.values);
    }
  }
  return null;
}

function boundsOf({ query, since, until }: ErrorListAsk): Pick<ErrorWay, "start" | "since"> {
  const moments: Pick<MomentMatch, "from" | "to">[] = [{ from: since, to: until }];
  for (const { term } of conjuncts(query)) {
    if (term.kind === "moment" && term.field === "timestamp") moments.push(term.match);
  }
  const from = moments.flatMap((moment) => moment.from ?? []);
  const to = moments.flatMap((moment) => moment.to ?? []);
  return {
    since: from.length === 0 ? null : Math.max(...from),
    // What lies before a moment lies behind the first place in it.
    start: to.length === 0 ? null : { timestamp: Math.min(...to), id: 0 },
  };
}

/** The terms that all must hold. */
function conjuncts(node: SearchNode): Extract<SearchNode, { kind: "term" }>[] {
  if (node.kind === "term") return [node];
  return node.kind === "and" ? node.children.flatMap((child) => conjuncts(child)) : [];
}

/** Of two places, the one that lies further on. */
export function earlier(
  one: ErrorPagePlace | null,
  other: ErrorPagePlace | null,
): ErrorPagePlace | null {
  if (one === null || other === null) return one ?? other;
  const isFurther =
    one.timestamp < other.timestamp || (one.timestamp === other.timestamp && one.id < other.id);
  return isFurther ? one : other;
}

/** True for errors, row `e`, that lie in a range of the way. */
export function inRange({ since }: ErrorWay, { from, to }: PlaceRange): Condition {
  const ends: Condition[] = [];
  if (from !== null) ends.push(sql<boolean>`(e.timestamp, e.id) < (${from.timestamp}, ${from.id})`);
  if (to !== null) ends.push(sql<boolean>`(e.timestamp, e.id) >= (${to.timestamp}, ${to.id})`);
  else if (since !== null) ends.push(sql<boolean>`e.timestamp >= ${since}`);
  return allOf(ends);
}

/** The errors of a range that pass, with their issues: all of a statement that stands behind `select`. */
export function rowsOf(way: ErrorWay, range: PlaceRange): RawBuilder<unknown> {
  const home = way.isMoving
    ? sql`${joinInOrder} grouping_keys k on k.id = e.grouping_key_id
        ${joinInOrder} issues i on i.id = k.issue_id`
    : sql`${joinInOrder} issues i on i.id = e.issue_id`;
  return sql`from error_rows e ${indexedBy(way.index)} ${home}
    where ${way.scope} and ${inRange(way, range)} and i.deleted_at is null and ${way.condition}`;
}
