import { getRouteApi } from "@tanstack/react-router";
import { Pause, Play } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { asProblem } from "../../client/problem.ts";
import { Arrived } from "../../parts/arrived.tsx";
import { Button } from "../../parts/button.tsx";
import { ErrorHeadings, ErrorList } from "../../parts/error-list.tsx";
import type { ErrorItem } from "../../parts/error-row.tsx";
import { Page } from "../../parts/page.tsx";
import { Empty, ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { SearchBox } from "../../search/search-box.tsx";
import { useCommands } from "../../shell/commands.ts";
import { liveWords } from "../../words/live.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { tailRowsMax, useTail } from "./use-tail.ts";

const route = getRouteApi("/live");

/** The tail: errors as they come, until somebody stops to read. */
export function LivePage() {
  const say = useWords(liveWords);
  const group = useWords(shellWords)("groupPage");
  const { query = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [paused, setPaused] = useState(false);
  const toggle = (): void => setPaused((now) => !now);
  useCommands([{ title: paused ? say("resume") : say("pause"), group, keys: "p", run: toggle }]);
  return (
    <Page
      title={say("title")}
      actions={
        <Button onClick={toggle} aria-keyshortcuts="p">
          {paused ? <Play aria-hidden size={14} /> : <Pause aria-hidden size={14} />}
          {paused ? say("resume") : say("pause")}
        </Button>
      }
    >
      <div className="flex flex-wrap items-start gap-2 px-4 pb-3 sm:px-6">
        <SearchBox
          about="errors"
          query={query}
          onSearch={(asked) => void navigate({ search: asked === "" ? {} : { query: asked } })}
        />
      </div>
      <TailOf key={query} query={query} paused={paused} onResume={() => setPaused(false)} />
    </Page>
  );
}

interface TailProps {
  readonly query: string;
  readonly paused: boolean;
  readonly onResume: () => void;
}

function TailOf({ query, paused, onResume }: TailProps) {
  const say = useWords(liveWords);
  const { data, error, refetch } = useTail(query);
  const isAway = useIsAway();
  const shown = useHeld(data, paused || isAway);
  if (data === undefined || shown === undefined) {
    if (error === null) return <SkeletonLines />;
    return asProblem(error).ofQuery ? null : (
      <ProblemState thrown={error} onRetry={() => void refetch()} />
    );
  }
  const latest = shown.errors[0]?.id ?? 0;
  const n = data.errors.filter(({ id }) => id > latest).length;
  const waiting = n < tailRowsMax ? say("waiting", { n }) : say("waitingAtLeast", { n });
  const state = paused ? say("paused") : isAway ? say("held") : say("following");
  return (
    <>
      <p role="status" className="px-4 pb-2 text-[13px] text-muted sm:px-6">
        {n > 0 ? `${state} · ${waiting}` : state}
      </p>
      {shown.skipped && (
        <p className="px-4 pb-2 text-[13px] text-warning sm:px-6">{say("skipped")}</p>
      )}
      <Rows errors={shown.errors} waiting={n > 0 ? waiting : null} onResume={onResume} />
    </>
  );
}

interface RowsProps {
  readonly errors: readonly ErrorItem[];
  /** What is said of those that wait; null: none does. */
  readonly waiting: string | null;
  readonly onResume: () => void;
}

function Rows({ errors, waiting, onResume }: RowsProps) {
  const say = useWords(liveWords);
  if (errors.length === 0) return <Empty title={say("none")}>{say("noneDetail")}</Empty>;
  return (
    <>
      <ErrorHeadings />
      {waiting !== null && <Arrived onShow={onResume}>{waiting}</Arrived>}
      <ErrorList label={say("title")} errors={errors} time="received_at" />
    </>
  );
}

/** What was there when it began to be held, and what is there now while it is not. */
function useHeld<T>(now: T | undefined, isHeld: boolean): T | undefined {
  const [held, setHeld] = useState(now);
  // The rows of the moment in which one stopped; nothing moves until one goes on.
  if (!isHeld || held === undefined) {
    if (held !== now) setHeld(now);
    return now;
  }
  return held;
}

/** Farther down than this one reads. */
const readingPixels = 120;

function subscribeToScroll(tell: () => void): () => void {
  addEventListener("scroll", tell, { passive: true });
  return () => removeEventListener("scroll", tell);
}

/** Whether one has scrolled away from the beginning. */
function useIsAway(): boolean {
  return useSyncExternalStore(subscribeToScroll, () => scrollY > readingPixels);
}
