import { useRead } from "../../client/queries.ts";
import { LevelBadge, ProjectBadge } from "../../parts/badges.tsx";
import { Panel } from "../../parts/panel.tsx";
import { PlaceLink } from "../../parts/place-link.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { overviewWords } from "../../words/overview.ts";
import { useWords } from "../../words/use-words.ts";

const issuesMax = 5;
const renewMs = 30_000;

/** The issues with the most errors of the time shown. */
export function Noisiest({ period }: { readonly period: "24h" | "7d" }) {
  const say = useWords(overviewWords);
  const { data, error, refetch } = useRead(
    "GET /api/v1/stats/noisiest",
    { period, interval: period === "24h" ? "hour" : "day", limit: issuesMax },
    { keep: true, everyMs: renewMs },
  );
  return (
    <Panel title={say("noisiest")}>
      {data === undefined && error === null && <SkeletonLines lines={5} />}
      {data === undefined && error !== null && (
        <ProblemState thrown={error} onRetry={() => void refetch()} />
      )}
      {data?.items.length === 0 && <p className="text-muted">{say("noErrors")}</p>}
      <ol aria-label={say("noisiest")} className="flex flex-col">
        {data?.items.map(({ issue, count, series }) => (
          <li
            key={issue.id}
            className="grid grid-cols-[minmax(0,1fr)_6rem] items-center gap-x-3 border-t border-line py-2 first:border-t-0"
          >
            <div className="min-w-0">
              <PlaceLink
                to={`/issues/${encodeURIComponent(issue.short_id)}`}
                className="block truncate font-medium hover:underline"
              >
                <bdi>{issue.title}</bdi>
              </PlaceLink>
              <p className="flex flex-wrap gap-x-2 text-xs text-muted">
                <LevelBadge level={issue.level} />
                <ProjectBadge slug={issue.project} />
                <span>{issue.short_id}</span>
              </p>
            </div>
            <div>
              <Sparkline counts={series.counts} />
              <p className="text-right text-xs text-muted">{say("errors", { n: count })}</p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
