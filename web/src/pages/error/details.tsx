import { Panel } from "../../parts/panel.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import type { FullError } from "./error.ts";
import { Exceptions } from "./exceptions.tsx";
import { LongText } from "./long-text.tsx";
import { Origin } from "./origin.tsx";
import { Pairs } from "./pairs.tsx";
import { RequestPanel } from "./request.tsx";
import { Tags } from "./tags.tsx";

/** Everything that is understood of an error, what matters most first. */
export function Details({ error }: { readonly error: FullError }) {
  const say = useWords(errorWords);
  const { breadcrumbs, request, contexts, tags } = error;
  return (
    <div className="flex flex-col gap-3">
      <Message error={error} />
      <Exceptions error={error} />
      <Named title={say("template")} of={error.template} />
      <Named title={say("report")} of={error.security_report} />
      {Object.keys(tags).length > 0 && <Tags tags={tags} />}
      {breadcrumbs.length > 0 && <Breadcrumbs crumbs={breadcrumbs} />}
      {request !== null && Object.keys(request).length > 0 && <RequestPanel request={request} />}
      <Named title={say("user")} of={error.user} />
      {contexts !== null && Object.keys(contexts).length > 0 && <Contexts contexts={contexts} />}
      <Named title={say("extra")} of={error.extra} />
      <Named title={say("modules")} of={error.modules} rowsMax={8} />
      <Origin error={error} />
    </div>
  );
}

/** What was logged; an exception says it itself. */
function Message({ error }: { readonly error: FullError }) {
  const say = useWords(errorWords);
  const { logged_message: logged, message, message_template: template, exceptions } = error;
  const text = logged ?? (exceptions.length === 0 ? message : null);
  if (text === null || text === "") return null;
  return (
    <Panel title={say("message")}>
      <p className="font-mono text-[13px]">
        <LongText text={text} />
      </p>
      {template !== null && template !== text && (
        <p className="mt-1 font-mono text-[13px] text-muted">
          <LongText text={template} />
        </p>
      )}
    </Panel>
  );
}

interface NamedProps {
  readonly title: string;
  readonly of: object | null;
  readonly rowsMax?: number;
}

/** Names and values, of which those without a value are left out. */
function Named({ title, of, ...rest }: NamedProps) {
  const filled = Object.entries(of ?? {}).filter(([, value]) => value !== null);
  if (filled.length === 0) return null;
  return (
    <Panel title={title}>
      <Pairs of={Object.fromEntries(filled)} {...rest} />
    </Panel>
  );
}

function Contexts({ contexts }: { readonly contexts: Readonly<Record<string, unknown>> }) {
  const say = useWords(errorWords);
  return (
    <Panel title={say("contexts")}>
      <div className="flex flex-col gap-4">
        {Object.entries(contexts).map(([name, of]) => (
          <div key={name}>
            <h3 className="mb-1 text-xs font-medium text-muted">
              <LongText text={name} charsMax={100} />
            </h3>
            <Pairs of={isRecord(of) ? of : { [name]: of }} />
          </div>
        ))}
      </div>
    </Panel>
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
