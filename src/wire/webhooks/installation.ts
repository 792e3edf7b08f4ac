import { type Reading, unknownProject } from "../../domain/index.ts";
import { contentKeyOf } from "../hash.ts";
import { readActor } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf } from "../naming.ts";
import { asId, asText, type Fields, recordOf, tidyKeys } from "../text.ts";

/** `installation.created|deleted`: a public integration was installed somewhere, or removed. */
export const installation: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "installation",
  identify(seen) {
    const inner = installationOf(seen);
    const organization = recordOf(inner["organization"]);
    return identityOf(seen, {
      contentKey: contentKeyOf("installation", [asId(inner["uuid"]), seen.action]),
      organizations: [asText(organization["slug"], 200), asId(organization["id"])],
    });
  },
  read: (seen) => [readInstallation(seen)],
};

function installationOf(seen: Seen): Fields {
  return recordOf(seen.data["installation"] ?? seen.body["installation"]);
}

function readInstallation(seen: Seen): Reading {
  const inner = installationOf(seen);
  const app = asText(recordOf(inner["app"])["slug"], 100);
  const organization = asText(recordOf(inner["organization"])["slug"], 100);
  const where = organization === null ? "" : ` in ${organization}`;
  return {
    what: "note",
    kind: "installation",
    action: seen.action,
    project: unknownProject,
    upstreamIssueId: null,
    issue: null,
    actor: readActor(seen.body["actor"]),
    summary: `installation of ${app ?? "the integration"} ${seen.action}${where}`,
    at: seen.at,
    // `code` is a credential (it is exchanged for a token), so it is not among the keys.
    detail: tidyKeys(inner, ["uuid", "status", "app", "organization"]),
  };
}
