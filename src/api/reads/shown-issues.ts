import {
  type Archive,
  hourStart,
  type IssueStatus,
  type Level,
  type Resolution,
  type Standing,
} from "../../domain/index.ts";
import type { IssueRow, Queries } from "../../store/index.ts";
import { iso } from "./rows.ts";

/** An issue as the API gives it. */
export function shownIssue(row: IssueRow) {
  return {
    id: row.id,
    short_id: row.short_id,
    upstream_short_id: row.upstream_short_id,
    project: row.project,
    title: row.title,
    culprit: row.culprit,
    level: row.level as Level,
    platform: row.platform,
    status: row.status as IssueStatus,
    substatus: row.substatus as Standing["substatus"],
    status_details: {
      resolution: shownResolution(row.resolution),
      archive: shownArchive(row.archive),
    },
    assignee: row.assignee,
    bookmarked: row.bookmarked === 1,
    pinned: row.pinned === 1,
    first_seen: iso(row.first_seen),
    last_seen: iso(row.last_seen),
    first_release: row.first_release,
    last_release: row.last_release,
    count: row.count,
    users: row.users,
    permalink: row.permalink,
  };
}

function shownResolution(text: string | null) {
  if (text === null) return null;
  const resolution = JSON.parse(text) as Resolution;
  const release = resolution.in === "next_release" ? resolution.after : resolution.release;
  const commit = resolution.in === "commit" ? resolution : null;
  return {
    in: resolution.in,
    release,
    commit: commit?.commit ?? null,
    repository: commit?.repository ?? null,
  };
}

function shownArchive(text: string | null) {
  if (text === null) return null;
  const archive = JSON.parse(text) as Archive;
  return {
    until: archive.until,
    count: archive.until === "count" ? archive.count : null,
    window_minutes: archive.until === "count" ? archive.windowMinutes : null,
    count_then: archive.until === "count" ? archive.countThen : null,
    users: archive.until === "users" ? archive.users : null,
    users_then: archive.until === "users" ? archive.usersThen : null,
    time: archive.until === "time" ? iso(archive.time) : null,
  };
}

/** One issue with the keys that lead to it. */
export async function fullIssue({ issues, searched, timeline }: Queries, row: IssueRow) {
  const keys = await issues.keys(row.id);
  const pinned = row.pinned === 1 ? await timeline.pinned(row.id) : null;
  return {
    ...shownIssue(row),
    grouping_keys: keys.map((key) => ({
      key: key.key,
      version: versionOf(key.key),
      merged_from: key.origin_issue_id === row.id ? null : key.origin_short_id,
      count: key.count,
      first_seen: iso(key.first_seen),
      last_seen: iso(key.last_seen),
    })),
    upstream:
      row.upstream_source === null || row.upstream_id === null
        ? null
        : { source: row.upstream_source, id: row.upstream_id },
    kept: row.count - row.removed,
    first_error_id: await searched.edge(row.id, "oldest"),
    latest_error_id: await searched.edge(row.id, "latest"),
    pinned_by: pinned === null ? null : { name: pinned.by, at: iso(pinned.at) },
  };
}

/** `g1:…` is a key of our grouping, version 1; `up:…` is the upstream's own id. */
function versionOf(key: string): number | null {
  const version = /^g(\d+):/.exec(key)?.[1];
  return version === undefined ? null : Number(version);
}

/** Counts over time, from an hour on. */
export function shownSeries(from: number, step: number, counts: readonly number[]) {
  const interval = hourStart(step);
  return { start: iso(hourStart(from)), interval_ms: interval, counts };
}
