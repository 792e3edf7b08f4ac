// Apart from the searches, so that who only sets limits does not load the query builder.

/** More keys or texts than this are not gathered but asked for one by one. */
export interface Reach {
  readonly keys: number;
  readonly texts: number;
}

/** How far one search goes. */
export interface SearchLimits {
  /** Milliseconds after which it gives what it found so far. */
  readonly msMax: number;
  /** What is gathered at first … */
  readonly near: Reach;
  /** … and where the first rows were not enough. */
  readonly far: Reach;
}

/** Measured: to gather the near takes 2 to 10 ms; the far 100, of a phrase of frequent words 400. */
export const usualReach = {
  near: { keys: 5_000, texts: 30_000 },
  far: { keys: 200_000, texts: 1_000_000 },
} as const satisfies Omit<SearchLimits, "msMax">;
