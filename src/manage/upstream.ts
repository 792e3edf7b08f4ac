import {
  type EnrichPayload,
  Failure,
  type IssueAction,
  type OutboxPayload,
  type Resolution,
  type Source,
  type StoredSource,
  type UpstreamChange,
  type WriteBackPayload,
  writtenBack,
} from "../domain/index.ts";
import {
  type GivenBackfill,
  type IssueEntry,
  type LeaseAsk,
  type Ledger,
  leftOutMark,
  type UpstreamWrite,
} from "../store/index.ts";
import type { Doing } from "./happen.ts";

/** What is done to sources, and what those who speak to them write down. */
export type UpstreamStep =
  /** The sources that the settings define: those that they define no more are not used. */
  | { readonly do: "declare"; readonly sources: readonly Source[] }
  | { readonly do: "add"; readonly source: StoredSource; readonly max: number }
  | { readonly do: "change"; readonly source: StoredSource }
  | { readonly do: "drop"; readonly slug: string }
  /** Takes work of the outbox for a while: its numbers are the rows of the result. */
  | {
      readonly do: "lease";
      readonly holder: string;
      readonly until: number;
      readonly ask: LeaseAsk;
    }
  | { readonly do: "write"; readonly writes: readonly UpstreamWrite[] }
  | { readonly do: "backfill"; readonly backfills: readonly GivenBackfill[]; readonly max: number }
  /** What a comparison found, and what is fetched because of it: neither is there without the other. */
  | {
      readonly do: "compared";
      readonly writes: readonly UpstreamWrite[];
      readonly backfills: readonly GivenBackfill[];
    }
  | { readonly do: "stopBackfill"; readonly id: number }
  | { readonly do: "retryJob"; readonly id: number }
  | { readonly do: "tell"; readonly told: WrittenBack }
  /** Asks for the events that were left out while too much waited. */
  | { readonly do: "askLeftOut"; readonly slug: string };

/** What became of a change that was to be done upstream. */
export interface WrittenBack {
  readonly issueId: number;
  readonly action: "written_back" | "not_written_back" | "would_write_back" | "conflict";
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** By which the webhook that comes of it is known: it says nothing new. */
  readonly contentKey: string | null;
}

/** Carries out a step on the ledger of one transaction. Returns the numbers of rows that it is about. */
export function performUpstream(
  step: UpstreamStep,
  { ledger, now }: Pick<Doing, "ledger" | "now">,
): readonly number[] {
  const { upstream: book } = ledger;
  switch (step.do) {
    case "declare":
      declare(step.sources, ledger, now);
      return [];
    case "add":
      add(step.source, step.max, { ledger, now });
      return [];
    case "change":
      put(step.source, { ledger, now });
      return [];
    case "drop":
      book.write({ put: "noSource", slug: step.slug });
      return [];
    case "lease": {
      const ids = book.stored.dueJobs(step.ask);
      const { holder, until } = step;
      if (ids.length > 0) book.write({ put: "lease", ids, holder, until });
      return ids;
    }
    case "write":
      for (const each of step.writes) book.write(each);
      return [];
    case "backfill":
      return startBackfills(step.backfills, step.max, { ledger, now });
    case "compared":
      for (const each of step.writes) book.write(each);
      return startBackfills(step.backfills, step.backfills.length, { ledger, now });
    case "stopBackfill":
      return [stopBackfill(step.id, { ledger, now })];
    case "retryJob":
      return [retryJob(step.id, { ledger, now })];
    case "tell":
      tell(step.told, { ledger, now });
      return [];
    case "askLeftOut":
      askLeftOut(step.slug, { ledger, now });
      return [];
  }
}

