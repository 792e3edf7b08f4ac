import type { Statements } from "./statements.ts";
import { leftOutMark, type UpstreamWrite } from "./upstream-book.ts";

/** Work that has ended and is remembered, at most. */
const endedKept = 20_000;
const backfillsKept = 2000;
const hoursKept = 2400;

type Put = UpstreamWrite["put"];
type Writers = {
  readonly [P in Put]: (
    statements: Statements,
    change: UpstreamWrite & { readonly put: P },
  ) => void;
};

/** Writes one change, by the one who writes. */
export function writeUpstream(statements: Statements, change: UpstreamWrite): void {
  const write = writers[change.put] as (statements: Statements, change: UpstreamWrite) => void;
  write(statements, change);
}

/** One entry for each kind of change. */
const writers: Writers = {
  source(statements, { source, at }) {
    statements.run(
      `insert into sources (slug, kind, base_url, organization, projects, token, origin, enabled, pull_ms,
         write_back, created_at, changed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (slug) do update set kind = excluded.kind, base_url = excluded.base_url,
         organization = excluded.organization, projects = excluded.projects, token = excluded.token,
         origin = excluded.origin, enabled = excluded.enabled, pull_ms = excluded.pull_ms,
         write_back = excluded.write_back, changed_at = excluded.changed_at`,
      source.slug,
      source.kind,
      source.baseUrl,
      source.organization,
      JSON.stringify(source.projects),
      source.sealedToken,
      source.origin,
      source.enabled ? 1 : 0,
      source.pullMs,
      source.writeBack,
      at,
      at,
    );
  },

  /** What it brought stays; what was owed to it ends. */
  noSource(statements, { slug }) {
    for (const table of ["upstream_marks", "upstream_issues", "upstream_hours"]) {
      statements.run(`delete from ${table} where source = ?`, slug);
    }
    statements.run("delete from outbox where source = ? and state = 'waiting'", slug);
    statements.run(
      `update backfills set state = 'stopped', reason = 'The source was removed.'
       where source = ? and state in ('waiting', 'running')`,
      slug,
    );
    statements.run("delete from sources where slug = ?", slug);
  },

  /** Work that has ended is owed anew; work that waits is owed already. */
  job(statements, { job: { key, source, payload, at } }) {
    statements.run(
      `insert into outbox (key, kind, source, payload, state, attempts, due_at, holder, leased_until, reason,
         created_at, ended_at) values (?, ?, ?, ?, 'waiting', 0, ?, null, 0, null, ?, null)
       on conflict (key) do update set payload = excluded.payload, state = 'waiting', attempts = 0,
         due_at = excluded.due_at, reason = null, ended_at = null where outbox.state <> 'waiting'`,
      key,
      payload.do,
      source,
      JSON.stringify(payload),
      at,
      at,
    );
  },

  lease(statements, { ids, holder, until }) {
    for (const id of ids) {
      statements.run(
        "update outbox set holder = ?, leased_until = ? where id = ? and state = 'waiting'",
        holder,
        until,
        id,
      );
    }
  },

  jobEnd(statements, { id, holder, state, reason, at }) {
    statements.run(
      `update outbox set state = ?, reason = ?, attempts = attempts + 1, ended_at = ?
       where id = ? and holder = ? and state = 'waiting'`,
      state,
      reason,
      at,
      id,
      holder,
    );
    statements.run(
      "delete from outbox where state in ('done', 'failed') and id <= (select max(id) from outbox) - ?",
      endedKept,
    );
  },

  jobLater(statements, { id, holder, dueAt, reason }) {
    statements.run(
      `update outbox set attempts = attempts + 1, due_at = ?, reason = ?, leased_until = 0
       where id = ? and holder = ? and state = 'waiting'`,
      dueAt,
      reason,
      id,
      holder,
    );
  },

  jobAgain(statements, { id, at }) {
    statements.run(
      `update outbox set state = 'waiting', attempts = 0, due_at = ?, leased_until = 0, ended_at = null
       where id = ? and state <> 'waiting'`,
      at,
      id,
    );
  },

  backfill(statements, { id, at, backfill: { source, project, why, from, to, expected } }) {
    statements.run(
      `insert into backfills (id, source, project, project_upstream_id, project_name, why, from_at, to_at,
         anchor, cursor, state, reason, expected, listed, stored, requests, created_at, started_at, changed_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, null, 'waiting', null, ?, 0, 0, 0, ?, null, ?)`,
      id,
      source,
      project.slug,
      project.id,
      project.name,
      why,
      from,
      to,
      to,
      expected,
      at,
      at,
    );
    statements.run(
      "delete from backfills where id <= ? and state not in ('waiting', 'running')",
      id - backfillsKept,
    );
  },

  /** What somebody stopped stays stopped, whoever still works on it. */
  backfillStep(statements, { step, at }) {
    statements.run(
      `update backfills set state = ?, reason = ?, anchor = ?, cursor = ?, listed = listed + ?,
         stored = stored + ?, requests = requests + ?, started_at = coalesce(started_at, ?), changed_at = ?
       where id = ? and state in ('waiting', 'running')`,
      step.state,
      step.reason,
      step.anchor,
      step.cursor,
      step.listed,
      step.stored,
      step.requests,
      at,
      at,
      step.id,
    );
  },

  mark(statements, { source, name, value }) {
    statements.run(
      `insert into upstream_marks (source, name, value) values (?, ?, ?)
       on conflict (source, name) do update set value = excluded.value`,
      source,
      name,
      value,
    );
  },

  /** What was left out before stays so: whoever goes on goes on from the first. */
  leftOut(statements, { source, after }) {
    statements.run(
      `insert into upstream_marks (source, name, value) values (?, ?, ?)
       on conflict (source, name) do update set value = excluded.value
         where upstream_marks.value < 0 or excluded.value < upstream_marks.value`,
      source,
      leftOutMark,
      after,
    );
  },

  issue(statements, { source, issue: { upstreamId, state, count, lastSeen } }) {
    statements.run(
      `insert into upstream_issues (source, upstream_id, state, count, last_seen) values (?, ?, ?, ?, ?)
       on conflict (source, upstream_id) do update set state = excluded.state, count = excluded.count,
         last_seen = excluded.last_seen`,
      source,
      upstreamId,
      state,
      count,
      lastSeen,
    );
  },

  hour(statements, { hour: { source, project, hour, counted, state, reason, checkedAt } }) {
    statements.run(
      `insert into upstream_hours (source, project, hour, counted, state, reason, checked_at)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (source, project, hour) do update set counted = excluded.counted, state = excluded.state,
         reason = excluded.reason, checked_at = excluded.checked_at`,
      source,
      project,
      hour,
      counted,
      state,
      reason,
      checkedAt,
    );
    statements.run(
      "delete from upstream_hours where source = ? and project = ? and hour < ?",
      source,
      project,
      hour - hoursKept,
    );
  },
};
