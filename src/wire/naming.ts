import {
  type Identity,
  namesProject,
  type ProjectRef,
  type Reading,
  unknownProject,
} from "../domain/index.ts";
import type { Seen } from "./kind.ts";
import { readLink } from "./links.ts";
import { asId, asRecord, asText, type Fields, recordOf } from "./text.ts";

const nameChars = 200;

/** What a payload names: whose it is. */
export interface Naming {
  readonly project: ProjectRef;
  readonly organizations: readonly string[];
  readonly issueId: string | null;
}

/**
 * Reads a project given as slug, as number, as `{id, slug, name}`, or not at all. Numbers may come as
 * text: Sentry's slugs are never all digits.
 */
export function readProject(value: unknown): ProjectRef {
  const record = asRecord(value);
  if (record !== null) {
    return {
      slug: asText(record["slug"], nameChars),
      upstreamId: asId(record["id"]),
      name: asText(record["name"], nameChars),
    };
  }
  const text = asId(value, nameChars);
  if (text === null) return unknownProject;
  return /^\d+$/.test(text)
    ? { slug: null, upstreamId: text, name: null }
    : { slug: text, upstreamId: null, name: null };
}

/** A project's slug alone. */
export function projectOfSlug(value: unknown): ProjectRef {
  const slug = asText(value, nameChars);
  return slug === null ? unknownProject : { slug, upstreamId: null, name: null };
}

/**
 * What an event names. `error` and `event_alert` give the project only as a number, so its slug and
 * the organization are cut out of the addresses.
 */
export function nameEvent(event: Fields): Naming {
  const given = readProject(event["project"]);
  const organizations: string[] = [];
  let slug = given.slug;
  let issueId = asId(event["issue_id"]) ?? asId(event["groupID"]);
  // Each address names the same organization; further ones are read for what is still missing.
  for (const key of eventLinks) {
    if (slug !== null && issueId !== null && organizations.length > 0) break;
    const link = readLink(event[key]);
    slug ??= link.project;
    issueId ??= link.issueId;
    if (link.organization !== null && organizations.length === 0) {
      organizations.push(link.organization);
    }
  }
  return {
    project: { ...given, slug, name: given.name ?? asText(event["project_name"], nameChars) },
    organizations,
    issueId,
  };
}

const eventLinks = ["url", "issue_url", "web_url"] as const;

/** What an issue of Sentry names. */
export function nameIssue(issue: Fields): Naming {
  const links = [readLink(issue["url"]), readLink(issue["web_url"]), readLink(issue["permalink"])];
  return {
    project: readProject(issue["project"]),
    organizations: distinct([
      ...links.map((link) => link.organization),
      readLink(issue["project_url"]).organization,
    ]),
    issueId: asId(issue["id"]),
  };
}

/** The names in their order, each once, without those that are not known. */
export function distinct(names: readonly (string | null)[]): readonly string[] {
  const known: string[] = [];
  for (const name of names) {
    if (name !== null && !known.includes(name)) known.push(name);
  }
  return known;
}

/** What most kinds say of a delivery; the rest is filled in from the delivery itself. */
export interface IdentityParts {
  readonly resource?: string;
  readonly action?: string;
  readonly contentKey?: string | null;
  readonly eventId?: string | null;
  readonly brings?: Identity["brings"];
  readonly projects?: readonly ProjectRef[];
  readonly organizations?: readonly (string | null)[];
  /** Used only where no project is named. */
  readonly issueId?: string | null;
}

/** Makes an Identity of its parts; the organization of the installation is added where it is named. */
export function identityOf(seen: Seen, parts: IdentityParts): Identity {
  const installation = recordOf(recordOf(seen.body["installation"])["organization"]);
  const projects = (parts.projects ?? []).filter(namesProject);
  const issueId = parts.issueId ?? null;
  return {
    resource: parts.resource ?? seen.resource,
    action: parts.action ?? seen.action,
    contentKey: parts.contentKey ?? null,
    eventId: parts.eventId ?? null,
    brings: parts.brings ?? "note",
    projects,
    organizations: distinct([
      ...(parts.organizations ?? []),
      asText(installation["slug"], nameChars),
    ]),
    upstreamIssueIds: projects.length === 0 && issueId !== null ? [issueId] : [],
  };
}

/** The part of a content key that tells projects apart; "" where none is named. */
export function keyOfProject(project: ProjectRef): string {
  return project.upstreamId ?? project.slug ?? project.name ?? "";
}

/** A delivery that is kept and counted, but of which nothing is made. */
export function ignored(reason: string, project: ProjectRef = unknownProject): readonly Reading[] {
  return [{ what: "ignored", project, reason }];
}
