import { Failure } from "../../domain/index.ts";
import type { Told } from "../../live/index.ts";
import type { Handlers } from "../v1/handlers.ts";
import { issuesAt } from "./asked.ts";
import type { HandlerDeps } from "./deps.ts";

interface Wanted {
  readonly projects: ReadonlySet<string> | null;
  readonly issues: ReadonlySet<number> | null;
  readonly kinds: ReadonlySet<string> | null;
}

/** Changes while they happen. */
export function liveHandlers(deps: HandlerDeps): Pick<Handlers, "GET /api/v1/live"> {
  return {
    async "GET /api/v1/live"(input, { signal, now }) {
      if (deps.feed.isFull) {
        throw new Failure("unavailable", "Too many watch already (LIVE_WATCHERS_MAX); try again.");
      }
      const issues = input.issue === undefined ? null : await issuesAt(deps, input.issue);
      const wanted: Wanted = {
        projects: input.project === undefined ? null : new Set(input.project),
        issues: issues === null ? null : new Set(issues),
        kinds: input.kind === undefined ? null : new Set(input.kind),
      };
      const told = deps.feed.watch(input.after ?? null, signal);
      return events(told, wanted, now);
    },
  };
}

async function* events(told: AsyncIterable<Told>, wanted: Wanted, now: number) {
  for await (const change of told) {
    if (change === null) {
      yield null;
    } else if ("forgotten" in change) {
      yield event(change.upTo, now, "gone", {});
    } else if (wants(change, wanted)) {
      const { id, at, kind, data, project, issueId, errorId } = change;
      yield { ...event(id, at, kind, data), project, issue_id: issueId, error_id: errorId };
    }
  }
}

function event(id: number, at: number, kind: string, data: Readonly<Record<string, unknown>>) {
  const nothing = { project: null, issue_id: null, error_id: null };
  return { id, at: new Date(at).toISOString(), kind, ...nothing, data: { ...data } };
}

function wants(change: Exclude<Told, null | { forgotten: true }>, wanted: Wanted): boolean {
  const { projects, issues, kinds } = wanted;
  // A number whose error is gone again tells of nothing.
  if (change.issueId === null && change.project === null) return false;
  if (projects !== null && (change.project === null || !projects.has(change.project))) return false;
  if (issues !== null && (change.issueId === null || !issues.has(change.issueId))) return false;
  return kinds === null || kinds.has(change.kind);
}
