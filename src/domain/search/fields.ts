import { levels } from "../error.ts";

/** What a query is put to. */
export type SearchSubject = "issues" | "errors";

/** What `is:` knows. Asked of errors it means their issue, but for `partial` and `pinned`. */
export const isValues = [
  "unresolved",
  "resolved",
  "archived",
  "new",
  "ongoing",
  "regressed",
  "escalating",
  "assigned",
  "unassigned",
  "bookmarked",
  "pinned",
  "partial",
  "linked",
] as const;
export type IsValue = (typeof isValues)[number];

interface Row {
  /** What its values are; `terms.ts` has a reader for each kind. */
  readonly kind: "is" | "has" | "level" | "status" | "assigned" | "text" | "number" | "moment";
  readonly about: SearchSubject | "both";
  readonly aliases: readonly string[];
  /** In plain words. */
  readonly says: string;
  readonly example: string;
  /** Every value there is, or the words with a meaning of their own; else []. */
  readonly values: readonly string[];
  /**
   * How a text without a star is compared: with all that the field holds, or with any part of it. A text with a
   * star always stands for the whole. Upper and lower case are the same.
   */
  readonly found: "whole" | "within" | null;
  /** True where it can be unknown: then `has:` may ask for it. */
  readonly optional: boolean;
}

type TextRow = Row & { readonly kind: "text"; readonly found: "whole" | "within" };

const plain = { aliases: [], values: [], found: null, optional: false } as const;
const whole = { ...plain, kind: "text", about: "both", found: "whole" } as const;
const within = { ...plain, kind: "text", about: "both", found: "within" } as const;
const maybe = { optional: true } as const;

