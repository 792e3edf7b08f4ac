import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from "@tanstack/react-query";
import { type Address, call, callText, type InputOf, type ReplyOf } from "./call.ts";
import { Problem } from "./problem.ts";

/** Everything that was read, by address and input. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: lookWhoAsks }),
  mutationCache: new MutationCache({ onError: lookWhoAsks }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What was refused is refused again; what did not answer may be starting.
      retry: (failures, thrown) =>
        failures < 2 && (!(thrown instanceof Problem) || thrown.status >= 500),
    },
  },
});

type Reads = Address & `GET ${string}`;
type Writes = Exclude<Address, `GET ${string}`>;
/** The operations that answer pages. */
type Paged = {
  [A in Reads]: ReplyOf<A> extends { next_cursor: string | null } ? A : never;
}[Reads];

/** The name of what was read: live changes and writes mark it stale by its address. */
export function keyOf<A extends Reads>(address: A, input: InputOf<A>): readonly [A, InputOf<A>] {
  return [address, input];
}

/** A session that ended somewhere else is noticed by the first refusal: then the page asks who it is. */
function lookWhoAsks(thrown: unknown): void {
  if (thrown instanceof Problem && thrown.status === 401) {
    markStale(new Set(["GET /api/v1/access"]));
  }
}

interface ReadOptions {
  readonly enabled?: boolean;
  /** The old answer stays until a new one for another input comes. */
  readonly keep?: boolean;
  /** False: live changes do not renew it; nor, where it is a list, that one comes back to the window. */
  readonly live?: boolean;
  /** Renews it by the clock, for what no change tells of. */
  readonly everyMs?: number;
}

/** Reads an operation, and again when something that concerns it changes. */
export function useRead<A extends Reads>(
  address: A,
  input: InputOf<A>,
  { enabled = true, keep = false, live = true, everyMs }: ReadOptions = {},
) {
  return useQuery<ReplyOf<A>>({
    queryKey: keyOf(address, input),
    queryFn: ({ signal }) => call(address, input, { signal }),
    enabled,
    meta: { live },
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

/** Reads an operation that answers text or bytes, as text; once, since what came does not change. */
export function useReadText<A extends Reads>(address: A, input: InputOf<A>) {
  return useQuery({
    queryKey: keyOf(address, input),
    queryFn: ({ signal }) => callText(address, input, { signal }),
    meta: { live: false },
  });
}

/** Reads a list page by page. */
export function useReadPages<A extends Paged>(
  address: A,
  input: InputOf<A>,
  { enabled = true, live = true }: ReadOptions = {},
) {
  return useInfiniteQuery({
    queryKey: [...keyOf(address, input), "pages"],
    queryFn: ({ signal, pageParam }): Promise<ReplyOf<A>> =>
      call(address, pageParam === null ? input : { ...input, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page as { next_cursor: string | null }).next_cursor,
    enabled,
    // What one reads does not move when one comes back to it either.
    refetchOnWindowFocus: live,
    refetchOnReconnect: live,
    meta: { live },
  });
}

/**
 * Carries an operation out that changes something. What it changed is marked stale by the live changes.
 * @public
 */
export function useWrite<A extends Writes>(address: A) {
  return useMutation<ReplyOf<A>, unknown, InputOf<A>>({
    mutationFn: (input) => call(address, input),
  });
}

/**
 * Has what is shown of these addresses read again, unless it asked not to be. What is being read just now is left to finish, else a
 * read that takes longer than changes are apart never would: those addresses are returned, and are stale.
 */
export function markStale(addresses: ReadonlySet<string>): Set<string> {
  const beingRead = new Set<string>();
  void queryClient.invalidateQueries({
    predicate: ({ queryKey, meta, state }) => {
      const address = String(queryKey[0]);
      if (!addresses.has(address) || meta?.["live"] === false) return false;
      if (state.fetchStatus !== "fetching") return true;
      beingRead.add(address);
      return false;
    },
  });
  return beingRead;
}
