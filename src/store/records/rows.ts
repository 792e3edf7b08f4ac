import type { SQLInputValue } from "node:sqlite";
import type { ErrorFacts, Level } from "../../domain/index.ts";
import type { IssueEntry, KeyEntry } from "./entries.ts";
import type { Row } from "./statements.ts";

/** The columns of an error that a better reader may improve. */
export const readableColumns = [
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

/** The values of `readableColumns` for an error that happened at `timestamp` (milliseconds since 1970). */
export function readableValues(facts: ErrorFacts, timestamp: number): SQLInputValue[] {
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

export const issueColumns = [
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

export function issueValues(issue: IssueEntry): SQLInputValue[] {
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

export function keyFrom(row: Row): KeyEntry {
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    key: String(row["key"]),
    issueId: Number(row["issue_id"]),
    count: Number(row["count"]),
  };
}
