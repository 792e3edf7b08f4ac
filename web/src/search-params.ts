import { parseSearchWith, stringifySearchWith } from "@tanstack/react-router";

// Readers of what stands in the address. What cannot be read counts as absent: an address is no form.

/** One of a few values, or undefined. */
export function oneOf<const T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}

/**
 * What stands in an address as the router's readers get it: texts as they were typed. Read as JSON, which is
 * the router's habit, a query `1.0` would be 1, and `"no route"` would lose its quotes.
 */
export const parseSearch: (address: string) => Readonly<Record<string, unknown>> = parseSearchWith(
  (text) => text,
);
export const stringifySearch = stringifySearchWith(JSON.stringify);

/** A text that is not empty, or undefined. */
export function textIn(value: unknown): string | undefined {
  // The router still reads what is written as it would write a number or `true` itself.
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text !== "" ? text : undefined;
}
