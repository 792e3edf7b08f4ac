import {
  type Delivery,
  laneOf,
  restHeader,
  type UpstreamKind,
  type UpstreamProject,
} from "../../domain/index.ts";
import { eventIdOf } from "../event/index.ts";
import { contentKeyOf, sha256 } from "../hash.ts";
import { asId, type Fields, recordOf } from "../text.ts";

/** What the collector fetched: an event, or an issue as it stands there now. */
export interface Fetched {
  readonly kind: UpstreamKind;
  readonly organization: string | null;
  readonly project: UpstreamProject;
  readonly what: "event" | "issue";
  /** As the API gave it. */
  readonly data: Fields;
  /** Where a person sees it there; null where that is not known. */
  readonly webUrl: string | null;
  /** When the API was asked, by its own clock, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * Makes a delivery of what was fetched, so that it is archived and digested as everything else. The body
 * holds what the API gave under `data`, beside what was known when it was asked.
 */
export function fetchedDelivery(
  fetched: Fetched,
  { source, receivedAt }: { source: string; receivedAt: number },
): Delivery {
  const { kind, organization, project, what, data, webUrl, at } = fetched;
  const body = { organization, project, web_url: webUrl, at: new Date(at).toISOString(), data };
  const eventId = what === "event" ? eventIdOfRest(kind, data) : null;
  const issueId = issueIdOf(kind, what, data);
  return {
    receivedAt,
    lane: laneOf(issueId ?? eventId ?? project.id),
    door: "rest",
    source,
    family: "rest",
    resource: what,
    action: "fetched",
    contentKey:
      what === "event"
        ? contentKeyOf("rest", [project.slug, eventId ?? sha256(JSON.stringify(data))])
        : null,
    signature: "fetched",
    headers: { "content-type": "application/json", [restHeader]: `${kind}/${what}` },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}

/** The event's id as it is kept, or null where it has none. */
export function eventIdOfRest(kind: UpstreamKind, event: Fields): string | null {
  return kind === "bugsink" ? eventIdOf(bugsinkEvent(event)) : eventIdOf(event);
}

function issueIdOf(kind: UpstreamKind, what: Fetched["what"], data: Fields): string | null {
  if (what === "issue") return asId(data["id"]);
  return asId(kind === "bugsink" ? data["issue"] : data["groupID"]);
}

/** Bugsink keeps an event as its client sent it. */
export function bugsinkEvent(event: Fields): Fields {
  return { ...recordOf(event["data"]), event_id: event["event_id"] };
}
