import { getRouteApi, Link } from "@tanstack/react-router";
import { useRead } from "../../client/queries.ts";
import { buttonClass } from "../../parts/button.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { overviewWords } from "../../words/overview.ts";
import { useWords } from "../../words/use-words.ts";
import { ErrorsChart, IssuesChart } from "./charts.tsx";
import { Health } from "./health.tsx";
import { Noisiest } from "./noisiest.tsx";
import { Senders } from "./senders.tsx";

const route = getRouteApi("/overview");
/** Of a backlog and a filling disk no change tells. */
const lookMs = 5000;

/** How things stand: what goes wrong in the projects, and how the collector is doing. */
export function OverviewPage() {
  const say = useWords(overviewWords);
  const { period = "24h" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title={say("title")}
      actions={
        <>
          <Link to="/connect" className={buttonClass()}>
            {say("connect")}
          </Link>
          <Choice
            label={say("period")}
            options={[
              ["24h", say("24h")],
              ["7d", say("7d")],
            ]}
            value={period}
            onChoose={(chosen) =>
              void navigate({ search: chosen === "7d" ? { period: chosen } : {}, replace: true })
            }
          />
        </>
      }
    >
      <div className="grid gap-4 px-4 pb-6 sm:px-6 xl:grid-cols-2">
        <ErrorsChart by="project" period={period} />
        <ErrorsChart by="level" period={period} />
        <Noisiest period={period} />
        <IssuesChart />
        <Standing />
      </div>
    </Page>
  );
}

function Standing() {
  const say = useWords(overviewWords);
  const { data, error, refetch } = useRead("GET /api/v1/status", {}, { everyMs: lookMs });
  if (data !== undefined) {
    return (
      <>
        <Senders status={data} />
        <Health status={data} />
      </>
    );
  }
  return (
    <Panel title={say("health")}>
      {error === null ? (
        <SkeletonLines lines={5} />
      ) : (
        <ProblemState thrown={error} onRetry={() => void refetch()} />
      )}
    </Panel>
  );
}
