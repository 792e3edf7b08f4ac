import { millisecondsOf } from "../../contract/index.ts";
import { Failure } from "../../domain/index.ts";
import type { ErrorListAsk } from "../../store/index.ts";
import { eventIdIn } from "../event-id.ts";
import { markdownOf } from "../markdown/error.ts";
import { type Context, type Handlers, Written } from "../v1/handlers.ts";
import { actorFor, issuesAt, present, queryOf } from "./asked.ts";
import { placeAt, timePlace } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";
import { findWhole, wholeError } from "./whole-error.ts";

type Kept =
  | "GET /api/v1/errors"
  | "GET /api/v1/errors/{id}"
  | "GET /api/v1/errors/{id}/neighbours"
  | "GET /api/v1/errors/{id}/markdown"
  | "GET /api/v1/errors/{id}/stacktrace"
  | "GET /api/v1/errors/{id}/payload"
  | "POST /api/v1/errors/{id}/pin"
  | "DELETE /api/v1/errors/{id}";

/** What concerns errors. */
export function errorHandlers(deps: HandlerDeps): Pick<Handlers, Kept> {
  const { readers, perform } = deps;

  async function errorAt(ref: string): Promise<number> {
    const id = await readers.ask("errorRef", eventIdIn(ref));
    if (id === null) throw new Failure("not_found", `There is no error ${ref}.`);
    return id;
  }

  return {
    async "GET /api/v1/errors"(input, context) {
      const before = placeAt(input.cursor, timePlace);
      const page = await readers.ask("errorPage", {
        ask: errorsAsked(input, context),
        before,
        limit: input.limit,
        counts: before === null,
      });
      return new Written(page.text, page.nextCursor);
    },

    async "GET /api/v1/errors/{id}"({ id }) {
      return wholeError(deps, await errorAt(id));
    },

    async "GET /api/v1/errors/{id}/neighbours"({ id: ref, issue }) {
      const found = present(
        await readers.ask("errorNeighbours", await errorAt(ref)),
        `Error ${ref}`,
      );
      if (issue === undefined) return found;
      const [asked] = await issuesAt(deps, [issue]);
      if (asked === found.issue_id) return found;
      throw new Failure("not_found", `Error ${ref} is not of issue ${issue}.`);
    },

    async "GET /api/v1/errors/{id}/markdown"({ id: ref }) {
      const id = await errorAt(ref);
      const error = await wholeError(deps, id);
      const issue = await readers.ask("fullIssue", error.issue_id);
      return markdownOf(error, present(issue, `The issue of error ${ref}`));
    },

    async "GET /api/v1/errors/{id}/stacktrace"({ id }) {
      const { stacktrace } = await findWhole(deps, await errorAt(id));
      if (stacktrace !== null) return `${stacktrace}\n`;
      throw new Failure("not_found", `Error ${id} came without a stack trace.`);
    },

    async "GET /api/v1/errors/{id}/payload"({ id }) {
      const { error } = await findWhole(deps, await errorAt(id));
      const { delivery_id } = error;
      const body = delivery_id === null ? null : await readers.ask("deliveryBody", delivery_id);
      if (body !== null) return { filename: `error-${error.id}.json`, body };
      throw new Failure("not_found", `The delivery of error ${id} is not kept.`);
    },

    async "POST /api/v1/errors/{id}/pin"({ id: ref, on }, context) {
      const id = await errorAt(ref);
      const command = { do: "pinError", error: id, on } as const;
      const result = await perform({ command, actor: actorFor(context), now: context.now });
      const { error } = await findWhole(deps, id);
      return { changed: result.changed > 0, error };
    },

    async "DELETE /api/v1/errors/{id}"({ id: ref }, context) {
      const command = { do: "deleteError", error: await errorAt(ref) } as const;
      const result = await perform({ command, actor: actorFor(context), now: context.now });
      return { errors: result.errors };
    },
  };
}

/** Which errors are asked for, of lists and exports alike. */
export function errorsAsked(
  input: {
    readonly query?: string | undefined;
    readonly project?: readonly string[] | undefined;
    readonly since?: string | undefined;
    readonly until?: string | undefined;
  },
  context: Pick<Context, "now" | "actor">,
): ErrorListAsk {
  const { now } = context;
  return {
    query: queryOf(input.query, "errors", context),
    projects: input.project ?? null,
    issueId: null,
    since: input.since === undefined ? null : millisecondsOf(input.since, now),
    until: input.until === undefined ? null : millisecondsOf(input.until, now),
  };
}