/** Every field, from the most asked; an entry here, and the compiler asks for the rest. */
const rows = {
  is: {
    ...plain,
    kind: "is",
    about: "both",
    says: "the state of the issue",
    example: "is:unresolved",
    values: isValues,
  },
  level: {
    ...plain,
    kind: "level",
    about: "both",
    says: "how bad it is",
    example: "level:[error, fatal]",
    values: levels,
  },
  project: { ...whole, says: "slug, name or id of the project", example: "project:web" },
  environment: {
    ...whole,
    ...maybe,
    aliases: ["env"],
    says: "where it ran",
    example: "environment:production",
  },
  release: {
    ...whole,
    ...maybe,
    says: "the version that it happened in; of issues: in any of their errors",
    example: "release:2.1.*",
  },
  platform: {
    ...whole,
    aliases: ["platform.name"],
    says: "the language or runtime, as the SDK names it",
    example: "platform:python",
  },
  assigned: {
    ...plain,
    ...maybe,
    kind: "assigned",
    about: "both",
    aliases: ["assigned_to", "assignee"],
    says: "who takes care of the issue: me, none, a name or a mail",
    example: "assigned:me",
    values: ["me", "none"],
  },
  has: {
    ...plain,
    kind: "has",
    about: "both",
    says: "a field or tag is known, whatever its value",
    example: "has:user",
  },
  user: {
    ...whole,
    ...maybe,
    says: "whom it happened to: id, mail, name or address",
    example: "user:anna@example.com",
  },
  "user.id": { ...whole, ...maybe, says: "the user's id", example: "user.id:42" },
  "user.email": {
    ...whole,
    ...maybe,
    says: "the user's mail",
    example: "user.email:*@example.com",
  },
  "user.username": { ...whole, ...maybe, says: "the user's name", example: "user.username:anna" },
  "user.ip": { ...whole, ...maybe, says: "the user's address", example: "user.ip:192.0.2.*" },
  id: {
    ...whole,
    ...maybe,
    aliases: ["event_id", "event.id"],
    says: "the event id of an error",
    example: "id:0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  },
  issue: { ...whole, says: "short id of the issue, ours or Sentry's", example: "issue:WEB-123" },
  title: { ...within, says: "a part of the title", example: 'title:"not a function"' },
  message: { ...within, says: "a part of the message", example: "message:timeout" },
  culprit: {
    ...within,
    ...maybe,
    aliases: ["location"],
    says: "a part of the place that is to blame",
    example: "culprit:checkout",
  },
  "error.type": {
    ...whole,
    ...maybe,
    aliases: ["exception_type", "exception.type", "type"],
    says: "the exception's type",
    example: "error.type:TypeError",
  },
  "error.value": {
    ...within,
    ...maybe,
    aliases: ["exception_value", "exception.value"],
    says: "a part of what the exception says",
    example: 'error.value:"connection reset"',
  },
  file: {
    ...within,
    ...maybe,
    aliases: ["stack.filename", "filename"],
    says: "a part of the path of a file in the stack trace",
    example: "file:src/cart.ts",
  },
  logger: { ...whole, ...maybe, says: "the logger that it went through", example: "logger:auth" },
  server_name: { ...whole, ...maybe, says: "the machine it ran on", example: "server_name:web-8" },
  transaction: {
    ...whole,
    ...maybe,
    says: "the route or job that was running",
    example: "transaction:/api/cart",
  },
  times_seen: {
    ...plain,
    kind: "number",
    about: "issues",
    aliases: ["timesSeen", "count"],
    says: "how often it happened",
    example: "times_seen:>100",
  },
  users: {
    ...plain,
    kind: "number",
    about: "issues",
    aliases: ["users_seen"],
    says: "how many users it happened to",
    example: "users:>=10",
  },
  first_seen: {
    ...plain,
    kind: "moment",
    about: "issues",
    aliases: ["firstSeen"],
    says: "when it happened first",
    example: "first_seen:-24h",
  },
  last_seen: {
    ...plain,
    kind: "moment",
    about: "issues",
    aliases: ["lastSeen"],
    says: "when it happened last",
    example: "last_seen:>2026-01-01",
  },
  age: {
    ...plain,
    kind: "moment",
    about: "issues",
    says: "how long ago it happened first",
    example: "age:-7d",
  },
  timestamp: {
    ...plain,
    kind: "moment",
    about: "errors",
    aliases: ["event.timestamp"],
    says: "when it happened",
    example: "timestamp:-1h",
  },
  received_at: {
    ...plain,
    kind: "moment",
    about: "errors",
    says: "when it arrived here",
    example: "received_at:2026-01-31",
  },
  first_release: {
    ...whole,
    ...maybe,
    about: "issues",
    aliases: ["firstRelease", "first-release"],
    says: "the release that it happened in first",
    example: "first_release:2.1.0",
  },
  last_release: {
    ...whole,
    ...maybe,
    about: "issues",
    aliases: ["lastRelease", "last-release"],
    says: "the release that it happened in last",
    example: "last_release:2.1.*",
  },
  status: {
    ...plain,
    kind: "status",
    about: "both",
    says: "the issue's status, by itself",
    example: "status:resolved",
    values: ["unresolved", "resolved", "archived"],
  },
  source: { ...whole, says: "the source that it came from", example: "source:default" },
} as const satisfies Readonly<Record<string, Row | TextRow>>;

type Rows = typeof rows;

export type FieldName = keyof Rows;

/** One field with its name: which kind it is decides which names it can have. */
export type SearchField = {
  [N in FieldName]: Row & { readonly name: N; readonly kind: Rows[N]["kind"] };
}[FieldName];

type NamesOf<K extends Row["kind"]> = Extract<SearchField, { readonly kind: K }>["name"];
export type TextField = NamesOf<"text">;
export type NumberField = NamesOf<"number">;
export type MomentField = NamesOf<"moment">;
/** What `has:` may ask for, beside tags. */
export type OptionalField = {
  [N in FieldName]: Rows[N]["optional"] extends true ? N : never;
}[FieldName];

/** Every field that can be asked for, for the parser, for completion and for the page that explains them. */
export const searchFields: readonly SearchField[] = Object.entries(rows).map(
  // The name and its row stand in one line of the table; entries() only forgets that they belong together.
  ([name, row]) => ({ name, ...row }) as SearchField,
);

const byName: ReadonlyMap<string, SearchField> = new Map(
  searchFields.flatMap((field) =>
    [field.name, ...field.aliases].map((name) => [name.toLowerCase(), field] as const),
  ),
);

/** The field that a name or alias stands for, in upper or lower case; null: then it is a tag's. */
export function fieldNamed(name: string): SearchField | null {
  return byName.get(name.toLowerCase()) ?? null;
}

/** The fields that can be asked of issues, or of errors. */
export function fieldsAbout(subject: SearchSubject): readonly SearchField[] {
  return searchFields.filter(({ about }) => about === "both" || about === subject);
}

export function isOptional(field: SearchField): field is SearchField & { name: OptionalField } {
  return field.optional;
}

/** What stands behind the colon in the field's example. */
export function exampleValue({ name, example }: SearchField): string {
  return example.slice(name.length + 1);
}
