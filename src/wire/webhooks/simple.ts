import type { ProjectRef, Reading } from "../../domain/index.ts";
import { eventIdOf, readEvent } from "../event/index.ts";
import { contentKeyOf } from "../hash.ts";
import type { WebhookKind } from "../kind.ts";
import { identityOf, keyOfProject, readProject } from "../naming.ts";
import { asRecord, asText, type Fields } from "../text.ts";

/**
 * Our own plain format, and any event in Sentry's own shape that somebody posts:
 * `{event_id, project, message, timestamp, exception: {type, value, stacktrace}}`, everything optional
 * but one of the things that tell of an error. `stacktrace` is text, `{frames}` or a list of frames.
 */
export const simple: WebhookKind = {
  family: "simple",
  matches({ body, resource }) {
    return resource === "" && tellingKeys.some((key) => isTelling(body[key]));
  },
  identify(seen) {
    const project = projectOf(seen.body);
    const eventId = eventIdOf(seen.body);
    return identityOf(seen, {
      resource: "error",
      action: "created",
      contentKey: contentKeyOf("error", [keyOfProject(project), eventId]),
      eventId,
      brings: "event",
      projects: [project],
    });
  },
  read: ({ body }): readonly Reading[] => [
    {
      what: "error",
      project: projectOf(body),
      error: readEvent(withRequest(body), { url: body["url"] }),
      issue: null,
      rules: [],
    },
  ],
};

const tellingKeys = [
  "exception",
  "event_id",
  "message",
  "logentry",
  "stacktrace",
  "sentry.interfaces.Exception",
] as const;

function isTelling(value: unknown): boolean {
  if (typeof value === "string") return value !== "";
  return typeof value === "object" && value !== null;
}

function projectOf(body: Fields): ProjectRef {
  const given = readProject(body["project"]);
  return {
    slug: asText(body["project_slug"], 200) ?? given.slug,
    upstreamId: given.upstreamId,
    name: asText(body["project_name"], 200) ?? given.name,
  };
}

/** A bare `url` is where it happened. */
function withRequest(body: Fields): Fields {
  const url = asText(body["url"], 2048);
  if (url === null || asRecord(body["request"]) !== null) return body;
  return { ...body, request: { url } };
}
