import { type Kysely, sql } from "kysely";
import type { ChangeKind } from "../../domain/index.ts";
import type { Tables } from "../tables.ts";

/** One thing that live watchers are told of. `at`: milliseconds since 1970. */
export interface Change {
  readonly id: number;
  readonly at: number;
  readonly kind: ChangeKind;
  readonly project: string | null;
  readonly issueId: number | null;
  readonly errorId: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface StoredChange {
  readonly id: number;
  readonly at: number;
  readonly kind: ChangeKind;
  readonly project: string | null;
  readonly issue_id: number | null;
  readonly error_id: number | null;
  readonly data: string | null;
}

/** What is read of the changes. */
export class ChangeQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The oldest change that is kept and the newest one there is; 0 where there is none. */
  async bounds(): Promise<{ oldest: number; newest: number }> {
    const { rows } = await sql<{ oldest: number | null; newest: number | null }>`
      select (select id from changes order by id limit 1) as oldest, max(id) as newest
      from changes`.execute(this.#db);
    return { oldest: rows[0]?.oldest ?? 0, newest: rows[0]?.newest ?? 0 };
  }

  /** What changed after a number, in order: at most `limit`, but never an empty list while there is more. */
  async after(id: number, limit: number): Promise<Change[]> {
    const { rows } = await sql<StoredChange>`
      select c.id, c.at, c.kind, p.slug as project, c.issue_id, c.error_id, c.data
      from changes c left join projects p on p.id = c.project_id
      where c.id > ${id} order by c.id limit ${limit}`.execute(this.#db);
    const changes: Change[] = [];
    for (const row of rows) {
      if (changes.length >= limit) break;
      if (row.kind === "error") {
        changes.push(...(await this.#errorsOf(row, { after: id, limit: limit - changes.length })));
      } else {
        changes.push(changeFrom(row));
      }
    }
    return changes;
  }

  /**
   * A batch of errors is one row that bears the number of its last one: the others count back from it. A
   * number whose error is gone again is told as a change of nothing, so that nobody waits for it.
   */
  async #errorsOf(
    row: StoredChange,
    { after, limit }: { after: number; limit: number },
  ): Promise<Change[]> {
    const { first, last } = JSON.parse(row.data ?? "{}") as { first: number; last: number };
    const start = Math.max(first, last - (row.id - after) + 1);
    const end = Math.min(last, start + limit - 1);
    const { rows } = await sql<{
      id: number;
      project: string;
      issue_id: number;
      short_id: string;
      title: string;
      level: string;
    }>`
      select e.id, p.slug as project, k.issue_id, i.short_id, e.title, e.level
      from error_rows e join projects p on p.id = e.project_id
      join grouping_keys k on k.id = e.grouping_key_id join issues i on i.id = k.issue_id
      where e.id between ${start} and ${end} order by e.id`.execute(this.#db);
    const found = rows.map((error) => ({
      id: row.id - (last - error.id),
      at: row.at,
      kind: row.kind,
      project: error.project,
      issueId: error.issue_id,
      errorId: error.id,
      data: { title: error.title, level: error.level, issue: error.short_id },
    }));
    if (found.at(-1)?.errorId === end) return found;
    const none = { project: null, issueId: null, errorId: null };
    return [
      ...found,
      { id: row.id - (last - end), at: row.at, kind: "removed", ...none, data: {} },
    ];
  }
}

function changeFrom({ id, at, kind, project, issue_id, error_id, data }: StoredChange): Change {
  return {
    id,
    at,
    kind,
    project,
    issueId: issue_id,
    errorId: error_id,
    data: data === null ? {} : (JSON.parse(data) as Record<string, unknown>),
  };
}
