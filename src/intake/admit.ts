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
import type { Lookups } from "../store/index.ts";

/** A finding of Seer may overtake the delivery that made its issue known: it is waited for this long. */
const issueWaitMsMax = 300;
const issuePollMs = 20;

export interface AdmitDeps {
  readonly filter: ProjectFilter;
  readonly lookups: Pick<Lookups, "projectNames" | "projectNamesOfIssue">;
}

/**
 * Lets a delivery of the wanted projects and organization pass; throws `forbidden` for others. A
 * delivery that names several projects passes for the sake of any of them. An installation concerns no
 * project, so only its organization is looked at.
 */
export async function admit(identity: Identity, source: string, deps: AdmitDeps): Promise<void> {
  const { filter } = deps;
  if (!filter.enabled) return;
  if (isForeignOrganization(filter, identity.organizations)) {
    throw new Failure(
      "forbidden",
      `The delivery is of organization ${quoted(identity.organizations)}, not of ${filter.organization} (SENTRY_ORGANIZATION).`,
    );
  }
  if (identity.resource === "installation") return;
  const names = await namesIn(identity, source, deps);
  if (names.length === 0) {
    throw new Failure(
      "forbidden",
      `The delivery (${identity.resource}) does not say which project it belongs to, and SENTRY_FILTER_BY_PROJECT is on.`,
    );
  }
  if (!wantsProject(filter, names)) {
    throw new Failure(
      "forbidden",
      `The delivery is of project ${quoted(identity.projects.map(labelOf).filter(Boolean))}, not of ${filter.projects.join(", ")} (SENTRY_PROJECT).`,
    );
  }
}

async function namesIn(
  identity: Identity,
  source: string,
  { lookups }: AdmitDeps,
): Promise<ProjectRef[]> {
  const named = identity.projects.filter(namesProject);
  if (named.length > 0) return named.flatMap((ref) => lookups.projectNames(source, ref));
  const ofIssues = () =>
    identity.upstreamIssueIds.flatMap((id) => lookups.projectNamesOfIssue(source, id));
  if (identity.upstreamIssueIds.length === 0) return [];
  for (let waited = 0; waited < issueWaitMsMax; waited += issuePollMs) {
    const names = ofIssues();
    if (names.length > 0) return names;
    await pause(issuePollMs);
  }
  return ofIssues();
}

function labelOf(ref: ProjectRef): string {
  return ref.slug ?? ref.name ?? ref.upstreamId ?? "";
}

const shownNamesMax = 5;

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, shownNamesMax).map((name) => JSON.stringify(name.slice(0, 100)));
  return shown.length > 0 ? shown.join(", ") : "another name";
}
