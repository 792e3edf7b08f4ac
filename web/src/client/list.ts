import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { call, type InputOf, type ReplyOf } from "./call.ts";
import { keyOf, useReadPages } from "./queries.ts";

/** The lists that grow at their beginning while one reads them. */
type Growing = "GET /api/v1/issues" | "GET /api/v1/errors";
type Item<A extends Growing> = ReplyOf<A>["items"][number];

/**
 * What is listed, page by page. What changes is renewed in its place (`later` chooses of two readings);
 * what is new is only counted until somebody asks to see it, so that nothing moves under the reader's eyes.
 */
export function useGrowingList<A extends Growing>(
  address: A,
  input: InputOf<A>,
  later: (listed: Item<A>, renewed: Item<A>) => Item<A>,
) {
  const { data, error, refetch, ...paging } = useReadPages(address, input, { live: false });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = paging;
  const first = data?.pages[0];
  // The newest page once more, renewed by the live changes.
  const newest = useQuery<ReplyOf<A>>({
    queryKey: [...keyOf(address, input), "newest"],
    queryFn: ({ signal }) => call(address, input, { signal }),
    enabled: first !== undefined,
    ...(first === undefined ? {} : { initialData: first, initialDataUpdatedAt: Date.now }),
  });
  const fresh: readonly Item<A>[] | undefined = newest.data?.items;
  const items = useMemo(() => {
    const renewed = new Map(fresh?.map((item) => [item.id, item]));
    const listed = new Map<number, Item<A>>();
    // Between two pages an item may have moved from one to the other.
    for (const item of data?.pages.flatMap((page): readonly Item<A>[] => page.items) ?? []) {
      const again = renewed.get(item.id);
      listed.set(item.id, again === undefined ? item : later(item, again));
    }
    return [...listed.values()];
  }, [data, fresh, later]);
  const shown = useMemo(() => new Set(items.map(({ id }) => id)), [items]);
  const arrived = (fresh ?? []).filter(({ id }) => !shown.has(id)).length;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // A search that ran out of time gives an empty page and goes on from there.
  const isBare = first !== undefined && items.length === 0;
  const isSearching = isBare && hasNextPage;
  useEffect(() => {
    if (isSearching) more();
  }, [isSearching, more]);
  // Where nothing is read, nothing can move.
  useEffect(() => {
    if (isBare && !isSearching && arrived > 0) void refetch();
  }, [isBare, isSearching, arrived, refetch]);
  return { items, arrived, more, refetch, first, error, isSearching };
}
