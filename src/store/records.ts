import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { DeliveryState, Level } from "../domain/index.ts";
import { inTransaction, openSqlite } from "./dialects/sqlite.ts";
import {
  type ErrorEntry,
  type IdentityRef,
  type IssueEntry,
  type KeyEntry,
  type KnownError,
  Ledger,
  type LedgerSource,
  type ProjectEntry,
} from "./ledger.ts";
import { migrate } from "./migrate.ts";
import { errorsMigrations } from "./migrations/errors.ts";

type Row = Record<string, SQLInputValue>;

/**
 * The writer of errors.db: the digest's side of the store. There is one in a process. Its statements
 * are raw and prepared once: they are the hot path.
 */
export class Records implements LedgerSource {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #now: () => number;
  #lastIds: { error: number; issue: number; key: number; project: number };

  constructor({ path, now }: { path: string; now: () => number }) {
    this.#now = now;
    // NORMAL: what a power cut takes can be caught up from the archive.
    this.#db = openSqlite(path, { synchronous: "normal", cacheKib: 32_768 });
    migrate(this.#db, { path, migrations: errorsMigrations, now: now() });
    this.#lastIds = this.#readLastIds();
  }

  get lastIds() {
    return this.#lastIds;
  }

  /** See `Archive.meta`. */
  meta(key: string, initial: string): string {
    this.#run("insert or ignore into meta values (?, ?)", key, initial);
    return String(this.#get("select value from meta where key = ?", key)?.["value"]);
  }

  /** Every delivery up to this id has its outcome. */
  cursor(): number {
    return Number(this.#get("select cursor from progress where name = 'digest'")?.["cursor"]);
  }

  createLedger(): Ledger {
    this.#lastIds = this.#readLastIds();
    return new Ledger(this);
  }

  /**
   * Decides and writes one batch in one transaction. `decide` fills the ledger; `cursor` moves on with
   * it, so that a crash repeats nothing. Throws what `decide` or the database throws, with nothing
   * written: the ledger is of no use then, create another.
   */
  commit(ledger: Ledger, cursor: number | null, decide: () => void): void {
    ledger.begin();
    inTransaction(this.#db, () => {
      decide();
      this.#write(ledger);
      if (cursor !== null) this.#progress("digest", cursor);
    });
  }

  /** Ids of failed deliveries after `after`, ascending. */
  failedDeliveries(after: number, limit: number): number[] {
    return this.#all(
      "select delivery_id from outcomes where state = 'failed' and delivery_id > ? order by delivery_id limit ?",
      after,
      limit,
    ).map((row) => Number(row["delivery_id"]));
  }

  /** Ids of all deliveries that have an outcome after `after`, ascending. */
  outcomesAfter(after: number, limit: number): number[] {
    return this.#all(
      "select delivery_id from outcomes where delivery_id > ? order by delivery_id limit ?",
      after,
      limit,
    ).map((row) => Number(row["delivery_id"]));
  }

  /** What became of a delivery, or null while it waits. */
  outcome(deliveryId: number): Exclude<DeliveryState, "kept"> | null {
    const row = this.#get("select state from outcomes where delivery_id = ?", deliveryId);
    return row === undefined ? null : (row["state"] as Exclude<DeliveryState, "kept">);
  }

