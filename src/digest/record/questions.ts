import {
  type ErrorReading,
  groupingOf,
  identityOf,
  type Reading,
  searchTagsOf,
  upstreamKey,
} from "../../domain/index.ts";
import type { Questions } from "../../store/index.ts";
import type { RecordContext } from "./context.ts";
import { findProject } from "./projects.ts";

type Context = Omit<RecordContext, "item">;

/** What recording these readings is going to ask of the store, as far as that can be told before. */
export function questionsOf(readings: readonly Reading[], context: Context): Questions {
  const asked = readings.map((reading, item) =>
    reading.what === "error" ? questionsOfError(reading, { ...context, item }) : none,
  );
  return together(asked);
}

/** All of them as one. */
export function together(questions: readonly Questions[]): Questions {
  return {
    identities: questions.flatMap(({ identities }) => identities),
    keys: questions.flatMap(({ keys }) => keys),
    tags: questions.flatMap(({ tags }) => tags),
  };
}

const none: Questions = { identities: [], keys: [], tags: [] };

function questionsOfError(reading: ErrorReading, context: RecordContext): Questions {
  const project = findProject(reading, context);
  // Nothing is stored of a project that is new.
  if (project === null) return none;
  const { error, issue } = reading;
  const { contentKey, id, source } = context.delivery;
  const eventId = identityOf(error.eventId, contentKey ?? String(id));
  const key = issue === null ? groupingOf(error).key : upstreamKey(source, issue.upstreamId);
  return {
    identities: [{ projectId: project.id, eventId }],
    keys: [{ projectId: project.id, key }],
    tags: searchTagsOf(context.scrub.stored(error, project.slug), source),
  };
}
