import type { Connection } from "../connection.ts";
import { type Upkeep, upkeepOf } from "../upkeep.ts";
import type { StoredError } from "./entries.ts";
import { Moves } from "./moves.ts";
import { Removals } from "./removals.ts";
import type { Row, Statements } from "./statements.ts";
import { addToTag, TagCounts } from "./tag-counts.ts";

/** By which rule an error went. `deleted`: its issue was deleted. */
export type RetentionRule = "days" | "bytes" | "project" | "issue" | "deleted";

/** A place in the order of errors within a project or an issue. */
export interface OldestPlace {
  readonly timestamp: number;
  readonly id: number;
}

/** What one run of retention removed; bytes are those of deliveries. */
export interface RemovedCounts {
  readonly errors: number;
  readonly deliveries: number;
  readonly bytes: number;
}

/** Ids of rows that are gone with a deleted issue, or a part of it. */
export interface PurgedRows {
  readonly issues: readonly number[];
  readonly keys: readonly number[];
  /** Tags that nothing has any more. */
  readonly tags: readonly number[];
}

const nothingPurged: PurgedRows = { issues: [], keys: [], tags: [] };

/** What goes at once with a deleted issue, at most: rows of each of its tables. */
const purgedAtOnce = 500;
const runsKept = 100;

/**
 * What retention reads and removes. It works in the transactions of `Records.commit`; what is removed
 * here is counted in the ledger by its caller.
 */
export class Retained {
  readonly #statements: Statements;
  readonly #upkeep: Upkeep;
  readonly removals: Removals;
  readonly tagCounts: TagCounts;
  readonly moves: Moves;

  constructor(db: Connection, statements: Statements, movedAtOnce: number) {
    this.#upkeep = upkeepOf(db);
    this.#statements = statements;
    this.removals = new Removals(statements);
    this.tagCounts = new TagCounts(statements);
    this.moves = new Moves(statements, movedAtOnce);
  }

  /**
   * The errors that the service before this one left: up to which id, and when they were taken over, in
   * milliseconds since 1970.
   */
  adopted(): { readonly upTo: number; readonly at: number } {
    const upTo = "select cursor as n from progress where name = 'adopted'";
    const at = "select cast(value as bigint) as n from meta where key = 'adopted_at'";
    return { upTo: this.#statements.number(upTo) ?? 0, at: this.#statements.number(at) ?? 0 };
  }

  /** Errors that arrived before a moment, after a place in that order. */
  errorsBefore(
    before: number,
    after: { readonly createdAt: number; readonly id: number } | null,
    limit: number,
  ): StoredError[] {
    const { createdAt, id } = after ?? { createdAt: Number.MIN_SAFE_INTEGER, id: 0 };
    const where = `where e.created_at < ? and (e.created_at, e.id) > (?, ?)
      order by e.created_at, e.id limit ?`;
    return this.#statements
      .all(`${selectErrors} ${where}`, before, createdAt, id, limit)
      .map(storedFrom);
  }

  /** The oldest errors of a project, after a place. */
  errorsOfProject(projectId: number, after: OldestPlace | null, limit: number): StoredError[] {
    return this.#errorsOf("e.project_id", projectId, after, limit);
  }

  /** The oldest errors of an issue, after a place. */
  errorsOfIssue(issueId: number, after: OldestPlace | null, limit: number): StoredError[] {
    return this.#errorsOf("e.issue_id", issueId, after, limit);
  }

  /** The place of an issue's error that so many newer ones follow; null: there are not so many. */
  placeFromNewest(issueId: number, newer: number): OldestPlace | null {
    const row = this.#statements.get(
      `select timestamp, id from error_rows where issue_id = ?
       order by timestamp desc, id desc limit 1 offset ?`,
      issueId,
      newer,
    );
    if (row === undefined) return null;
    return { timestamp: Number(row["timestamp"]), id: Number(row["id"]) };
  }

  /** Projects with more rows than `max`. */
  projectsAbove(max: number): { projectId: number; rows: number }[] {
    return this.#statements
      .all(
        `select project_id, sum(count - removed) as present from grouping_keys
         group by project_id having sum(count - removed) > ?`,
        max,
      )
      .map((row) => ({ projectId: Number(row["project_id"]), rows: Number(row["present"]) }));
  }

  /** Issues with more rows than `max` that are not pinned, by id. */
  issuesAbove(max: number): { issueId: number; rows: number }[] {
    return this.#statements
      .all(
        `select id, count - removed as present from issues
         where count > ? and count - removed > ? and pinned = 0
           and merged_into is null and deleted_at is null order by id`,
        max,
        max,
      )
      .map((row) => ({ issueId: Number(row["id"]), rows: Number(row["present"]) }));
  }

