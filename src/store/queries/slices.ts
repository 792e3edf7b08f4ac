/** What is walked through in order, some rows at a time. */
export interface Walk<Place> {
  /** Where it begins: behind this place; null: with the first row. */
  readonly from: Place | null;
  /** Rows of the first slice; null: all of it is one. */
  readonly rows: number | null;
  /** Milliseconds after which no further slice is begun. */
  readonly msMax: number;
  /** The place of the row that is so many rows behind another; null where there are no more so many. */
  readonly placeBehind: (place: Place | null, rows: number) => Promise<Place | null>;
  /** Looks at the rows behind `from`, up to and with `to`. Resolves to true when that is enough. */
  readonly look: (from: Place | null, to: Place | null) => Promise<boolean>;
}

/** Where a walk ended. */
export type WalkEnd<Place> =
  /** It had enough, or there is no more. */
  | { readonly isOver: true }
  /** Time ran out: it can go on behind this place. */
  | { readonly isOver: false; readonly at: Place };

/** A slice should take about so long: short against the time there is, long against what a slice costs. */
const sliceMs = 40;
const rowsMin = 50;
const rowsMax = 200_000;
const growthMax = 8;

/**
 * Walks until there is enough, or no more, or no more time. Whatever a query finds, no page of it takes much
 * longer than `msMax`, however many rows there are.
 */
export async function inSlices<Place>(walk: Walk<Place>): Promise<WalkEnd<Place>> {
  const began = performance.now();
  let { from, rows } = walk;
  for (;;) {
    const sliceBegan = performance.now();
    const to = rows === null ? null : await walk.placeBehind(from, rows);
    const isEnough = await walk.look(from, to);
    if (isEnough || to === null || rows === null) return { isOver: true };
    const now = performance.now();
    if (now - began >= walk.msMax) return { isOver: false, at: to };
    const growth = Math.min(growthMax, sliceMs / Math.max(1, now - sliceBegan));
    rows = Math.min(rowsMax, Math.max(rowsMin, Math.round(rows * growth)));
    from = to;
  }
}
