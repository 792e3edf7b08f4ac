import { type Expression, type RawBuilder, sql } from "kysely";
import {
  type Assignee,
  fieldTags,
  type IsValue,
  type MomentField,
  type MomentMatch,
  type NumberField,
  type OptionalField,
  type Pattern,
  type SearchTerm,
  type TextField,
  userTagKey,
} from "../../domain/index.ts";
import { joinInOrder, some } from "../dialects/plans.ts";
import { pieceFoundBetween, textQuery } from "../dialects/texts.ts";
import { piecesPerKeyMax } from "../pieces-of-keys.ts";
import type { SearchLookups } from "./lookups.ts";
import {
  allOf,
  always,
  anyOf,
  type Condition,
  idIn,
  never,
  partsOf,
  textHas,
  textIs,
} from "./patterns.ts";
import { column, foundBy, type TextTerm, type UserKind, userTerms } from "./text-terms.ts";

// What a term means of an issue, whose row is `i`.

/** Compiles terms about issues. */
export function issueTerms(lookups: SearchLookups): (term: SearchTerm) => Promise<Condition> {
  return async (term) => {
    switch (term.kind) {
      case "words":
        return issueHasWords(lookups, partsOf(term.pattern));
      case "text":
        return texts[term.field](lookups, term.match.values);
      case "tag":
        return issueHasTag(lookups, term.tag, term.match.values);
      case "number":
        return sql<boolean>`${numbers[term.field]} ${sql.raw(term.match.op)} ${term.match.value}`;
      case "moment":
        return within(moments[term.field], term.match);
      case "level":
        return sql<boolean>`i.level in (${sql.join(term.values)})`;
      case "status":
        return sql<boolean>`i.status in (${sql.join(term.values)})`;
      case "is":
        return anyOf(term.values.map((value) => states[value]));
      case "assigned":
        return anyOf(term.values.map(assignedTo));
      case "has":
        return has[term.field](lookups);
      case "hasTag":
        return issueHasTag(lookups, term.tag, "any");
    }
  };
}

const tagged =
  (key: string): TextTerm =>
  (lookups, patterns) =>
    issueHasTag(lookups, key, patterns);

const said = foundBy(issueHasWords);

const texts: Readonly<Record<TextField, TextTerm>> = {
  project: async (lookups, patterns) => {
    const ids = await lookups.projectIds(patterns);
    return ids.length === 0 ? never : sql<boolean>`i.project_id in (${sql.join(ids)})`;
  },
  environment: tagged("environment"),
  release: tagged("release"),
  platform: column(sql`i.platform`),
  ...userTerms(issueHasTag),
  id: async (lookups, patterns) => {
    const found = await lookups.errorsByEvent(patterns);
    return idIn(
      sql`i.id`,
      found.map(({ issueId }) => issueId),
    );
  },
  issue: (_lookups, patterns) => ofIssueRef(patterns),
  title: column(sql`i.title`, textHas),
  culprit: column(sql`i.culprit`, textHas),
  message: said,
  "error.type": tagged(fieldTags.type),
  "error.value": said,
  file: said,
  logger: tagged(fieldTags.logger),
  server_name: tagged(fieldTags.serverName),
  transaction: tagged(fieldTags.transaction),
  first_release: column(sql`i.first_release`),
  last_release: column(sql`i.last_release`),
  source: tagged(fieldTags.source),
};

const numbers: Readonly<Record<NumberField, RawBuilder<unknown>>> = {
  times_seen: sql`i.count`,
  users: sql`i.users`,
};

const moments: Readonly<Record<MomentField, RawBuilder<unknown>>> = {
  first_seen: sql`i.first_seen`,
  age: sql`i.first_seen`,
  last_seen: sql`i.last_seen`,
  // Asked of errors only; the parser refuses them here.
  timestamp: sql`i.last_seen`,
  received_at: sql`i.last_seen`,
};

const substatus = (name: string): Condition =>
  sql<boolean>`(i.status = 'unresolved' and i.substatus = ${name})`;

/** Each state that `is:` asks for, of the issue whose row is `i`. */
export const states: Readonly<Record<IsValue, Condition>> = {
  unresolved: sql<boolean>`i.status = 'unresolved'`,
  resolved: sql<boolean>`i.status = 'resolved'`,
  archived: sql<boolean>`i.status = 'archived'`,
  new: substatus("new"),
  ongoing: substatus("ongoing"),
  regressed: substatus("regressed"),
  escalating: substatus("escalating"),
  assigned: sql<boolean>`i.assignee is not null`,
  unassigned: sql<boolean>`i.assignee is null`,
  bookmarked: sql<boolean>`i.bookmarked = 1`,
  pinned: sql<boolean>`i.pinned = 1`,
  partial: sql<boolean>`i.partial_error_id is not null`,
  linked: sql<boolean>`i.upstream_id is not null`,
};

/** True when the issue, whose row is `i`, is assigned so. */
export function assignedTo(assignee: Assignee): Condition {
  switch (assignee.who) {
    case "none":
      return states.unassigned;
    case "me":
      return textIs(sql`i.assignee`, { kind: "literal", text: assignee.name });
    case "person":
      return textIs(sql`i.assignee`, assignee.name);
  }
}

