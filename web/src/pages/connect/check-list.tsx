import { Link } from "@tanstack/react-router";
import { Check, Circle, X } from "lucide-react";
import { useRead } from "../../client/queries.ts";
import { buttonClass } from "../../parts/button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { connectWords } from "../../words/connect.ts";
import { useWords } from "../../words/use-words.ts";
import { checksOf, type Status } from "./checks.ts";
import type { SenderName } from "./senders.ts";

const signs = {
  done: { Icon: Check, colour: "text-good" },
  waiting: { Icon: Circle, colour: "text-muted" },
  wrong: { Icon: X, colour: "text-danger" },
} as const;
const lookMs = 1000;
/** As far back as one looks for a refusal of this sender. */
const refusalsMax = 50;

interface CheckListProps {
  readonly sender: SenderName;
  readonly status: Status;
}

/** How far one has got; it turns green by itself. */
export function CheckList({ sender, status }: CheckListProps) {
  const say = useWords(connectWords);
  const { data: refusals } = useRead(
    "GET /api/v1/refusals",
    { limit: refusalsMax },
    { everyMs: lookMs },
  );
  const { data: projects } = useRead("GET /api/v1/projects", {}, { everyMs: lookMs });
  const checks = checksOf(sender, status, refusals, projects);
  const n = checks.filter(({ standing }) => standing === "done").length;
  const isRefused = (refusals?.total ?? 0) > 0;
  return (
    <Panel title={say("checks")}>
      <p role="status" className="mb-3 text-[13px] text-muted">
        {n === checks.length ? say("allDone") : say("doneOf", { n, all: checks.length })}
      </p>
      <ul aria-label={say("checks")} className="flex flex-col gap-3">
        {checks.map(({ name, standing, detail }) => {
          const { Icon, colour } = signs[standing];
          return (
            <li key={name} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
              <Icon
                role="img"
                aria-label={say(standing)}
                size={16}
                className={`mt-0.5 ${colour}`}
              />
              <div>
                <p className="font-medium">{say(name)}</p>
                <p className="text-[13px] text-muted">{say(detail)}</p>
              </div>
            </li>
          );
        })}
      </ul>
      <div className="mt-4 flex flex-wrap gap-2">
        <Link to="/issues" className={buttonClass()}>
          {say("toIssues")}
        </Link>
        <Link
          to="/deliveries"
          search={isRefused ? { tab: "refused" } : {}}
          className={buttonClass()}
        >
          {say(isRefused ? "toRefused" : "toDeliveries")}
        </Link>
      </div>
    </Panel>
  );
}
