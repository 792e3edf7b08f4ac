import { zstdCompressSync } from "node:zlib";
import { userTagKey } from "../../domain/index.ts";
import type { ChangeEntry, ErrorEntry } from "./entries.ts";
import type { Ledger } from "./ledger.ts";
import type { Moves } from "./moves.ts";
import { PieceWriter } from "./piece-writer.ts";
import type { Removals } from "./removals.ts";
import type { Retained } from "./retained.ts";
import {
  issueColumns,
  issueValues,
  keyColumns,
  keyValues,
  markColumns,
  markValues,
  readableColumns,
} from "./rows.ts";
import type { Statements } from "./statements.ts";
import { TallyWriter } from "./tally-writer.ts";
import type { UpstreamRows } from "./upstream-rows.ts";
import { writeViews } from "./views.ts";

/** Writes what a ledger holds. Everything here runs within a transaction of its caller. */
export class LedgerWriter {
  readonly #statements: Statements;
  readonly #tally: TallyWriter;
  readonly #pieces: PieceWriter;
  readonly #removals: Removals;
  readonly #moves: Moves;
  readonly #upstream: UpstreamRows;
  readonly #now: () => number;

  constructor(
    statements: Statements,
    { now, retained, upstream }: { now: () => number; retained: Retained; upstream: UpstreamRows },
  ) {
    this.#statements = statements;
    this.#removals = retained.removals;
    this.#moves = retained.moves;
    this.#upstream = upstream;
    this.#tally = new TallyWriter(statements);
    this.#pieces = new PieceWriter(statements);
    this.#now = now;
  }

  /** Parents before children, so that every reference holds at every moment. */
  write(ledger: Ledger): void {
    this.#writeProjects(ledger);
    this.#writeTags(ledger);
    this.#writeIssues(ledger);
    this.#writeErrors(ledger);
    this.#tally.write(ledger);
    this.#pieces.write(ledger.pieces);
    this.#recountUsers(ledger);
    this.#writeTimeline(ledger);
    this.#writeChanges(ledger);
    for (const change of ledger.upstream.writes) this.#upstream.write(change);
    if (ledger.views.changed !== null) writeViews(this.#statements, ledger.views.changed);
    for (const { key, requestHash, status, body, at } of ledger.remembered) {
      this.#statements.run(rememberSql, key, requestHash, status, body, at);
    }
    for (const { key, deliveryId } of ledger.newContentKeys) {
      this.#statements.run("insert into content_keys values (?, ?)", key, deliveryId);
    }
    for (const { deliveryId, state, reason, errorId, items } of ledger.outcomes) {
      const list = items === null ? null : JSON.stringify(items);
      this.#statements.run(outcomeSql, deliveryId, state, reason, errorId, list);
    }
    for (const name of ["error", "issue", "key"] as const) {
      this.progress(name, ledger.lastIds[name]);
    }
  }

  /** A user counts once for each key, and once for the issue, whatever its number of keys. */
  #writeTags(ledger: Ledger): void {
    for (const { keyId, tagId, change } of this.#tally.writeTags(ledger.tally)) {
      const key = ledger.keyById(keyId);
      const issue = key === null ? null : ledger.issue(key.issueId);
      if (key === null || issue === null) continue;
      key.users += change;
      ledger.touchKey(key);
      if (issue.keyCount > 1 && this.#otherKeyHas(issue.id, { keyId, tagId })) continue;
      issue.users += change;
      ledger.touchIssue(issue);
    }
  }

  #recountUsers({ recounted }: Ledger): void {
    for (const issue of recounted) {
      issue.users = this.#statements.number(countUsersSql, userTagKey, issue.id) ?? 0;
      this.#statements.run("update issues set users = ? where id = ?", issue.users, issue.id);
    }
  }