function declare(sources: readonly Source[], ledger: Ledger, now: number): void {
  const stored = new Map(ledger.upstream.stored.sources().map((each) => [each.slug, each]));
  for (const source of sources) {
    const before = stored.get(source.slug);
    stored.delete(source.slug);
    // What is switched on in the page stays so, whatever the settings say of the rest.
    const writeBack = before?.writeBack ?? source.writeBack;
    const after: StoredSource = { ...source, writeBack, sealedToken: null, enabled: true };
    if (!isSame(before, after)) put(after, { ledger, now });
  }
  for (const gone of stored.values()) {
    if (gone.origin !== "environment" || !gone.enabled) continue;
    ledger.upstream.write({ put: "source", source: { ...gone, enabled: false }, at: now });
  }
}

function isSame(one: StoredSource | undefined, other: StoredSource): boolean {
  const parts = (source: StoredSource) =>
    JSON.stringify(Object.entries(source).sort(([a], [b]) => (a < b ? -1 : 1)));
  return one !== undefined && parts(one) === parts(other);
}

interface Doer {
  readonly ledger: Ledger;
  readonly now: number;
}

/** Throws `conflict` for a slug that is taken, and where there are `max`. */
function add(source: StoredSource, max: number, doer: Doer): void {
  const sources = doer.ledger.upstream.stored.sources();
  if (sources.some(({ slug, enabled }) => slug === source.slug && enabled)) {
    throw new Failure("conflict", `There is a source called ${source.slug} already.`);
  }
  if (sources.length >= max) throw new Failure("conflict", `There are ${max} sources already.`);
  put(source, doer);
}

/** Whatever is known by its issue only is asked for as soon as there is somebody to ask. */
function put(source: StoredSource, { ledger, now }: Doer): void {
  const known = ledger.upstream.source(source.slug) !== null;
  ledger.upstream.write({ put: "source", source, at: now });
  if (known) return;
  oweEvents(source.slug, 0, { ledger, now });
}

function askLeftOut(source: string, { ledger, now }: Doer): void {
  const after = ledger.upstream.stored.leftOutAfter(source);
  if (after === null || ledger.upstream.source(source) === null) return;
  ledger.upstream.write({ put: "mark", source, name: leftOutMark, value: -1 });
  oweEvents(source, after, { ledger, now });
}

/** Writes down that the events of issues after one are to be fetched, as far as there is room. */
function oweEvents(source: string, from: number, { ledger, now: at }: Doer): void {
  const pageMax = 1000;
  let after = from;
  for (;;) {
    const page = ledger.upstream.stored.partialIssues(source, after, pageMax);
    for (const { issueId, upstreamId: upstreamIssueId, project } of page) {
      after = issueId;
      if (!oweEvent(ledger, { source, issueId, upstreamIssueId, project, at })) return;
    }
    if (page.length < pageMax) return;
  }
}

/** An event that is to be fetched. */
export interface MissingEvent extends Omit<EnrichPayload, "do"> {
  readonly source: string;
  /** Of the issue as it is known here. */
  readonly issueId: number;
  /** Since when it is missing. */
  readonly at: number;
}

/**
 * Writes down that an issue's event is to be fetched. False: too much waits, and only that is written down, so
 * that it is asked for later.
 */
export function oweEvent(
  ledger: Ledger,
  { source, issueId, upstreamIssueId, project, at }: MissingEvent,
): boolean {
  const payload: OutboxPayload = { do: "enrich", upstreamIssueId, project };
  const key = `enrich:${source}:${upstreamIssueId}`;
  const owed = ledger.upstream.owe({ key, source, payload, at });
  if (!owed) ledger.upstream.write({ put: "leftOut", source, after: issueId - 1 });
  return owed;
}

function startBackfills(
  backfills: readonly GivenBackfill[],
  max: number,
  { ledger, now }: Doer,
): readonly number[] {
  if (backfills.length > max) {
    throw new Failure("invalid", `At most ${max} projects are fetched at one time: name some.`);
  }
  let id = ledger.upstream.stored.lastBackfillId();
  return backfills.map((backfill) => {
    id += 1;
    ledger.upstream.write({ put: "backfill", id, backfill, at: now });
    return id;
  });
}

