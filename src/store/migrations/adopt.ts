import type { DatabaseSync } from "node:sqlite";
import { Failure, groupingOf, shortIdOf, slugOf, untoldError } from "../../domain/index.ts";

/** The table of the Python service that this collector replaces, by SQLAlchemy on SQLite. */
const earlierColumns = [
  "id",
  "event_id",
  "project",
  "message",
  "exception_type",
  "exception_value",
  "stacktrace",
  "timestamp",
  "created_at",
];
const keptName = "errors_before_collector";

/**
 * Puts an earlier service's table `errors` out of the way, under another name. Returns the second half
 * of the work, to be done when the new tables exist: its rows become errors under their own ids.
 */
export function adoptEarlierErrors(db: DatabaseSync): (now: number) => void {
  const columns = db.prepare("select name from pragma_table_info('errors')").all();
  if (columns.length === 0) return () => {};
  const names = new Set(columns.map((column) => String(column["name"])));
  const missing = earlierColumns.filter((name) => !names.has(name));
  if (missing.length > 0) {
    throw new Failure(
      "setup",
      `The database has a table errors that is not ours (it lacks ${missing.join(", ")}): name another file in DATABASE_URL.`,
    );
  }
  db.exec(`alter table errors rename to ${keptName}`);
  return (now) => copyRows(db, now);
}

interface EarlierRow {
  readonly id: number;
  readonly event_id: string | null;
  readonly project: string | null;
  readonly message: string | null;
  readonly exception_type: string | null;
  readonly exception_value: string | null;
  readonly stacktrace: string | null;
  readonly timestamp: string | number | null;
  readonly created_at: string | number | null;
}

function copyRows(db: DatabaseSync, now: number): void {
  const adopter = createAdopter(db, now);
  for (const row of db.prepare(`select * from ${keptName} order by id`).iterate()) {
    adopter(row as unknown as EarlierRow);
  }
}

function createAdopter(db: DatabaseSync, now: number): (row: EarlierRow) => void {
  const insertError = db.prepare(`
    insert into errors (id, event_id, project, message, exception_type, exception_value, stacktrace,
      timestamp, created_at, received_at, title, level, platform, tags, partial, project_id, issue_id,
      grouping_key_id, delivery_id, delivery_item)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'error', 'other', '{}', 0, ?, ?, ?, null, 0)`);
  const insertIdentity = db.prepare("insert or ignore into error_identities values (?, ?, ?, ?)");
  const projectOf = projectsBySlug(db, now);
  const issueOf = issuesByGrouping(db, now);
  return (row) => {
    const slug = slugOf(row.project ?? "");
    const createdAt = millisecondsOf(row.created_at) ?? now;
    const timestamp = millisecondsOf(row.timestamp) ?? createdAt;
    const title = titleOf(row);
    const projectId = projectOf(slug);
    const issue = issueOf({ projectId, slug, title, timestamp, key: keyOf(row, title) });
    insertError.run(
      row.id,
      row.event_id,
      slug,
      row.message ?? title,
      row.exception_type,
      row.exception_value,
      row.stacktrace,
      timestamp,
      createdAt,
      createdAt,
      title,
      projectId,
      issue.id,
      issue.keyId,
    );
    if (row.event_id !== null) insertIdentity.run(projectId, row.event_id, row.id, createdAt);
  };
}

function titleOf(row: EarlierRow): string {
  const value = row.exception_value?.split("\n")[0];
  const title = row.exception_type
    ? row.exception_type + (value ? `: ${value}` : "")
    : (row.message?.split("\n")[0] ?? "");
  return title === "" ? "<untitled>" : title.slice(0, 256);
}

interface EarlierError {
  readonly projectId: number;
  readonly slug: string;
  readonly title: string;
  readonly timestamp: number;
  readonly key: string;
}

/** Grouped as the simple format is today, so that a sender that goes on finds its issues again. */
function keyOf(row: EarlierRow, title: string): string {
  const exception = {
    type: row.exception_type,
    value: row.exception_value,
    module: null,
    mechanism: null,
    frames: [],
  };
  const told = row.exception_type !== null || row.exception_value !== null;
  const error = untoldError(title);
  return groupingOf({
    ...error,
    message: row.message ?? title,
    exceptions: told ? [exception] : [],
  }).key;
}

function projectsBySlug(db: DatabaseSync, now: number): (slug: string) => number {
  const insert = db.prepare(
    "insert into projects (slug, name, next_issue_number, created_at) values (?, null, 1, ?)",
  );
  const known = new Map<string, number>();
  return (slug) => {
    const id = known.get(slug) ?? Number(insert.run(slug, now).lastInsertRowid);
    known.set(slug, id);
    return id;
  };
}

function issuesByGrouping(db: DatabaseSync, now: number) {
  const find = db.prepare(
    "select id, issue_id from grouping_keys where project_id = ? and key = ?",
  );
  const nextNumber = db.prepare(
    "update projects set next_issue_number = next_issue_number + 1 where id = ? returning next_issue_number - 1 as number",
  );
  const insertIssue = db.prepare(`
    insert into issues (project_id, number, short_id, title, level, status, state_at, first_seen,
      last_seen, count, created_at)
    values (?, ?, ?, ?, 'error', 'unresolved', 0, ?, ?, 0, ?)`);
  const insertKey = db.prepare(
    "insert into grouping_keys (project_id, key, issue_id, count) values (?, ?, ?, 0)",
  );
  const countKey = db.prepare("update grouping_keys set count = count + 1 where id = ?");
  const countIssue = db.prepare(
    "update issues set count = count + 1, first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) where id = ?",
  );
  return ({ projectId, slug, title, timestamp, key }: EarlierError) => {
    let found = find.get(projectId, key);
    if (found === undefined) {
      const number = Number(nextNumber.get(projectId)?.["number"]);
      const short = shortIdOf(slug, number);
      const issueId = Number(
        insertIssue.run(projectId, number, short, title, timestamp, timestamp, now).lastInsertRowid,
      );
      const id = Number(insertKey.run(projectId, key, issueId).lastInsertRowid);
      found = { id, issue_id: issueId };
    }
    countKey.run(Number(found["id"]));
    countIssue.run(timestamp, timestamp, Number(found["issue_id"]));
    return { id: Number(found["issue_id"]), keyId: Number(found["id"]) };
  };
}

/** SQLAlchemy writes `2024-01-02 03:04:05.678901` without a zone and means UTC. */
function millisecondsOf(value: string | number | null): number | null {
  if (typeof value === "number") return Math.round(value < 1e11 ? value * 1000 : value);
  if (value === null || value === "") return null;
  const zoned = /[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`;
  const parsed = Date.parse(zoned.replace(" ", "T"));
  return Number.isNaN(parsed) ? null : parsed;
}
