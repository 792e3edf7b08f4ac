import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "../../client/problem.ts";
import { useReadPages } from "../../client/queries.ts";
import { Badge, LevelBadge } from "../../parts/badges.tsx";
import { Button } from "../../parts/button.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { errorWords } from "../../words/error.ts";
import { issueWords } from "../../words/issue.ts";
import { useWords } from "../../words/use-words.ts";
import { visible } from "../error/visible.ts";

interface IssueErrorsProps {
  /** As the address calls the issue. */
  readonly id: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

/** The errors of an issue, the newest first, all or those that pass a query. */
export function IssueErrors({ id, query, onQuery }: IssueErrorsProps) {
  const say = useWords(issueWords);
  const [draft, setDraft] = useState(query);
  const [searched, setSearched] = useState(query);
  if (searched !== query) {
    setSearched(query);
    setDraft(query);
  }
  return (
    <>
      <search>
        <form
          className="mb-3 flex max-w-3xl gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            onQuery(draft.trim());
          }}
        >
          <input
            aria-label={say("errorQuery")}
            placeholder={say("errorQueryHint")}
            value={draft}
            onChange={({ target }) => setDraft(target.value)}
            className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 font-mono text-[13px]"
          />
          <Button type="submit">{say("search")}</Button>
        </form>
      </search>
      <Found id={id} query={query} />
    </>
  );
}

function Found({ id, query }: Omit<IssueErrorsProps, "onQuery">) {
  const say = useWords(issueWords);
  const input = query === "" ? { id } : { id, query };
  const pages = useReadPages("GET /api/v1/issues/{id}/errors", input);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = pages;
  if (data === undefined) {
    if (error === null) return <SkeletonLines />;
    const wrong = asProblem(error).ofQuery;
    return <ProblemState thrown={error} {...(wrong ? {} : { onRetry: () => void refetch() })} />;
  }
  const errors = data.pages.flatMap(({ items }) => items);
  if (errors.length === 0 && !hasNextPage) {
    return <Empty title={say("noneFound")}>{query !== "" && say("noneFoundDetail")}</Empty>;
  }
  return (
    <>
      <ul className="rounded-md border border-line bg-surface">
        {errors.map((each) => (
          <Row key={each.id} issue={id} error={each} />
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mt-3" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {say("more")}
        </Button>
      )}
    </>
  );
}

interface RowProps {
  readonly issue: string;
  readonly error: {
    readonly id: number;
    readonly message: string;
    readonly title: string;
    readonly level: Parameters<typeof LevelBadge>[0]["level"];
    readonly timestamp: string;
    readonly environment: string | null;
    readonly release: string | null;
    readonly pinned: boolean;
    readonly tags: Readonly<Record<string, string>>;
  };
}

function Row({ issue, error }: RowProps) {
  const say = useWords(errorWords);
  const { id, level, timestamp, environment, release, pinned, tags } = error;
  const about = [environment, release, tags["user"], tags["browser"]].filter(Boolean).join(" · ");
  return (
    <li className="border-line border-t px-3 py-2 first:border-t-0">
      <Link
        to="/issues/$id"
        params={{ id: issue }}
        search={{ error: id }}
        className="block truncate font-medium hover:underline"
        dir="auto"
      >
        {visible((error.message || error.title).slice(0, 300))}
      </Link>
      <p className="flex flex-wrap items-center gap-x-3 text-[13px] text-muted">
        <LevelBadge level={level} />
        <RelativeTime time={timestamp} />
        <bdi>{visible(about.slice(0, 300))}</bdi>
        {pinned && <Badge tone="accent">{say("pinned")}</Badge>}
      </p>
    </li>
  );
}
