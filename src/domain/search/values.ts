import { type Level, levels } from "../error.ts";
import type { IssueStatus } from "../issue.ts";
import { exampleValue, type IsValue, isValues, type SearchField } from "./fields.ts";
import { matchesAnything, patternOf, textOf, writeValue } from "./pattern.ts";
import { bad, good, type Parsed, shown } from "./problem.ts";
import type { RawValue } from "./raw.ts";
import type { Assignee, NumberMatch, Pattern } from "./tree.ts";

/** Reads every value, up to the first that is wrong. */
export function each<T>(
  raws: readonly RawValue[],
  read: (raw: RawValue) => Parsed<T>,
): Parsed<readonly T[]> {
  const values: T[] = [];
  for (const raw of raws) {
    const parsed = read(raw);
    if (!parsed.ok) return parsed;
    values.push(parsed.value);
  }
  return good(values);
}

export function levelOf(raw: RawValue): Parsed<Level> {
  return oneOf(raw, levels, { called: "level", others: { warn: "warning" } });
}

const statuses = ["unresolved", "resolved", "archived"] as const satisfies readonly IssueStatus[];

export function statusOf(raw: RawValue): Parsed<IssueStatus> {
  return oneOf(raw, statuses, { called: "status", others: { ignored: "archived" } });
}

export function isValueOf(raw: RawValue): Parsed<IsValue> {
  return oneOf(raw, isValues, { called: "state of an issue", others: { ignored: "archived" } });
}

/** One of the known values, or another word for one, in upper or lower case. */
function oneOf<T extends string>(
  raw: RawValue,
  known: readonly T[],
  { called, others }: { called: string; others: Readonly<Record<string, T>> },
): Parsed<T> {
  const text = textOf(raw).toLowerCase();
  const value = known.find((each) => each === text);
  if (value !== undefined) return good(value);
  const other = Object.hasOwn(others, text) ? others[text] : undefined;
  return other === undefined
    ? bad(raw, `${shown(textOf(raw))} is no ${called}.`, known)
    : good(other);
}

/** Counts are whole numbers; `1.5k` is one of them. Read digit by digit: 2.3 * 1e6 is not 2300000. */
export function numberOf(raw: RawValue): Parsed<NumberMatch> {
  const text = textOf(raw);
  const form = /^(>=|<=|>|<|=)?(\d+)(?:\.(\d+))?([kmb])?$/i.exec(text);
  const zeros = { k: 3, m: 6, b: 9 }[(form?.[4] ?? "").toLowerCase()] ?? 0;
  const fraction = form?.[3] ?? "";
  const value =
    form === null || fraction.length > zeros
      ? Number.NaN
      : Number(`${form[2]}${fraction.padEnd(zeros, "0")}`);
  if (!Number.isSafeInteger(value)) {
    return bad(raw, `${shown(text)} is no whole number.`, ["100", ">100", "<=2k"]);
  }
  return good({ op: (form?.[1] ?? "=") as NumberMatch["op"], value });
}

/** `me` and `none` mean what they say; in quotes they are names. `me`: who asks, null where nobody knows. */
export function assigneeOf(raw: RawValue, me: string | null): Parsed<Assignee> {
  const word = raw.quoted ? "" : raw.text.toLowerCase();
  if (word === "none") return good({ who: "none" });
  if (word === "me") {
    if (me !== null) return good({ who: "me", name: me });
    const message = '"me" is known only to who is signed in: sign in, or write your name or mail.';
    return bad(raw, message, ["none", "name@example.com"]);
  }
  const name = textValueOf(raw, "assigned");
  return name.ok ? good({ who: "person", name: name.value }) : name;
}

/** A text of a list. An empty one alone is read before: it asks for what has none. */
export function textValueOf(raw: RawValue, name: string): Parsed<Pattern> {
  const pattern = patternOf(raw);
  if (pattern.kind === "literal" && pattern.text === "") {
    return bad(raw, `A value of ${name} is never empty; what has none is asked for by !has.`);
  }
  return good(pattern);
}

/** A value of a text field. */
export function fieldTextOf(raw: RawValue, field: SearchField): Parsed<Pattern> {
  const comparison = /^(?:>=|<=|>|<|=)/.exec(raw.text)?.[0];
  if (field.found === "whole" && !raw.quoted && comparison !== undefined) {
    const message = `${field.name} is a text: ${comparison} compares numbers and times only. In quotes it is a text.`;
    return bad(raw, message, [exampleValue(field), writeValue(patternOf(raw))]);
  }
  const pattern = textValueOf(raw, field.name);
  return pattern.ok && field.name === "id" ? good(eventIdOf(pattern.value)) : pattern;
}

/** Event ids are kept as 32 digits in lower case; people copy them as UUIDs too. */
function eventIdOf(pattern: Pattern): Pattern {
  if (pattern.kind !== "literal") return pattern;
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  return uuid.test(pattern.text)
    ? { kind: "literal", text: pattern.text.replaceAll("-", "").toLowerCase() }
    : pattern;
}

/** A free word or phrase; null where it is stars only, which is no condition. */
export function wordsOf(raw: RawValue): Parsed<Pattern | null> {
  const pattern = patternOf(raw);
  if (matchesAnything(pattern)) return good(null);
  if (pattern.kind === "literal" && pattern.text.trim() === "") {
    return bad(raw, "Nothing stands between the quotes.", ['"text"']);
  }
  return good(pattern);
}
