import { Failure } from "../../domain/index.ts";
import type { Told } from "../../live/index.ts";
import type { HandlerDeps } from "../handlers/deps.ts";
import type { Readers } from "../reads/readers.ts";
import type { AskOf, ReadName, ReplyOf } from "../reads/reads.ts";

type Asks = Pick<Readers, "ask">;

/** What a caller is limited to, and the readers that know of everything. */
interface Within {
  readonly slugs: ReadonlySet<string>;
  readonly all: Asks;
}

/** How one read is limited to some projects. */
type Rule<Name extends ReadName> = (within: Within, ask: AskOf<Name>) => Promise<ReplyOf<Name>>;

/**
 * Readers that know of some projects only: what belongs to others is not there. Nothing else reads, so a handler
 * cannot forget to ask whether its caller may.
 */
export function readersWithin(all: Asks, projects: readonly string[]): Asks {
  const within: Within = { slugs: new Set(projects), all };
  return {
    ask<Name extends ReadName>(name: Name, ask: AskOf<Name>): Promise<ReplyOf<Name>> {
      const rule = rules[name] as Rule<Name>;
      return rule(within, ask);
    },
  };
}

/** What the handlers of a caller are made of who is limited to some projects. */
export function depsWithin(deps: HandlerDeps, projects: readonly string[]): HandlerDeps {
  const slugs = new Set(projects);
  return {
    ...deps,
    readers: readersWithin(deps.readers, projects),
    feed: {
      get isFull() {
        return deps.feed.isFull;
      },
      watch: (after, signal) => onlyOf(deps.feed.watch(after, signal), slugs),
    },
  };
}

async function* onlyOf(
  told: AsyncIterable<Told>,
  slugs: ReadonlySet<string>,
): AsyncGenerator<Told, void, void> {
  for await (const each of told) {
    const isOfAll = each === null || "forgotten" in each;
    if (isOfAll || (each.project !== null && slugs.has(each.project))) yield each;
  }
}

/** Those of the named projects that are among the caller's; of all where none is named. */
function narrowed({ slugs }: Within, named: readonly string[] | null | undefined): string[] {
  if (named === null || named === undefined) return [...slugs];
  return named.filter((name) => slugs.has(name));
}

/** A question with a list of projects. */
function byProjects<Name extends ReadName>(name: Name): Rule<Name> {
  return (within, ask) => {
    const { projects } = ask as { readonly projects: readonly string[] | null };
    const asked = { ...(ask as object), projects: narrowed(within, projects) };
    return within.all.ask(name, asked as AskOf<Name>);
  };
}

/** The same where the list stands in the question's own `ask`. */
function byAskedProjects<Name extends "errorPage" | "exportPage" | "errorCount">(
  name: Name,
): Rule<Name> {
  return (within, outer) => {
    const { ask } = outer;
    const projects = narrowed(within, ask.projects);
    return within.all.ask(name, { ...outer, ask: { ...ask, projects } } as AskOf<Name>);
  };
}

/** What is asked for by a number that another read gave, which was limited. */
function asItIs<Name extends ReadName>(name: Name): Rule<Name> {
  return ({ all }, ask) => all.ask(name, ask);
}

/** What concerns the whole collector. */
function refused<Name extends ReadName>(): Rule<Name> {
  return async () => {
    throw new Failure("forbidden", "This concerns all projects, and you are limited to some.");
  };
}

async function whoseProject(
  { slugs, all }: Within,
  name: "error" | "errorByEvent",
  ask: number | string,
) {
  const found = await all.ask(name, ask as never);
  return found !== null && slugs.has(found.error.project) ? found : null;
}

/** Every read has its rule: the compiler names one that is missing. */
const rules: { readonly [Name in ReadName]: Rule<Name> } = {
  issuePage: byProjects("issuePage"),
  issueIds: byProjects("issueIds"),
  noisiest: byProjects("noisiest"),
  projectSeries: byProjects("projectSeries"),
  errorPage: byAskedProjects("errorPage"),
  exportPage: byAskedProjects("exportPage"),
  errorCount: byAskedProjects("errorCount"),
  errors: (within, ask) => {
    const { filter } = ask;
    const project = narrowed(within, filter.project);
    return within.all.ask("errors", { ...ask, filter: { ...filter, project } });
  },
  latest: (within, filter) =>
    within.all.ask("latest", { ...filter, project: narrowed(within, filter.project) }),

  async issueRef({ slugs, all }, ref) {
    const found = await all.ask("issueRef", ref);
    return found !== null && slugs.has(found.project) ? found : null;
  },
  error: (within, id) => whoseProject(within, "error", id),
  errorByEvent: (within, eventId) => whoseProject(within, "errorByEvent", eventId),
  async errorRef(within, ref) {
    const id = await within.all.ask("errorRef", ref);
    return id === null ? null : ((await whoseProject(within, "error", id))?.error.id ?? null);
  },
  async project({ slugs, all }, ref) {
    const found = await all.ask("project", ref);
    return found !== null && slugs.has(found.slug) ? found : null;
  },
  async projectPage({ slugs, all }, { after, limit }) {
    const mine = [...slugs].sort().filter((slug) => slug > after);
    const found = await Promise.all(mine.slice(0, limit).map((slug) => all.ask("project", slug)));
    const next = mine.length > limit ? (mine[limit - 1] ?? null) : null;
    return { items: found.filter((each) => each !== null), next };
  },
  async releasePage(within, ask) {
    const project = await rules.project(within, ask.project);
    if (project === null) return null;
    return within.all.ask("releasePage", { ...ask, project: project.slug });
  },
  // Values are counted over all projects; but for projects, a completion would tell of others.
  async completions({ slugs }, { of, prefix, limit }) {
    if (of !== "projects") return [];
    const begins = [...slugs].filter((slug) => slug.startsWith(prefix.toLowerCase()));
    return begins.slice(0, limit).map((value) => ({ value, count: null }));
  },

  fullIssue: asItIs("fullIssue"),
  issuesByIds: asItIs("issuesByIds"),
  timeline: asItIs("timeline"),
  timelineEntry: asItIs("timelineEntry"),
  issueStats: asItIs("issueStats"),
  issueTags: asItIs("issueTags"),
  tagValues: asItIs("tagValues"),
  issueEdge: asItIs("issueEdge"),
  wholeError: asItIs("wholeError"),
  errorNeighbours: asItIs("errorNeighbours"),
  importedLine: asItIs("importedLine"),
  sightings: asItIs("sightings"),
  // An error's own; operations about deliveries are refused before, since they concern the whole.
  delivery: asItIs("delivery"),
  deliveryBody: asItIs("deliveryBody"),
  // Searches, not what they find.
  views: asItIs("views"),

  deliveries: refused(),
  deliveryPage: refused(),
  changes: refused(),
  changeBounds: refused(),
  retention: refused(),
  standing: refused(),
  rememberedWrite: refused(),
  sources: refused(),
  outbox: refused(),
  outboxJob: refused(),
  backfills: refused(),
  backfillsOf: refused(),
  completeness: refused(),
};
