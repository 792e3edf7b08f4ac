import {
  type FieldName,
  fieldsAbout,
  fieldTags,
  parseSearch,
  searchFields,
  userTagKey,
} from "../../domain/index.ts";
import type { AskOf } from "../reads/reads.ts";
import type { Handlers } from "../v1/handlers.ts";
import type { HandlerDeps } from "./deps.ts";

type Kept = "GET /api/v1/search/fields" | "GET /api/v1/search/values" | "GET /api/v1/search/check";

type Source = Pick<AskOf<"completions">, "of" | "key">;

const tag = (key: string): Source => ({ of: "tag", key });

/** Where the values of a field are found; fields that are not here have values of their own, or none. */
const sources: Partial<Readonly<Record<FieldName, Source>>> = {
  project: { of: "projects", key: "" },
  environment: tag("environment"),
  release: tag("release"),
  platform: { of: "platform", key: "" },
  assigned: { of: "assignee", key: "" },
  has: { of: "tags", key: "" },
  user: tag(userTagKey),
  issue: { of: "short_id", key: "" },
  "error.type": tag(fieldTags.type),
  logger: tag(fieldTags.logger),
  server_name: tag(fieldTags.serverName),
  transaction: tag(fieldTags.transaction),
  first_release: { of: "first_release", key: "" },
  last_release: { of: "last_release", key: "" },
  source: tag(fieldTags.source),
};

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
        completes: sources[name] !== undefined || values.length > 0,
        example,
      }));
      return { items, next_cursor: null };
    },

    async "GET /api/v1/search/values"({ field, prefix, limit }) {
      const known = searchFields.find(
        ({ name, aliases }) => name === field || (aliases as readonly string[]).includes(field),
      );
      const begins = (value: string) => value.toLowerCase().startsWith(prefix.toLowerCase());
      const fixed = (known?.values ?? []).filter(begins).map((value) => ({ value, count: null }));
      const source = known === undefined ? tag(field) : sources[known.name];
      const found =
        source === undefined ? [] : await readers.ask("completions", { ...source, prefix, limit });
      return { items: [...fixed, ...found].slice(0, limit), next_cursor: null };
    },

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
