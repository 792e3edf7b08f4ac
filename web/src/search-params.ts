// Readers of what stands in the address. What cannot be read counts as absent: an address is no form.

/** One of a few values, or undefined. */
export function oneOf<const T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}

/** A text that is not empty, or undefined. */
export function textIn(value: unknown): string | undefined {
  // The router reads digits as a number.
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" ? text : undefined;
}
