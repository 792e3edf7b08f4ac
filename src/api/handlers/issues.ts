import { z } from "zod";
import { spanMs } from "../../contract/index.ts";
import { Failure } from "../../domain/index.ts";
import { everyError } from "../reads/error-reads.ts";
import { hoursBack } from "../reads/issue-reads.ts";
import { cursorFor } from "../reads/written.ts";
import { type Handlers, Moved, Written } from "../v1/handlers.ts";
import { issueAt, present, queryOf } from "./asked.ts";
import { numberPlace, placeAt, timePlace } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";
import { wholeError } from "./whole-error.ts";

type Kept =
  | "GET /api/v1/issues"
  | "GET /api/v1/issues/{id}"
  | "GET /api/v1/issues/{id}/errors"
  | "GET /api/v1/issues/{id}/errors/latest"
  | "GET /api/v1/issues/{id}/errors/oldest";
type KeptOfOne =
  | "GET /api/v1/issues/{id}/timeline"
  | "GET /api/v1/issues/{id}/stats"
  | "GET /api/v1/issues/{id}/tags"
  | "GET /api/v1/issues/{id}/tags/{key}";

const hourMs = 3_600_000;
const timelinePlace = z.strictObject({ at: z.number(), id: z.int() });
const tagPlace = z.strictObject({ count: z.number(), value: z.string() });

/** What reads issues. */
export function issueHandlers(deps: HandlerDeps): Pick<Handlers, Kept | KeptOfOne> {
  return { ...listHandlers(deps), ...statisticHandlers(deps) };
}

function listHandlers(deps: HandlerDeps): Pick<Handlers, Kept> {
  const { readers } = deps;

  async function edge(ref: string, which: "latest" | "oldest") {
    const id = await issueAt(deps, ref);
    if (id instanceof Moved) return id;
    const errorId = await readers.ask("issueEdge", { id, which });
    if (errorId === null) throw new Failure("not_found", `Of issue ${ref} no error is kept.`);
    return wholeError(deps, errorId);
  }

  return {
    async "GET /api/v1/issues"(input, context) {
      const step = input.period === "14d" ? 24 : 1;
      const page = await readers.ask("issuePage", {
        query: queryOf(input.query, "issues", context),
        projects: input.project ?? null,
        sort: input.sort,
        order: input.order,
        after: placeAt(input.cursor, numberPlace),
        limit: input.limit,
        hours: hoursBack(context.now, spanMs(input.period) / hourMs, step),
      });
      return new Written(page.text, page.nextCursor);
    },

    async "GET /api/v1/issues/{id}"({ id: ref }) {
      const id = await issueAt(deps, ref);
      if (id instanceof Moved) return id;
      return present(await readers.ask("fullIssue", id), `Issue ${ref}`);
    },

    async "GET /api/v1/issues/{id}/errors"(input, context) {
      const issueId = await issueAt(deps, input.id);
      if (issueId instanceof Moved) return issueId;
      const before = placeAt(input.cursor, timePlace);
      const page = await readers.ask("errorPage", {
        ask: { ...everyError(queryOf(input.query, "errors", context)), issueId },
        before,
        limit: input.limit,
        counts: before === null,
      });
      return new Written(page.text, page.nextCursor);
    },

    "GET /api/v1/issues/{id}/errors/latest": ({ id }) => edge(id, "latest"),
    "GET /api/v1/issues/{id}/errors/oldest": ({ id }) => edge(id, "oldest"),
  };
}

function statisticHandlers(deps: HandlerDeps): Pick<Handlers, KeptOfOne> {
  const { readers } = deps;
  return {
    async "GET /api/v1/issues/{id}/timeline"(input) {
      const issueId = await issueAt(deps, input.id);
      if (issueId instanceof Moved) return issueId;
      const before = placeAt(input.cursor, timelinePlace);
      const ask = { issueId, before, limit: input.limit };
      const { items, next } = await readers.ask("timeline", ask);
      return { items, next_cursor: cursorFor(next) };
    },

    async "GET /api/v1/issues/{id}/stats"(input, { now }) {
      const id = await issueAt(deps, input.id);
      if (id instanceof Moved) return id;
      const step = input.interval === "day" ? 24 : 1;
      const hours = hoursBack(now, spanMs(input.period) / hourMs, step);
      return readers.ask("issueStats", { id, hours });
    },

    async "GET /api/v1/issues/{id}/tags"(input) {
      const id = await issueAt(deps, input.id);
      if (id instanceof Moved) return id;
      const after = placeAt(input.cursor, z.string()) ?? "";
      const { items, next } = await readers.ask("issueTags", { id, after, limit: input.limit });
      return { items, next_cursor: cursorFor(next) };
    },

    async "GET /api/v1/issues/{id}/tags/{key}"(input) {
      const id = await issueAt(deps, input.id);
      if (id instanceof Moved) return id;
      const after = placeAt(input.cursor, tagPlace);
      const ask = { id, key: input.key, after, limit: input.limit };
      const { next, ...page } = await readers.ask("tagValues", ask);
      return { ...page, next_cursor: cursorFor(next) };
    },
  };
}
