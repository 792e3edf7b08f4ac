import { administers, useAccess } from "../../client/access.ts";
import { useRead } from "../../client/queries.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, ProblemState, SkeletonBlocks } from "../../parts/states.tsx";
import { sourcesWords } from "../../words/sources.ts";
import { useWords } from "../../words/use-words.ts";
import { AddSource } from "./add-source.tsx";
import { everyMs } from "./source.ts";
import { SourcePanel } from "./source-panel.tsx";

/** The APIs beside the webhooks: how they are doing, how complete what came is, what is fetched. */
export function SourcesPage() {
  const say = useWords(sourcesWords);
  const { data, error, refetch } = useRead("GET /api/v1/sources", {}, { everyMs });
  const { data: access } = useAccess();
  const mayChange = administers(access);
  return (
    <Page title={say("title")}>
      {data === undefined && error === null && <SkeletonBlocks heights={["h-48", "h-32"]} />}
      {data === undefined && error !== null && (
        <ProblemState thrown={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && (
        <div className="flex max-w-4xl flex-col gap-6 px-4 py-2 sm:px-6">
          {data.items.length === 0 && <Empty title={say("none")}>{say("noneDetail")}</Empty>}
          {data.items.map((source) => (
            <SourcePanel
              key={source.slug}
              source={source}
              mayChange={mayChange}
              onChanged={() => void refetch()}
            />
          ))}
          {mayChange && <AddSource onAdded={() => void refetch()} />}
        </div>
      )}
    </Page>
  );
}
