import {
  type ProjectRef,
  type Reading,
  slugOf,
  unknownProject,
  wantsProject,
} from "../../domain/index.ts";
import type { ProjectEntry } from "../../store/index.ts";
import type { RecordContext } from "./context.ts";

/**
 * The project of a reading, made where it is new. A slug decides; ids are only asked where no slug is
 * told, since two installations of Sentry behind one collector may use the same number.
 */
export function projectOf(reading: Reading, context: RecordContext): ProjectEntry {
  const { ledger, delivery } = context;
  const ref = reading.project;
  const slug = slugIn(ref) ?? ref.upstreamId ?? "unknown";
  const project =
    findProject(reading, context) ??
    ledger.projects.bySlug(slug) ??
    ledger.projects.create(slug, ref.name);
  ledger.projects.learn(project, delivery.source, ref);
  return project;
}

/** The known project of a reading, by slug, by id, or by the issue it is about; null when it is new. */
export function findProject(
  reading: Reading,
  { ledger, delivery }: RecordContext,
): ProjectEntry | null {
  const ref = reading.project;
  const slug = slugIn(ref);
  if (slug !== null) return ledger.projects.bySlug(slug);
  if (ref.upstreamId !== null) {
    return (
      ledger.projects.byUpstream(delivery.source, ref.upstreamId) ??
      ledger.projects.bySlug(ref.upstreamId)
    );
  }
  const issueId = upstreamIssueIn(reading);
  return issueId === null ? null : ledger.projectOfUpstreamIssue(delivery.source, issueId);
}

/**
 * True for a part of a delivery that belongs to another project than the wanted ones: the door let the
 * delivery in for the sake of its other parts.
 */
export function isForeign(reading: Reading, context: RecordContext): boolean {
  return context.filter.enabled && !wantsProject(context.filter, namesOf(reading, context));
}

/** What the payload and what we ourselves call the project. */
function namesOf(reading: Reading, context: RecordContext): ProjectRef[] {
  const project = findProject(reading, context);
  if (project === null) return [reading.project];
  const ids = [...project.upstreams].map((name) => name.slice(name.indexOf(":") + 1));
  const known: ProjectRef = { slug: project.slug, name: project.name, upstreamId: null };
  return [reading.project, known, ...ids.map((upstreamId) => ({ ...unknownProject, upstreamId }))];
}

function slugIn(ref: ProjectRef): string | null {
  return ref.slug ?? (ref.name === null ? null : slugOf(ref.name));
}

function upstreamIssueIn(reading: Reading): string | null {
  if (reading.what === "ignored") return null;
  if (reading.what === "note") return reading.upstreamIssueId;
  return reading.issue?.upstreamId ?? null;
}
