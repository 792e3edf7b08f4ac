import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type InputOf } from "../../client/call.ts";
import type { ErrorItem } from "../../parts/error-row.tsx";

const address = "GET /api/v1/errors";
type Input = InputOf<typeof address>;

/** Rows of the tail, at most; older ones fall off its end. */
export const tailRowsMax = 500;
const rowsOfPage = 100;

/** The errors that came last. */
export interface Tail {
  /** The last one first, by when they arrived. */
  readonly errors: readonly ErrorItem[];
  /** More came at once than a tail has rows: some are not in it. */
  readonly skipped: boolean;
}

/**
 * The errors that pass a query as they come. Each change that the live feed tells of marks the tail stale,
 * together with what else arrived in that moment; then what is new is read and put before the rest.
 */
export function useTail(query: string) {
  const queries = useQueryClient();
  const key = [address, { query }, "tail"];
  return useQuery<Tail>({
    queryKey: key,
    queryFn: ({ signal }) => readOn(query, queries.getQueryData<Tail>(key), signal),
    // A tail begins with what came last when it was opened.
    gcTime: 0,
  });
}

async function readOn(query: string, known: Tail | undefined, signal: AbortSignal): Promise<Tail> {
  const latest = known?.errors[0];
  const before = known?.errors ?? [];
  const input: Input = { query: sinceQuery(query, latest), limit: rowsOfPage };
  const come: ErrorItem[] = [];
  let cursor: string | null = null;
  do {
    const asked: Input = cursor === null ? input : { ...input, cursor };
    const page = await call(address, asked, { signal });
    come.push(...page.items.filter(({ id }) => latest === undefined || id > latest.id));
    cursor = page.next_cursor;
    // To begin with, one page is enough, unless a search ran out of time before it found any.
    if (latest === undefined && come.length > 0) break;
  } while (cursor !== null && come.length < tailRowsMax);
  const errors = [...come.toSorted((one, other) => other.id - one.id), ...before];
  const skipped = latest !== undefined && cursor !== null;
  return { errors: errors.slice(0, tailRowsMax), skipped };
}

/** Errors are numbered in the order of their arrival, which a query can only ask for by time. */
function sinceQuery(query: string, latest: ErrorItem | undefined): string {
  if (latest === undefined) return query;
  const since = `received_at:>=${latest.received_at}`;
  return query.trim() === "" ? since : `(${query}) ${since}`;
}
