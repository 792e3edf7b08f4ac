import { type RawBuilder, sql } from "kysely";
import {
  fieldTags,
  type OptionalField,
  type Pattern,
  type SearchTerm,
  type TextField,
  userTagKey,
} from "../../domain/index.ts";
import { tagsOfError } from "../dialects/lists.ts";
import { joinInOrder, some, unindexed } from "../dialects/plans.ts";
import { eitherPieceFound, piecesFound, textQuery } from "../dialects/texts.ts";
import { assignedTo, issueTerms, states, within } from "./issue-terms.ts";
import type { SearchLookups } from "./lookups.ts";
import { allOf, anyOf, type Condition, never, partsOf, textHas, textIs } from "./patterns.ts";
import { column, foundBy, type TextTerm, type UserKind, userTerms } from "./text-terms.ts";

// What a term means of an error, whose row is `e` and whose issue's row is `i`. It is asked of single rows:
// which of them to look at is decided by `narrowing.ts`.

/** More pieces of text than this are not gathered for every slice anew. */
const gatheredPiecesMax = 5000;

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
        // The sign leaves the index to the order in which errors are walked through.
        return within(
          term.field === "received_at" ? sql`e.created_at` : unindexed(sql`e.timestamp`),
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

/** A column that is also a tag, by which an index leads to the errors that have it. */
const tagged =
  (key: string, name: RawBuilder<unknown>): TextTerm =>
  async (lookups, patterns) =>
    allOf([
      anyOf(patterns.map((pattern) => textIs(name, pattern))),
      await errorHasTag(lookups, key, patterns),
    ]);

/** A column that is found by words and has the text as it is written. */
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

const said = foundBy(errorHasWords);

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
  ...userTerms(errorHasTag),
  id: async (lookups, patterns) => {
    const ids = (await lookups.errorsByEvent(patterns)).map(({ id }) => id);
    return ids.length === 0 ? never : sql<boolean>`e.id in (${sql.join(ids)})`;
  },
  issue: ofIssue("issue"),
  title: worded(sql`e.title`),
  culprit: worded(sql`e.culprit`),
  message: said,
  "error.type": tagged(fieldTags.type, sql`e.exception_type`),
  "error.value": said,
  file: said,
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
  const found = await lookups.wordsFound(query);
  if (found !== null && found.errors <= gatheredPiecesMax) {
    const pieces = piecesFound(query);
    return sql<boolean>`(e.words_id in (${pieces}) or e.trace_id in (${pieces}))`;
  }
  lookups.widen();
  return eitherPieceFound([sql`e.words_id`, sql`e.trace_id`], query);
}

async function errorHasTag(
  lookups: SearchLookups,
  key: string,
  patterns: readonly Pattern[],
): Promise<Condition> {
  const ids = await lookups.tagIds(key, patterns);
  if (ids === null) {
    return hasAnyTag(key, anyOf(patterns.map((pattern) => textIs(sql`g.value`, pattern))));
  }
  if (ids.length === 0) return never;
  return some(sql`from ${tagsOfError}
    where abs(j.value) in (${sql.join(ids)})`);
}

function hasAnyTag(key: string, valued?: Condition): Condition {
  const extra = valued === undefined ? sql`` : sql` and ${valued}`;
  return some(sql`from ${tagsOfError}
    ${joinInOrder} tags g on g.id = abs(j.value) where g.key = ${key}${extra}`);
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
  file: some(sql`from traces t where t.id = e.trace_id and t.text is not null`),
  logger: known(sql`e.logger`),
  server_name: known(sql`e.server_name`),
  transaction: hasAnyTag(fieldTags.transaction),
  first_release: known(sql`i.first_release`),
  last_release: known(sql`i.last_release`),
};
