import { useSyncExternalStore } from "react";
import { useFormats } from "../words/use-formats.ts";

// One clock for all, which ticks only while something shows it.
const tickMs = 15_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  // It stood while nothing showed it.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(tell);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What the clock says, some seconds late at most. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A time as how long ago it was; the exact one shows when one points at it. */
export function RelativeTime({
  time,
  as = "relative",
}: {
  readonly time: string;
  readonly as?: "relative" | "age";
}) {
  const formats = useFormats();
  const at = Date.parse(time);
  // A time that is newer than the last tick is not in the future.
  const shown = formats[as](at, Math.max(useNow(), at));
  return (
    <time dateTime={time} title={formats.exact(at)} className="whitespace-nowrap">
      {shown}
    </time>
  );
}
