import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { call, type InputOf } from "../../client/call.ts";
import { keyOf, useReadPages } from "../../client/queries.ts";
import type { Issue } from "./issue.ts";

const address = "GET /api/v1/issues";

/**
 * The issues that are shown, page by page. What changes is renewed in its place; what is new is only
 * counted until somebody asks to see it, so that nothing moves under the reader's eyes.
 */
export function useIssues(input: InputOf<typeof address>) {
  const pages = useReadPages(address, input, { live: false });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = pages;
  const first = data?.pages[0];
  // The newest page once more, renewed by the live changes.
  const newest = useQuery({
    queryKey: [...keyOf(address, input), "newest"],
    queryFn: ({ signal }) => call(address, input, { signal }),
    enabled: first !== undefined,
    ...(first === undefined ? {} : { initialData: first, initialDataUpdatedAt: Date.now }),
  });
  const fresh = newest.data?.items;
  const issues = useMemo(() => {
    const renewed = new Map(fresh?.map((issue) => [issue.id, issue]));
    const listed = new Map<number, Issue>();
    // Between two pages an issue may have moved from one to the other.
    for (const issue of data?.pages.flatMap(({ items }) => items) ?? []) {
      listed.set(issue.id, later(issue, renewed.get(issue.id)));
    }
    return [...listed.values()];
  }, [data, fresh]);
  const shown = useMemo(() => new Set(issues.map(({ id }) => id)), [issues]);
  const arrived = (fresh ?? []).filter(({ id }) => !shown.has(id)).length;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { ...pages, issues, arrived, more, refetch, first };
}

/** Of two readings of an issue the later one. */
function later(listed: Issue, renewed: Issue | undefined): Issue {
  return renewed !== undefined && renewed.count >= listed.count ? renewed : listed;
}
