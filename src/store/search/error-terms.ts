import { type RawBuilder, sql } from "kysely";
import {
  fieldTags,
  type OptionalField,
  type Pattern,
  type SearchTerm,
  type TextField,
  userTagKey,
} from "../../domain/index.ts";
import { pieceFound, piecesFound, textQuery } from "../dialects/sqlite-text.ts";
import {
  assignedTo,
  issueHasTag,
  issueHasWords,
  issueTerms,
  states,
  within,
} from "./issue-terms.ts";
import type { SearchLookups } from "./lookups.ts";
import { allOf, anyOf, type Condition, never, partsOf, textHas, textIs } from "./patterns.ts";
import { column, type TextTerm, type UserKind, userKinds, userPatterns } from "./text-terms.ts";

// What a term means of an error, whose row is `e` and whose issue's row is `i`. What is found by words or
// tags is looked for in the issues that have them: an index leads to those.

/** Compiles terms about errors. */
export function errorTerms(lookups: SearchLookups): (term: SearchTerm) => Promise<Condition> {
  const ofIssue = issueTerms(lookups);
  return async (term) => {
    switch (term.kind) {
      case "words":
        return errorHasWords(lookups, partsOf(term.pattern));
      case "text":
        return texts[term.field](lookups, term.match.values);
      case "tag":
        return errorHasTag(lookups, term.tag, term.match.values);
      case "moment":
        return within(
          term.field === "received_at" ? sql`e.created_at` : sql`e.timestamp`,
          term.match,
        );
      case "level":
        return sql<boolean>`e.level in (${sql.join(term.values)})`;
      case "is":
        return anyOf(
          term.values.map((value) => {
            if (value === "partial") return sql<boolean>`e.partial = 1`;
            return value === "pinned" ? sql<boolean>`e.pinned = 1` : states[value];
          }),
        );
      case "assigned":
        return anyOf(term.values.map(assignedTo));
      case "has":
        return has[term.field];
      case "hasTag":
        return hasAnyTag(term.tag);
      case "number":
      case "status":
        return ofIssue(term);
    }
  };
}

/** A column that the issues are found by as by a tag. */
const tagged =
  (key: string, name: RawBuilder<unknown>): TextTerm =>
  async (lookups, patterns) =>
    allOf([
      await eIn(issueHasTag(lookups, key, patterns)),
      anyOf(patterns.map((pattern) => textIs(name, pattern))),
    ]);

/** A column that the issues are found by as by words. */
const worded =
  (name: RawBuilder<unknown>): TextTerm =>
  async (lookups, patterns) => {
    const each: Condition[] = [];
    for (const pattern of patterns) {
      const found = await errorHasWords(lookups, partsOf(pattern));
      each.push(allOf([found, textHas(name, pattern)]));
    }
    return anyOf(each);
  };

const user =
  (kinds: readonly UserKind[]): TextTerm =>
  (lookups, patterns) =>
    errorHasTag(lookups, userTagKey, userPatterns(kinds, patterns));

const ofIssue =
  (field: "project" | "issue" | "first_release" | "last_release"): TextTerm =>
  (lookups, values) =>
    issueTerms(lookups)({ kind: "text", field, match: { op: "is", values } });

