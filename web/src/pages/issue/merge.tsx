import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../client/call.ts";
import { queryClient, useRead } from "../../client/queries.ts";
import { LevelBadge } from "../../parts/badges.tsx";
import { Button } from "../../parts/button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notify, notifyProblem } from "../../parts/toasts.tsx";
import { issueWords } from "../../words/issue.ts";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";
import { tagQuery } from "../error/tags.tsx";
import { visible } from "../error/visible.ts";
import type { FullIssue } from "./issue.ts";
import { Keys } from "./keys.tsx";

/** Makes one issue of several, and several of one again. */
export function Merge({ issue }: { readonly issue: FullIssue }) {
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <Others issue={issue} />
      <Keys issue={issue} />
    </div>
  );
}

const othersMax = 20;

function Others({ issue }: { readonly issue: FullIssue }) {
  const say = useWords(issueWords);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const navigate = useNavigate();
  const merge = async (): Promise<void> => {
    const { issue: whole, merged } = await call("POST /api/v1/issues/merge", {
      ids: [issue.short_id, ...chosen],
    });
    setChosen(new Set());
    await navigate({
      to: "/issues/$id",
      params: { id: whole.short_id },
      search: { view: "merge" },
    });
    await queryClient.invalidateQueries();
    notify({
      title: say("merged", { issue: whole.short_id }),
      undo: () => void takeApart(whole, merged).catch(notifyProblem),
    });
  };
  return (
    <Panel title={say("mergeTitle")}>
      <p className="mb-2 text-muted">{say("mergeDetail")}</p>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setQuery(String(new FormData(event.currentTarget).get("query") ?? "").trim());
        }}
      >
        <input
          name="query"
          aria-label={say("mergeQuery")}
          placeholder={say("mergeQuery")}
          className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 font-mono text-[13px]"
        />
        <Button type="submit">{say("search")}</Button>
      </form>
      <Candidates issue={issue} query={query} chosen={chosen} onChoose={setChosen} />
      <Button
        look="primary"
        disabled={chosen.size === 0}
        onClick={() => void merge().catch(notifyProblem)}
      >
        {say("merge", { n: chosen.size })}
      </Button>
    </Panel>
  );
}

/** Gives those that went into an issue their keys back. */
async function takeApart({ id, grouping_keys: keys }: FullIssue, merged: readonly string[]) {
  const back = keys.filter(({ merged_from: from }) => from !== null && merged.includes(from));
  await call("POST /api/v1/issues/{id}/unmerge", {
    id: String(id),
    keys: back.map(({ key }) => key),
  });
  await queryClient.invalidateQueries();
}

interface CandidatesProps {
  readonly issue: FullIssue;
  readonly query: string;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

function Candidates({ issue, query, chosen, onChoose }: CandidatesProps) {
  const say = useWords(issueWords);
  const sayList = useWords(issuesWords);
  const { data, error } = useRead(
    "GET /api/v1/issues",
    {
      query: [tagQuery("project", issue.project), query].join(" ").trim(),
      limit: othersMax,
    },
    { keep: true, live: false },
  );
  if (data === undefined) {
    return error === null ? (
      <SkeletonLines lines={4} />
    ) : (
      <p role="alert" className="my-3 text-danger">
        {String(error.message)}
      </p>
    );
  }
  const others = data.items.filter(({ id }) => id !== issue.id);
  if (others.length === 0) return <p className="my-3 text-muted">{say("noOthers")}</p>;
  return (
    <ul className="my-3 divide-y divide-line">
      {others.map(({ short_id: shortId, title, level, last_seen: last }) => (
        <li key={shortId}>
          <label className="flex items-start gap-2 py-1.5">
            <input
              type="checkbox"
              aria-label={sayList("select", { id: shortId })}
              checked={chosen.has(shortId)}
              onChange={({ target }) => {
                const next = new Set(chosen);
                if (target.checked) next.add(shortId);
                else next.delete(shortId);
                onChoose(next);
              }}
              className="mt-0.5 size-4 accent-accent-fill"
            />
            <span className="min-w-0 flex-1">
              <bdi className="block truncate">{visible(title.slice(0, 300))}</bdi>
              <span className="flex flex-wrap gap-x-3 text-xs text-muted">
                {shortId}
                <LevelBadge level={level} />
                <RelativeTime time={last} />
              </span>
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}