  /** The ids of the errors whose facts came with this delivery, by the item that told of them. */
  errorsOfDelivery(deliveryId: number): Map<number, number> {
    const rows = this.#all(
      `select e.id, e.delivery_item from errors e where e.delivery_id = ? and e.id in (
         select error_id from outcomes where delivery_id = ?
         union
         select json_extract(item.value, '$.errorId')
         from outcomes, json_each(outcomes.items) item where delivery_id = ?)`,
      deliveryId,
      deliveryId,
      deliveryId,
    );
    return new Map(rows.map((row) => [Number(row["delivery_item"]), Number(row["id"])]));
  }

  /** Renews the readable columns of a stored error; issue, counts and timeline stay as they are. */
  renew(errorId: number, facts: ErrorEntry["facts"], timestamp: number): void {
    this.#run(renewErrorSql, ...readableValues(facts, timestamp), errorId);
  }

  project(slug: string): ProjectEntry | null {
    return this.#projectFrom(this.#get("select * from projects where slug = ?", slug));
  }

  projectById(id: number): ProjectEntry | null {
    return this.#projectFrom(this.#get("select * from projects where id = ?", id));
  }

  projectIdByUpstream(source: string, upstreamId: string): number | null {
    return this.#number(
      "select project_id as n from project_upstreams where source = ? and upstream_id = ?",
      source,
      upstreamId,
    );
  }

  projectIdByName(name: string): number | null {
    return this.#number("select id as n from projects where name = ? order by id limit 1", name);
  }

  issueIdByUpstream(source: string, upstreamId: string): number | null {
    return this.#number(
      "select id as n from issues where upstream_id = ? and upstream_source = ? and merged_into is null order by id desc limit 1",
      upstreamId,
      source,
    );
  }

  issue(id: number): IssueEntry | null {
    const row = this.#get("select * from issues where id = ?", id);
    return row === undefined ? null : issueFrom(row);
  }

  key(projectId: number, key: string): KeyEntry | null {
    const row = this.#get(
      "select * from grouping_keys where project_id = ? and key = ?",
      projectId,
      key,
    );
    return row === undefined ? null : keyFrom(row);
  }

  keysOfIssue(issueId: number): readonly KeyEntry[] {
    return this.#all("select * from grouping_keys where issue_id = ?", issueId).map(keyFrom);
  }

  identity({ projectId, eventId }: IdentityRef): number | null {
    return this.#number(
      "select error_id as n from error_identities where project_id = ? and event_id = ?",
      projectId,
      eventId,
    );
  }

  knownError(id: number): KnownError | null {
    const row = this.#get(
      "select id, project_id, issue_id, grouping_key_id from errors where id = ?",
      id,
    );
    if (row === undefined) return null;
    return {
      id,
      projectId: Number(row["project_id"]),
      issueId: Number(row["issue_id"]),
      keyId: Number(row["grouping_key_id"]),
    };
  }

  sighting(errorId: number, contentKey: string): number | null {
    return this.#number(
      "select delivery_id as n from sightings where error_id = ? and content_key = ?",
      errorId,
      contentKey,
    );
  }

  contentKey(key: string): number | null {
    return this.#number("select delivery_id as n from content_keys where key = ?", key);
  }

  /** Copies the write-ahead log into the file and closes it. */
  close(): void {
    this.#db.exec("pragma wal_checkpoint(truncate)");
    this.#db.close();
  }

  // Parents before children, so that every reference holds at every moment.
  #write(ledger: Ledger): void {
    this.#writeProjects(ledger);
    this.#writeIssues(ledger);
    this.#writeErrors(ledger);
    this.#writeTimeline(ledger);
    for (const { key, deliveryId } of ledger.newContentKeys) {
      this.#run("insert into content_keys values (?, ?)", key, deliveryId);
    }
    for (const { deliveryId, state, reason, errorId, items } of ledger.outcomes) {
      const list = items === null ? null : JSON.stringify(items);
      this.#run(
        "insert or replace into outcomes values (?, ?, ?, ?, ?)",
        deliveryId,
        state,
        reason,
        errorId,
        list,
      );
    }
    this.#progress("error", ledger.lastIds.error);
  }

  #writeProjects(ledger: Ledger): void {
    for (const project of ledger.newProjects) {
      this.#run(
        "insert into projects values (?, ?, ?, ?, ?)",
        project.id,
        project.slug,
        project.name,
        project.nextIssueNumber,
        this.#now(),
      );
    }
    for (const project of ledger.changedProjects) {
      this.#run(
        "update projects set name = ?, next_issue_number = ? where id = ?",
        project.name,
        project.nextIssueNumber,
        project.id,
      );
    }
    for (const { source, upstreamId, projectId } of ledger.newUpstreams) {
      this.#run(
        "insert into project_upstreams values (?, ?, ?) on conflict do update set project_id = excluded.project_id",
        source,
        upstreamId,
        projectId,
      );
    }
  }

  #writeIssues(ledger: Ledger): void {
    for (const issue of ledger.newIssues) {
      this.#run(
        insertIssueSql,
        issue.id,
        issue.projectId,
        issue.number,
        issue.shortId,
        this.#now(),
        ...issueValues(issue),
      );
    }
    for (const issue of ledger.changedIssues) {
      this.#run(updateIssueSql, ...issueValues(issue), issue.id);
    }
    for (const entry of ledger.newKeys) {
      this.#run(
        "insert into grouping_keys values (?, ?, ?, ?, ?)",
        entry.id,
        entry.projectId,
        entry.key,
        entry.issueId,
        entry.count,
      );
    }
    for (const entry of ledger.changedKeys) {
      this.#run(
        "update grouping_keys set issue_id = ?, count = ? where id = ?",
        entry.issueId,
        entry.count,
        entry.id,
      );
    }
  }

  #writeErrors(ledger: Ledger): void {
    for (const { from, to } of ledger.movedIssues) {
      this.#run("update errors set issue_id = ? where issue_id = ?", to, from);
      this.#run("update activity set issue_id = ? where issue_id = ?", to, from);
    }
    for (const id of ledger.removedErrors) this.#run("delete from errors where id = ?", id);
    for (const entry of ledger.newErrors.values()) this.#insertError(entry);
    for (const entry of ledger.changedErrors.values()) this.#completeError(entry);
    for (const { projectId, eventId, errorId, receivedAt } of ledger.newIdentities) {
      this.#run(
        "insert into error_identities values (?, ?, ?, ?)",
        projectId,
        eventId,
        errorId,
        receivedAt,
      );
    }
    for (const { errorId, contentKey, deliveryId, rules } of ledger.newSightings) {
      const list = rules.length === 0 ? null : JSON.stringify(rules);
      this.#run("insert into sightings values (?, ?, ?, ?)", errorId, contentKey, deliveryId, list);
    }
  }

  #insertError(entry: ErrorEntry): void {
    this.#run(
      insertErrorSql,
      entry.id,
      entry.eventId,
      entry.project.slug,
      entry.createdAt,
      entry.receivedAt,
      entry.partial ? 1 : 0,
      entry.project.id,
      entry.issueId,
      entry.keyId,
      entry.deliveryId,
      entry.deliveryItem,
      ...readableValues(entry.facts, entry.timestamp),
    );
  }

  // Since when it is known, its project and its issue stay as they are.
  #completeError(entry: ErrorEntry): void {
    this.#run(
      completeErrorSql,
      entry.eventId,
      entry.partial ? 1 : 0,
      entry.deliveryId,
      entry.deliveryItem,
      ...readableValues(entry.facts, entry.timestamp),
      entry.id,
    );
  }

  #writeTimeline(ledger: Ledger): void {
    for (const { source, upstreamIssueId, issueId } of ledger.claims) {
      this.#run(
        "update activity set issue_id = ? where upstream_issue_id = ? and source = ? and issue_id is null",
        issueId,
        upstreamIssueId,
        source,
      );
    }
    for (const entry of ledger.activity) {
      this.#run(
        "insert into activity (project_id, issue_id, source, upstream_issue_id, kind, action, actor_type, actor_name, summary, detail, at, delivery_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.projectId,
        entry.issueId,
        entry.source,
        entry.upstreamIssueId,
        entry.kind,
        entry.action,
        entry.actor?.type ?? null,
        entry.actor?.name ?? null,
        entry.summary,
        JSON.stringify(entry.detail),
        entry.at,
        entry.deliveryId,
      );
    }
  }

  #progress(name: string, cursor: number): void {
    this.#run("insert or replace into progress values (?, ?)", name, cursor);
  }

  // Ids of errors go on after the highest ever given, also where retention removed the newest.
  #readLastIds() {
    const highest = (table: string) => this.#number(`select max(id) as n from ${table}`) ?? 0;
    const given = this.#number("select cursor as n from progress where name = 'error'") ?? 0;
    return {
      error: Math.max(highest("errors"), given),
      issue: highest("issues"),
      key: highest("grouping_keys"),
      project: highest("projects"),
    };
  }

  #projectFrom(row: Row | undefined): ProjectEntry | null {
    if (row === undefined) return null;
    const id = Number(row["id"]);
    const upstreams = this.#all(
      "select source || ':' || upstream_id as name from project_upstreams where project_id = ?",
      id,
    );
    return {
      id,
      slug: String(row["slug"]),
      name: row["name"] as string | null,
      nextIssueNumber: Number(row["next_issue_number"]),
      upstreams: new Set(upstreams.map(({ name }) => String(name))),
    };
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  #all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  #number(sql: string, ...values: SQLInputValue[]): number | null {
    const value = this.#get(sql, ...values)?.["n"];
    return value === undefined || value === null ? null : Number(value);
  }
}

