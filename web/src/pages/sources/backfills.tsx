import { useState } from "react";
import { useRead, useWrite } from "../../client/queries.ts";
import { Badge } from "../../parts/badges.tsx";
import { Button } from "../../parts/button.tsx";
import { Select } from "../../parts/choice.tsx";
import { sourcesWords } from "../../words/sources.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { Refused } from "./refused.tsx";
import { type Backfill, everyMs, watchedMs } from "./source.ts";

const spans = ["1d", "7d", "30d", "90d"] as const;
const shown = 8;

interface BackfillsProps {
  readonly slug: string;
  readonly mayChange: boolean;
}

/** What is fetched and how far that is, with a button that begins more. */
export function Backfills({ slug, mayChange }: BackfillsProps) {
  const say = useWords(sourcesWords);
  const [since, setSince] = useState<(typeof spans)[number]>("30d");
  const start = useWrite("POST /api/v1/backfills");
  const [isActive, setActive] = useState(false);
  const { data, refetch } = useRead(
    "GET /api/v1/backfills",
    { source: [slug], limit: shown },
    { everyMs: isActive ? watchedMs : everyMs, keep: true },
  );
  const items = data?.items ?? [];
  const active = items.some(({ state }) => state === "waiting" || state === "running");
  if (active !== isActive) setActive(active);
  return (
    <div>
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <h3 className="flex-1 font-medium">{say("backfills")}</h3>
        {mayChange && (
          <>
            <Select
              label={say("window")}
              options={spans.map((each) => [each, say(each)] as const)}
              value={since}
              onChoose={setSince}
            />
            <Button
              disabled={start.isPending}
              onClick={() =>
                start.mutate({ source: slug, since }, { onSuccess: () => void refetch() })
              }
            >
              {say("fetch")}
            </Button>
          </>
        )}
      </div>
      <Refused thrown={start.error} />
      {items.length === 0 && <p className="text-muted">{say("nothingFetched")}</p>}
      <ul aria-label={say("backfills")} className="flex flex-col divide-y divide-line">
        {items.map((each) => (
          <Line
            key={each.id}
            backfill={each}
            mayChange={mayChange}
            onStopped={() => void refetch()}
          />
        ))}
      </ul>
    </div>
  );
}

const tones = {
  waiting: "neutral",
  running: "accent",
  done: "good",
  failed: "danger",
  stopped: "neutral",
} as const;

function Line({
  backfill,
  mayChange,
  onStopped,
}: {
  readonly backfill: Backfill;
  readonly mayChange: boolean;
  readonly onStopped: () => void;
}) {
  const say = useWords(sourcesWords);
  const { percent, exact, number } = useFormats();
  const stop = useWrite("POST /api/v1/backfills/{id}/stop");
  const { id, project, state, since, until, done, stored, listed, reason } = backfill;
  const goesOn = state === "waiting" || state === "running";
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-[13px]">
      <bdi className="font-medium">{project}</bdi>
      <Badge tone={tones[state]}>{say(state)}</Badge>
      <span className="text-muted">
        {exact(Date.parse(since))} – {exact(Date.parse(until))}
      </span>
      <progress
        aria-label={say("progressOf", { project })}
        value={done}
        max={1}
        className="h-1.5 w-32 accent-accent"
      />
      <span>{percent(done)}</span>
      <span className="text-muted">
        {say("listedAndNew", { listed: number(listed), n: stored })}
      </span>
      {backfill.events_per_second !== null && goesOn && (
        <span className="text-muted">
          {say("rate", { rate: number(Math.round(backfill.events_per_second)) })}
        </span>
      )}
      {backfill.seconds_left !== null && (
        <span className="text-muted">{say("secondsLeft", { n: backfill.seconds_left })}</span>
      )}
      {reason !== null && <span className="text-muted">{reason}</span>}
      {goesOn && mayChange && (
        <Button look="quiet" onClick={() => stop.mutate({ id }, { onSuccess: onStopped })}>
          {say("stop")}
        </Button>
      )}
    </li>
  );
}
