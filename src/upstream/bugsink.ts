import type { Source, UpstreamChange, UpstreamProject } from "../domain/index.ts";
import { type Client, UpstreamFailure } from "./client.ts";
import { listIn, numberIn, projectIn, recordIn, textIn, timeIn, wantedOf } from "./raw.ts";
import type {
  Change,
  Check,
  EventPage,
  EventWindow,
  IssuePage,
  ListedEvent,
  ListedIssue,
  Raw,
  Upstream,
} from "./upstream.ts";

const api = "/api/canonical/0";
/** Of a list that is read whole. */
const pagesMax = 100;

/** Where a list of a project's events stands: which issue of which page, and where within its events. */
interface Place {
  readonly issues: string | null;
  readonly issue: number;
  readonly events: string | null;
}

/**
 * Bugsink's API (bugsink events/api_views.py, issues/api_views.py): pages `{next, results}`, events by issue
 * and without their bodies, nobody assigned, no statistics.
 */
export class BugsinkUpstream implements Upstream {
  readonly client: Client;
  readonly listsWindows = false;
  readonly #source: Source;
  /** The page of issues that an event list goes through, so that it is asked for once. */
  #issues: { readonly key: string; readonly page: Page } | null = null;

  constructor(client: Client, source: Source) {
    this.client = client;
    this.#source = source;
  }

  organization(): Promise<null> {
    return Promise.resolve(null);
  }