  /** Issues without rows that nobody marked and that were last seen before a moment. */
  goneIssues(before: number, limit: number): number[] {
    return this.#ids(
      `select id from issues where merged_into is null and deleted_at is null and last_seen < ?
         and pinned = 0 and bookmarked = 0
         and not exists (select 1 from error_rows e where e.issue_id = issues.id)
       order by last_seen, id limit ?`,
      before,
      limit,
    );
  }

  deletedIssues(limit: number): number[] {
    return this.#ids(
      "select id from issues where deleted_at is not null order by deleted_at limit ?",
      limit,
    );
  }

  /**
   * Removes a part of what is left of a deleted issue that has no errors any more, at last its row and
   * those of issues that were merged into it. Returns what is gone.
   */
  purgeIssue(issueId: number): PurgedRows {
    for (const sql of purgeSteps) {
      if (this.#statements.all(sql, issueId, purgedAtOnce).length > 0) return nothingPurged;
    }
    const tags = this.#statements.all(purgeTagsSql, issueId, purgedAtOnce);
    if (tags.length > 0) {
      for (const { id, count } of tags) addToTag(this.#statements, Number(id), -Number(count));
      const unused = tags.flatMap(({ id }) => this.#ids(dropTagSql, Number(id)));
      return { ...nothingPurged, tags: unused };
    }
    // A key that was made with it and has left it since is at home where it is now.
    this.#statements.run(adoptKeysSql, issueId);
    const keys = this.#ids("delete from grouping_keys where issue_id = ? returning id", issueId);
    const merged = this.#ids("delete from issues where merged_into = ? returning id", issueId);
    this.#statements.run("delete from issues where id = ?", issueId);
    return { issues: [issueId, ...merged], keys, tags: [] };
  }

  /** Issues whose state changes since time went by. `since`: what began before it is ongoing. */
  dueIssues(moments: { now: number; since: number }, limit: number): number[] {
    const { greatest, archivedUntil } = this.#statements.dialect;
    return this.#ids(
      `select id from (select id from issues where ${greatest("first_seen", "state_at")} <= ?
           and status = 'unresolved' and substatus <> 'ongoing'
           and merged_into is null and deleted_at is null limit ?) as aging
       union
       select id from (select id from issues where ${archivedUntil} <= ?
           and archive is not null and merged_into is null and deleted_at is null limit ?) as archived
       limit ?`,
      moments.since,
      limit,
      moments.now,
      limit,
      limit,
    );
  }

  /** Forgets the identities of removed errors that need not be known any more. Returns how many. */
  forgetIdentities(now: number, limit: number): number {
    const rows = this.#statements.all(
      "select * from removed_identities where forget_at <= ? order by forget_at limit ?",
      now,
      limit,
    );
    for (const { forget_at, project_id, event_id } of rows) {
      this.#statements.run(
        `delete from error_identities where project_id = ? and event_id = ?
           and not exists (select 1 from error_rows e where e.id = error_identities.error_id)`,
        project_id ?? null,
        event_id ?? null,
      );
      this.#statements.run(
        "delete from removed_identities where forget_at = ? and project_id = ? and event_id = ?",
        forget_at ?? null,
        project_id ?? null,
        event_id ?? null,
      );
    }
    return rows.length;
  }

  /** Forgets what was answered under idempotency keys before a moment. Returns how many. */
  forgetAnswers(before: number, limit: number): number {
    return this.#statements.all(
      `delete from idempotency_keys where key in
         (select key from idempotency_keys where at < ? order by at limit ?) returning 1`,
      before,
      limit,
    ).length;
  }

  /** Deliveries that wait to be deleted. */
  doomed(limit: number): number[] {
    return this.#ids("select delivery_id as id from doomed_deliveries order by 1 limit ?", limit);
  }

  isDoomed(deliveryId: number): boolean {
    const sql = "select 1 from doomed_deliveries where delivery_id = ?";
    return this.#statements.get(sql, deliveryId) !== undefined;
  }

  /** Forgets deliveries that are gone from the archive. */
  forgetDeliveries(ids: readonly number[]): void {
    for (const id of ids) {
      this.#statements.run("delete from outcomes where delivery_id = ?", id);
      this.#statements.run("delete from content_keys where delivery_id = ?", id);
      this.#statements.run("delete from doomed_deliveries where delivery_id = ?", id);
    }
  }

  /** The delivery that comes so many after another one, of those that are digested; null: too few. */
  deliveryAfter(id: number, further: number): number | null {
    return this.#statements.number(
      "select delivery_id as n from outcomes where delivery_id > ? order by 1 limit 1 offset ?",
      id,
      further,
    );
  }

  countDeliveries(): number {
    return this.#statements.number("select count(*) as n from outcomes") ?? 0;
  }

  /** Bytes of the pages of errors.db that hold something. */
  bytesInUse(): number {
    return this.#upkeep.bytesInUse();
  }

  /** Adds to what a run removed, which begins with its first; `at`: when the run began. */
  note(at: number, { errors, deliveries, bytes }: RemovedCounts, rule: RetentionRule | null): void {
    const by = (name: RetentionRule) => (rule === name ? errors : 0);
    const rules = [by("days"), by("bytes"), by("project"), by("issue")];
    const counts = [errors, deliveries, bytes];
    if (this.#statements.number("select max(at) as n from retention_runs") !== at) {
      this.#statements.run(beginRunSql, at);
      this.#statements.run(
        "delete from retention_runs where id <= (select max(id) from retention_runs) - ?",
        runsKept,
      );
    }
    this.#statements.run(addToRunSql, ...counts, ...rules);
    this.#statements.run(addAltogetherSql, ...counts);
  }

  /** True when all that was committed is in the file, and that on the disk. */
  checkpoint(): boolean {
    return this.#upkeep.checkpoint();
  }

  /** Gives some of the room that is free back to the file system, if there is much. */
  giveBack(): void {
    this.#upkeep.giveBack();
  }

  /** Leaves nothing to be done by who opens the database next. */
  close(): void {
    this.#upkeep.close();
  }

  #errorsOf(column: string, id: number, after: OldestPlace | null, limit: number): StoredError[] {
    const { timestamp, id: errorId } = after ?? { timestamp: Number.MIN_SAFE_INTEGER, id: 0 };
    const where = `where ${column} = ? and (e.timestamp, e.id) > (?, ?)
      order by e.timestamp, e.id limit ?`;
    return this.#statements
      .all(`${selectErrors} ${where}`, id, timestamp, errorId, limit)
      .map(storedFrom);
  }

  #ids(sql: string, ...values: number[]): number[] {
    return this.#statements.all(sql, ...values).map((row) => Number(row["id"]));
  }
}

