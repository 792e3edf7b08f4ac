import { createHmac, randomBytes } from "node:crypto";
import { type ProjectFilter, unknownProject, wantsProject } from "../domain/index.ts";
import type { WebhookDoor } from "../intake/index.ts";
import type { Settings } from "./settings.ts";
import { version } from "./version.ts";

/** The project of test deliveries, and their source: by it they are told from what upstreams send. */
export const testProject = "collector-test";

interface Sending {
  readonly settings: Settings;
  readonly filter: ProjectFilter;
  readonly door: Pick<WebhookDoor, "takeOwn">;
}

/**
 * Sends the collector an `event_alert` as Sentry would: signed with the first secret where there is one,
 * else with the token. It lands in a project of its own, and the filter lets it pass, since who tests wants
 * to see it arrive; `refusedElse` says what the filter does to others. Rejects as the door refuses.
 */
export async function sendTest({ settings, filter, door }: Sending) {
  const eventId = randomBytes(16).toString("hex");
  const bytes = Buffer.from(JSON.stringify(payloadOf(eventId, Date.now())));
  const [secret] = settings.sentryWebhookSecret;
  const token = secret === undefined ? settings.sentryWebhookToken : null;
  const begun = performance.now();
  const answer = await door.takeOwn({
    bytes,
    headers: headersOf(bytes, secret),
    token,
    ownSource: testProject,
  });
  return {
    deliveryId: answer.body.delivery_id,
    eventId,
    project: testProject,
    source: testProject,
    signedBy: secret !== undefined ? "secret" : token !== null ? "token" : "nothing",
    refusedElse: refusedElse(filter),
    tookMs: performance.now() - begun,
  } as const;
}

function refusedElse(filter: ProjectFilter): string | null {
  if (!filter.enabled) return null;
  if (wantsProject(filter, [{ ...unknownProject, slug: testProject }])) return null;
  return `SENTRY_FILTER_BY_PROJECT is on: the test passed by it, and what others send is taken only of ${filter.projects.join(", ")}.`;
}

function headersOf(bytes: Uint8Array, secret: string | undefined): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": `sentry-error-collector/${version} (test)`,
    "request-id": randomBytes(16).toString("hex"),
    "sentry-hook-resource": "event_alert",
    "sentry-hook-timestamp": String(Math.floor(Date.now() / 1000)),
    ...(secret === undefined
      ? {}
      : { "sentry-hook-signature": createHmac("sha256", secret).update(bytes).digest("hex") }),
  };
}

function payloadOf(eventId: string, now: number): object {
  return {
    action: "triggered",
    actor: { type: "application", id: "sentry", name: "Sentry" },
    data: { event: eventOf(eventId, now), triggered_rule: "Test of the collector" },
    installation: { uuid: "00000000-0000-0000-0000-000000000000" },
  };
}

function eventOf(eventId: string, now: number): object {
  const seconds = now / 1000;
  return {
    event_id: eventId,
    project: testProject,
    platform: "python",
    level: "error",
    type: "error",
    title: "CollectorTest: this error is a test",
    culprit: "shop.checkout in total",
    message: "",
    environment: "test",
    release: "collector-test@1.0.0",
    timestamp: seconds,
    datetime: new Date(now).toISOString(),
    tags: [
      ["environment", "test"],
      ["level", "error"],
      ["release", "collector-test@1.0.0"],
      ["test", "collector"],
    ],
    exception: {
      values: [
        {
          type: "CollectorTest",
          value: "this error is a test",
          mechanism: { type: "generic", handled: false },
          stacktrace: { frames },
        },
      ],
    },
    breadcrumbs: {
      values: [
        { timestamp: seconds - 2, category: "navigation", level: "info", message: "/cart" },
        {
          timestamp: seconds - 1,
          category: "query",
          level: "info",
          message: "select price, count",
        },
      ],
    },
    request: {
      method: "POST",
      url: "http://localhost/checkout",
      headers: [["Accept", "text/html"]],
    },
    user: { id: "test" },
    contexts: { runtime: { type: "runtime", name: "CPython", version: "3.13.0" } },
    sdk: { name: "sentry.python", version: "2.0.0" },
  };
}

const frames = [
  {
    filename: "wsgi.py",
    abs_path: "/usr/lib/python3.13/wsgi.py",
    module: "wsgi",
    function: "run",
    lineno: 88,
    in_app: false,
  },
  {
    filename: "shop/checkout.py",
    abs_path: "/app/shop/checkout.py",
    module: "shop.checkout",
    function: "total",
    lineno: 12,
    in_app: true,
    pre_context: ["def total(price, count):", "    if count == 0:"],
    context_line: '        raise CollectorTest("this error is a test")',
    post_context: ["    return price / count"],
    vars: { price: "10", count: "0" },
  },
];