  async projects(): Promise<readonly UpstreamProject[]> {
    const found = (await this.#all(`${api}/projects/`)).map(projectIn);
    return wantedOf(
      found.filter((each) => each !== null),
      this.#source.projects,
    );
  }

  /** One project after the other: a cursor says which, and where within its issues. */
  async *issuesSince(
    since: number,
    cursor: string | null = null,
  ): AsyncGenerator<IssuePage, void, void> {
    const projects = await this.projects();
    const [id, place] = cursor === null ? [null, null] : listPlaceFrom(cursor);
    const first = projects.findIndex((project) => project.id === id);
    const left = projects.slice(Math.max(first, 0));
    for (const [at, project] of left.entries()) {
      const after = left[at + 1];
      const end = after === undefined ? null : listPlace(after.id, null);
      const pages = this.#issuesOf(project, since, project.id === id ? place : null);
      for await (const { issues, next } of pages) {
        yield { issues, next: next === null ? end : listPlace(project.id, next) };
      }
    }
  }

  /** Goes through the project's issues, the latest seen first, and lists the events of each. */
  async events(project: UpstreamProject, { from, cursor }: EventWindow): Promise<EventPage> {
    const place = placeFrom(cursor);
    const { items, next } = await this.#issuePage(project, place.issues);
    const issue = items[place.issue];
    const lastSeen = issue === undefined ? null : timeIn(issue["last_seen"]);
    if (issue === undefined || (lastSeen !== null && lastSeen < from)) {
      const further = issue === undefined && next !== null;
      return { events: [], next: further ? text({ issues: next, issue: 0, events: null }) : null };
    }
    const query = { issue: textIn(issue["id"]), order: "desc", cursor: place.events };
    const page = pageIn((await this.client.ask(`${api}/events/`, { query })).body);
    const events = page.items.map((raw) => this.#eventOf(raw, false));
    const past = events.some(({ at }) => at < from);
    const after =
      page.next === null || past
        ? { ...place, issue: place.issue + 1, events: null }
        : { ...place, events: page.next };
    return { events, next: text(after) };
  }

  async wholeEvent(event: ListedEvent): Promise<ListedEvent> {
    if (event.isWhole) return event;
    const id = encodeURIComponent(textIn(event.data["id"]) ?? "");
    const { body } = await this.client.ask(`${api}/events/${id}/`);
    return this.#eventOf(recordIn(body), true);
  }

  async latestEvent(issueId: string): Promise<ListedEvent | null> {
    const query = { issue: issueId, order: "desc" };
    const [newest] = pageIn((await this.client.ask(`${api}/events/`, { query })).body).items;
    return newest === undefined ? null : this.wholeEvent(this.#eventOf(newest, false));
  }

  async issue(issueId: string): Promise<ListedIssue> {
    const { body } = await this.client.ask(`${api}/issues/${encodeURIComponent(issueId)}/`);
    const raw = recordIn(body);
    const project = (await this.projects()).find(({ id }) => id === textIn(raw["project"]));
    const issue = project === undefined ? null : this.#issueOf(raw, project);
    if (issue === null)
      throw new UpstreamFailure("final", "The issue is of no project that is seen.");
    return issue;
  }

  totals(): Promise<null> {
    return Promise.resolve(null);
  }

  hours(): Promise<null> {
    return Promise.resolve(null);
  }

  changedAt(): null {
    return null;
  }

  hasComment(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async write({ issueId, change }: Change): Promise<null> {
    const path = `${api}/issues/${encodeURIComponent(issueId)}/`;
    const action = actionOf(change, recordIn((await this.client.ask(path)).body));
    if (action !== null) await this.client.ask(`${path}${action}/`, { method: "POST" });
    return null;
  }

  async check(): Promise<readonly Check[]> {
    const projects = await this.projects();
    return [
      {
        name: "projects",
        state: projects.length > 0 ? "ok" : "failed",
        detail:
          projects.length > 0
            ? `${projects.length} projects: ${projects.map(({ slug }) => slug).join(", ")}.`
            : "The token sees no project that is wanted: make one, or correct the list of projects.",
        link: this.#source.baseUrl,
      },
    ];
  }

  async *#issuesOf(
    project: UpstreamProject,
    since: number,
    from: string | null,
  ): AsyncGenerator<IssuePage, void, void> {
    let cursor = from;
    do {
      const { items, next }: Page = await this.#issuePage(project, cursor, true);
      const listed = items
        .map((raw) => this.#issueOf(raw, project))
        .filter((each) => each !== null);
      const issues = listed.filter(({ lastSeen }) => lastSeen >= since);
      cursor = issues.length < listed.length || next === cursor ? null : next;
      yield { issues, next: cursor };
    } while (cursor !== null);
  }

  async #issuePage(project: UpstreamProject, cursor: string | null, fresh = false): Promise<Page> {
    const key = `${project.id} ${cursor}`;
    if (!fresh && cursor !== null && this.#issues?.key === key) return this.#issues.page;
    const query = { project: project.id, sort: "last_seen", order: "desc", cursor };
    const page = pageIn((await this.client.ask(`${api}/issues/`, { query })).body);
    this.#issues = { key, page };
    return page;
  }

  async #all(path: string): Promise<readonly Raw[]> {
    const all: Raw[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const { items, next }: Page = pageIn(
        (await this.client.ask(path, { query: { cursor } })).body,
      );
      all.push(...items);
      if (next === null) return all;
      cursor = next;
    }
    throw new UpstreamFailure("final", `The list ${path} has more than ${pagesMax} pages.`);
  }

  #issueOf(raw: Raw, project: UpstreamProject): ListedIssue | null {
    const id = textIn(raw["id"]);
    const lastSeen = timeIn(raw["last_seen"]);
    if (id === null || lastSeen === null) return null;
    const state = JSON.stringify([raw["is_resolved"], raw["is_muted"]]);
    const count = numberIn(raw["digested_event_count"]);
    const webUrl = `${this.#source.baseUrl}/issues/issue/${id}/`;
    const firstSeen = timeIn(raw["first_seen"]);
    return { id, project, count, lastSeen, firstSeen, state, webUrl, data: raw };
  }

  #eventOf(raw: Raw, isWhole: boolean): ListedEvent {
    const issueId = textIn(raw["issue"]);
    const id = textIn(raw["event_id"])?.replaceAll("-", "").toLowerCase() ?? null;
    const at = timeIn(raw["ingested_at"]) ?? timeIn(raw["timestamp"]) ?? 0;
    const webUrl = `${this.#source.baseUrl}/issues/issue/${issueId}/event/${textIn(raw["id"])}/`;
    return { id, at, issueId, webUrl, data: raw, isWhole };
  }
}

interface Page {
  readonly items: readonly Raw[];
  /** The cursor of the next page. */
  readonly next: string | null;
}

function pageIn(body: unknown): Page {
  const { results, next } = recordIn(body);
  const address = textIn(next);
  const cursor = address === null ? null : URL.parse(address, "http://none/")?.searchParams;
  return { items: listIn(results), next: cursor?.get("cursor") ?? null };
}

function listPlace(project: string, cursor: string | null): string {
  return JSON.stringify([project, cursor]);
}

function listPlaceFrom(place: string): readonly [string, string | null] {
  return JSON.parse(place) as [string, string | null];
}

function placeFrom(cursor: string | null): Place {
  if (cursor === null) return { issues: null, issue: 0, events: null };
  const [issues, issue, events] = JSON.parse(cursor) as [string | null, number, string | null];
  return { issues, issue, events };
}

function text({ issues, issue, events }: Place): string {
  return JSON.stringify([issues, issue, events]);
}

/** What to call; null: it is so already, which Bugsink would refuse. */
function actionOf(change: UpstreamChange, issue: Raw): string | null {
  const [resolved, muted] = [issue["is_resolved"] === true, issue["is_muted"] === true];
  switch (change.to) {
    case "resolved":
      if (resolved) return null;
      return change.release === "next" ? "resolve-next" : "resolve";
    case "archived":
      return muted || resolved ? null : "mute";
    case "unresolved":
      if (resolved) return "reopen";
      return muted ? "unmute" : null;
    case "assigned":
      throw new UpstreamFailure("final", "Bugsink does not know whom an issue is assigned to.");
    case "commented":
      throw new UpstreamFailure("final", "Bugsink takes no comments over its API.");
  }
}
