import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { isGone } from "../../client/problem.ts";
import { keyOf, queryClient, useRead } from "../../client/queries.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemState, SkeletonBlocks } from "../../parts/states.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { useCommands } from "../../shell/commands.ts";
import { issueWords } from "../../words/issue.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { Chart } from "./chart.tsx";
import { IssueErrors } from "./errors-list.tsx";
import { IssueHead } from "./head.tsx";
import type { FullIssue } from "./issue.ts";
import { Merge } from "./merge.tsx";
import { type IssueView, views, withChart, withQuery, withView } from "./search.ts";
import { ShownError } from "./shown-error.tsx";
import { TagShares } from "./tag-shares.tsx";
import { Timeline } from "./timeline.tsx";

/** As tall as what comes. */
const heights = ["h-40", "h-64", "h-screen"];

const route = getRouteApi("/issues/$id");
const address = "GET /api/v1/issues/{id}";

/** One issue: where one decides what to do about it. */
export function IssuePage() {
  const say = useWords(issueWords);
  const { id } = route.useParams();
  const { data, error, refetch } = useRead(address, { id });
  useOwnName(id, data);
  // What is deleted while it is shown does not stay in sight, as if something could be done with it.
  if (data !== undefined && !isGone(error)) return <Shown key={data.id} issue={data} />;
  return (
    <Page title={say("title")}>
      {error === null ? (
        <SkeletonBlocks heights={heights} />
      ) : (
        <ProblemState thrown={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}

/** An issue that was asked for by number, by its name upstream, or before it was merged, gets its own address. */
function useOwnName(id: string, issue: FullIssue | undefined): void {
  const navigate = route.useNavigate();
  const name = issue?.short_id;
  useEffect(() => {
    if (name === undefined || name === id) return;
    queryClient.setQueryData(keyOf(address, { id: name }), issue);
    void navigate({ params: { id: name }, search: (now) => now, replace: true });
  }, [id, name, issue, navigate]);
}

const labels = {
  error: "viewError",
  timeline: "viewTimeline",
  tags: "viewTags",
  errors: "viewErrors",
  merge: "viewMerge",
} as const;

function Shown({ issue }: { readonly issue: FullIssue }) {
  const say = useWords(issueWords);
  const navigate = route.useNavigate();
  const search = route.useSearch();
  // What arrives meanwhile does not take the place of what is being read.
  const [held, setHeld] = useState(issue.latest_error_id);
  const { chart = "14d", query = "", view = "error" } = search;
  const open = (to: IssueView): void => {
    void navigate({ search: (now) => withView(now, to), resetScroll: false });
  };
  const group = useWords(shellWords)("groupPage");
  useCommands(
    views.map((each, at) => ({
      title: say(labels[each]),
      group,
      keys: String(at + 1),
      run: () => open(each),
    })),
  );
  const removed = async (): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: [address] });
    setHeld(null);
    await navigate({ search: ({ error: _, ...rest }) => rest, replace: true });
  };
  const id = String(issue.id);
  const content = {
    error: (
      <ShownError
        issueId={issue.id}
        id={search.error ?? held ?? issue.latest_error_id}
        onRemoved={() => void removed()}
      />
    ),
    timeline: <Timeline id={id} />,
    tags: <TagShares id={issue.short_id} />,
    errors: (
      <IssueErrors
        id={issue.short_id}
        query={query}
        onQuery={(asked) => void navigate({ search: (now) => withQuery(now, asked) })}
      />
    ),
    merge: <Merge issue={issue} />,
  };
  return (
    <>
      <IssueHead issue={issue} />
      <div className="flex flex-col gap-3 px-4 pb-6 sm:px-6">
        <Chart
          id={id}
          period={chart}
          onPeriod={(chosen) =>
            void navigate({
              search: (now) => withChart(now, chosen),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <Tabs
          label={say("views")}
          open={view}
          onOpen={(chosen) => open(views.find((each) => each === chosen) ?? "error")}
          tabs={views.map((each) => ({
            id: each,
            label: say(labels[each]),
            content: <div className="min-h-screen py-3">{content[each]}</div>,
          }))}
        />
      </div>
    </>
  );
}
