import { useCallback, useEffect, useMemo } from "react";
import type { InputOf, ReplyOf } from "../client/call.ts";
import { useRead, useReadPages } from "../client/queries.ts";
import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";
import { Arrived } from "./arrived.tsx";

/** Lists that only grow at their beginning: the newest has the highest number. */
type Growing = "GET /api/v1/deliveries" | "GET /api/v1/refusals";
type ItemOf<A extends Growing> = ReplyOf<A>["items"][number];

/** How often one looks whether there is more: of what is refused or ignored no change tells. */
const lookMs = 2000;

/**
 * A growing list, page by page. What changes is renewed in its place; what is new is only counted until
 * somebody asks to see it, so that nothing moves under the reader's eyes.
 */
export function useArrivals<A extends Growing>(address: A, input: InputOf<A>) {
  const pages = useReadPages(address, input, { live: false });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = pages;
  const first = data?.pages[0] as ReplyOf<A> | undefined;
  const newest = useRead(address, input, { enabled: first !== undefined, everyMs: lookMs });
  const fresh = newest.data?.items as readonly ItemOf<A>[] | undefined;
  const items = useMemo(() => {
    const listed = (data?.pages as readonly ReplyOf<A>[] | undefined)?.flatMap(
      (page): readonly ItemOf<A>[] => page.items,
    );
    const renewed = new Map(fresh?.map((item) => [item.id, item]));
    return (listed ?? []).map((item) => renewed.get(item.id) ?? item);
  }, [data, fresh]);
  const top = items[0]?.id ?? 0;
  const arrived = (fresh ?? []).filter(({ id }) => id > top).length;
  // Where nothing is read, nothing can move.
  const isBare = first !== undefined && items.length === 0;
  useEffect(() => {
    if (isBare && arrived > 0) void refetch();
  }, [isBare, arrived, refetch]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    items,
    first,
    newest: newest.data ?? first,
    arrived,
    more,
    hasMore: hasNextPage,
    refetch,
    error: pages.error,
  };
}

interface CountArrivedProps {
  readonly n: number;
  readonly onShow: () => void;
}

/** Says above a list that more arrived, and shows it when one asks. */
export function CountArrived({ n, onShow }: CountArrivedProps) {
  const say = useWords(common);
  if (n === 0) return null;
  return <Arrived onShow={onShow}>{say("arrived", { n })}</Arrived>;
}
