import type { TestContext } from "node:test";
import { anEvent, eventId } from "../payloads.ts";
import { type Asked, type Given, pageOf, StandInServer } from "./http.ts";
import { restEvent } from "./rest-shape.ts";

type Json = Readonly<Record<string, unknown>>;

export interface Happened {
  readonly id: string;
  readonly project: string;
  readonly issueId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** When it came in; statistics go by it. */
  readonly receivedAt: number;
}

export interface StandInIssue {
  readonly id: string;
  readonly project: string;
  title: string;
  count: number;
  firstSeen: number;
  lastSeen: number;
  status: string;
  substatus: string | null;
  statusDetails: Json;
  assignedTo: Json | null;
  readonly activity: Json[];
  readonly notes: { id: string; text: string; at: number }[];
}

const hourMs = 3_600_000;
const organization = "acme";

/**
 * A Sentry, as far as its REST API is documented (docs.sentry.io/api): events with all that was sent, issues,
 * statistics, rules, integrations, changes.
 */
export class StandInSentry extends StandInServer {
  readonly events: Happened[] = [];
  readonly issues = new Map<string, StandInIssue>();
  readonly projects: { id: string; slug: string; name: string; platform: string }[] = [];
  readonly rules = new Map<string, Json[]>();
  apps: Json[] = [];
  /** Scopes that the token lacks: those paths are answered 403. */
  forbidden: RegExp[] = [];
  /** Events that are counted and not listed. */
  hideFromLists: ReadonlySet<string> = new Set();
  /** Issues of one page, at most. */
  issuesOfAPage = 100;
  /** Called after each page of events: data change while somebody pages. */
  afterPage: (() => void) | null = null;
  #sorted = true;
  #notes = 0;

  static async start(
    t: TestContext,
    projects: readonly string[] = ["web"],
  ): Promise<StandInSentry> {
    const standIn = new StandInSentry();
    for (const slug of projects) standIn.addProject(slug);
    await standIn.listen(t, (asked) => standIn.#answer(asked));
    return standIn;
  }

  /** The settings of a collector that has it as its Sentry. */
  get settings() {
    return {
      SENTRY_API_TOKEN: this.token,
      SENTRY_BASE_URL: this.url,
      SENTRY_ORGANIZATION: organization,
    };
  }

  addProject(slug: string): void {
    const id = String(11 + this.projects.length);
    this.projects.push({ id, slug, name: slug, platform: "python" });
  }

  /** Something goes wrong in an application. */
  happen(given: Partial<Happened> & { readonly at: number }): Happened {
    const project = given.project ?? "web";
    const event: Happened = {
      id: given.id ?? eventId(this.events.length + 1),
      project,
      issueId: given.issueId ?? "9001",
      at: given.at,
      receivedAt: given.receivedAt ?? given.at,
    };
    const last = this.events.at(-1);
    if (last !== undefined && last.at > event.at) this.#sorted = false;
    this.events.push(event);
    const issue = this.#issue(event);
    issue.count += 1;
    issue.firstSeen = Math.min(issue.firstSeen, event.at);
    issue.lastSeen = Math.max(issue.lastSeen, event.at);
    return event;
  }

  /** The same as an Integration Platform's webhook carries it. */
  webhookEvent({ id, project, issueId, at }: Happened): Json {
    const number = this.projects.find(({ slug }) => slug === project)?.id;
    return anEvent({
      eventId: id,
      project,
      projectId: Number(number),
      issueId,
      timestamp: at / 1000,
      organization,
      value: this.issues.get(issueId)?.title ?? "bad value",
    });
  }

  /** `issue.created`, the webhook without an event. */
  createdWebhook(issueId: string): Json {
    return {
      action: "created",
      installation: { uuid: "0000" },
      data: { issue: this.#issueShape(this.#known(issueId)) },
      actor: { type: "application", id: "sentry", name: "Sentry" },
    };
  }

  #issue({ issueId: id, project, at }: Happened): StandInIssue {
    const known = this.issues.get(id);
    if (known !== undefined) return known;
    const issue: StandInIssue = {
      id,
      project,
      title: `bad value of ${id}`,
      count: 0,
      firstSeen: at,
      lastSeen: at,
      status: "unresolved",
      substatus: "new",
      statusDetails: {},
      assignedTo: null,
      activity: [],
      notes: [],
    };
    this.issues.set(id, issue);
    return issue;
  }

  #answer(asked: Asked): Given {
    if (this.forbidden.some((path) => path.test(asked.path))) {
      return {
        status: 403,
        body: { detail: "You do not have permission to perform this action." },
      };
    }
    for (const [pattern, answer] of this.#routes) {
      const match = pattern.exec(`${asked.method} ${asked.path}`);
      if (match !== null) return answer(asked, match.slice(1));
    }
    return { status: 404, body: { detail: "The requested resource does not exist" } };
  }

