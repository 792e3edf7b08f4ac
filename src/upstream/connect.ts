import { Failure } from "../domain/index.ts";
import { UpstreamFailure } from "./client.ts";
import { textIn } from "./raw.ts";
import { SentryUpstream } from "./sentry.ts";
import { findIntegration, projectsWithoutRule, ruleFor } from "./sentry-checks.ts";
import type { SourceWorker } from "./source-worker.ts";
import type { Raw } from "./upstream.ts";

interface Connecting {
  readonly webhookUrl: string | null;
  /** Only says what would be done. */
  readonly dryRun: boolean;
}

/**
 * Connects a Sentry to this collector as far as its API allows: an integration cannot be made by it, so that
 * is printed; the alert rules that use it are made. Throws `invalid` for other upstreams.
 */
export async function connect(
  { fetching }: SourceWorker,
  connecting: Connecting,
): Promise<{ lines: readonly string[] }> {
  const { upstream, source } = fetching;
  if (!(upstream instanceof SentryUpstream) || source.kind !== "sentry") {
    throw new Failure(
      "invalid",
      "Only a Sentry can be connected by its API; see the README for the others.",
    );
  }
  const organization = await upstream.slug();
  const { webhookUrl, dryRun } = connecting;
  const app = await findIntegration(upstream, { organization, webhookUrl });
  if (app === null) {
    return {
      lines: byHand(`${source.baseUrl}/settings/${organization}/developer-settings/`, webhookUrl),
    };
  }
  const lines = [
    `The integration ${textIn(app["name"]) ?? ""} sends to ${textIn(app["webhookUrl"]) ?? ""}.`,
  ];
  if (app["isAlertable"] !== true) {
    lines.push("By hand: open it and switch on Alert Rule Action, then run this again.");
    return { lines };
  }
  const projects = await upstream.projects();
  const without = await projectsWithoutRule(upstream, { organization, projects }, app);
  if (without.length === 0)
    lines.push("Every project that was looked at has an alert rule that uses it.");
  for (const { slug } of without) {
    lines.push(
      dryRun
        ? `Would make an alert rule in ${slug}.`
        : await makeRule(upstream, organization, slug, app),
    );
  }
  return { lines };
}

async function makeRule(
  { client }: SentryUpstream,
  organization: string,
  project: string,
  app: Raw,
): Promise<string> {
  const path = `/api/0/projects/${organization}/${encodeURIComponent(project)}/rules/`;
  try {
    await client.ask(path, { method: "POST", body: ruleFor(app) });
    return `Made an alert rule in ${project}: every issue sends its event, at most once in 5 minutes.`;
  } catch (thrown) {
    if (!(thrown instanceof UpstreamFailure)) throw thrown;
    return `By hand: create an alert rule in ${project} with the action “Send a notification via an integration” (${thrown.message}).`;
  }
}

function byHand(link: string, webhookUrl: string | null): readonly string[] {
  return [
    "No integration of the organization sends here, and Sentry's API makes none. By hand:",
    `  1. Open ${link} and choose Create New Integration, Internal Integration.`,
    `  2. Webhook URL: ${webhookUrl ?? "https://<this collector>/sentry/webhook (set PUBLIC_URL to see it here)"}`,
    "  3. Switch on Alert Rule Action.",
    "  4. Permissions: Project: Read, Issue & Event: Read (Read & Write to write back), Organization: Read, Alerts: Read & Write.",
    "  5. Webhooks: tick issue, error and comment. Save.",
    "  6. Copy the Client Secret into SENTRY_WEBHOOK_SECRET, and a new token into SENTRY_API_TOKEN.",
    "  7. Start the collector again, and run this again: it makes the alert rules.",
  ];
}
