/** What the path of one of Sentry's addresses names. */
export interface Link {
  readonly organization: string | null;
  readonly project: string | null;
  readonly issueId: string | null;
}

const noLink: Link = { organization: null, project: null, issueId: null };

/** First parts of `….sentry.io` that are no organization. */
const sentryHosts = new Set([
  "www",
  "app",
  "us",
  "de",
  "eu",
  "api",
  "docs",
  "help",
  "blog",
  "status",
  "ingest",
  "static",
  "cdn",
]);

const urlChars = 2048;

/**
 * Reads organization, project and issue out of an address of Sentry or GlitchTip by its path alone,
 * since self-hosted installations have any host and maybe a path prefix. Known forms:
 * `/api/0/projects/{org}/{project}/…`, `/api/0/organizations/{org}/issues/{id}/`,
 * `/organizations/{org}/…`, `/organizations/{org}/projects/{project}/…`, the old
 * `/{org}/{project}/issues/{id}/`, GlitchTip's `/{org}/issues/{id}`, and `{org}.sentry.io/issues/{id}/`.
 */
export function readLink(value: unknown): Link {
  if (typeof value !== "string" || value.length > urlChars) return noLink;
  const scheme = value.indexOf("://");
  if (scheme < 0) return noLink;
  const slash = value.indexOf("/", scheme + 3);
  const host = slash < 0 ? value.slice(scheme + 3) : value.slice(scheme + 3, slash);
  const parts = slash < 0 ? [] : pathOf(value, slash).split("/");
  const named = readParts(parts);
  return {
    organization: slugPart(named.organization ?? customerDomain(host)),
    project: slugPart(named.project),
    issueId: named.issueId ?? null,
  };
}

function pathOf(url: string, slash: number): string {
  const end = url.slice(slash).search(/[?#]/);
  return end < 0 ? url.slice(slash + 1) : url.slice(slash + 1, slash + end);
}

interface Named {
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
  readonly issueId?: string | undefined;
}

function readParts(parts: readonly string[]): Named {
  const issues = parts.lastIndexOf("issues");
  const issueId = issues < 0 ? undefined : issueIdOf(parts, issues);
  const organizations = parts.indexOf("organizations");
  const projects = parts.indexOf("projects");
  if (organizations >= 0) {
    const project = projects > organizations ? parts[projects + 1] : undefined;
    return { organization: parts[organizations + 1], project, issueId };
  }
  // The web's `/projects/{project}/` of customer domains has no organization before it.
  if (projects >= 0 && parts[projects - 1] === "0") {
    return { organization: parts[projects + 1], project: parts[projects + 2], issueId };
  }
  return { ...ownersBefore(parts, issues), issueId };
}

/** Digits at Sentry and GlitchTip, a UUID after `issue` at Bugsink. */
function issueIdOf(parts: readonly string[], issues: number): string | undefined {
  const next = parts[issues + 1];
  const id = next === "issue" ? parts[issues + 2] : next;
  return id !== undefined && /^(\d{1,20}|[0-9a-f]{8}-[0-9a-f-]{27})$/i.test(id) ? id : undefined;
}

/** `/{org}/{project}/issues/` and `/{org}/issues/`; the API's own paths name neither. */
function ownersBefore(parts: readonly string[], issues: number): Named {
  if (issues < 1 || parts[0] === "api" || parts.includes("0")) return {};
  if (issues === 1) return { organization: parts[0] };
  return { organization: parts[issues - 2], project: parts[issues - 1] };
}

function customerDomain(host: string): string | undefined {
  const name = host.toLowerCase();
  if (!name.endsWith(".sentry.io")) return undefined;
  const first = name.slice(0, -".sentry.io".length);
  return first.includes(".") || sentryHosts.has(first) ? undefined : first;
}

/** Slugs are short words; anything else in their place is another form of address. */
function slugPart(text: string | undefined): string | null {
  return text !== undefined && /^[\w.-]{1,100}$/.test(text) ? text : null;
}