/** From `from` on and before `to`. */
export function within(value: Expression<unknown>, { from, to }: MomentMatch): Condition {
  const bounds: Condition[] = [];
  if (from !== null) bounds.push(sql<boolean>`${value} >= ${from}`);
  if (to !== null) bounds.push(sql<boolean>`${value} < ${to}`);
  return allOf(bounds);
}

/** Written out: a parameter would be a floating-point number, by which the index of words cannot seek. */
const piecesOfOne = sql.lit(piecesPerKeyMax);

/** True when the issue is called so: by a short id, ours or the upstream's, or by its number. */
export function ofIssueRef(patterns: readonly Pattern[]): Condition {
  const names = [sql`i.short_id`, sql`i.upstream_short_id`, sql`cast(i.id as text)`];
  return anyOf(patterns.flatMap((pattern) => names.map((name) => textIs(name, pattern))));
}

/** True when a text of the issue has the words, each part's one after the other. */
export async function issueHasWords(
  lookups: SearchLookups,
  parts: readonly string[],
): Promise<Condition> {
  const query = textQuery(parts);
  if (query === null) return never;
  const found = await lookups.wordsFound(query);
  if (found !== null) return idIn(sql`i.id`, found.issueIds);
  lookups.widen();
  const between = {
    first: sql`k.id * ${piecesOfOne}`,
    last: sql`(k.id + 1) * ${piecesOfOne} - 1`,
  };
  return some(sql`from grouping_keys k
    where k.issue_id = i.id and ${pieceFoundBetween(between, query)}`);
}

/** True when any error of the issue has the tag with one of the values, or any value. */
export async function issueHasTag(
  lookups: SearchLookups,
  key: string,
  patterns: readonly Pattern[] | "any",
): Promise<Condition> {
  const ids = await lookups.tagIds(key, patterns);
  if (ids === null) {
    lookups.widen();
    return hasAnyTag(
      key,
      patterns === "any" ? always : anyOf(patterns.map((pattern) => textIs(sql`g.value`, pattern))),
    );
  }
  if (ids.length === 0) return never;
  const found = await lookups.tagsFound(ids);
  if (found !== null) return idIn(sql`i.id`, found.issueIds);
  lookups.widen();
  return some(sql`from grouping_keys k
    ${joinInOrder} key_tags t on t.grouping_key_id = k.id
    where k.issue_id = i.id and t.tag_id in (${sql.join(ids)})`);
}

function hasAnyTag(key: string, valued: Condition): Condition {
  return some(sql`from grouping_keys k
    ${joinInOrder} key_tags t on t.grouping_key_id = k.id
    ${joinInOrder} tags g on g.id = t.tag_id
    where k.issue_id = i.id and g.key = ${key} and ${valued}`);
}

const tagKnown =
  (key: string): Known =>
  (lookups) =>
    issueHasTag(lookups, key, "any");

const userKnown =
  (kind: UserKind): Known =>
  (lookups) =>
    issueHasTag(lookups, userTagKey, [{ kind: "wildcard", parts: [`${kind}:`, ""] }]);

/** True when an error of the issue is so, which takes the longer the more of them are not. */
const errorOfItThat =
  (condition: Condition): Known =>
  async (lookups) => {
    lookups.widen();
    if ((await lookups.moves()).length === 0) {
      return some(sql`from error_rows e where e.issue_id = i.id and ${condition}`);
    }
    const places = sql`select i.id union all select m.issue_id from moving_errors m
      ${joinInOrder} grouping_keys o on o.id = m.grouping_key_id where o.issue_id = i.id`;
    return some(sql`from error_rows e ${joinInOrder} grouping_keys k on k.id = e.grouping_key_id
      where e.issue_id in (${places}) and k.issue_id = i.id and ${condition}`);
  };

const filled =
  (name: RawBuilder<unknown>): Known =>
  () =>
    sql<boolean>`${name} is not null`;

/** What `has:` means of a field. */
type Known = (lookups: SearchLookups) => Condition | Promise<Condition>;

const has: Readonly<Record<OptionalField, Known>> = {
  environment: tagKnown("environment"),
  release: tagKnown("release"),
  assigned: () => states.assigned,
  user: tagKnown(userTagKey),
  "user.id": userKnown("id"),
  "user.email": userKnown("email"),
  "user.username": userKnown("username"),
  "user.ip": userKnown("ip"),
  id: errorOfItThat(sql`e.event_id is not null`),
  culprit: filled(sql`i.culprit`),
  "error.type": tagKnown(fieldTags.type),
  "error.value": errorOfItThat(sql`e.exception_value is not null`),
  file: errorOfItThat(some(sql`from traces t where t.id = e.trace_id and t.text is not null`)),
  logger: tagKnown(fieldTags.logger),
  server_name: tagKnown(fieldTags.serverName),
  transaction: tagKnown(fieldTags.transaction),
  first_release: filled(sql`i.first_release`),
  last_release: filled(sql`i.last_release`),
};