/** Throws `not_found`, and `conflict` where it has ended. */
function stopBackfill(id: number, { ledger, now }: Doer): number {
  const found = ledger.upstream.stored.backfill(id);
  if (found === null) throw new Failure("not_found", `There is no backfill ${id}.`);
  if (found.state !== "waiting" && found.state !== "running") {
    throw new Failure("conflict", `Backfill ${id} has ended already: it is ${found.state}.`);
  }
  const { anchor, cursor } = found;
  const none = { listed: 0, stored: 0, requests: 0 };
  const reason = "Somebody stopped it.";
  const step = { id, state: "stopped" as const, reason, anchor, cursor, ...none };
  ledger.upstream.write({ put: "backfillStep", step, at: now });
  return id;
}

function retryJob(id: number, { ledger, now }: Doer): number {
  if (ledger.upstream.stored.jobState(id) === null) {
    throw new Failure("not_found", `There is no work ${id} in the outbox.`);
  }
  ledger.upstream.write({ put: "jobAgain", id, at: now });
  return id;
}

function tell({ issueId, action, summary, detail, contentKey }: WrittenBack, doer: Doer): void {
  const { ledger, now } = doer;
  const issue = ledger.issue(issueId);
  if (issue === null) return;
  if (contentKey !== null && ledger.contentKey(contentKey) === null) {
    ledger.addContentKey(contentKey, writtenBack);
  }
  ledger.tell({
    projectId: issue.projectId,
    issueId,
    source: issue.upstreamSource ?? "upstream",
    upstreamIssueId: issue.upstreamId,
    kind: "activity",
    action,
    actor: null,
    summary,
    detail,
    at: now,
    deliveryId: null,
  });
  const data = { action };
  ledger.changes.push({
    kind: "timeline",
    projectId: issue.projectId,
    issueId,
    errorId: null,
    data,
  });
}

/**
 * Writes down that what somebody did to an issue is to be done upstream, where its source wants that. What
 * the upstream itself reported is no doing of ours, so nothing goes back.
 */
export function oweWriteBack(
  issue: IssueEntry,
  what: IssueAction | { readonly do: "comment"; readonly text: string },
  { ledger, now, actor }: Doing,
): void {
  const { upstreamSource: source, upstreamId } = issue;
  if (source === null || upstreamId === null || actor === null || actor.type === "sentry") return;
  const mode = ledger.upstream.source(source)?.writeBack ?? "off";
  const change = changeOf(issue, what);
  if (mode === "off" || change === null) return;
  const payload: WriteBackPayload = {
    do: "write_back",
    issueId: issue.id,
    upstreamIssueId: upstreamId,
    actor: actor.name,
    at: now,
    change,
  };
  const part = change.to === "commented" || change.to === "assigned" ? change.to : "status";
  const key = `write_back:${issue.id}:${part}:${now}:${ledger.upstream.writes.length}`;
  ledger.upstream.owe({ key, source, payload, at: now });
}

/** What upstreams have words for; bookmarks and pins are ours alone. */
function changeOf(
  { state }: IssueEntry,
  what: IssueAction | { readonly do: "comment"; readonly text: string },
): UpstreamChange | null {
  switch (what.do) {
    case "resolve":
      return { to: "resolved", release: releaseIn(state.resolution) };
    case "archive":
      return {
        to: "archived",
        until: what.archive.until === "escalating" ? "escalating" : "forever",
      };
    case "reopen":
      return { to: "unresolved" };
    case "assign":
      return { to: "assigned", assignee: what.to };
    case "comment":
      return { to: "commented", text: what.text };
    default:
      return null;
  }
}

function releaseIn(resolution: Resolution | null): string | null {
  if (resolution?.in === "next_release") return "next";
  return resolution?.in === "release" ? resolution.release : null;
}
