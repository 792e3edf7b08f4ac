import type { ProjectRef, Reading } from "../../domain/index.ts";
import { contentKeyOf } from "../hash.ts";
import { readActor } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, projectOfSlug } from "../naming.ts";
import { asId, asScalarText, asText, firstLine, recordOf, tidyKeys } from "../text.ts";

/** `preprod_artifact.*`: a mobile build was measured or distributed. */
export const preprodArtifact: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "preprod_artifact",
  identify(seen) {
    return identityOf(seen, {
      contentKey: contentKeyOf("preprod_artifact", [asId(seen.data["buildId"]), seen.action]),
      projects: [projectOf(seen)],
      organizations: [asText(seen.data["organizationSlug"], 200)],
    });
  },
  read: (seen) => [readArtifact(seen)],
};

function projectOf(seen: Seen): ProjectRef {
  return { ...projectOfSlug(seen.data["projectSlug"]), upstreamId: asId(seen.data["projectId"]) };
}

const detailKeys = [
  "buildId",
  "platform",
  "state",
  "appInfo",
  "gitInfo",
  "downloadSize",
  "installSize",
  "baseBuildId",
  "errorCode",
  "errorMessage",
] as const;

function readArtifact(seen: Seen): Reading {
  const { data } = seen;
  const app = recordOf(data["appInfo"]);
  const name = asText(app["name"], 100) ?? asText(app["appId"], 100) ?? "build";
  const version = asScalarText(app["version"], 50);
  const number = asScalarText(app["buildNumber"], 50);
  const words = seen.action.replaceAll("_", " ");
  const build = `${name}${version === null ? "" : ` ${version}`}${number === null ? "" : ` (${number})`}`;
  return {
    what: "note",
    kind: "preprod_artifact",
    action: seen.action,
    project: projectOf(seen),
    upstreamIssueId: null,
    issue: null,
    actor: readActor(seen.body["actor"]),
    summary: firstLine(`${build}: ${words}`, 200) ?? words,
    at: seen.at,
    detail: tidyKeys(data, detailKeys),
  };
}
