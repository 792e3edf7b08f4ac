import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useMemo } from "react";
import { callText, urlOf } from "../../client/call.ts";
import { keyOf } from "../../client/queries.ts";
import { buttonClass } from "../../parts/button.tsx";
import { Choice } from "../../parts/choice.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { deliveriesWords } from "../../words/deliveries.ts";
import { useWords } from "../../words/use-words.ts";
import type { Delivery } from "./delivery.ts";
import { escaped, prettyJson } from "./pretty.ts";

const address = "GET /api/v1/deliveries/{id}/body";
/** More than this no one reads in a page, and a browser would be slow with it. */
const shownMax = 200_000;

type Form = "pretty" | "raw";

interface BodyProps {
  readonly delivery: Delivery;
  readonly form: Form;
  readonly onForm: (form: Form) => void;
}

/** The body, as it came or on lines of its own. */
export function Body({ delivery: { id, body_bytes: bytes, scrubbed }, form, onForm }: BodyProps) {
  const say = useWords(deliveriesWords);
  const { data, error } = useQuery({
    queryKey: keyOf(address, { id }),
    queryFn: ({ signal }) => callText(address, { id }, { signal }),
    // The bytes of a delivery never change.
    staleTime: Number.POSITIVE_INFINITY,
    meta: { live: false },
  });
  return (
    <Panel
      title={say("body")}
      actions={
        <>
          <span className="text-[13px] text-muted">{say("bytes", { n: bytes })}</span>
          <Choice
            label={say("body")}
            options={[
              ["pretty", say("pretty")],
              ["raw", say("raw")],
            ]}
            value={form}
            onChoose={onForm}
          />
          {data !== undefined && <CopyButton text={data} />}
          <a href={urlOf(address, { id })} download className={buttonClass()}>
            <Download aria-hidden size={14} />
            {say("download")}
          </a>
        </>
      }
    >
      {scrubbed && <p className="mb-2 text-[13px] text-muted">{say("scrubbedDetail")}</p>}
      {data !== undefined && <Shown text={data} form={form} />}
      {data === undefined && error === null && <SkeletonLines lines={4} />}
      {error !== null && <ProblemState thrown={error} />}
    </Panel>
  );
}

function Shown({ text, form }: { readonly text: string; readonly form: Form }) {
  const say = useWords(deliveriesWords);
  const pretty = useMemo(
    () => (form === "pretty" ? prettyJson(text, shownMax) : null),
    [text, form],
  );
  const whole = pretty ?? text;
  const shown = useMemo(() => escaped(whole.slice(0, shownMax)), [whole]);
  if (text === "") return <p className="text-muted">{say("empty")}</p>;
  return (
    <>
      {form === "pretty" && pretty === null && (
        <p className="mb-2 text-[13px] text-muted">{say("notJson")}</p>
      )}
      <section
        aria-label={say("bodyText")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        tabIndex={0}
        className="max-h-[70vh] overflow-auto rounded-md border border-line bg-sunken p-3"
      >
        <pre dir="ltr" className="font-mono text-xs whitespace-pre-wrap">
          {shown}
        </pre>
      </section>
      {whole.length > shownMax && (
        <p className="mt-2 text-[13px] text-muted">{say("cut", { n: shownMax })}</p>
      )}
    </>
  );
}