function storedFrom(row: Row): StoredError {
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    issueId: Number(row["issue_id"]),
    keyId: Number(row["grouping_key_id"]),
    traceId: Number(row["trace_id"]),
    wordsId: Number(row["words_id"]),
    eventId: row["event_id"] as string | null,
    deliveryId: row["delivery_id"] as number | null,
    timestamp: Number(row["timestamp"]),
    createdAt: Number(row["created_at"]),
    pinned: row["kept"] === 1,
  };
}

// The issue is asked of each row, so that the order of rows leads.
const selectErrors = `select e.id, e.project_id, e.issue_id, e.grouping_key_id, e.trace_id, e.words_id,
  e.event_id, e.delivery_id, e.timestamp, e.created_at,
  case when e.pinned = 1 or (select i.pinned from issues i where i.id = e.issue_id) = 1
    then 1 else 0 end as kept
  from error_rows e`;

const keysOf = "grouping_key_id in (select id from grouping_keys where issue_id = ?1)";
/** Parts of what is left of an issue, each up to a number of rows. */
const purgeSteps = [
  `delete from key_hours where (grouping_key_id, hour) in
     (select grouping_key_id, hour from key_hours where ${keysOf} limit ?2) returning 1`,
  `delete from activity where id in (select id from activity where issue_id in
     (select ?1 union select id from issues where merged_into = ?1) limit ?2) returning 1`,
];
const purgeTagsSql = `delete from key_tags where (grouping_key_id, tag_id) in
  (select grouping_key_id, tag_id from key_tags where ${keysOf} limit ?2) returning tag_id as id, count`;
const dropTagSql = `delete from tags where id = ?1
  and not exists (select 1 from key_tags where tag_id = ?1) returning id`;
const adoptKeysSql = `update grouping_keys set origin_issue_id = issue_id
  where issue_id <> ?1 and origin_issue_id in
    (select ?1 union select id from issues where merged_into = ?1)`;
const beginRunSql = `insert into retention_runs (at, errors, deliveries, bytes,
  by_days, by_bytes, by_project, by_issue) values (?, 0, 0, 0, 0, 0, 0, 0)`;
const addToRunSql = `update retention_runs set errors = errors + ?, deliveries = deliveries + ?,
  bytes = bytes + ?, by_days = by_days + ?, by_bytes = by_bytes + ?, by_project = by_project + ?,
  by_issue = by_issue + ? where id = (select max(id) from retention_runs)`;
const addAltogetherSql = `update removed_altogether set errors = errors + ?,
  deliveries = deliveries + ?, bytes = bytes + ?`;
