import { hash } from "node:crypto";
import type { Delivery } from "../../src/domain/index.ts";
import { issueCount, projectCount } from "./options.ts";

const browsers = ["Firefox 131", "Chrome 129", "Safari 18", "Edge 128", "Opera 114"] as const;
const environments = ["production", "production", "production", "staging"] as const;
const things = ["order", "basket", "invoice", "parcel", "voucher", "account", "session"] as const;
const troubles = ["has no price", "timed out", "was refused", "is locked", "is missing"] as const;
const dayMs = 86_400_000;
/** Of a body, about: what a note in `extra` fills up to. */
const bodyBytes = 4096;

/**
 * Delivery number `n` of `total`: an alert of Sentry with its event. Issues are met as in life, a few of
 * them most of the time; every tenth goes through all of them. Errors lie in the last 14 days.
 */
export function deliveryOf(n: number, total: number, now: number): Delivery {
  const issue = n % 10 === 0 ? (n / 10) % issueCount : Math.floor(issueCount * fraction(n) ** 3);
  const project = issue % projectCount;
  const eventId = hash("md5", `event ${n}`, "hex");
  const receivedAt = Math.round(now - 14 * dayMs * (1 - n / total));
  const body = JSON.stringify(alertOf(n, { issue, project, eventId, receivedAt }));
  return {
    receivedAt,
    lane: n % 32,
    door: "webhook",
    source: "default",
    family: "integration_platform",
    resource: "event_alert",
    action: "triggered",
    contentKey: hash("md5", eventId, "base64url"),
    signature: "verified",
    headers: {
      "content-type": "application/json",
      "sentry-hook-resource": "event_alert",
      "sentry-hook-timestamp": String(Math.floor(receivedAt / 1000)),
    },
    body: Buffer.from(body),
  };
}

interface Told {
  readonly issue: number;
  readonly project: number;
  readonly eventId: string;
  readonly receivedAt: number;
}

function alertOf(n: number, told: Told) {
  const { issue, project, eventId, receivedAt } = told;
  const step = `step_${issue}`;
  const thing = things[issue % things.length];
  const value = `${thing} ${Math.floor(fraction(n + 0.5) * 1e6)} ${troubles[issue % troubles.length]}`;
  const user = Math.floor(fraction(n + 0.25) * 100_000);
  const place = `https://sentry.io/api/0`;
  const event = {
    event_id: eventId,
    project: 5000 + project,
    release: `shop@${1 + (issue % 4)}.${n % 20}.0`,
    platform: "python",
    message: "",
    tags: [
      ["browser", browsers[n % browsers.length]],
      ["environment", environments[n % environments.length]],
      ["level", "error"],
      ["runtime", "CPython 3.12.4"],
      ["server_name", `web-${n % 12}`],
      ["user", `id:${user}`],
    ],
    culprit: `shop.module_${issue % 400}.${thing} in ${step}`,
    environment: environments[n % environments.length],
    exception: { values: [exceptionOf(issue, value)] },
    extra: { note: "" },
    level: issue % 9 === 0 ? "warning" : "error",
    logger: `shop.${thing}`,
    request: { url: `https://shop.example/${thing}/${user}`, method: "POST" },
    timestamp: receivedAt / 1000,
    title: `Trouble${issue % 200}: ${value}`,
    user: { id: String(user) },
    url: `${place}/projects/acme/project-${project}/events/${eventId}/`,
    web_url: `https://sentry.io/organizations/acme/issues/${9_000_000 + issue}/events/${eventId}/`,
    issue_url: `${place}/organizations/acme/issues/${9_000_000 + issue}/`,
    issue_id: String(9_000_000 + issue),
  };
  const alert = { action: "triggered", data: { event, triggered_rule: "Every error" } };
  const missing = bodyBytes - JSON.stringify(alert).length;
  event.extra.note = "kept for later; ".repeat(300).slice(0, Math.max(0, missing));
  return alert;
}

function exceptionOf(issue: number, value: string) {
  const frames = Array.from({ length: 8 }, (_, depth) => ({
    filename: depth === 7 ? `shop/module_${issue % 400}.py` : `shop/layer_${depth}/handlers.py`,
    function: depth === 7 ? `step_${issue}` : `handle_${depth}`,
    module: depth === 7 ? `shop.module_${issue % 400}` : `shop.layer_${depth}.handlers`,
    lineno: 40 + depth * 7,
    in_app: depth > 3,
    context_line: "    return next(request)",
  }));
  return { type: `Trouble${issue % 200}`, value, stacktrace: { frames } };
}

/** A number from 0 to 1 that looks random and is the same for the same `n`. */
export function fraction(n: number): number {
  const wave = Math.sin(n * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
}