/** The columns of an error that a better reader may improve. */
const readableColumns = [
  "message",
  "exception_type",
  "exception_value",
  "stacktrace",
  "timestamp",
  "title",
  "level",
  "platform",
  "culprit",
  "environment",
  "release",
  "logger",
  "server_name",
  "tags",
  "web_url",
] as const;

function readableValues(facts: ErrorEntry["facts"], timestamp: number): SQLInputValue[] {
  const main =
    facts.exceptions.find(
      ({ mechanism }) =>
        facts.mainExceptionId !== null && mechanism?.exceptionId === facts.mainExceptionId,
    ) ?? facts.exceptions.at(-1);
  return [
    facts.message,
    main?.type ?? null,
    main?.value ?? null,
    facts.stacktrace,
    timestamp,
    facts.title,
    facts.level,
    facts.platform,
    facts.culprit,
    facts.environment,
    facts.release,
    facts.logger,
    facts.serverName,
    JSON.stringify(Object.fromEntries(facts.tags)),
    facts.webUrl,
  ];
}

const issueColumns = [
  "title",
  "culprit",
  "level",
  "platform",
  "status",
  "substatus",
  "assignee",
  "state_at",
  "first_seen",
  "last_seen",
  "first_release",
  "last_release",
  "count",
  "partial_error_id",
  "upstream_source",
  "upstream_id",
  "upstream_short_id",
  "permalink",
  "merged_into",
] as const;

