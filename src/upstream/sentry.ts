import type { Source, UpstreamChange, UpstreamProject } from "../domain/index.ts";
import { type Client, UpstreamFailure } from "./client.ts";
import { nextCursor } from "./links.ts";
import {
  isoPlain,
  listIn,
  numberIn,
  projectIn,
  recordIn,
  seriesIn,
  textIn,
  timeIn,
  wantedOf,
} from "./raw.ts";
import { checkSentry } from "./sentry-checks.ts";
import type {
  Change,
  Check,
  EventPage,
  EventWindow,
  IssuePage,
  ListedEvent,
  ListedIssue,
  Raw,
  Span,
  Upstream,
} from "./upstream.ts";

const pageSize = 100;
const quantity = "sum(quantity)";
/** Projects change rarely. */
const projectsKeptMs = 10 * 60_000;

/** Sentry's REST API, of sentry.io and of its own installations (docs.sentry.io/api). */
export class SentryUpstream implements Upstream {
  readonly client: Client;
  readonly listsWindows: boolean = true;
  protected readonly source: Source;
  #organization: string | null;
  #projects: { readonly at: number; readonly list: readonly UpstreamProject[] } | null = null;

  constructor(client: Client, source: Source) {
    this.client = client;
    this.source = source;
    this.#organization = source.organization;
  }

  async organization(): Promise<string> {
    this.#organization ??= await this.#onlyOrganization();
    return this.#organization;
  }

  async projects(): Promise<readonly UpstreamProject[]> {
    const now = this.client.now();
    if (this.#projects !== null && now - this.#projects.at < projectsKeptMs) {
      return this.#projects.list;
    }
    const path = `/api/0/organizations/${await this.slug()}/projects/`;
    const found: UpstreamProject[] = [];
    for await (const { items } of this.#pages(path, {})) {
      found.push(...items.map(projectIn).filter((each) => each !== null));
    }
    const list = wantedOf(found, this.source.projects);
    this.#projects = { at: now, list };
    return list;
  }

  async *issuesSince(
    since: number,
    cursor: string | null = null,
  ): AsyncGenerator<IssuePage, void, void> {
    const path = `/api/0/organizations/${await this.slug()}/issues/`;
    const wanted = new Set((await this.projects()).map(({ id }) => id));
    for await (const { items, next } of this.#pages(path, this.issueQuery(), cursor)) {
      const listed = items.map((raw) => this.issueOf(raw)).filter((each) => each !== null);
      const recent = listed.filter(({ lastSeen }) => lastSeen >= since);
      const isLast = recent.length < listed.length;
      const issues = recent.filter(({ project }) => wanted.has(project.id));
      yield { issues, next: isLast ? null : next };
      if (isLast) return;
    }
  }

  async events(project: UpstreamProject, window: EventWindow): Promise<EventPage> {
    const organization = await this.slug();
    const { body, headers } = await this.client.ask(
      `/api/0/projects/${organization}/${encodeURIComponent(project.slug)}/events/`,
      { query: this.eventQuery(window) },
    );
    const events = listIn(body).map((raw) => this.eventOf(raw, organization));
    return { events, next: nextCursor(headers["link"]) };
  }

  wholeEvent(event: ListedEvent): Promise<ListedEvent> {
    return Promise.resolve(event);
  }

  async latestEvent(issueId: string): Promise<ListedEvent | null> {
    const organization = await this.slug();
    const path = `${await this.issuePath(issueId)}events/latest/`;
    const { body } = await this.client.ask(path);
    return this.eventOf(recordIn(body), organization);
  }

  async issue(issueId: string): Promise<ListedIssue> {
    const { body } = await this.client.ask(await this.issuePath(issueId));
    const issue = this.issueOf(recordIn(body));
    if (issue === null) throw new UpstreamFailure("retry", "An issue came without its id.");
    return issue;
  }

