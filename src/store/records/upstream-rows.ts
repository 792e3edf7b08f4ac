import type {
  Backfill,
  KnownSource,
  OutboxPayload,
  StoredSource,
  UpstreamKind,
  WriteBackMode,
} from "../../domain/index.ts";
import type { Row, Statements } from "./statements.ts";
import {
  type LeaseAsk,
  leftOutMark,
  type PartialIssue,
  type UpstreamRead,
  type UpstreamWrite,
} from "./upstream-book.ts";
import { writeUpstream } from "./upstream-writes.ts";

/** Reads and writes what is known of upstreams, within the transactions of the one writer. */
export class UpstreamRows implements UpstreamRead {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  sources(): readonly StoredSource[] {
    return this.#statements.all("select * from sources order by slug").map(sourceFrom);
  }

  jobState(id: number): string | null {
    const row = this.#statements.get("select state from outbox where id = ?", id);
    return row === undefined ? null : String(row["state"]);
  }

  /** The oldest that are due and that nobody holds. */
  dueJobs({ source, kinds, now, max }: LeaseAsk): readonly number[] {
    const found = kinds.flatMap(({ kind, dueBy }) =>
      this.#statements.all(
        `select id, due_at from outbox where state = 'waiting' and due_at <= ? and kind = ?
           and source = ? and leased_until <= ? order by due_at, id limit ?`,
        dueBy,
        kind,
        source,
        now,
        max,
      ),
    );
    return found.slice(0, max).map((row) => Number(row["id"]));
  }

  waitingJobs(): number {
    return this.#statements.number("select count(*) as n from outbox where state = 'waiting'") ?? 0;
  }

  leftOutAfter(source: string): number | null {
    return this.#statements.number(
      "select value as n from upstream_marks where source = ? and name = ? and value >= 0",
      source,
      leftOutMark,
    );
  }

  sentComments(issueId: number): readonly string[] {
    const key = `write_back:${issueId}:commented`;
    return this.#statements
      .all("select payload from outbox where key >= ? and key < ?", `${key}:`, `${key};`)
      .map((row) => {
        const payload = JSON.parse(String(row["payload"])) as OutboxPayload;
        const change = payload.do === "write_back" ? payload.change : null;
        return change?.to === "commented" ? change.text.trim() : "";
      });
  }

  backfill(id: number): Backfill | null {
    const row = this.#statements.get("select * from backfills where id = ?", id);
    return row === undefined ? null : backfillFrom(row);
  }

  lastBackfillId(): number {
    return this.#statements.number("select max(id) as n from backfills") ?? 0;
  }

  partialIssues(source: string, after: number, limit: number): readonly PartialIssue[] {
    return this.#statements
      .all(
        `select i.id, i.upstream_id, p.slug from issues i join projects p on p.id = i.project_id
         where i.id > ? and i.partial_error_id is not null and i.upstream_source = ?
           and i.upstream_id is not null and i.merged_into is null and i.deleted_at is null
         order by i.id limit ?`,
        after,
        source,
        limit,
      )
      .map((row) => ({
        issueId: Number(row["id"]),
        upstreamId: String(row["upstream_id"]),
        project: String(row["slug"]),
      }));
  }

  write(change: UpstreamWrite): void {
    writeUpstream(this.#statements, change);
    // Changes build on one another, and one row may be changed twice.
    this.#statements.flush();
  }
}

export const sourcesSql =
  "select slug, kind, base_url, organization from sources where enabled = 1 order by slug";

/** A row of `sourcesSql`. */
export function knownSourceFrom(row: Row): KnownSource {
  return {
    slug: String(row["slug"]),
    kind: row["kind"] as UpstreamKind,
    baseUrl: String(row["base_url"]),
    organization: row["organization"] as string | null,
  };
}

export function sourceFrom(row: Row): StoredSource {
  return {
    slug: String(row["slug"]),
    kind: row["kind"] as UpstreamKind,
    baseUrl: String(row["base_url"]),
    organization: row["organization"] as string | null,
    projects: JSON.parse(String(row["projects"])) as string[],
    sealedToken: row["token"] as string | null,
    origin: row["origin"] as StoredSource["origin"],
    enabled: row["enabled"] === 1,
    pullMs: Number(row["pull_ms"]),
    writeBack: row["write_back"] as WriteBackMode,
  };
}

export function backfillFrom(row: Row): Backfill {
  return {
    id: Number(row["id"]),
    source: String(row["source"]),
    project: {
      id: String(row["project_upstream_id"]),
      slug: String(row["project"]),
      name: row["project_name"] as string | null,
    },
    why: row["why"] as Backfill["why"],
    from: Number(row["from_at"]),
    to: Number(row["to_at"]),
    anchor: Number(row["anchor"]),
    cursor: row["cursor"] as string | null,
    state: row["state"] as Backfill["state"],
    reason: row["reason"] as string | null,
    expected: row["expected"] as number | null,
    listed: Number(row["listed"]),
    stored: Number(row["stored"]),
    requests: Number(row["requests"]),
    createdAt: Number(row["created_at"]),
    startedAt: row["started_at"] as number | null,
    changedAt: Number(row["changed_at"]),
  };
}
