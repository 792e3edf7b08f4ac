import { Download } from "lucide-react";
import { useMemo } from "react";
import { urlOf } from "../../client/call.ts";
import { useReadText } from "../../client/queries.ts";
import { buttonClass } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import { LongText } from "./long-text.tsx";

/** As much as shows at once without slowing the page down. */
const charsMax = 100_000;

const block = "rounded-lg border border-line bg-surface p-4 font-mono text-[12.5px]";

/** The stack trace as the platform writes it. */
export function StackTrace({ text }: { readonly text: string | null }) {
  const say = useWords(errorWords);
  if (text === null) return <p className="text-muted">{say("noTrace")}</p>;
  return (
    <>
      <div className="mb-2 flex justify-end">
        <CopyButton text={text} />
      </div>
      <div dir="ltr" className={block}>
        <LongText text={text} charsMax={charsMax} />
      </div>
    </>
  );
}

/** The delivery as it came. */
export function Payload({ id }: { readonly id: number }) {
  const say = useWords(errorWords);
  const input = { id: String(id) };
  const { data, error, refetch } = useReadText("GET /api/v1/errors/{id}/payload", input);
  const shown = useMemo(() => laidOut(data ?? ""), [data]);
  if (data === undefined) return <Waiting thrown={error} onRetry={() => void refetch()} />;
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <p className="min-w-40 flex-1 text-[13px] text-muted">{say("payloadAbout")}</p>
        <CopyButton text={data} />
        <a
          href={urlOf("GET /api/v1/errors/{id}/payload", input)}
          download={`error-${id}.json`}
          className={buttonClass()}
        >
          <Download aria-hidden size={14} />
          {say("download")}
        </a>
        <a href={urlOf("GET /api/v1/errors/{id}", input)} className={buttonClass()}>
          {say("asApi")}
        </a>
      </div>
      <div dir="ltr" className={block}>
        <LongText text={shown} charsMax={charsMax} />
      </div>
    </>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Envelopes and forms are no JSON; they show as they are.
    return text;
  }
}

function Waiting({ thrown, onRetry }: { readonly thrown: unknown; readonly onRetry: () => void }) {
  return thrown === null ? <SkeletonLines /> : <ProblemState thrown={thrown} onRetry={onRetry} />;
}
