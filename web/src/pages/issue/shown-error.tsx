import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isGone } from "../../client/problem.ts";
import { Button, buttonClass } from "../../parts/button.tsx";
import { Empty, ProblemState, Skeleton } from "../../parts/states.tsx";
import { errorWords } from "../../words/error.ts";
import { issueWords } from "../../words/issue.ts";
import { useWords } from "../../words/use-words.ts";
import { ErrorFacts } from "../error/facts.tsx";
import { Pager } from "../error/pager.tsx";
import { tabSearch } from "../error/search.ts";
import { ErrorTools } from "../error/tools.tsx";
import { useError } from "../error/use-error.ts";
import { ErrorView } from "../error/view.tsx";

const route = getRouteApi("/issues/$id");

interface ShownErrorProps {
  readonly issueId: number;
  /** Null: none of its errors is kept. */
  readonly id: number | null;
  readonly onRemoved: () => void;
}

/** One error of an issue, whole, with the way to the others. */
export function ShownError({ issueId, id, onRemoved }: ShownErrorProps) {
  const say = useWords(errorWords);
  const sayIssue = useWords(issueWords);
  const navigate = route.useNavigate();
  const { tab = "details" } = route.useSearch();
  const { data, error, refetch } = useError(id === null ? null : String(id));
  if (id === null) {
    return <Empty title={sayIssue("noErrors")}>{sayIssue("noErrorsDetail")}</Empty>;
  }
  if (isGone(error)) {
    return <Elsewhere title={sayIssue("errorGone")} onLatest={onRemoved} />;
  }
  if (data !== undefined && data.issue_id !== issueId) {
    return (
      <Elsewhere title={sayIssue("errorOfOther")} onLatest={onRemoved}>
        <Link
          to="/issues/$id"
          params={{ id: data.issue_short_id }}
          search={{ error: data.id }}
          className={buttonClass()}
        >
          {data.issue_short_id}
        </Link>
      </Elsewhere>
    );
  }
  const go = (to: number): void => {
    void navigate({ search: (now) => ({ ...now, error: to }), resetScroll: false });
  };
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <Pager
          id={id}
          onGo={go}
          link={({ id: to, label, keys, ...rest }) => (
            <Link
              key={label}
              from="/issues/$id"
              search={(now) => ({ ...now, error: to })}
              resetScroll={false}
              aria-label={label}
              aria-keyshortcuts={keys}
              {...rest}
            />
          )}
        />
        {data !== undefined && <ErrorTools error={data} onRemoved={onRemoved} />}
      </div>
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-screen" />
        ) : (
          <ProblemState thrown={error} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          <div className="mb-1 flex flex-wrap items-center gap-x-3 text-[13px]">
            <ErrorFacts error={data} />
            <Link
              to="/errors/$id"
              params={{ id: String(data.id) }}
              className="text-accent hover:underline"
            >
              {say("openAlone")}
            </Link>
          </div>
          <ErrorView
            error={data}
            tab={tab}
            onTab={(chosen) =>
              void navigate({
                search: ({ tab: _, ...rest }) => ({ ...rest, ...tabSearch(chosen) }),
                resetScroll: false,
              })
            }
          />
        </>
      )}
    </>
  );
}

interface ElsewhereProps {
  readonly title: string;
  readonly onLatest: () => void;
  readonly children?: ReactNode;
}

/** The error that the address names is not one of this issue (any more). */
function Elsewhere({ title, onLatest, children }: ElsewhereProps) {
  const say = useWords(issueWords);
  return (
    <Empty
      title={title}
      actions={
        <>
          {children}
          <Button onClick={onLatest}>{say("toLatest")}</Button>
        </>
      }
    />
  );
}
