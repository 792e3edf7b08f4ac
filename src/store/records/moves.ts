import type { Ledger } from "./ledger.ts";
import type { Statements } from "./statements.ts";

/** Errors that go to another issue with the keys that lead to them. */
export interface MovedErrors {
  readonly keyIds: readonly number[];
  readonly from: number;
  readonly to: number;
  /** Whether all that is there goes. */
  readonly isAll: boolean;
}

/** Rows that are moved in one transaction, at most: measured, they take about 20 ms. */
export const movedAtOnce = 1000;

/**
 * To which issue an error belongs is said by its key; in its row stands the same, for the index. Where a million
 * rows are to say something else that takes long, so beyond some they follow later, a few at a time. Meanwhile
 * `moving_errors` names the issue where rows of a key may lie still, and how far that was looked through.
 */
export class Moves {
  readonly #statements: Statements;
  readonly #rowsMax: number;

  constructor(statements: Statements, rowsMax: number) {
    this.#statements = statements;
    this.#rowsMax = rowsMax;
  }

  /** Within the transaction that points the keys elsewhere. */
  write({ movedErrors }: Pick<Ledger, "movedErrors">): void {
    let left = this.#rowsMax;
    for (const { keyIds, from, to, isAll } of movedErrors) {
      const rows = this.#statements.number(countSql, from, left + 1) ?? 0;
      if (rows > left || this.#isLeft(from)) {
        for (const keyId of keyIds) this.#statements.run(laterSql, from, keyId, ...start);
        continue;
      }
      left -= rows;
      if (isAll) {
        this.#statements.run("update error_rows set issue_id = ? where issue_id = ?", to, from);
      } else {
        for (const keyId of keyIds) this.#statements.run(moveKeySql, to, from, keyId);
      }
    }
  }

  isPending(): boolean {
    return this.#statements.get("select 1 from moving_errors limit 1") !== undefined;
  }

  /** Has rows that may have got another place in the order say to which issue they belong. */
  settle(errorIds: readonly number[]): void {
    if (errorIds.length === 0 || !this.isPending()) return;
    for (const id of errorIds) this.#statements.run(settleSql, id);
  }

  /** A few rows follow their keys, in a transaction of its caller. */
  step(): void {
    const next = this.#statements.get(nextSql);
    if (next === undefined) return;
    const { issue_id: from = null, after_timestamp = null, after_id = null } = next;
    const rows = this.#statements.all(rowsSql, from, after_timestamp, after_id, this.#rowsMax);
    for (const { id = null, home = null } of rows) {
      if (home === from) continue;
      this.#statements.run("update error_rows set issue_id = ? where id = ?", home, id);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < this.#rowsMax) {
      this.#statements.run("delete from moving_errors where issue_id = ?", from);
    } else {
      this.#statements.run(reachedSql, last["timestamp"] ?? null, last["id"] ?? null, from);
    }
  }

  /** Errors of an issue that happened since a moment. */
  errorsSince(issueId: number, since: number): number {
    return this.#statements.number(sinceSql, issueId, issueId, issueId, since) ?? 0;
  }

  /** Whether rows lie at an issue that do not belong to it. */
  #isLeft(issueId: number): boolean {
    const sql = "select 1 from moving_errors where issue_id = ? limit 1";
    return this.#statements.get(sql, issueId) !== undefined;
  }
}

const start = [Number.MIN_SAFE_INTEGER, 0] as const;

const countSql =
  "select count(*) as n from (select 1 from error_rows where issue_id = ? limit ?) as counted";
const moveKeySql = "update error_rows set issue_id = ? where issue_id = ? and grouping_key_id = ?";
const laterSql = `insert into moving_errors values (?, ?, ?, ?)
  on conflict (issue_id, grouping_key_id) do update set
    after_timestamp = excluded.after_timestamp, after_id = excluded.after_id`;
const settleSql = `update error_rows set issue_id =
  (select k.issue_id from grouping_keys k where k.id = error_rows.grouping_key_id) where id = ?`;
const nextSql = `select issue_id, after_timestamp, after_id from moving_errors
  order by issue_id, after_timestamp, after_id limit 1`;
const rowsSql = `select e.id, e.timestamp,
    (select k.issue_id from grouping_keys k where k.id = e.grouping_key_id) as home
  from error_rows e where e.issue_id = ? and (e.timestamp, e.id) > (?, ?)
  order by e.timestamp, e.id limit ?`;
const reachedSql = `update moving_errors set after_timestamp = ?, after_id = ? where issue_id = ?`;
const sinceSql = `select count(*) as n from error_rows e
  where e.issue_id in (select ? union all select m.issue_id from moving_errors m
      join grouping_keys o on o.id = m.grouping_key_id where o.issue_id = ?)
    and (select k.issue_id from grouping_keys k where k.id = e.grouping_key_id) = ?
    and e.timestamp >= ?`;
