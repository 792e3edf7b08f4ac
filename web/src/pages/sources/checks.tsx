import { Check, Circle, TriangleAlert, X } from "lucide-react";
import { useWrite } from "../../client/queries.ts";
import { Button } from "../../parts/button.tsx";
import { sourcesWords } from "../../words/sources.ts";
import { useWords } from "../../words/use-words.ts";
import { Refused } from "./refused.tsx";
import type { SourceCheck } from "./source.ts";

const signs = {
  ok: { Icon: Check, colour: "text-good" },
  warning: { Icon: TriangleAlert, colour: "text-warning" },
  failed: { Icon: X, colour: "text-danger" },
  skipped: { Icon: Circle, colour: "text-muted" },
} as const;

/** The steps of a check, each with what to do where it failed. */
export function Checks({ slug }: { readonly slug: string }) {
  const say = useWords(sourcesWords);
  const check = useWrite("POST /api/v1/sources/{slug}/check");
  return (
    <div>
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <h3 className="flex-1 font-medium">{say("checks")}</h3>
        <Button disabled={check.isPending} onClick={() => check.mutate({ slug })}>
          {say("check")}
        </Button>
      </div>
      <Refused thrown={check.error} />
      {check.data !== undefined && (
        <ul aria-label={say("checks")} className="flex flex-col gap-2">
          {check.data.checks.map((each) => (
            <Line key={each.name} check={each} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Line({ check: { name, state, detail, link } }: { readonly check: SourceCheck }) {
  const say = useWords(sourcesWords);
  const { Icon, colour } = signs[state];
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
      <Icon role="img" aria-label={say(state)} size={16} className={`mt-0.5 ${colour}`} />
      <div className="min-w-0">
        <p className="font-medium">{say(name)}</p>
        <p className="text-[13px] break-words text-muted">{detail}</p>
        {link !== null && state !== "ok" && (
          <a
            href={link}
            target="_blank"
            rel="noreferrer"
            className="text-[13px] break-all underline"
          >
            {link}
          </a>
        )}
      </div>
    </li>
  );
}
