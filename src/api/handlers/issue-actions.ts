import { z } from "zod";
import { deadlineMs } from "../../contract/index.ts";
import { Failure } from "../../domain/index.ts";
import type { BulkAction, Command, Result } from "../../manage/index.ts";
import { BadInput } from "../problems.ts";
import { cursorFor } from "../reads/written.ts";
import { type Context, type Handlers, Moved } from "../v1/handlers.ts";
import { actorFor, issueAt, issuesAt, present, queryOf } from "./asked.ts";
import { placeAt } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";

type KeptOfOne =
  | "POST /api/v1/issues/{id}/resolve"
  | "POST /api/v1/issues/{id}/archive"
  | "POST /api/v1/issues/{id}/reopen"
  | "POST /api/v1/issues/{id}/assign"
  | "POST /api/v1/issues/{id}/bookmark"
  | "POST /api/v1/issues/{id}/pin"
  | "POST /api/v1/issues/{id}/comments"
  | "DELETE /api/v1/issues/{id}";
type KeptOfMany =
  | "POST /api/v1/issues/actions"
  | "POST /api/v1/issues/merge"
  | "POST /api/v1/issues/{id}/unmerge";

type Asked = Parameters<Handlers["POST /api/v1/issues/actions"]>[0]["action"];

const refusalsMax = 100;

/** What changes issues. */
export function issueActionHandlers(deps: HandlerDeps): Pick<Handlers, KeptOfOne | KeptOfMany> {
  return { ...handlersOfOne(deps), ...handlersOfMany(deps) };
}

function order({ perform }: HandlerDeps, command: Command, context: Context): Promise<Result> {
  return perform({ command, actor: actorFor(context), now: context.now });
}

async function full({ readers }: HandlerDeps, id: number) {
  return present(await readers.ask("fullIssue", id), `Issue ${id}`);
}

function handlersOfOne(deps: HandlerDeps): Pick<Handlers, KeptOfOne> {
  const { readers } = deps;

  /** One action on one issue. A refusal is told as `unprocessable`. */
  async function act(ref: string, asked: Asked, context: Context) {
    const id = await issueAt(deps, ref);
    if (id instanceof Moved) return id;
    const action = actionOf(asked, context);
    const result = await order(deps, { do: "act", issues: [id], action }, context);
    const [refusal] = result.refusals;
    if (refusal !== undefined) throw new Failure("unprocessable", refusal.reason);
    return { changed: result.changed > 0, issue: await full(deps, id) };
  }

  return {
    "POST /api/v1/issues/{id}/resolve": ({ id, resolution }, context) =>
      act(id, { do: "resolve", resolution }, context),
    "POST /api/v1/issues/{id}/archive": ({ id, archive }, context) =>
      act(id, { do: "archive", archive }, context),
    "POST /api/v1/issues/{id}/reopen": ({ id }, context) => act(id, { do: "reopen" }, context),
    "POST /api/v1/issues/{id}/assign": ({ id, to }, context) =>
      act(id, { do: "assign", to }, context),
    "POST /api/v1/issues/{id}/bookmark": ({ id, on }, context) =>
      act(id, { do: "bookmark", on }, context),
    "POST /api/v1/issues/{id}/pin": ({ id, on }, context) => act(id, { do: "pin", on }, context),

    async "POST /api/v1/issues/{id}/comments"({ id: ref, text }, context) {
      const issueId = await issueAt(deps, ref);
      if (issueId instanceof Moved) return issueId;
      const action = { do: "comment", text } as const;
      const { rows } = await order(deps, { do: "act", issues: [issueId], action }, context);
      return present(await readers.ask("timelineEntry", rows[0] ?? 0), "The comment");
    },

    async "DELETE /api/v1/issues/{id}"({ id: ref }, context) {
      const [id = 0] = await issuesAt(deps, [ref]);
      const result = await order(
        deps,
        { do: "act", issues: [id], action: { do: "delete" } },
        context,
      );
      return { errors: result.errors };
    },
  };
}

function handlersOfMany(deps: HandlerDeps): Pick<Handlers, KeptOfMany> {
  const { readers } = deps;
  return {
    async "POST /api/v1/issues/actions"(input, context) {
      const { ids, next } = await targets(deps, input, context);
      const action = actionOf(input.action, context);
      const result = await order(deps, { do: "act", issues: ids, action }, context);
      return { ...counts(result), next_cursor: cursorFor(next) };
    },

    async "POST /api/v1/issues/merge"({ ids: refs }, context) {
      const ids = await issuesAt(deps, refs);
      const before = await readers.ask("issuesByIds", ids);
      const result = await order(deps, { do: "merge", issues: ids }, context);
      const [stays = 0] = result.issues;
      const merged = before.filter(({ id }) => id !== stays).map(({ short_id }) => short_id);
      return { issue: await full(deps, stays), merged };
    },

    async "POST /api/v1/issues/{id}/unmerge"({ id: ref, keys }, context) {
      const id = await issueAt(deps, ref);
      if (id instanceof Moved) return id;
      const result = await order(deps, { do: "unmerge", issue: id, keys }, context);
      const [, ...homes] = result.issues;
      const issues = await readers.ask("issuesByIds", homes);
      return { issue: await full(deps, id), issues };
    },
  };
}

/** The issues of a bulk action: those that are named, or the next ones that pass a query. */
async function targets(
  deps: HandlerDeps,
  input: Parameters<Handlers["POST /api/v1/issues/actions"]>[0],
  context: Context,
): Promise<{ ids: number[]; next: number | null }> {
  if (input.ids !== undefined) return { ids: await issuesAt(deps, input.ids), next: null };
  return deps.readers.ask("issueIds", {
    query: queryOf(input.query, "issues", context),
    projects: null,
    after: placeAt(input.cursor, z.int()) ?? 0,
    limit: input.limit,
  });
}

function counts({ changed, unchanged, refusals }: Result) {
  return {
    changed,
    unchanged,
    refused: refusals.length,
    refusals: refusals.slice(0, refusalsMax),
  };
}

/** An action as the workflow takes it. Throws `BadInput` where it cannot be read. */
function actionOf(asked: Asked, { now, actor }: Context): BulkAction {
  switch (asked.do) {
    case "assign":
      if (asked.to !== "me") return asked;
      if (actor !== null) return { do: "assign", to: actor };
      throw new BadInput([
        { where: "to", message: "me is whom X-Actor names, and it names nobody" },
      ]);
    case "archive": {
      const { archive } = asked;
      if (archive.until === "time") {
        return { do: "archive", archive: { until: "time", time: deadlineMs(archive.time, now) } };
      }
      if (archive.until !== "count") return { do: "archive", archive };
      const windowMinutes = archive.window_minutes ?? null;
      return { do: "archive", archive: { until: "count", count: archive.count, windowMinutes } };
    }
    case "resolve": {
      const { resolution } = asked;
      if (resolution.in !== "commit") return { do: "resolve", resolution };
      const repository = resolution.repository ?? null;
      return { do: "resolve", resolution: { ...resolution, repository } };
    }
    default:
      return asked;
  }
}
