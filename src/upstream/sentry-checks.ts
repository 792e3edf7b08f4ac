import type { UpstreamProject } from "../domain/index.ts";
import { type Client, UpstreamFailure } from "./client.ts";
import { listIn, recordIn, textIn } from "./raw.ts";
import type { Check, Raw } from "./upstream.ts";

/** What is looked at. */
interface Checked {
  readonly client: Client;
  /** The organization as a part of a path. */
  slug(): Promise<string>;
  projects(): Promise<readonly UpstreamProject[]>;
}

interface Wanted {
  readonly baseUrl: string;
  readonly webhookUrl: string | null;
}

/** Projects whose alert rules are looked at: each costs a request. */
const projectsCheckedMax = 10;
const namesShown = 8;
const alertAction = "sentry.rules.actions.notify_event_sentry_app.NotifyEventSentryAppAction";
const serviceAction = "sentry.rules.actions.notify_event_service.NotifyEventServiceAction";

/** Token, organization, projects, scopes, integration and alert rules of a Sentry, in that order. */
export async function checkSentry(upstream: Checked, wanted: Wanted): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const organization = await attempt(checks, "organization", wanted, async () => {
    const slug = await upstream.slug();
    await upstream.client.ask(`/api/0/organizations/${slug}/`);
    return { value: slug, detail: `The token sees the organization ${slug}.` };
  });
  checks.unshift(tokenCheck(organization, wanted));
  if (organization instanceof UpstreamFailure) return checks;
  const projects = await attempt(checks, "projects", wanted, async () => {
    const list = await upstream.projects();
    if (list.length === 0) throw new UpstreamFailure("final", noProjects);
    return {
      value: list,
      detail: `${list.length} projects: ${shown(list.map((each) => each.slug))}.`,
    };
  });
  if (projects instanceof UpstreamFailure) return checks;
  checks.push(await checkScopes(upstream, organization, projects));
  checks.push(...(await checkIntegration(upstream, { ...wanted, organization, projects })));
  return checks;
}

const noProjects =
  "The token sees no project that is wanted: give its integration Project: Read, or correct the list of projects";

/** What the first question says of the token: an answer, whichever it is, but for 401, means that it is known. */
function tokenCheck(asked: string | UpstreamFailure, { baseUrl }: Wanted): Check {
  const name = "token";
  const failure = asked instanceof UpstreamFailure ? asked : null;
  if (failure?.status === 401) {
    const detail =
      "The API token is not known there: create one in the integration (Tokens, New Token) and set SENTRY_API_TOKEN.";
    return { name, state: "failed", detail, link: `${baseUrl}/settings/developer-settings/` };
  }
  if (failure !== null && failure.status === null) {
    return { name, state: "skipped", detail: "Nothing answered that would know it.", link: null };
  }
  return { name, state: "ok", detail: "The API token is known there.", link: null };
}

async function attempt<T>(
  checks: Check[],
  name: Check["name"],
  { baseUrl }: Wanted,
  look: () => Promise<{ value: T; detail: string }>,
): Promise<T | UpstreamFailure> {
  try {
    const { value, detail } = await look();
    checks.push({ name, state: "ok", detail, link: null });
    return value;
  } catch (thrown) {
    if (!(thrown instanceof UpstreamFailure)) throw thrown;
    const detail = `${thrown.message.replace(/\.$/, "")}. ${remedyFor(thrown)}`;
    checks.push({ name, state: "failed", detail, link: `${baseUrl}/settings/` });
    return thrown;
  }
}

function remedyFor({ status, kind }: UpstreamFailure): string {
  if (status === 403)
    return "Give the token's integration the permissions Project: Read, Issue & Event: Read and Organization: Read.";
  if (status === 404) return "Correct SENTRY_ORGANIZATION and SENTRY_BASE_URL.";
  if (kind === "retry")
    return "Try again; if it stays so, look whether the address is right and reachable from here.";
  return "Correct what it says, then check again.";
}

/** Reading is tried where it costs nothing; whether writing is allowed shows only when it is done. */
async function checkScopes(
  { client }: Checked,
  organization: string,
  [first]: readonly UpstreamProject[],
): Promise<Check> {
  const project = encodeURIComponent(first?.slug ?? "");
  const end = new Date(Math.floor(client.now() / 3_600_000) * 3_600_000).toISOString().slice(0, -1);
  const probes = [
    ["Issue & Event: Read", `organizations/${organization}/issues/`, { limit: 1 }],
    ["Project: Read", `projects/${organization}/${project}/events/`, { per_page: 1 }],
    [
      "Organization: Read",
      `organizations/${organization}/stats_v2/`,
      { field: "sum(quantity)", groupBy: "outcome", interval: "1h", statsPeriod: "1h", end },
    ],
  ] as const;
  const missing: string[] = [];
  for (const [scope, path, query] of probes) {
    try {
      await client.ask(`/api/0/${path}`, { query });
    } catch (thrown) {
      if (!(thrown instanceof UpstreamFailure)) throw thrown;
      if (thrown.status === 403) missing.push(scope);
    }
  }
  return {
    name: "scopes",
    state: missing.length === 0 ? "ok" : "failed",
    detail:
      missing.length === 0
        ? "The token may read issues, events and statistics."
        : `The token lacks ${missing.join(", ")}: set it under Permissions of its integration; its tokens follow.`,
    link: null,
  };
}

