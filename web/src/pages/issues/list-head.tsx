import { Button } from "../../parts/button.tsx";
import { issuesWords } from "../../words/issues.ts";
import { useWords } from "../../words/use-words.ts";
import { BulkBar } from "./bulk-bar.tsx";
import type { Issue } from "./issue.ts";
import { columns } from "./row.tsx";

/** The issues that are selected, by number; or everything that passes the query, loaded or not. */
export type Chosen = ReadonlySet<number> | "everything";

interface Total {
  readonly n: number;
  readonly isExact: boolean;
}

interface ListHeadProps {
  readonly query: string;
  readonly issues: readonly Issue[];
  /** Where the keyboard is. */
  readonly current: Issue | undefined;
  readonly total: Total;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

/** Stands over the list: how many there are; or what can be done to those that are selected. */
export function ListHead({ query, issues, current, total, chosen, onChoose }: ListHeadProps) {
  const say = useWords(issuesWords);
  const isEverything = chosen === "everything";
  const selected = isEverything ? issues : issues.filter(({ id }) => chosen.has(id));
  const targets = selected.length > 0 ? selected : current === undefined ? [] : [current];
  const isAll = selected.length === issues.length;
  const { n, isExact } = total;
  const isMore = isAll && !isEverything && (n > issues.length || !isExact);
  return (
    <div
      className={`sticky top-0 z-10 grid h-11 items-center border-line border-b bg-ground px-4 text-[13px] text-muted sm:px-6 ${
        selected.length > 0 ? "grid-cols-[auto_minmax(0,1fr)] gap-x-3" : columns
      }`}
    >
      <input
        type="checkbox"
        aria-label={say("selectAll")}
        checked={isAll}
        onChange={() => onChoose(new Set(isAll ? [] : issues.map(({ id }) => id)))}
        className="size-4 accent-accent-fill"
      />
      <BulkBar
        issues={targets}
        selected={selected.length}
        everything={isEverything ? query : null}
        onDone={() => onChoose(new Set())}
      >
        {isMore && (
          <Button onClick={() => onChoose("everything")}>
            {isExact ? say("selectFound", { n }) : say("selectFoundAtLeast", { n })}
          </Button>
        )}
      </BulkBar>
      {selected.length === 0 && <Headings total={total} />}
    </div>
  );
}

/** How many there are, and on a wide screen what the columns are. */
function Headings({ total: { n, isExact } }: { readonly total: Total }) {
  const say = useWords(issuesWords);
  const right = "hidden text-right lg:block";
  return (
    <>
      <p role="status">{isExact ? say("found", { n }) : say("foundAtLeast", { n })}</p>
      <span className="hidden lg:block">{say("period")}</span>
      <span className={right}>{say("count")}</span>
      <span className={right}>{say("users")}</span>
      <span className={right}>{say("age")}</span>
      <span className={right}>{say("last_seen")}</span>
      <span className="hidden lg:block">{say("assignee")}</span>
    </>
  );
}
