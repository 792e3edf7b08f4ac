import type { ErrorEntry } from "./entries.ts";
import type { Ledger } from "./ledger.ts";
import { issueColumns, issueValues, readableColumns } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** Writes what a ledger holds. Everything here runs within a transaction of its caller. */
export class LedgerWriter {
  readonly #statements: Statements;
  readonly #now: () => number;

  constructor(statements: Statements, now: () => number) {
    this.#statements = statements;
    this.#now = now;
  }

  /** Parents before children, so that every reference holds at every moment. */
  write(ledger: Ledger): void {
    this.#writeProjects(ledger);
    this.#writeIssues(ledger);
    this.#writeErrors(ledger);
    this.#writeTimeline(ledger);
    for (const { key, deliveryId } of ledger.newContentKeys) {
      this.#statements.run("insert into content_keys values (?, ?)", key, deliveryId);
    }
    for (const { deliveryId, state, reason, errorId, items } of ledger.outcomes) {
      const list = items === null ? null : JSON.stringify(items);
      this.#statements.run(
        "insert or replace into outcomes values (?, ?, ?, ?, ?)",
        deliveryId,
        state,
        reason,
        errorId,
        list,
      );
    }
    this.progress("error", ledger.lastIds.error);
  }

  #writeProjects(ledger: Ledger): void {
    for (const project of ledger.newProjects) {
      this.#statements.run(
        "insert into projects values (?, ?, ?, ?, ?)",
        project.id,
        project.slug,
        project.name,
        project.nextIssueNumber,
        this.#now(),
      );
    }
    for (const project of ledger.changedProjects) {
      this.#statements.run(
        "update projects set name = ?, next_issue_number = ? where id = ?",
        project.name,
        project.nextIssueNumber,
        project.id,
      );
    }
    for (const { source, upstreamId, projectId } of ledger.newUpstreams) {
      this.#statements.run(
        "insert into project_upstreams values (?, ?, ?) on conflict do update set project_id = excluded.project_id",
        source,
        upstreamId,
        projectId,
      );
    }
  }

  #writeIssues(ledger: Ledger): void {
    for (const issue of ledger.newIssues) {
      this.#statements.run(
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
      this.#statements.run(updateIssueSql, ...issueValues(issue), issue.id);
    }
    for (const entry of ledger.newKeys) {
      this.#statements.run(
        "insert into grouping_keys values (?, ?, ?, ?, ?)",
        entry.id,
        entry.projectId,
        entry.key,
        entry.issueId,
        entry.count,
      );
    }
    for (const entry of ledger.changedKeys) {
      this.#statements.run(
        "update grouping_keys set issue_id = ?, count = ? where id = ?",
        entry.issueId,
        entry.count,
        entry.id,
      );
    }
  }

  #writeErrors(ledger: Ledger): void {
    for (const { from, to } of ledger.movedIssues) {
      this.#statements.run("update errors set issue_id = ? where issue_id = ?", to, from);
      this.#statements.run("update activity set issue_id = ? where issue_id = ?", to, from);
    }
    for (const id of ledger.removedErrors)
      this.#statements.run("delete from errors where id = ?", id);
    for (const entry of ledger.newErrors.values()) this.#insertError(entry);
    for (const entry of ledger.changedErrors.values()) this.#completeError(entry);
    for (const { projectId, eventId, errorId, receivedAt } of ledger.newIdentities) {
      this.#statements.run(
        "insert into error_identities values (?, ?, ?, ?)",
        projectId,
        eventId,
        errorId,
        receivedAt,
      );
    }
    for (const { errorId, contentKey, deliveryId, rules } of ledger.newSightings) {
      const list = rules.length === 0 ? null : JSON.stringify(rules);
      this.#statements.run(
        "insert into sightings values (?, ?, ?, ?)",
        errorId,
        contentKey,
        deliveryId,
        list,
      );
    }
  }

  #insertError(entry: ErrorEntry): void {
    this.#statements.run(
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
      ...entry.readable,
    );
  }

  // Since when it is known, its project and its issue stay as they are.
  #completeError(entry: ErrorEntry): void {
    this.#statements.run(
      completeErrorSql,
      entry.eventId,
      entry.partial ? 1 : 0,
      entry.deliveryId,
      entry.deliveryItem,
      ...entry.readable,
      entry.id,
    );
  }

  #writeTimeline(ledger: Ledger): void {
    for (const { source, upstreamIssueId, issueId } of ledger.claims) {
      this.#statements.run(
        "update activity set issue_id = ? where upstream_issue_id = ? and source = ? and issue_id is null",
        issueId,
        upstreamIssueId,
        source,
      );
    }
    for (const entry of ledger.activity) {
      this.#statements.run(
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

  progress(name: string, cursor: number): void {
    this.#statements.run("insert or replace into progress values (?, ?)", name, cursor);
  }

  /** Renews the readable columns of a stored error; issue, counts and timeline stay as they are. */
  renew(errorId: number, readable: ErrorEntry["readable"]): void {
    this.#statements.run(renewErrorSql, ...readable, errorId);
  }
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
