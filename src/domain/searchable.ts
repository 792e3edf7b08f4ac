import { type ErrorFacts, errorLimits, type Tag } from "./error.ts";
import { mainException } from "./stacktrace.ts";

/** Characters of one text that is searched, at most. */
const textCharsMax = 8192;
/** Stands in a trace for the exception's value, which differs from error to error. */
const valueMark = "\u0001";
/** A shorter value saves nothing and would be found everywhere. */
const markedCharsMin = 4;

/**
 * The trace with a mark (U+0001) where the exception's value stands, so that errors that differ only in
 * it have one trace. The value put back for the mark gives the trace again.
 */
export function traceTemplateOf(error: ErrorFacts): string | null {
  if (error.stacktrace === null) return null;
  const trace = error.stacktrace.replaceAll(valueMark, "\ufffd");
  const value = mainException(error.exceptions, error.mainExceptionId)?.value ?? "";
  return value.length < markedCharsMin ? trace : trace.replaceAll(value, valueMark);
}

/**
 * Where it happened, as free text finds it: types, culprit, transaction, files and functions; of a trace that
 * came as text only, its lines.
 */
export function placeTextOf(error: ErrorFacts): string {
  const words = new Set<string>();
  const add = (text: string | null): void => {
    if (text !== null && text !== "") words.add(text);
  };
  for (const part of [error.culprit, error.transaction, error.logger]) add(part);
  for (const { type, frames } of error.exceptions) {
    add(type);
    for (const frame of frames) {
      add(frame.filename ?? frame.absPath);
      add(frame.module);
      add(frame.function);
    }
  }
  // What the trace says of the value differs from error to error, and is found by what was said.
  const hasFrames = error.exceptions.some(({ frames }) => frames.length > 0);
  if (!hasFrames) add(traceTemplateOf(error)?.replaceAll(valueMark, "\n") ?? null);
  const text = [...words].join("\n").slice(0, textCharsMax);
  return `${text}\n${partsOfNames(text)}`;
}

/** What of an error's place is not in its trace: with the trace it decides `placeTextOf`. */
export function placeSaltOf({ culprit, transaction, logger, exceptions }: ErrorFacts): string {
  const types = exceptions.map(({ type }) => type ?? "").join("\n");
  return `${culprit ?? ""}\n${transaction ?? ""}\n${logger ?? ""}\n${types}`;
}

/** What was said, as free text finds it: title, message and exception values, each once. */
export function wordsTextOf({ title, message, exceptions }: ErrorFacts): string {
  let text = title;
  const add = (part: string): void => {
    if (!text.includes(part)) text = `${text}\n${part}`;
  };
  add(message);
  for (const { value } of exceptions) if (value !== null) add(value);
  return text.slice(0, textCharsMax);
}

/** `NullPointerException` is found by `pointer` too. */
function partsOfNames(text: string): string {
  const parts = new Set<string>();
  for (const [name] of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const split = name.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
    if (split.length > 1) for (const part of split) parts.add(part);
  }
  return [...parts].join(" ").slice(0, textCharsMax);
}

/** Fields by which errors are found as by tags. Marked, so that no tag of a sender is one of them. */
export const fieldTags = {
  type: "\u0001type",
  logger: "\u0001logger",
  serverName: "\u0001server_name",
  transaction: "\u0001transaction",
  source: "\u0001source",
} as const;

/** True for a key that a sender gave: what is shown as a tag. */
export function isShownTag(key: string): boolean {
  return !key.startsWith("\u0001");
}

/**
 * The tags by which an error is found and counted: its own, and after them environment, release and user
 * where it names them elsewhere, and the fields of `fieldTags`. A user is written as Sentry does: `id:42`,
 * `email:a@b.c`, `username:ann`, `ip:…`.
 */
export function searchTagsOf(error: ErrorFacts, source: string): Tag[] {
  const tags: Tag[] = [...error.tags];
  const add = (key: string, value: string | null): void => {
    if (value === null || value === "" || tags.some(([each]) => each === key)) return;
    tags.push([key, value.slice(0, errorLimits.tagValueChars)]);
  };
  add("environment", error.environment);
  add("release", error.release);
  add(userTagKey, userTagOf(error.user));
  add(fieldTags.type, mainException(error.exceptions, error.mainExceptionId)?.type ?? null);
  add(fieldTags.logger, error.logger);
  add(fieldTags.serverName, error.serverName);
  add(fieldTags.transaction, error.transaction);
  add(fieldTags.source, source);
  return tags;
}

/** The key of the tag that says who was affected. */
export const userTagKey = "user";

function userTagOf(user: ErrorFacts["user"]): string | null {
  if (user === null) return null;
  const kinds = [
    ["id", user["id"]],
    ["email", user["email"]],
    ["username", user["username"]],
    ["ip", user["ip_address"]],
  ] as const;
  for (const [kind, value] of kinds) {
    if (typeof value === "string" && value !== "") return `${kind}:${value}`;
    if (typeof value === "number") return `${kind}:${value}`;
  }
  return null;
}