function issueValues(issue: IssueEntry): SQLInputValue[] {
  return [
    issue.title,
    issue.culprit,
    issue.level,
    issue.platform,
    issue.status,
    issue.substatus,
    issue.assignee,
    issue.stateAt,
    issue.firstSeen,
    issue.lastSeen,
    issue.firstRelease,
    issue.lastRelease,
    issue.count,
    issue.partialErrorId,
    issue.upstreamSource,
    issue.upstreamId,
    issue.upstreamShortId,
    issue.permalink,
    issue.mergedInto,
  ];
}

function issueFrom(row: Row): IssueEntry {
  const text = (name: string) => row[name] as string | null;
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    number: Number(row["number"]),
    shortId: String(row["short_id"]),
    title: String(row["title"]),
    culprit: text("culprit"),
    level: row["level"] as Level,
    platform: text("platform"),
    status: row["status"] as IssueEntry["status"],
    substatus: text("substatus"),
    assignee: text("assignee"),
    stateAt: Number(row["state_at"]),
    firstSeen: Number(row["first_seen"]),
    lastSeen: Number(row["last_seen"]),
    firstRelease: text("first_release"),
    lastRelease: text("last_release"),
    count: Number(row["count"]),
    partialErrorId: row["partial_error_id"] as number | null,
    upstreamSource: text("upstream_source"),
    upstreamId: text("upstream_id"),
    upstreamShortId: text("upstream_short_id"),
    permalink: text("permalink"),
    mergedInto: row["merged_into"] as number | null,
  };
}

function keyFrom(row: Row): KeyEntry {
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    key: String(row["key"]),
    issueId: Number(row["issue_id"]),
    count: Number(row["count"]),
  };
}

function marks(count: number): string {
  return Array.from({ length: count }, () => "?").join(", ");
}

function assignments(columns: readonly string[]): string {
  return columns.map((column) => `${column} = ?`).join(", ");
}

const insertErrorSql = `insert into errors (id, event_id, project, created_at, received_at, partial,
  project_id, issue_id, grouping_key_id, delivery_id, delivery_item, ${readableColumns.join(", ")})
  values (${marks(11 + readableColumns.length)})`;
const completeErrorSql = `update errors set event_id = ?, partial = ?, delivery_id = ?,
  delivery_item = ?, ${assignments(readableColumns)} where id = ?`;
const renewErrorSql = `update errors set ${assignments(readableColumns)} where id = ?`;
const insertIssueSql = `insert into issues (id, project_id, number, short_id, created_at,
  ${issueColumns.join(", ")}) values (${marks(5 + issueColumns.length)})`;
const updateIssueSql = `update issues set ${assignments(issueColumns)} where id = ?`;