interface Scene extends Wanted {
  readonly organization: string;
  readonly projects: readonly UpstreamProject[];
}

/** An integration of the organization that sends here, if there is one. */
export async function findIntegration(
  { client }: Pick<Checked, "client">,
  { organization, webhookUrl }: Pick<Scene, "organization" | "webhookUrl">,
): Promise<Raw | null> {
  const { body } = await client.ask(`/api/0/organizations/${organization}/sentry-apps/`);
  const all = listIn(body);
  return all.find((each) => sendsTo(each, webhookUrl)) ?? null;
}

function sendsTo(app: Raw, webhookUrl: string | null): boolean {
  const address = URL.parse(textIn(app["webhookUrl"]) ?? "");
  const wanted = URL.parse(webhookUrl ?? "");
  if (address === null) return false;
  // Where nobody told our own address, the path is what gives us away.
  return wanted === null
    ? address.pathname.startsWith("/sentry/webhook")
    : address.host === wanted.host && address.pathname.startsWith(wanted.pathname);
}

async function checkIntegration(upstream: Checked, scene: Scene): Promise<readonly Check[]> {
  const link = `${scene.baseUrl}/settings/${scene.organization}/developer-settings/`;
  try {
    const app = await findIntegration(upstream, scene);
    if (app === null) return [noIntegration(scene, link)];
    return [integrationCheck(app, link), await checkRules(upstream, scene, app)];
  } catch (thrown) {
    if (!(thrown instanceof UpstreamFailure)) throw thrown;
    const detail = `The integrations cannot be listed with this token (${thrown.message}): compare them by hand with the README.`;
    return [{ name: "integration", state: "skipped", detail, link }];
  }
}

function noIntegration({ webhookUrl }: Scene, link: string): Check {
  const address = webhookUrl ?? "this collector's /sentry/webhook";
  const detail = `No integration of the organization sends to ${address}: create an internal integration with that webhook URL (see the README), or pull only (SENTRY_PULL).`;
  return { name: "integration", state: "warning", detail, link };
}

function integrationCheck(app: Raw, link: string): Check {
  const name = textIn(app["name"]) ?? "unnamed";
  const events = Array.isArray(app["events"]) ? app["events"].map(String) : [];
  const missing = ["issue", "error", "comment"].filter((each) => !events.includes(each));
  const parts: string[] = [];
  if (app["isAlertable"] !== true) parts.push("switch on Alert Rule Action");
  if (missing.length > 0) parts.push(`tick ${missing.join(", ")} under Webhooks`);
  return {
    name: "integration",
    state: parts.length === 0 ? "ok" : "warning",
    detail:
      parts.length === 0
        ? `The integration ${name} sends here.`
        : `The integration ${name} sends here, but not all: ${parts.join(", ")}.`,
    link: `${link}${textIn(app["slug"]) ?? ""}/`,
  };
}

async function checkRules(upstream: Checked, scene: Scene, app: Raw): Promise<Check> {
  const without = await projectsWithoutRule(upstream, scene, app);
  const link = `${scene.baseUrl}/organizations/${scene.organization}/alerts/rules/`;
  if (without.length === 0) {
    return { name: "alert_rules", state: "ok", detail: "Alert rules use the integration.", link };
  }
  const names = shown(without.map(({ slug }) => slug));
  const detail = `No alert rule uses the integration in ${names}: run collector connect sentry, or create one by hand.`;
  return { name: "alert_rules", state: "warning", detail, link };
}

/** The projects in which no issue alert notifies the integration. */
export async function projectsWithoutRule(
  { client }: Pick<Checked, "client">,
  { organization, projects }: Pick<Scene, "organization" | "projects">,
  app: Raw,
): Promise<readonly UpstreamProject[]> {
  const without: UpstreamProject[] = [];
  for (const project of projects.slice(0, projectsCheckedMax)) {
    const path = `/api/0/projects/${organization}/${encodeURIComponent(project.slug)}/rules/`;
    const rules = listIn((await client.ask(path)).body);
    if (!rules.some((rule) => notifies(rule, app))) without.push(project);
  }
  return without;
}

function notifies(rule: Raw, app: Raw): boolean {
  const actions = Array.isArray(rule["actions"]) ? rule["actions"].map(recordIn) : [];
  return actions.some(
    // An integration with a form of its own is named by an installation that cannot be told from here.
    ({ id, service }) => id === alertAction || (id === serviceAction && service === app["slug"]),
  );
}

/** The rule that brings the whole event of each new issue, for an integration without a form of its own. */
export function ruleFor(app: Raw): object {
  return {
    name: `Send new issues to ${textIn(app["name"]) ?? "the collector"}`,
    actionMatch: "any",
    filterMatch: "all",
    frequency: 5,
    conditions: [
      { id: "sentry.rules.conditions.first_seen_event.FirstSeenEventCondition" },
      { id: "sentry.rules.conditions.regression_event.RegressionEventCondition" },
      { id: "sentry.rules.conditions.every_event.EveryEventCondition" },
    ],
    filters: [],
    actions: [{ id: serviceAction, service: textIn(app["slug"]) }],
  };
}

function shown(names: readonly string[]): string {
  const more = names.length - namesShown;
  return more > 0 ? `${names.slice(0, namesShown).join(", ")} and ${more} more` : names.join(", ");
}
