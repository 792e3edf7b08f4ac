import { fieldNamed, fieldsAbout, parseSearch } from "../../domain/index.ts";
import type { Handlers } from "../v1/handlers.ts";
import { completes, completionOf, storedValues } from "./completion.ts";
import type { HandlerDeps } from "./deps.ts";

type Kept =
  | "GET /api/v1/search/fields"
  | "GET /api/v1/search/values"
  | "GET /api/v1/search/complete"
  | "GET /api/v1/search/check";

/** The search language: for completion, and for whoever writes a query. */
export function searchHandlers({ readers }: HandlerDeps): Pick<Handlers, Kept> {
  return {
    async "GET /api/v1/search/fields"({ about }) {
      const items = fieldsAbout(about).map(({ name, says, kind, aliases, values, example }) => ({
        name,
        about: says,
        kind,
        aliases: [...aliases],
        values: [...values],
        completes: completes(name) || values.length > 0,
        example,
      }));
      return { items, next_cursor: null };
    },

    async "GET /api/v1/search/values"({ field, prefix, limit }) {
      const known = fieldNamed(field);
      const begins = (value: string) => value.toLowerCase().startsWith(prefix.toLowerCase());
      const fixed = (known?.values ?? []).filter(begins).map((value) => ({ value, count: null }));
      const found = await storedValues(readers, known?.name ?? null, field, { prefix, limit });
      return { items: [...fixed, ...found].slice(0, limit), next_cursor: null };
    },

    "GET /api/v1/search/complete": (input) => completionOf(readers, input),

    async "GET /api/v1/search/check"({ about, query }, { now, actor }) {
      const result = parseSearch(query, { about, now, me: actor });
      if (result.ok) return { valid: true, problem: null };
      return {
        valid: false,
        problem: { ...result.problem, expected: [...result.problem.expected] },
      };
    },
  };
}
