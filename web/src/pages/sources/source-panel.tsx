import { useWrite } from "../../client/queries.ts";
import { Badge } from "../../parts/badges.tsx";
import { Button } from "../../parts/button.tsx";
import { Select } from "../../parts/choice.tsx";
import { Fact, Facts, Panel } from "../../parts/panel.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { sourcesWords } from "../../words/sources.ts";
import { useFormats } from "../../words/use-formats.ts";
import { useWords } from "../../words/use-words.ts";
import { Backfills } from "./backfills.tsx";
import { Checks } from "./checks.tsx";
import { CompletenessPart } from "./completeness.tsx";
import { Refused } from "./refused.tsx";
import type { Source } from "./source.ts";

interface SourcePanelProps {
  readonly source: Source;
  /** Whether whoever looks may administer sources. */
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

/** One source, whole. */
export function SourcePanel({ source, mayChange, onChanged }: SourcePanelProps) {
  const say = useWords(sourcesWords);
  const remove = useWrite("DELETE /api/v1/sources/{slug}");
  const isOurs = source.origin === "added";
  return (
    <Panel
      title={source.slug}
      actions={
        <>
          <Badge tone={toneOf(source)}>{say(stateOf(source))}</Badge>
          {isOurs && mayChange && (
            <Button
              look="quiet"
              disabled={remove.isPending}
              onClick={() => remove.mutate({ slug: source.slug }, { onSuccess: onChanged })}
            >
              {say("remove")}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Standing source={source} mayChange={mayChange} onChanged={onChanged} />
        <Refused thrown={remove.error} />
        <CompletenessPart slug={source.slug} />
        <Backfills slug={source.slug} mayChange={mayChange} />
        {mayChange && <Checks slug={source.slug} />}
      </div>
    </Panel>
  );
}

function stateOf({ enabled, standing }: Source) {
  if (!enabled) return "disabled";
  if (standing === null) return "starting";
  if (standing.trouble !== null) return "troubled";
  return standing.silent_since === null ? "well" : "silent";
}

function toneOf(source: Source) {
  const tones = {
    disabled: "neutral",
    starting: "neutral",
    troubled: "danger",
    silent: "warning",
    well: "good",
  } as const;
  return tones[stateOf(source)];
}

function Standing({ source, mayChange, onChanged }: SourcePanelProps) {
  const say = useWords(sourcesWords);
  const { number } = useFormats();
  const { standing, outbox } = source;
  return (
    <Facts>
      <Fact name={say("address")}>
        <bdi className="break-all">{source.base_url}</bdi>
        {source.organization !== null && <bdi> · {source.organization}</bdi>}
      </Fact>
      {standing !== null && standing.trouble !== null && (
        <Fact name={say("trouble")}>
          <span className="text-danger">{standing.trouble}</span>
        </Fact>
      )}
      {standing !== null && standing.silent_reason !== null && (
        <Fact name={say("silent")}>
          <span className="text-warning">{standing.silent_reason}</span>
        </Fact>
      )}
      <Fact name={say("pull")}>
        {source.pull_seconds === 0
          ? say("notPulled")
          : say("pulledEvery", { n: source.pull_seconds })}
      </Fact>
      {standing !== null && (
        <Fact name={say("work")}>
          {say("fetched", { n: standing.events_stored, requests: number(standing.requests) })}
          {standing.last_answer_at !== null && (
            <>
              {" · "}
              <RelativeTime time={standing.last_answer_at} />
            </>
          )}
        </Fact>
      )}
      <Fact name={say("owed")}>
        {say("owedCounts", { waiting: number(outbox.waiting), failed: number(outbox.failed) })}
      </Fact>
      <WriteBack source={source} mayChange={mayChange} onChanged={onChanged} />
    </Facts>
  );
}

function WriteBack({ source, mayChange, onChanged }: SourcePanelProps) {
  const say = useWords(sourcesWords);
  const change = useWrite("PATCH /api/v1/sources/{slug}");
  if (!mayChange) return <Fact name={say("writeBack")}>{say(source.write_back)}</Fact>;
  return (
    <Fact name={say("writeBack")}>
      <Select
        label={say("writeBackOf", { slug: source.slug })}
        options={[
          ["off", say("off")],
          ["dry", say("dry")],
          ["on", say("on")],
        ]}
        value={source.write_back}
        onChoose={(mode) =>
          change.mutate({ slug: source.slug, write_back: mode }, { onSuccess: onChanged })
        }
      />
      <Refused thrown={change.error} />
    </Fact>
  );
}