  #otherKeyHas(issueId: number, { keyId, tagId }: { keyId: number; tagId: number }): boolean {
    const found = this.#statements.get(
      `select 1 as n from key_tags t join grouping_keys k on k.id = t.grouping_key_id
       where t.tag_id = ? and t.grouping_key_id <> ? and k.issue_id = ? limit 1`,
      tagId,
      keyId,
      issueId,
    );
    return found !== undefined;
  }

  #writeProjects({ projects }: Ledger): void {
    for (const project of projects.created) {
      this.#statements.run(
        "insert into projects values (?, ?, ?, ?, ?)",
        project.id,
        project.slug,
        project.name,
        project.nextIssueNumber,
        this.#now(),
      );
    }
    for (const project of projects.changed) {
      this.#statements.run(
        "update projects set name = ?, next_issue_number = ? where id = ?",
        project.name,
        project.nextIssueNumber,
        project.id,
      );
    }
    for (const { source, upstreamId, projectId } of projects.newUpstreams) {
      this.#statements.run(
        "insert into project_upstreams values (?, ?, ?) on conflict (source, upstream_id) do update set project_id = excluded.project_id",
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
        insertKeySql,
        entry.id,
        entry.projectId,
        entry.key,
        entry.originIssueId,
        ...keyValues(entry),
      );
    }
    for (const id of ledger.retiredKeys) {
      this.#statements.run(
        "update grouping_keys set key = 'gone:' || id || ':' || key where id = ?",
        id,
      );
    }
    for (const entry of ledger.changedKeys) {
      this.#statements.run(updateKeySql, ...keyValues(entry), entry.id);
    }
  }

  #writeErrors(ledger: Ledger): void {
    this.#moves.write(ledger);
    for (const { from, to, isAll } of ledger.movedErrors) {
      if (!isAll) continue;
      this.#statements.run("update issues set merged_into = ? where merged_into = ?", to, from);
    }
    this.#removeErrors(ledger);
    for (const entry of ledger.newErrors.values()) this.#insertError(entry);
    for (const entry of ledger.changedErrors.values()) this.#completeError(entry);
    for (const [id, on] of ledger.pinnedErrors) {
      this.#statements.run("update error_rows set pinned = ? where id = ?", on ? 1 : 0, id);
    }
    for (const { id, marks, readable } of ledger.renewedErrors) {
      this.#statements.run(renewErrorSql, ...markValues(marks), ...readable, id);
    }
    this.#moves.settle([
      ...ledger.changedErrors.keys(),
      ...ledger.renewedErrors.map(({ id }) => id),
    ]);
    for (const { errorId, line } of ledger.importedPayloads) {
      this.#statements.run(
        "insert into imported_payloads values (?, ?) on conflict (error_id) do update set body = excluded.body",
        errorId,
        zstdCompressSync(line),
      );
    }
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

  #removeErrors({ deletedErrors, removedErrors }: Ledger): void {
    for (const id of deletedErrors) {
      for (const deliveryId of this.#removals.remove(id)) this.#removals.doom(deliveryId);
    }
    for (const id of removedErrors) {
      this.#statements.run("delete from error_rows where id = ?", id);
      this.#statements.run("delete from imported_payloads where error_id = ?", id);
    }
  }

  #insertError(entry: ErrorEntry): void {
    this.#statements.run(
      insertErrorSql,
      entry.id,
      entry.issueId,
      entry.marks.keyId,
      entry.marks.projectId,
      entry.createdAt,
      entry.eventId,
      entry.partial ? 1 : 0,
      entry.deliveryId,
      entry.deliveryItem,
      ...markValues(entry.marks),
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
      ...markValues(entry.marks),
      ...entry.readable,
      entry.id,
    );
  }

  /**
   * Tells watchers, and forgets what is older than the newest `changesMax`. The new errors of a batch are
   * one row, since their ids follow each other; it takes as many numbers as there are, and bears the last.
   */
  #writeChanges({ changes, newErrors }: Ledger): void {
    const at = this.#now();
    if (newErrors.size + changes.length === 0) return;
    let id = this.#statements.number("select max(id) as n from changes") ?? 0;
    let [first, last] = [Number.POSITIVE_INFINITY, 0];
    for (const errorId of newErrors.keys()) {
      first = Math.min(first, errorId);
      last = Math.max(last, errorId);
    }
    if (last > 0) {
      const none = { projectId: null, issueId: null, errorId: null };
      id += last - first + 1;
      this.#writeChange({ kind: "error", ...none, data: { first, last } }, id, at);
    }
    for (const change of changes) {
      id += 1;
      this.#writeChange(change, id, at);
    }
    this.#statements.run(
      "delete from changes where id <= (select max(id) from changes) - ?",
      changesMax,
    );
    const { announce } = this.#statements.dialect;
    if (announce !== null) this.#statements.run(announce);
  }

  #writeChange(
    { kind, projectId, issueId, errorId, data }: ChangeEntry,
    id: number,
    at: number,
  ): void {
    this.#statements.run(
      "insert into changes values (?, ?, ?, ?, ?, ?, ?)",
      id,
      at,
      kind,
      projectId,
      issueId,
      errorId,
      data === null ? null : JSON.stringify(data),
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
    let id = ledger.lastActivity;
    for (const entry of ledger.activity) {
      id += 1;
      this.#statements.run(
        "insert into activity (id, project_id, issue_id, source, upstream_issue_id, kind, action, actor_type, actor_name, summary, detail, at, delivery_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
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
    this.#statements.run(
      "insert into progress values (?, ?) on conflict (name) do update set cursor = excluded.cursor",
      name,
      cursor,
    );
  }
}

/** Changes that can be replayed to a watcher who comes back. */
const changesMax = 100_000;

const countUsersSql = `select count(distinct t.tag_id) as n
  from grouping_keys k join key_tags t on t.grouping_key_id = k.id
  join tags g on g.id = t.tag_id and g.key = ? where k.issue_id = ?`;

function marks(count: number): string {
  return Array.from({ length: count }, () => "?").join(", ");
}

function assignments(columns: readonly string[]): string {
  return columns.map((column) => `${column} = ?`).join(", ");
}

const insertErrorSql = `insert into error_rows (id, issue_id, grouping_key_id, project_id, created_at,
  event_id, partial, delivery_id, delivery_item, pinned, ${[...markColumns, ...readableColumns].join(", ")})
  values (${marks(9)}, 0, ${marks(markColumns.length + readableColumns.length)})`;
const completeErrorSql = `update error_rows set event_id = ?, partial = ?, delivery_id = ?,
  delivery_item = ?, ${assignments([...markColumns, ...readableColumns])} where id = ?`;
const renewErrorSql = `update error_rows set ${assignments([...markColumns, ...readableColumns])}
  where id = ?`;
const rememberSql = `insert into idempotency_keys values (?, ?, ?, ?, ?)
  on conflict (key) do update set request_hash = excluded.request_hash, status = excluded.status,
    body = excluded.body, at = excluded.at`;
const outcomeSql = `insert into outcomes values (?, ?, ?, ?, ?)
  on conflict (delivery_id) do update set state = excluded.state, reason = excluded.reason,
    error_id = excluded.error_id, items = excluded.items`;
const insertIssueSql = `insert into issues (id, project_id, number, short_id, created_at,
  ${issueColumns.join(", ")}) values (${marks(5 + issueColumns.length)})`;
const updateIssueSql = `update issues set ${assignments(issueColumns)} where id = ?`;
const insertKeySql = `insert into grouping_keys (id, project_id, key, origin_issue_id,
  ${keyColumns.join(", ")}) values (${marks(4 + keyColumns.length)})`;
const updateKeySql = `update grouping_keys set ${assignments(keyColumns)} where id = ?`;
