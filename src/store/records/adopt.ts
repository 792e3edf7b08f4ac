import { type ErrorFacts, groupingOf, shortIdOf, slugOf, untoldError } from "../../domain/index.ts";
import { type IssueEntry, newIssue, type ProjectEntry } from "./entries.ts";
import type { Ledger } from "./ledger.ts";
import { readableValues } from "./rows.ts";

/** A row of the Python service's table `errors`. */
export interface EarlierRow {
  readonly id: number;
  readonly event_id: string | null;
  readonly project: string | null;
  readonly message: string | null;
  readonly exception_type: string | null;
  readonly exception_value: string | null;
  readonly stacktrace: string | null;
  readonly timestamp: string | number | null;
  readonly created_at: string | number | null;
}

/** Makes an error, under its own id, of a row of the service that was here before. `now`: milliseconds. */
export function adoptRow(ledger: Ledger, row: EarlierRow, now: number): void {
  const facts = factsOf(row);
  const slug = slugOf(row.project ?? "");
  const project = ledger.projects.bySlug(slug) ?? ledger.projects.create(slug, null);
  const createdAt = millisecondsOf(row.created_at) ?? now;
  const timestamp = millisecondsOf(row.timestamp) ?? createdAt;
  // Grouped as the simple format is today, so that a sender that goes on finds its issues again.
  const { key: name } = groupingOf(facts);
  const known = ledger.key(project.id, name);
  const issue =
    (known === null ? null : ledger.issue(known.issueId)) ??
    openIssue(ledger, project, { title: facts.title, seenAt: timestamp });
  const key = known ?? ledger.createKey(name, issue);
  ledger.continueAfter(row.id);
  ledger.addError({
    id: row.id,
    eventId: row.event_id,
    readable: readableValues(facts),
    marks: ledger.marksOf(facts, key, { timestamp, source: "generic" }),
    createdAt,
    partial: false,
    issueId: issue.id,
    deliveryId: null,
    deliveryItem: 0,
  });
  ledger.countError({ key, issue }, { timestamp, release: null });
  if (row.event_id === null) return;
  const identity = { projectId: project.id, eventId: row.event_id };
  if (ledger.identity(identity) === null) ledger.addIdentity(identity, row.id, createdAt);
}

function openIssue(
  ledger: Ledger,
  project: ProjectEntry,
  told: { readonly title: string; readonly seenAt: number },
): IssueEntry {
  const number = ledger.projects.takeIssueNumber(project);
  const shortId = shortIdOf(project.slug, number);
  return ledger.createIssue(newIssue({ projectId: project.id, number, shortId, ...told }));
}

function factsOf(row: EarlierRow): ErrorFacts {
  const title = titleOf(row);
  const told = row.exception_type !== null || row.exception_value !== null;
  const exception = {
    type: row.exception_type,
    value: row.exception_value,
    module: null,
    mechanism: null,
    frames: [],
  };
  return {
    ...untoldError(title),
    message: row.message ?? title,
    exceptions: told ? [exception] : [],
    stacktrace: row.stacktrace,
  };
}

function titleOf(row: EarlierRow): string {
  const value = row.exception_value?.split("\n")[0];
  const title = row.exception_type
    ? row.exception_type + (value ? `: ${value}` : "")
    : (row.message?.split("\n")[0] ?? "");
  return title === "" ? "<untitled>" : title.slice(0, 256);
}

/** SQLAlchemy writes `2024-01-02 03:04:05.678901` without a zone and means UTC. */
function millisecondsOf(value: string | number | null): number | null {
  if (typeof value === "number") return Math.round(value < 1e11 ? value * 1000 : value);
  if (value === null || value === "") return null;
  const zoned = /[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`;
  const parsed = Date.parse(zoned.replace(" ", "T"));
  return Number.isNaN(parsed) ? null : parsed;
}
