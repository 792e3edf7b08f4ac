import type { Arrival, Seen } from "./kind.ts";
import { asRecord, asText, type Fields, recordOf } from "./text.ts";

const nameChars = 64;
const year2000Ms = 946_684_800_000;
/** Clocks differ; what is sent further ahead than this is not believed. */
const aheadMs = 600_000;

/** Keys of `data` that tell the resource where a proxy took the header away, specific to general. */
const resourceByKey = [
  ["event", "event_alert"],
  ["error", "error"],
  ["activity", "activity_alert"],
  ["issue", "issue"],
  ["metric_alert", "metric_alert"],
  ["installation", "installation"],
  ["comment_id", "comment"],
  ["run_id", "seer"],
  ["buildId", "preprod_artifact"],
] as const;

/** Looks at an arrival once, for all kinds. */
export function look(arrival: Arrival): Seen {
  const { headers, receivedAt } = arrival;
  const body = recordOf(arrival.payload);
  const data = recordOf(body["data"]);
  return {
    headers,
    body,
    data,
    resource: asText(headers["sentry-hook-resource"], nameChars) ?? resourceOf(body, data),
    action: asText(body["action"], nameChars) ?? "",
    at: sentAt(headers["sentry-hook-timestamp"], receivedAt),
  };
}

/** `{action, data, installation | actor}` is the Integration Platform's body, header or none. */
function resourceOf(body: Fields, data: Fields): string {
  if (typeof body["action"] !== "string" || asRecord(body["data"]) === null) return "";
  for (const [key, resource] of resourceByKey) {
    if (data[key] !== undefined) return resource;
  }
  const signedOff = asRecord(body["installation"]) !== null || asRecord(body["actor"]) !== null;
  return signedOff ? "unknown" : "";
}

/** Seconds as text; it is not signed, so it is believed only within reason. */
function sentAt(value: string | undefined, receivedAt: number): number {
  const ms = value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) * 1000 : 0;
  return ms >= year2000Ms && ms <= receivedAt + aheadMs ? ms : receivedAt;
}
