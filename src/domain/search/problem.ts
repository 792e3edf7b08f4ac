/** A stretch of the query, in UTF-16 units from its beginning. */
export interface Spot {
  readonly position: number;
  readonly length: number;
}

/** Why a query cannot be understood: where, in one sentence, and what could stand there instead. */
export interface SearchProblem extends Spot {
  readonly message: string;
  /** What may stand there, as it is written in a query; [] where there is no list of it. */
  readonly expected: readonly string[];
}

/** What a part of the query means, or why it means nothing. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: SearchProblem };

export function good<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function bad(spot: Spot, message: string, expected: readonly string[] = []): Parsed<never> {
  return { ok: false, problem: problemAt(spot, message, expected) };
}

export function problemAt(
  { position, length }: Spot,
  message: string,
  expected: readonly string[] = [],
): SearchProblem {
  return { position, length, message, expected };
}

/** How much of a wrong value a message repeats. */
const shownCharsMax = 40;

/** A piece of the query within a sentence: short, and never cut inside a character. */
export function shown(text: string): string {
  const characters = Array.from(text.slice(0, 2 * shownCharsMax));
  const short = text.length <= shownCharsMax;
  return short ? `"${text}"` : `"${characters.slice(0, shownCharsMax).join("")}…"`;
}
