import type { ReactNode } from "react";
import { Panel } from "../../parts/panel.tsx";
import { errorWords } from "../../words/error.ts";
import { useWords } from "../../words/use-words.ts";
import type { FullError } from "./error.ts";
import { LongText } from "./long-text.tsx";
import { Pairs, textOf } from "./pairs.tsx";
import { SafeLink } from "./safe-link.tsx";

type Request = NonNullable<FullError["request"]>;

/** What was asked for when the error happened. */
export function RequestPanel({ request }: { readonly request: Request }) {
  const say = useWords(errorWords);
  const { url, method, headers, data, query_string: query, cookies, ...rest } = request;
  const address = typeof url === "string" ? url : "";
  return (
    <Panel title={say("request")}>
      <p className="font-mono text-[13px]">
        {typeof method === "string" && (
          <span className="font-semibold">
            <LongText text={method} charsMax={40} />{" "}
          </span>
        )}
        <SafeLink to={address}>
          <LongText text={address.slice(0, 2000)} />
        </SafeLink>
      </p>
      <Part title={say("query")} value={query} />
      <Part title={say("headers")} value={headers} />
      <Part title={say("body")} value={data} />
      <Part title={say("cookies")} value={cookies} />
      <Part title={say("requestRest")} value={rest} />
    </Panel>
  );
}

function Part({ title, value }: { readonly title: string; readonly value: unknown }) {
  const shown = shownOf(value);
  if (shown === null) return null;
  return (
    <div className="mt-3">
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      {shown}
    </div>
  );
}

/** Names and values as a list, whichever way SDKs send them; everything else as it is. */
function shownOf(value: unknown): ReactNode {
  if (value === null || value === undefined || value === "") return null;
  const pairs = pairsOf(value);
  if (pairs !== null) return Object.keys(pairs).length === 0 ? null : <Pairs of={pairs} />;
  return (
    <div className="font-mono text-[13px]">
      <LongText text={textOf(value)} />
    </div>
  );
}

function pairsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  const isPairs = value.every((each) => Array.isArray(each) && each.length === 2);
  if (!isPairs) return null;
  const pairs = value as readonly (readonly [unknown, unknown])[];
  // A header may come twice.
  const byName = Map.groupBy(pairs, ([name]) => String(name));
  return Object.fromEntries(
    [...byName].map(([name, all]) => [name, all.map(([, each]) => textOf(each)).join("\n")]),
  );
}