  async totals({ from, to }: Span): Promise<ReadonlyMap<string, number> | null> {
    const body = await this.#stats({
      groupBy: "project",
      start: isoPlain(from),
      end: isoPlain(to),
    });
    if (body === null) return null;
    const totals = new Map<string, number>();
    const { groups } = recordIn(body);
    for (const group of Array.isArray(groups) ? groups.map(recordIn) : []) {
      const id = textIn(recordIn(group["by"])["project"]);
      const count = numberIn(recordIn(group["totals"])[quantity]);
      if (id !== null && count !== null) totals.set(id, (totals.get(id) ?? 0) + count);
    }
    return totals;
  }

  async hours(project: UpstreamProject, { from, to }: Span) {
    const body = await this.#stats({
      project: project.id,
      groupBy: "outcome",
      interval: "1h",
      start: isoPlain(from),
      end: isoPlain(to),
    });
    return body === null ? null : seriesIn(body, quantity);
  }

  /** By the issue's activity, which its detail holds: of a person or of Sentry itself, not of our token. */
  changedAt({ data }: ListedIssue, change: UpstreamChange): number | null {
    const { activity } = data;
    if (!Array.isArray(activity)) return null;
    const types = activityTypes[change.to];
    const times = activity
      .map(recordIn)
      .filter(({ type }) => typeof type === "string" && types.includes(type))
      .map(({ dateCreated }) => timeIn(dateCreated) ?? 0);
    return times.length === 0 ? null : Math.max(...times);
  }

  async hasComment(issueId: string, text: string, since: number): Promise<boolean> {
    return this.hasText(`${await this.issuePath(issueId)}notes/`, text, since);
  }

  async write({ issueId, change }: Change): Promise<string | null> {
    const path = await this.issuePath(issueId);
    if (change.to === "commented") {
      const body = { text: change.text };
      const asking = { method: "POST", body, once: true } as const;
      const reply = await this.client.ask(`${path}notes/`, asking);
      return textIn(recordIn(reply.body)["id"]);
    }
    await this.client.ask(path, { method: "PUT", body: statusBody(change) });
    return null;
  }

  check(webhookUrl: string | null): Promise<readonly Check[]> {
    return checkSentry(this, { baseUrl: this.source.baseUrl, webhookUrl });
  }

  /** The organization as a part of a path. */
  async slug(): Promise<string> {
    return encodeURIComponent(await this.organization());
  }

  /** Whether one of a list of comments says exactly that, and was not written before. */
  protected async hasText(path: string, text: string, since: number): Promise<boolean> {
    const { body } = await this.client.ask(path);
    return listIn(body).some(({ data, dateCreated }) => {
      const isSame = textIn(recordIn(data)["text"])?.trim() === text.trim();
      return isSame && (timeIn(dateCreated) ?? since) >= since;
    });
  }

  /** All issues, whatever their state, by when they were seen last. */
  protected issueQuery(): Readonly<Record<string, string | number>> {
    return { query: "", project: -1, sort: "date", limit: pageSize, groupStatsPeriod: "" };
  }

  protected eventQuery({ from, to, cursor, size }: EventWindow) {
    return { full: "true", start: isoPlain(from), end: isoPlain(to), per_page: size, cursor };
  }

  protected async issuePath(issueId: string): Promise<string> {
    return `/api/0/organizations/${await this.slug()}/issues/${encodeURIComponent(issueId)}/`;
  }

  protected eventOf(raw: Raw, organization: string): ListedEvent {
    const id = textIn(raw["eventID"]) ?? textIn(raw["id"]);
    const issueId = textIn(raw["groupID"]);
    const at = timeIn(raw["dateCreated"]) ?? timeIn(raw["dateReceived"]) ?? 0;
    const page = `${this.source.baseUrl}/organizations/${organization}/issues/${issueId}/events/${id}/`;
    const known = id?.replaceAll("-", "").toLowerCase() ?? null;
    return { id: known, at, issueId, webUrl: page, data: raw, isWhole: true };
  }

  protected issueOf(raw: Raw): ListedIssue | null {
    const id = textIn(raw["id"]);
    const project = projectIn(raw["project"]);
    const lastSeen = timeIn(raw["lastSeen"]);
    if (id === null || project === null || lastSeen === null) return null;
    const { status, substatus, assignedTo } = raw;
    const state = JSON.stringify([status, substatus, recordIn(assignedTo)["id"] ?? null]);
    return {
      id,
      project,
      count: numberIn(raw["count"]),
      lastSeen,
      firstSeen: timeIn(raw["firstSeen"]),
      state,
      webUrl: textIn(raw["permalink"]),
      data: raw,
    };
  }

  async #stats(query: Readonly<Record<string, string>>): Promise<unknown> {
    const path = `/api/0/organizations/${await this.slug()}/stats_v2/`;
    const what = { field: quantity, category: "error", outcome: "accepted" };
    try {
      return (await this.client.ask(path, { query: { ...what, ...query } })).body;
    } catch (thrown) {
      // Old installations do not have it: then there is nothing to compare with.
      if (thrown instanceof UpstreamFailure && thrown.status === 404) return null;
      throw thrown;
    }
  }

  async #onlyOrganization(): Promise<string> {
    const { body } = await this.client.ask("/api/0/organizations/");
    const slugs = listIn(body).map(({ slug }) => textIn(slug));
    const [only] = slugs;
    if (slugs.length === 1 && typeof only === "string") return only;
    const seen = slugs.length === 0 ? "none" : slugs.join(", ");
    throw new UpstreamFailure(
      "final",
      `The token sees ${slugs.length} organizations (${seen}): name the one that is meant.`,
    );
  }

  async *#pages(
    path: string,
    query: Readonly<Record<string, string | number>>,
    from: string | null = null,
  ): AsyncGenerator<{ readonly items: readonly Raw[]; readonly next: string | null }, void, void> {
    let cursor = from;
    do {
      const asked = { query: { ...query, cursor } };
      const reply: Awaited<ReturnType<Client["ask"]>> = await this.client.ask(path, asked);
      const next = nextCursor(reply.headers["link"]);
      cursor = next === cursor ? null : next;
      yield { items: listIn(reply.body), next: cursor };
    } while (cursor !== null);
  }
}

/** The entries of an issue's activity that say that such a part of it was changed. */
const activityTypes: Readonly<Record<UpstreamChange["to"], readonly string[]>> = {
  resolved: ["set_resolved", "set_resolved_in_release", "set_unresolved", "set_ignored"],
  archived: ["set_resolved", "set_resolved_in_release", "set_unresolved", "set_ignored"],
  unresolved: ["set_resolved", "set_resolved_in_release", "set_unresolved", "set_ignored"],
  assigned: ["assigned", "unassigned"],
  commented: [],
};

function statusBody(change: Exclude<UpstreamChange, { readonly to: "commented" }>): object {
  switch (change.to) {
    case "resolved":
      if (change.release === null) return { status: "resolved", statusDetails: {} };
      return change.release === "next"
        ? { status: "resolved", statusDetails: { inNextRelease: true } }
        : { status: "resolved", statusDetails: { inRelease: change.release } };
    case "archived":
      return {
        status: "ignored",
        substatus: change.until === "forever" ? "archived_forever" : "archived_until_escalating",
      };
    case "unresolved":
      return { status: "unresolved", substatus: "ongoing" };
    case "assigned":
      return { assignedTo: change.assignee ?? "" };
  }
}
