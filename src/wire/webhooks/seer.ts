import { type Reading, unknownProject } from "../../domain/index.ts";
import { contentKeyOf } from "../hash.ts";
import { readActor } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf } from "../naming.ts";
import { asId, asText, firstLine, recordOf, tidyKeys } from "../text.ts";

/** `seer.*`: what Sentry's autofix found or did. It names an issue, but no project. */
export const seer: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "seer",
  identify(seen) {
    return identityOf(seen, {
      contentKey: contentKeyOf("seer", [asId(seen.data["run_id"]), seen.action]),
      issueId: asId(seen.data["group_id"]),
    });
  },
  read: (seen) => [readSeer(seen)],
};

const detailKeys = [
  "run_id",
  "sentry_run_id",
  "root_cause",
  "solution",
  "code_changes",
  "changes",
  "pull_requests",
] as const;

function readSeer(seen: Seen): Reading {
  const { data } = seen;
  const found =
    asText(recordOf(data["root_cause"])["one_line_description"], 2000) ??
    asText(recordOf(data["solution"])["one_line_summary"], 2000);
  const words = seen.action.replaceAll("_", " ");
  return {
    what: "note",
    kind: "seer",
    action: seen.action,
    project: unknownProject,
    upstreamIssueId: asId(data["group_id"]),
    issue: null,
    actor: readActor(seen.body["actor"]),
    summary: firstLine(found === null ? words : `${words}: ${found}`, 200) ?? "seer",
    at: seen.at,
    detail: tidyKeys(data, detailKeys),
  };
}
