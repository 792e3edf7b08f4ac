import { type ProjectRef, type Reading, unknownProject } from "../../domain/index.ts";
import { readTimestamp } from "../event/index.ts";
import { contentKeyOf } from "../hash.ts";
import { readActor } from "../issue.ts";
import type { Seen, WebhookKind } from "../kind.ts";
import { readLink } from "../links.ts";
import { identityOf, projectOfSlug } from "../naming.ts";
import { asArray, asId, asText, type Fields, firstLine, recordOf, tidyKeys } from "../text.ts";

const projectsMax = 100;

/** `metric_alert.critical|warning|resolved|open`: concerns a number, and any count of projects. */
export const metricAlert: WebhookKind = {
  family: "integration_platform",
  matches: (seen) => seen.resource === "metric_alert",
  identify(seen) {
    const alert = recordOf(seen.data["metric_alert"]);
    return identityOf(seen, {
      contentKey: contentKeyOf("metric_alert", [asId(alert["id"]), seen.action]),
      projects: projectsOf(alert),
      organizations: [asId(alert["organization_id"]), readLink(seen.data["web_url"]).organization],
    });
  },
  read(seen) {
    const projects = projectsOf(recordOf(seen.data["metric_alert"]));
    const named = projects.length === 0 ? [unknownProject] : projects;
    return named.map((project) => readAlert(seen, project));
  },
};

function projectsOf(alert: Fields): readonly ProjectRef[] {
  const refs: ProjectRef[] = [];
  for (const slug of asArray(alert["projects"]).slice(0, projectsMax)) {
    const ref = projectOfSlug(slug);
    if (ref.slug !== null) refs.push(ref);
  }
  return refs;
}

function readAlert(seen: Seen, project: ProjectRef): Reading {
  const { data } = seen;
  const alert = recordOf(data["metric_alert"]);
  const title =
    asText(data["description_title"], 200) ??
    `${seen.action}: ${asText(alert["title"], 200) ?? "metric alert"}`;
  const closed = seen.action === "resolved" ? readTimestamp(alert["date_closed"]) : null;
  return {
    what: "note",
    kind: "metric_alert",
    action: seen.action,
    project,
    upstreamIssueId: null,
    issue: null,
    actor: readActor(seen.body["actor"]),
    summary: firstLine(title, 200) ?? "metric alert",
    at: closed ?? readTimestamp(alert["date_detected"]),
    detail: {
      ...tidyKeys(alert, ["id", "title", "status", "date_started", "date_closed"]),
      ...tidyKeys(data, ["description_text", "web_url"]),
      alert_rule: tidyKeys(recordOf(alert["alert_rule"]), [
        "id",
        "name",
        "query",
        "aggregate",
        "dataset",
        "time_window",
        "environment",
      ]),
    },
  };
}
