import type { RawBuilder } from "kysely";
import { fieldTags, type Pattern, type TextField, userTagKey } from "../../domain/index.ts";
import type { SearchLookups } from "./lookups.ts";
import { anyOf, behind, type Condition, partsOf, textIs } from "./patterns.ts";

// What terms about issues and terms about errors have in common.

/** What a text field's values mean as a condition. */
export type TextTerm = (
  lookups: SearchLookups,
  patterns: readonly Pattern[],
) => Condition | Promise<Condition>;

/** A field that is a column. */
export const column =
  (name: RawBuilder<unknown>, compare = textIs): TextTerm =>
  (_lookups, patterns) =>
    anyOf(patterns.map((pattern) => compare(name, pattern)));

/** What words mean as a condition: each pattern's parts, one after the other. */
type WordsCondition = (lookups: SearchLookups, parts: readonly string[]) => Promise<Condition>;
/** What a tag with one of some values means as a condition. */
type TagCondition = (
  lookups: SearchLookups,
  key: string,
  patterns: readonly Pattern[],
) => Promise<Condition>;

/** A field that is found by words alone. */
export const foundBy =
  (hasWords: WordsCondition): TextTerm =>
  async (lookups, patterns) => {
    const each: Condition[] = [];
    for (const pattern of patterns) each.push(await hasWords(lookups, partsOf(pattern)));
    return anyOf(each);
  };

/** The fields that ask for a user, who is kept as a tag; it may be as Sentry writes it (`id:42`) or a plain text. */
export function userTerms(hasTag: TagCondition) {
  const of =
    (...kinds: readonly UserKind[]): TextTerm =>
    (lookups, patterns) =>
      hasTag(lookups, userTagKey, userPatterns(kinds, patterns));
  const any: TextTerm = (lookups, patterns) =>
    hasTag(lookups, userTagKey, [...patterns, ...userPatterns(userKinds, patterns)]);
  return {
    user: any,
    "user.id": of("id"),
    "user.email": of("email"),
    "user.username": of("username"),
    "user.ip": of("ip"),
  } as const;
}

/** The kinds of identity in the tag of a user: `id:42`, `email:a@b.c` … */
export const userKinds = ["id", "email", "username", "ip"] as const;
export type UserKind = (typeof userKinds)[number];

/** The values that the tag of a user may have for each of the kinds. */
export function userPatterns(
  kinds: readonly UserKind[],
  patterns: readonly Pattern[],
): readonly Pattern[] {
  return kinds.flatMap((kind) => patterns.map((pattern) => behind(`${kind}:`, pattern)));
}

/** The index that leads to what has a value. */
export type Lead =
  | { readonly by: "words" | "event" | "issue"; readonly patterns: readonly Pattern[] }
  | { readonly by: "tag"; readonly key: string; readonly patterns: readonly Pattern[] };

const tag =
  (key: string) =>
  (patterns: readonly Pattern[]): Lead => ({ by: "tag", key, patterns });
const user = (kinds: readonly UserKind[]) => (patterns: readonly Pattern[]) =>
  tag(userTagKey)(userPatterns(kinds, patterns));
const by = (index: "words" | "event" | "issue") => (patterns: readonly Pattern[]) => ({
  by: index,
  patterns,
});
const none = () => null;

const leads: Readonly<Record<TextField, (patterns: readonly Pattern[]) => Lead | null>> = {
  project: none,
  environment: tag("environment"),
  release: tag("release"),
  platform: none,
  // A user may be tagged as Sentry does (`id:42`) or by a plain text.
  user: (patterns) => tag(userTagKey)([...patterns, ...userPatterns(userKinds, patterns)]),
  "user.id": user(["id"]),
  "user.email": user(["email"]),
  "user.username": user(["username"]),
  "user.ip": user(["ip"]),
  id: by("event"),
  issue: by("issue"),
  title: by("words"),
  message: by("words"),
  culprit: by("words"),
  "error.type": tag(fieldTags.type),
  "error.value": by("words"),
  file: by("words"),
  logger: tag(fieldTags.logger),
  server_name: tag(fieldTags.serverName),
  transaction: tag(fieldTags.transaction),
  first_release: none,
  last_release: none,
  source: tag(fieldTags.source),
};

/** Which index leads to the errors whose field has one of the values; null: none does. */
export function leadOf(field: TextField, patterns: readonly Pattern[]): Lead | null {
  return leads[field](patterns);
}