  readonly #routes: readonly [RegExp, (asked: Asked, parts: string[]) => Given][] = [
    [/^GET \/api\/0\/organizations\/$/, () => ({ body: [{ slug: organization, id: "1" }] })],
    [/^GET \/api\/0\/organizations\/acme\/$/, () => ({ body: { slug: organization, id: "1" } })],
    [
      /^GET \/api\/0\/organizations\/acme\/projects\/$/,
      (asked) => this.#list(asked, this.projects),
    ],
    [/^GET \/api\/0\/organizations\/acme\/sentry-apps\/$/, () => ({ body: this.apps })],
    [/^GET \/api\/0\/organizations\/acme\/stats_v2\/$/, (asked) => this.#stats(asked)],
    [/^GET \/api\/0\/organizations\/acme\/issues\/$/, (asked) => this.#issueList(asked)],
    [/^GET \/api\/0\/organizations\/acme\/issues\/(\d+)\/$/, (_, [id]) => this.#issueDetail(id)],
    [
      /^PUT \/api\/0\/organizations\/acme\/issues\/(\d+)\/$/,
      ({ body }, [id]) => this.change(id ?? "", body, Date.now()),
    ],
    [
      /^GET \/api\/0\/organizations\/acme\/issues\/(\d+)\/notes\/$/,
      (_, [id]) => ({
        body: this.#known(id ?? "").notes.map((note) => ({
          id: note.id,
          dateCreated: new Date(note.at).toISOString(),
          data: { text: note.text },
        })),
      }),
    ],
    [
      /^POST \/api\/0\/organizations\/acme\/issues\/(\d+)\/notes\/$/,
      ({ body }, [id]) => this.#note(id ?? "", body.text),
    ],
    [
      /^GET \/api\/0\/organizations\/acme\/issues\/(\d+)\/events\/latest\/$/,
      (_, [id]) => this.#latest(id ?? ""),
    ],
    [
      /^GET \/api\/0\/projects\/acme\/([\w-]+)\/events\/$/,
      (asked, [p]) => this.#eventList(asked, p),
    ],
    [
      /^GET \/api\/0\/projects\/acme\/([\w-]+)\/rules\/$/,
      (_, [p]) => ({ body: this.rules.get(p ?? "") ?? [] }),
    ],
    [
      /^POST \/api\/0\/projects\/acme\/([\w-]+)\/rules\/$/,
      ({ body }, [p]) => {
        this.rules.set(p ?? "", [...(this.rules.get(p ?? "") ?? []), body]);
        return { status: 201, body: { id: "1", ...body } };
      },
    ],
  ];

  /** Somebody changes an issue there. */
  change(id: string, body: Json, at: number): Given {
    const issue = this.issues.get(id);
    if (issue === undefined) return { status: 404, body: { detail: "gone" } };
    const note = (type: string) =>
      issue.activity.unshift({ id: "1", type, dateCreated: new Date(at).toISOString(), data: {} });
    if (typeof body["status"] === "string") {
      issue.status = body["status"];
      issue.substatus =
        (body["substatus"] as string | undefined) ??
        (issue.status === "resolved" ? null : "ongoing");
      issue.statusDetails = (body["statusDetails"] ?? {}) as Json;
      note(`set_${issue.status}`);
    }
    if (body["assignedTo"] !== undefined) {
      const name = String(body["assignedTo"]);
      issue.assignedTo = name === "" ? null : { type: "user", id: "7", name, email: name };
      note(name === "" ? "unassigned" : "assigned");
    }
    return { body: this.#issueShape(issue) };
  }

  #note(id: string, text: string): Given {
    this.#notes += 1;
    this.#known(id).notes.push({ id: String(this.#notes), text, at: Date.now() });
    return { status: 201, body: { id: String(this.#notes), type: "note", data: { text } } };
  }

  #list(asked: Asked, items: readonly unknown[]): Given {
    const { page, headers } = pageOf(items, asked, this.url);
    return { body: page, headers };
  }

  #issueList(asked: Asked): Given {
    const sorted = [...this.issues.values()].sort((one, other) => other.lastSeen - one.lastSeen);
    const shapes = sorted.map((issue) => this.#issueShape(issue));
    const { page, headers } = pageOf(shapes, asked, this.url, this.issuesOfAPage);
    return { body: page, headers };
  }

  #issueDetail(id = ""): Given {
    const issue = this.issues.get(id);
    if (issue === undefined) return { status: 404, body: { detail: "gone" } };
    return { body: { ...this.#issueShape(issue), activity: issue.activity } };
  }

  #latest(id: string): Given {
    const event = this.events.findLast(({ issueId }) => issueId === id);
    if (event === undefined) return { status: 404, body: { detail: "No matching event" } };
    return { body: restEvent(this.webhookEvent(event)) };
  }

  #eventList(asked: Asked, project = ""): Given {
    const found = this.#within(asked.query).filter(
      (event) => event.project === project && !this.hideFromLists.has(event.id),
    );
    const { page, headers } = pageOf(found.reverse(), asked, this.url);
    const full = asked.query.get("full") === "true";
    const body = page.map((event) => {
      const whole = restEvent(this.webhookEvent(event));
      return full ? whole : { eventID: whole["eventID"], dateCreated: whole["dateCreated"] };
    });
    this.afterPage?.();
    return { body, headers };
  }

  /** Oldest first. Sentry's events have whole seconds where they are searched. */
  #within(query: URLSearchParams): Happened[] {
    const time = (name: string, without: number) =>
      query.has(name) ? Date.parse(`${query.get(name)}Z`) : without;
    const [from, to] = [time("start", 0), time("end", Number.POSITIVE_INFINITY)];
    if (!this.#sorted) {
      this.events.sort((one, other) => one.at - other.at);
      this.#sorted = true;
    }
    const second = (at: number) => Math.floor(at / 1000) * 1000;
    return this.events.slice(
      lowerBound(this.events, (event) => second(event.at) >= second(from)),
      lowerBound(this.events, (event) => second(event.at) >= to),
    );
  }

  #stats({ query }: Asked): Given {
    const from = Math.floor(Date.parse(`${query.get("start")}Z`) / hourMs) * hourMs;
    const to = Date.parse(`${query.get("end")}Z`);
    const counts = new Map<string, Map<number, number>>();
    for (const { project, receivedAt } of this.events) {
      if (receivedAt < from || receivedAt >= to) continue;
      const hours = counts.get(project) ?? new Map<number, number>();
      counts.set(project, hours);
      const hour = Math.floor(receivedAt / hourMs);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    const sum = (project: string) =>
      [...(counts.get(project)?.values() ?? [])].reduce((total, count) => total + count, 0);
    const field = "sum(quantity)";
    if (query.get("groupBy") === "project") {
      const groups = this.projects
        .filter(({ slug }) => counts.has(slug))
        .map(({ id, slug }) => ({ by: { project: Number(id) }, totals: { [field]: sum(slug) } }));
      return { body: { groups, intervals: [] } };
    }
    const project = this.projects.find(({ id }) => id === query.get("project"))?.slug ?? "";
    const hours: number[] = [];
    for (let at = from; at < to; at += hourMs) hours.push(at / hourMs);
    const series = hours.map((hour) => counts.get(project)?.get(hour) ?? 0);
    const groups = [
      {
        by: { outcome: "accepted" },
        totals: { [field]: sum(project) },
        series: { [field]: series },
      },
    ];
    const intervals = hours.map((hour) => new Date(hour * hourMs).toISOString());
    return { body: { intervals, groups } };
  }

  #known(id: string): StandInIssue {
    const issue = this.issues.get(id);
    if (issue === undefined) throw new Error(`there is no issue ${id}`);
    return issue;
  }

  #issueShape(issue: StandInIssue): Json {
    const project = this.projects.find(({ slug }) => slug === issue.project);
    return {
      id: issue.id,
      shortId: `${issue.project.toUpperCase()}-${issue.id}`,
      title: `ValueError: ${issue.title}`,
      culprit: "shop.cart in pay",
      permalink: `${this.url}/organizations/acme/issues/${issue.id}/`,
      level: "error",
      status: issue.status,
      substatus: issue.substatus,
      statusDetails: issue.statusDetails,
      platform: "python",
      project,
      type: "error",
      metadata: { type: "ValueError", value: issue.title },
      assignedTo: issue.assignedTo,
      count: String(issue.count),
      userCount: 0,
      firstSeen: new Date(issue.firstSeen).toISOString(),
      lastSeen: new Date(issue.lastSeen).toISOString(),
    };
  }
}

/** The first place at which something is true, of which all after it are true as well. */
function lowerBound<T>(items: readonly T[], isReached: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
