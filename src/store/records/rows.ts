import type { SQLInputValue } from "node:sqlite";
import {
  type ErrorFacts,
  type IssueState,
  type Level,
  mainException,
  standingOf,
} from "../../domain/index.ts";
import type { IssueEntry, KeyEntry, KnownError, Marks } from "./entries.ts";
import type { Row } from "./statements.ts";

/** The columns of an error that a better reader may improve, beside those of its marks. */
export const readableColumns = [
  "title",
  "message",
  "exception_type",
  "exception_value",
  "platform",
  "culprit",
  "logger",
  "server_name",
  "web_url",
] as const;

/** The values of `readableColumns`. */
export function readableValues(facts: ErrorFacts): SQLInputValue[] {
  const main = mainException(facts.exceptions, facts.mainExceptionId);
  return [
    facts.title,
    facts.message === facts.title ? null : facts.message,
    main?.type ?? null,
    main?.value ?? null,
    facts.platform,
    facts.culprit,
    facts.logger,
    facts.serverName,
    facts.webUrl,
  ];
}

/** The columns of what an error counts for. */
export const markColumns = [
  "timestamp",
  "level",
  "environment",
  "release",
  "tag_ids",
  "trace_id",
  "words_id",
] as const;

export function markValues(marks: Marks): SQLInputValue[] {
  return [
    marks.timestamp,
    marks.level,
    marks.environment,
    marks.release,
    JSON.stringify(marks.tagIds.map((id, at) => (at < marks.ownTags ? id : -id))),
    marks.traceId,
    marks.wordsId,
  ];
}

/** `userTagId` is looked up beside the row, and the issue of its key, which its row may still have to follow. */
export function knownFrom(row: Row): KnownError {
  const signed = JSON.parse(String(row["tag_ids"])) as number[];
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    issueId: Number(row["home_id"]),
    keyId: Number(row["grouping_key_id"]),
    pinned: row["pinned"] === 1,
    timestamp: Number(row["timestamp"]),
    level: String(row["level"]),
    environment: row["environment"] as string | null,
    release: row["release"] as string | null,
    tagIds: signed.map(Math.abs),
    ownTags: signed.filter((id) => id > 0).length,
    userTagId: row["user_tag_id"] as number | null,
    traceId: Number(row["trace_id"]),
    wordsId: Number(row["words_id"]),
  };
}

export const issueColumns = [
  "title",
  "culprit",
  "level",
  "platform",
  "status",
  "substatus",
  "resolution",
  "archive",
  "assignee",
  "assigned_at",
  "bookmarked",
  "pinned",
  "state_at",
  "first_seen",
  "last_seen",
  "first_release",
  "last_release",
  "count",
  "removed",
  "users",
  "partial_error_id",
  "upstream_source",
  "upstream_id",
  "upstream_short_id",
  "permalink",
  "merged_into",
  "deleted_at",
] as const;

export function issueValues(issue: IssueEntry): SQLInputValue[] {
  const { state } = issue;
  return [
    issue.title,
    issue.culprit,
    issue.level,
    issue.platform,
    state.status,
    state.substatus,
    jsonOf(state.resolution),
    jsonOf(state.archive),
    state.assignee,
    state.assignedAt,
    state.bookmarked ? 1 : 0,
    state.pinned ? 1 : 0,
    state.stateAt,
    issue.firstSeen,
    issue.lastSeen,
    issue.firstRelease,
    issue.lastRelease,
    issue.count,
    issue.removed,
    issue.users,
    issue.partialErrorId,
    issue.upstreamSource,
    issue.upstreamId,
    issue.upstreamShortId,
    issue.permalink,
    issue.mergedInto,
    issue.deletedAt,
  ];
}

export function issueFrom(row: Row): IssueEntry {
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
    state: stateFrom(row),
    firstSeen: Number(row["first_seen"]),
    lastSeen: Number(row["last_seen"]),
    firstRelease: text("first_release"),
    lastRelease: text("last_release"),
    count: Number(row["count"]),
    removed: Number(row["removed"]),
    users: Number(row["users"]),
    keyCount: Number(row["key_count"]),
    partialErrorId: row["partial_error_id"] as number | null,
    upstreamSource: text("upstream_source"),
    upstreamId: text("upstream_id"),
    upstreamShortId: text("upstream_short_id"),
    permalink: text("permalink"),
    mergedInto: row["merged_into"] as number | null,
    deletedAt: row["deleted_at"] as number | null,
  };
}

function stateFrom(row: Row): IssueState {
  const standing = standingOf({
    status: row["status"] as IssueState["status"],
    substatus: row["substatus"] as string | null,
    resolution: fromJson(row["resolution"]),
    archive: fromJson(row["archive"]),
  });
  return {
    ...standing,
    stateAt: Number(row["state_at"]),
    assignee: row["assignee"] as string | null,
    assignedAt: Number(row["assigned_at"]),
    bookmarked: row["bookmarked"] === 1,
    pinned: row["pinned"] === 1,
  };
}

const jsonOf = (value: object | null): string | null =>
  value === null ? null : JSON.stringify(value);

function fromJson<T>(text: Row[string] | undefined): T | null {
  return typeof text === "string" ? (JSON.parse(text) as T) : null;
}

export const keyColumns = [
  "issue_id",
  "count",
  "removed",
  "users",
  "first_seen",
  "last_seen",
  "first_release",
  "last_release",
  "next_piece",
] as const;

export function keyValues(key: KeyEntry): SQLInputValue[] {
  return [
    key.issueId,
    key.count,
    key.removed,
    key.users,
    key.firstSeen,
    key.lastSeen,
    key.firstRelease,
    key.lastRelease,
    key.nextPiece,
  ];
}

export function keyFrom(row: Row): KeyEntry {
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    key: String(row["key"]),
    issueId: Number(row["issue_id"]),
    originIssueId: Number(row["origin_issue_id"]),
    count: Number(row["count"]),
    removed: Number(row["removed"]),
    users: Number(row["users"]),
    firstSeen: Number(row["first_seen"]),
    lastSeen: Number(row["last_seen"]),
    firstRelease: row["first_release"] as string | null,
    lastRelease: row["last_release"] as string | null,
    nextPiece: Number(row["next_piece"]),
  };
}
