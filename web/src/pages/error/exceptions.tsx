import { useState } from "react";
import { Badge } from "../../parts/badges.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import type { Exception, Frame, FullError } from "./error.ts";
import { FrameList } from "./frame-list.tsx";
import { LongText } from "./long-text.tsx";

/** The chain of exceptions, the one that was seen first, and what caused it below; without any, the threads. */
export function Exceptions({ error }: { readonly error: FullError }) {
  const say = useWords(errorWords);
  const [frames, setFrames] = useState<"app" | "all">("app");
  const { exceptions, platform } = error;
  const threads =
    exceptions.length > 0 ? [] : error.threads.filter((each) => each.frames.length > 0);
  if (exceptions.length === 0 && threads.length === 0) return null;
  const isWhole = frames === "all";
  const hasSystem = [...exceptions, ...threads].some((each) => each.frames.some(isOfSystem));
  const choice = hasSystem && (
    <Choice
      label={say("frames")}
      options={[
        ["app", say("framesApp")],
        ["all", say("framesAll")],
      ]}
      value={frames}
      onChoose={setFrames}
    />
  );
  return (
    <>
      {exceptions.toReversed().map((exception, at) => (
        <Panel
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the chain is what it is.
          key={at}
          title={at === 0 ? say("exception") : say("causedBy")}
          actions={at === 0 ? choice : undefined}
        >
          <ExceptionHead exception={exception} />
          <FrameList frames={exception.frames} platform={platform} isWhole={isWhole} />
        </Panel>
      ))}
      {threads.map(({ id, name, crashed, frames: calls }, at) => (
        <Panel
          // biome-ignore lint/suspicious/noArrayIndexKey: threads need have neither name nor number.
          key={at}
          title={say("thread", { name: (name ?? id ?? "").slice(0, 100) })}
          actions={at === 0 ? choice : undefined}
        >
          {crashed && <Badge tone="danger">{say("crashed")}</Badge>}
          <FrameList frames={calls} platform={platform} isWhole={isWhole} />
        </Panel>
      ))}
    </>
  );
}

function isOfSystem({ in_app: inApp }: Frame): boolean {
  return inApp === false;
}

function ExceptionHead({ exception }: { readonly exception: Exception }) {
  const say = useWords(errorWords);
  const { type, value, module, mechanism } = exception;
  const handled = mechanism?.handled ?? null;
  return (
    <div className="mb-3">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-mono font-semibold text-danger">
          <LongText text={type ?? ""} charsMax={300} />
        </span>
        {module !== null && (
          <span className="font-mono text-xs text-muted">
            <LongText text={module} charsMax={300} />
          </span>
        )}
        {handled !== null && (
          <Badge tone={handled ? "neutral" : "danger"}>
            {handled ? say("handled") : say("unhandled")}
          </Badge>
        )}
      </p>
      {value !== null && (
        <p className="font-mono">
          <LongText text={value} />
        </p>
      )}
    </div>
  );
}
