import { getRouteApi } from "@tanstack/react-router";
import { useRead } from "../../client/queries.ts";
import { Choice } from "../../parts/choice.tsx";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { connectWords } from "../../words/connect.ts";
import { useWords } from "../../words/use-words.ts";
import { CheckList } from "./check-list.tsx";
import type { Status } from "./checks.ts";
import { type SenderName, senderNames, senders } from "./senders.ts";
import { StepList } from "./step-list.tsx";
import { TestPanel } from "./test-panel.tsx";

const route = getRouteApi("/connect");
/** Of a first delivery that was refused or ignored no change tells. */
const lookMs = 1000;

/** How to connect a sender, and how far one has got with it. */
export function ConnectPage() {
  const say = useWords(connectWords);
  const { sender = "sentry" } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: status, error, refetch } = useRead("GET /api/v1/status", {}, { everyMs: lookMs });
  return (
    <Page title={say("title")}>
      <div className="flex flex-col gap-3 px-4 pb-4 sm:px-6">
        <p className="max-w-2xl text-muted">{say("intro")}</p>
        <div className="overflow-x-auto">
          <Choice
            label={say("whom")}
            options={senderNames.map((name) => [name, say(name)] as const)}
            value={sender}
            onChoose={(chosen) => void navigate({ search: { sender: chosen }, replace: true })}
          />
        </div>
      </div>
      {status !== undefined && <Connect sender={sender} status={status} />}
      {status === undefined && error === null && <SkeletonLines />}
      {status === undefined && error !== null && (
        <ProblemState thrown={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}

interface ConnectProps {
  readonly sender: SenderName;
  readonly status: Status;
}

function Connect({ sender, status }: ConnectProps) {
  const say = useWords(connectWords);
  return (
    <div className="grid items-start gap-4 px-4 pb-6 sm:px-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={say("steps")}>
          <StepList sender={sender} status={status} />
        </Panel>
        <Panel title={say("obstacles")}>
          <Obstacles sender={sender} />
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-4">
        <CheckList sender={sender} status={status} />
        <TestPanel />
      </div>
    </div>
  );
}

function Obstacles({ sender }: Pick<ConnectProps, "sender">) {
  const say = useWords(connectWords);
  return senders[sender].obstacles.map(({ name, detail, setting }) => (
    <details key={name} className="border-t border-line py-2 first:border-t-0">
      <summary className="cursor-pointer font-medium">{say(name)}</summary>
      <p className="mt-1 text-muted">{say(detail)}</p>
      {setting !== undefined && (
        <code className="mt-1 block rounded bg-sunken px-2 py-1 font-mono text-xs">{setting}</code>
      )}
    </details>
  ));
}
