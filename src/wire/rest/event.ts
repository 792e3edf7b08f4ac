import { asArray, asRecord, type Fields, recordOf } from "../text.ts";

/** Entry types of the REST API, each with the key that the same thing has in a webhook's event. */
const entryKeys: ReadonlyMap<string, string> = new Map([
  ["exception", "exception"],
  ["breadcrumbs", "breadcrumbs"],
  ["request", "request"],
  ["message", "logentry"],
  ["threads", "threads"],
  ["stacktrace", "stacktrace"],
  ["template", "template"],
  ["csp", "csp"],
  ["expectct", "expectct"],
  ["expectstaple", "expectstaple"],
  ["hpkp", "hpkp"],
]);

const entriesMax = 50;

/**
 * Turns an event of the REST API's shape (`eventID`, `entries[]{type, data}`, `context`, `packages`;
 * getsentry/sentry api/serializers/models/event.py) into that of a webhook. Frames keep their camel
 * case, which the reader of frames knows. Only the outermost level is copied.
 */
export function fromRestEvent(event: Fields): Fields {
  const entries: [string, unknown][] = [];
  for (const item of asArray(event["entries"]).slice(0, entriesMax)) {
    const entry = asRecord(item);
    const type = entry?.["type"];
    const key = typeof type === "string" ? entryKeys.get(type) : undefined;
    if (key !== undefined) entries.push([key, entry?.["data"]]);
  }
  return {
    ...Object.fromEntries(entries),
    event_id: event["eventID"] ?? event["event_id"] ?? event["id"],
    title: event["title"],
    message: event["message"],
    culprit: event["culprit"],
    platform: event["platform"],
    level: event["level"],
    logger: event["logger"],
    location: event["location"],
    transaction: event["transaction"],
    timestamp: event["dateCreated"] ?? event["datetime"] ?? event["timestamp"],
    received: event["dateReceived"],
    tags: event["tags"],
    environment: event["environment"],
    release: recordOf(event["release"])["version"] ?? event["release"],
    dist: event["dist"],
    metadata: event["metadata"],
    contexts: event["contexts"],
    extra: event["context"] ?? event["extra"],
    modules: event["packages"] ?? event["modules"],
    user: event["user"],
    sdk: event["sdk"],
    fingerprint: event["fingerprint"],
    issue_id: event["groupID"] ?? event["issue_id"],
    web_url: event["web_url"] ?? event["webUrl"],
  };
}
