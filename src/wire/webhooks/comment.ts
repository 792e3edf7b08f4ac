import type { Reading } from "../../domain/index.ts";
import { readTimestamp } from "../event/index.ts";
import { contentKeyOf, sha256 } from "../hash.ts";
import { readActor } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, projectOfSlug } from "../naming.ts";
import { asId, asText, firstLine, tidyKeys } from "../text.ts";

/** `comment.created|updated|deleted`: a note that somebody wrote on an issue. */
export const comment: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "comment",
  identify(seen) {
    const { data, action } = seen;
    const text = typeof data["comment"] === "string" ? data["comment"] : "";
    // A comment may be updated often: each text is a message of its own.
    const version = action === "updated" ? [sha256(text)] : [];
    return identityOf(seen, {
      contentKey: contentKeyOf("comment", [asId(data["comment_id"]), action, ...version]),
      projects: [projectOfSlug(data["project_slug"])],
      issueId: asId(data["issue_id"]),
    });
  },
  read: (seen) => [readComment(seen)],
};

function readComment(seen: Seen): Reading {
  const { data } = seen;
  const text = asText(data["comment"], 8192);
  return {
    what: "note",
    kind: "comment",
    action: seen.action,
    project: projectOfSlug(data["project_slug"]),
    upstreamIssueId: asId(data["issue_id"]),
    issue: null,
    actor: readActor(seen.body["actor"]),
    summary: firstLine(text, 200) ?? `comment ${seen.action}`,
    // The timestamp is that of the comment, so it says nothing of a later change.
    at: seen.action === "created" ? readTimestamp(data["timestamp"]) : seen.at,
    detail: { ...tidyKeys(data, ["comment_id", "timestamp"]), comment: text },
  };
}
