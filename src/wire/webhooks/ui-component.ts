import type { Seen, WebhookKind } from "../kind.ts";
import { identityOf, ignored, readProject } from "../naming.ts";
import { asId } from "../text.ts";

/**
 * Requests of Sentry's user interface to an integration that declares components of its own
 * (getsentry/sentry sentry_apps/external_requests). They ask for an answer and tell of no error.
 */
export const uiComponent: WebhookKind = {
  family: "ui_component",
  matches({ headers, body, resource }) {
    if (headers["sentry-app-signature"] !== undefined) return resource === "";
    return (
      resource === "" && typeof body["installationId"] === "string" && body["fields"] !== undefined
    );
  },
  identify(seen) {
    return identityOf(seen, {
      resource: resourceOf(seen),
      action: "requested",
      projects: [readProject(seen.body["project"])],
      issueId: asId(seen.body["issueId"]),
    });
  },
  read(seen) {
    const reason = `a request of Sentry's user interface ('${resourceOf(seen)}'), not a webhook`;
    return ignored(reason, readProject(seen.body["project"]));
  },
};

function resourceOf({ body }: Seen): string {
  if (body["issueId"] !== undefined) return "issue_link";
  return Array.isArray(body["fields"]) ? "alert_rule_action" : "select_options";
}
