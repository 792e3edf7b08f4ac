import {
  type Backfill,
  hourOf,
  type IssueStatus,
  type OutboxJob,
  type OutboxPayload,
  type StoredSource,
} from "../domain/index.ts";
import type { Connection } from "./connection.ts";
import type { Location } from "./location.ts";
import { openErrorsToRead } from "./open.ts";
import { type Row, Statements } from "./records/statements.ts";
import type { CheckedHour, SeenIssue } from "./records/upstream-book.ts";
import { backfillFrom, sourceFrom } from "./records/upstream-rows.ts";

/** An issue of ours, as far as what is done upstream needs it. */
export interface OwnIssue {
  readonly id: number;
  readonly status: IssueStatus;
  readonly assignee: string | null;
  readonly stateAt: number;
  readonly assignedAt: number;
  readonly projectSlug: string;
}

/** What the thread that speaks to upstreams asks of the database: a few microseconds each, and no query builder. */
export class UpstreamReads {
  readonly #db: Connection;
  readonly #statements: Statements;

  constructor(location: Location) {
    this.#db = openErrorsToRead(location);
    this.#statements = new Statements(this.#db);
  }

  close(): void {
    this.#db.close();
  }

  sources(): readonly StoredSource[] {
    return this.#all("select * from sources where enabled = 1 order by slug").map(sourceFrom);
  }

  jobs(ids: readonly number[]): readonly OutboxJob[] {
    return this.#all(
      `select id, source, payload, attempts, created_at from outbox
       where id in ${this.#db.dialect.numbersOf("?")} order by due_at, id`,
      JSON.stringify(ids),
    ).map((row) => ({
      id: Number(row["id"]),
      source: String(row["source"]),
      payload: JSON.parse(String(row["payload"])) as OutboxPayload,
      attempts: Number(row["attempts"]),
      createdAt: Number(row["created_at"]),
    }));
  }

  /** When the next work of a source and kind is due, or its lease ends; null: none waits. */
  nextDue(source: string, kind: OutboxPayload["do"]): number | null {
    return this.#statements.number(
      `select min(case when due_at > leased_until then due_at else leased_until end) as n
       from outbox where state = 'waiting' and source = ? and kind = ?`,
      source,
      kind,
    );
  }

  /** Whether an issue of an upstream is still known by a partial error only. */
  isPartial(source: string, upstreamIssueId: string): boolean {
    const row = this.#statements.get(
      `select 1 as n from issues where upstream_source = ? and upstream_id = ? and partial_error_id is not null
         and merged_into is null and deleted_at is null`,
      source,
      upstreamIssueId,
    );
    return row !== undefined;
  }

  /** Those of the events that were seen before, also where they were removed since. */
  knownEvents(projectSlug: string, eventIds: readonly string[]): ReadonlySet<string> {
    const rows = this.#all(
      `select i.event_id from error_identities i
       where i.project_id = (select id from projects where slug = ?)
         and i.event_id in ${this.#db.dialect.textsOf("?")}`,
      projectSlug,
      JSON.stringify(eventIds),
    );
    return new Set(rows.map((row) => String(row["event_id"])));
  }

  /** The next backfill to work on: one that runs, else the oldest that waits, gaps last. */
  nextBackfill(source: string): Backfill | null {
    const [row] = this.#all(
      `select * from backfills where state in ('waiting', 'running') and source = ?
       order by state = 'running' desc, why = 'gap', id limit 1`,
      source,
    );
    return row === undefined ? null : backfillFrom(row);
  }

  backfill(id: number): Backfill | null {
    const row = this.#statements.get("select * from backfills where id = ?", id);
    return row === undefined ? null : backfillFrom(row);
  }

  /** The newest backfill of a project that filled a gap. */
  lastGap(source: string, project: string): Backfill | null {
    const [row] = this.#all(
      "select * from backfills where source = ? and project = ? and why = 'gap' order by id desc limit 1",
      source,
      project,
    );
    return row === undefined ? null : backfillFrom(row);
  }

  mark(source: string, name: string): number | null {
    return this.#statements.number(
      "select value as n from upstream_marks where source = ? and name = ?",
      source,
      name,
    );
  }

  seenIssues(source: string, upstreamIds: readonly string[]): ReadonlyMap<string, SeenIssue> {
    const rows = this.#all(
      `select * from upstream_issues where source = ? and upstream_id in ${this.#db.dialect.textsOf("?")}`,
      source,
      JSON.stringify(upstreamIds),
    ).map((row) => ({
      upstreamId: String(row["upstream_id"]),
      state: String(row["state"]),
      count: row["count"] as number | null,
      lastSeen: Number(row["last_seen"]),
    }));
    return new Map(rows.map((each) => [each.upstreamId, each]));
  }

  /** Errors of a project that happened in each of the hours, removed ones included. */
  seenHours(
    projectSlug: string,
    { from, to }: { from: number; to: number },
  ): ReadonlyMap<number, number> {
    const rows = this.#all(
      `select hour, sum(count) as n from project_hours
       where project_id = (select id from projects where slug = ?) and dimension = 'all'
         and hour >= ? and hour < ? group by hour`,
      projectSlug,
      hourOf(from),
      hourOf(to),
    );
    return new Map(rows.map((row) => [Number(row["hour"]), Number(row["n"])]));
  }

  /** The hours of a source that were compared, from one on. */
  checkedHours(source: string, fromHour: number): readonly CheckedHour[] {
    return this.#all(
      "select * from upstream_hours where source = ? and hour >= ?",
      source,
      fromHour,
    ).map((row) => ({
      source: String(row["source"]),
      project: String(row["project"]),
      hour: Number(row["hour"]),
      counted: Number(row["counted"]),
      state: row["state"] as CheckedHour["state"],
      reason: row["reason"] as string | null,
      checkedAt: Number(row["checked_at"]),
    }));
  }

  /** When the newest error of an upstream's issue happened; null: none is known. */
  lastSeen(source: string, upstreamIssueId: string): number | null {
    return this.#statements.number(
      `select last_seen as n from issues where upstream_source = ? and upstream_id = ?
         and merged_into is null and deleted_at is null and count > 0`,
      source,
      upstreamIssueId,
    );
  }

  /** When something was written back to an issue last, in milliseconds since 1970. */
  lastWritten(issueId: number): number | null {
    const key = `write_back:${issueId}:`;
    return this.#statements.number(
      "select max(ended_at) as n from outbox where key >= ? and key < ? and state = 'done'",
      key,
      `${key.slice(0, -1)};`,
    );
  }

  ownIssue(id: number): OwnIssue | null {
    const row = this.#statements.get(
      `select i.id, i.status, i.assignee, i.state_at, i.assigned_at, p.slug from issues i
       join projects p on p.id = i.project_id where i.id = ?`,
      id,
    );
    if (row === undefined) return null;
    return {
      id,
      status: row["status"] as IssueStatus,
      assignee: row["assignee"] as string | null,
      stateAt: Number(row["state_at"]),
      assignedAt: Number(row["assigned_at"]),
      projectSlug: String(row["slug"]),
    };
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#statements.all(sql, ...values);
  }
}
