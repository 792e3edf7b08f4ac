import { setTimeout as pause } from "node:timers/promises";
import {
  Failure,
  type Identity,
  isForeignOrganization,
  namesProject,
  type ProjectFilter,
  type ProjectRef,
  wantsProject,
} from "../domain/index.ts";
import type { DoorLookups } from "../store/index.ts";

/** A finding of Seer may overtake the delivery that made its issue known: it is waited for this long. */
const issueWaitMsMax = 300;
const issuePollMs = 20;

export interface AdmitDeps {
  readonly filter: ProjectFilter;
  readonly lookups: Pick<DoorLookups, "projectNames" | "projectNamesOfIssue">;
}

/**
 * Lets a delivery of the wanted projects and organization pass; throws `forbidden` for others. A
 * delivery that names several projects passes for the sake of any of them. An installation concerns no
 * project, so only its organization is looked at. Returns false where the delivery names only an issue
 * that is not known yet: see `admitWhenKnown`.
 */
export function admit(
  identity: Identity,
  source: string,
  deps: AdmitDeps,
): boolean | Promise<boolean> {
  const { filter, lookups } = deps;
  if (!filter.enabled) return true;
  if (isForeignOrganization(filter, identity.organizations))
    throw foreignOrganization(identity, filter);
  if (identity.resource === "installation") return true;
  const named = identity.projects.filter(namesProject);
  const found =
    named.length > 0
      ? named.map((ref) => lookups.projectNames(source, ref))
      : identity.upstreamIssueIds.map((id) => lookups.projectNamesOfIssue(source, id));
  if (!found.some((each) => each instanceof Promise)) {
    return decide(identity, filter, (found as ProjectRef[][]).flat());
  }
  return Promise.all(found).then((names) => decide(identity, filter, names.flat()));
}

function decide(identity: Identity, filter: ProjectFilter, names: readonly ProjectRef[]): boolean {
  if (names.length === 0 && identity.upstreamIssueIds.length > 0) return false;
  if (names.length === 0) throw unknownProjectOf(identity);
  if (!wantsProject(filter, names)) throw foreignProject(identity, filter);
  return true;
}

/** `admit` for a delivery whose issue may become known in a moment; throws `forbidden` when it does not. */
export async function admitWhenKnown(
  identity: Identity,
  source: string,
  deps: AdmitDeps,
): Promise<void> {
  for (let waited = 0; waited < issueWaitMsMax; waited += issuePollMs) {
    await pause(issuePollMs);
    if (await admit(identity, source, deps)) return;
  }
  throw unknownProjectOf(identity);
}

function foreignOrganization(
  { organizations }: Identity,
  { organization }: ProjectFilter,
): Failure {
  return new Failure(
    "forbidden",
    `The delivery is of organization ${quoted(organizations)}, not of ${organization} (SENTRY_ORGANIZATION).`,
  );
}

function foreignProject({ projects }: Identity, filter: ProjectFilter): Failure {
  return new Failure(
    "forbidden",
    `The delivery is of project ${quoted(projects.map(labelOf).filter(Boolean))}, not of ${filter.projects.join(", ")} (SENTRY_PROJECT).`,
  );
}

function unknownProjectOf({ resource }: Identity): Failure {
  return new Failure(
    "forbidden",
    `The delivery (${resource}) does not say which project it belongs to, and SENTRY_FILTER_BY_PROJECT is on.`,
  );
}

function labelOf(ref: ProjectRef): string {
  return ref.slug ?? ref.name ?? ref.upstreamId ?? "";
}

const shownNamesMax = 5;

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, shownNamesMax).map((name) => JSON.stringify(name.slice(0, 100)));
  return shown.length > 0 ? shown.join(", ") : "another name";
}