const texts: Readonly<Record<TextField, TextTerm>> = {
  project: async (lookups, patterns) => {
    const ids = await lookups.projectIds(patterns);
    return ids.length === 0 ? never : sql<boolean>`e.project_id in (${sql.join(ids)})`;
  },
  environment: tagged("environment", sql`e.environment`),
  release: tagged("release", sql`e.release`),
  platform: column(sql`e.platform`),
  user: (lookups, patterns) =>
    errorHasTag(lookups, userTagKey, [...patterns, ...userPatterns(userKinds, patterns)]),
  "user.id": user(["id"]),
  "user.email": user(["email"]),
  "user.username": user(["username"]),
  "user.ip": user(["ip"]),
  id: async (lookups, patterns) => {
    const ids = (await lookups.errorsByEvent(patterns)).map(({ id }) => id);
    return ids.length === 0 ? never : sql<boolean>`e.id in (${sql.join(ids)})`;
  },
  issue: ofIssue("issue"),
  title: worded(sql`e.title`),
  culprit: worded(sql`e.culprit`),
  message: worded(sql`coalesce(e.message, e.title)`),
  "error.type": tagged(fieldTags.type, sql`e.exception_type`),
  "error.value": worded(sql`e.exception_value`),
  file: async (lookups, patterns) => {
    const each: Condition[] = [];
    for (const pattern of patterns) each.push(await errorHasWords(lookups, partsOf(pattern)));
    return anyOf(each);
  },
  logger: tagged(fieldTags.logger, sql`e.logger`),
  server_name: tagged(fieldTags.serverName, sql`e.server_name`),
  transaction: (lookups, patterns) => errorHasTag(lookups, fieldTags.transaction, patterns),
  first_release: ofIssue("first_release"),
  last_release: ofIssue("last_release"),
  source: (lookups, patterns) => errorHasTag(lookups, fieldTags.source, patterns),
};

async function errorHasWords(lookups: SearchLookups, parts: readonly string[]): Promise<Condition> {
  const query = textQuery(parts);
  if (query === null) return never;
  if (await lookups.isNarrowText(query)) {
    const pieces = piecesFound(query);
    return allOf([
      await eIn(issueHasWords(lookups, parts)),
      sql<boolean>`(e.words_id in (${pieces}) or e.trace_id in (${pieces}))`,
    ]);
  }
  return anyOf([pieceFound(sql`e.words_id`, query), pieceFound(sql`e.trace_id`, query)]);
}

async function errorHasTag(
  lookups: SearchLookups,
  key: string,
  patterns: readonly Pattern[],
): Promise<Condition> {
  const ids = await lookups.tagIds(key, patterns);
  if (ids !== null && ids.length === 0) return never;
  const own =
    ids === null
      ? hasAnyTag(key, anyOf(patterns.map((pattern) => textIs(sql`g.value`, pattern))))
      : sql<boolean>`exists (select 1 from json_each(e.tag_ids) j
          where abs(j.value) in (${sql.join(ids)}))`;
  return allOf([await eIn(issueHasTag(lookups, key, patterns)), own]);
}

/** A condition of the issue as one of the error, so that the error's index by issue can serve. */
async function eIn(ofIssue: Promise<Condition>): Promise<Condition> {
  return sql<boolean>`e.issue_id in (select i.id from issues i where ${await ofIssue})`;
}

function hasAnyTag(key: string, valued?: Condition): Condition {
  const extra = valued === undefined ? sql`` : sql` and ${valued}`;
  return sql<boolean>`exists (select 1 from json_each(e.tag_ids) j
    cross join tags g on g.id = abs(j.value) where g.key = ${key}${extra})`;
}

const userHas = (kind: UserKind): Condition =>
  hasAnyTag(userTagKey, textIs(sql`g.value`, { kind: "wildcard", parts: [`${kind}:`, ""] }));

const known = (name: RawBuilder<unknown>): Condition => sql<boolean>`${name} is not null`;

const has: Readonly<Record<OptionalField, Condition>> = {
  environment: known(sql`e.environment`),
  release: known(sql`e.release`),
  assigned: states.assigned,
  user: hasAnyTag(userTagKey),
  "user.id": userHas("id"),
  "user.email": userHas("email"),
  "user.username": userHas("username"),
  "user.ip": userHas("ip"),
  id: known(sql`e.event_id`),
  culprit: known(sql`e.culprit`),
  "error.type": known(sql`e.exception_type`),
  "error.value": known(sql`e.exception_value`),
  file: sql<boolean>`exists (select 1 from traces t where t.id = e.trace_id and t.text is not null)`,
  logger: known(sql`e.logger`),
  server_name: known(sql`e.server_name`),
  transaction: hasAnyTag(fieldTags.transaction),
  first_release: known(sql`i.first_release`),
  last_release: known(sql`i.last_release`),
};
