import { readTags, tagValue } from "../event/index.ts";
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
  const tags = readTags(event["tags"]);
  const { request, ...parts } = Object.fromEntries(entries);
  return {
    ...parts,
    request: fromRestRequest(request),
    event_id: event["eventID"] ?? event["event_id"] ?? event["id"],
    title: event["title"],
    message: event["message"],
    culprit: event["culprit"],
    platform: event["platform"],
    level: event["level"],
    logger: event["logger"] ?? tagValue(tags, "logger"),
    location: event["location"],
    transaction: event["transaction"],
    timestamp: event["dateCreated"] ?? event["datetime"] ?? event["timestamp"],
    received: event["dateReceived"],
    tags: event["tags"],
    environment: event["environment"],
    release: recordOf(event["release"])["version"] ?? event["release"],
    dist: event["dist"],
    metadata: event["metadata"],
    contexts: unlessEmpty(event["contexts"]),
    extra: unlessEmpty(event["context"] ?? event["extra"]),
    modules: unlessEmpty(event["packages"] ?? event["modules"]),
    user: fromRestUser(event["user"]),
    sdk: event["sdk"],
    fingerprint: event["fingerprint"],
    issue_id: event["groupID"] ?? event["issue_id"],
    web_url: event["web_url"] ?? event["webUrl"],
  };
}

/** The API writes an empty object where the event had none. */
function unlessEmpty(value: unknown): unknown {
  const record = asRecord(value);
  return record !== null && Object.keys(record).length === 0 ? null : value;
}

/** The API calls the query string `query`, and says of the body what it guessed. */
function fromRestRequest(value: unknown): unknown {
  const request = asRecord(value);
  if (request === null) return value;
  const { query, inferredContentType, apiTarget: _, ...rest } = request;
  const parts = { query_string: query, inferred_content_type: inferredContentType };
  const known = Object.entries(parts).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), ...rest };
}

/** The API writes every field of a user, known or not, and the client's own ones under `data`. */
function fromRestUser(value: unknown): unknown {
  const user = asRecord(value);
  if (user === null) return value;
  const { data, ...rest } = user;
  return withoutNothing({ ...rest, ...recordOf(data) });
}

function withoutNothing(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
