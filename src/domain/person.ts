import type { ErrorFacts } from "./error.ts";
import { userTagKey } from "./searchable.ts";

/** Somebody whom errors tell of: by a mail address, an address of the network, or what their application calls them. */
export interface Person {
  readonly kind: "mail" | "address" | "id";
  readonly value: string;
}

/** What stands where something about a person stood. */
const forgotten = "[forgotten]";

/** Whom a text names. */
export function personFrom(text: string): Person {
  const value = text.trim();
  if (/^[^\s@]+@[^\s@]+$/.test(value)) return { kind: "mail", value };
  const isAddress =
    /^\d{1,3}(\.\d{1,3}){3}$/.test(value) || /^[\da-f.]*:[\da-f.:]*:[\da-f.:]*$/i.test(value);
  return { kind: isAddress ? "address" : "id", value };
}

/** Finds a person in what was said. */
export interface Mentions {
  /** Whether a text has the address. Of an id always false: a number says nothing by itself. */
  isIn(text: string): boolean;
  /** Whether a text has the letters at all, whatever they mean there: else nobody need understand it. */
  mayBeIn(text: string): boolean;
  /** The text without it. */
  without(text: string): string;
  /** Whether an error is one that this person met. */
  isUserOf(error: Pick<ErrorFacts, "user" | "tags">): boolean;
  /** Whether a tag names them. */
  isTag(key: string, value: string): boolean;
}

export function mentionsOf(person: Person): Mentions {
  const { kind, value } = person;
  const pattern = kind === "id" ? null : patternOf(value);
  const isIn = (text: string): boolean => {
    if (pattern === null) return false;
    pattern.lastIndex = 0;
    return pattern.test(text) || (text.includes("\\u") && pattern.test(unescaped(text)));
  };
  return {
    isIn,
    mayBeIn: (text) => isIn(text) || text.includes(value) || unescaped(text).includes(value),
    without: (text) => (pattern === null ? text : text.replaceAll(pattern, forgotten)),
    isUserOf: ({ user, tags }) =>
      Object.values(user ?? {}).some((each) => String(each) === value) ||
      tags.some(([key, each]) => isIdTag(value, key, each)),
    isTag: (key, each) => isIdTag(value, key, each) || isIn(each),
  };
}

/** Tags as Sentry writes them: `user` is `id:42`, and some senders add `user.id`. */
function isIdTag(id: string, key: string, value: string): boolean {
  if (key === userTagKey)
    return ["id", "username", "email", "ip"].some((kind) => value === `${kind}:${id}`);
  return /^user[._](id|name|username)$/.test(key) && value === id;
}

/**
 * The address as a whole, in any case, plain or as it stands in other addresses (`%40`): of `a@b.c` nothing is in
 * `aa@b.c` or `a@b.cc`. In JSON a letter may stand before it that is no letter: `\n`.
 */
function patternOf(value: string): RegExp {
  const forms = [...new Set([value, encodeURIComponent(value)])].map(escaped).join("|");
  const before = String.raw`(?<![\p{L}\p{N}._+-])|(?<=%[\da-f]{2}|\\[nrtbf])`;
  // What follows a colon goes on with an address of IPv6, and is the port after others.
  const further = value.includes(":") ? "[.:]" : String.raw`\.`;
  const after = String.raw`(?![\p{L}\p{N}_-]|${further}[\p{L}\p{N}])`;
  return new RegExp(`(?:${before})(?:${forms})${after}`, "giu");
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

/** What a sender wrote as `\u0040`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\u([\da-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
