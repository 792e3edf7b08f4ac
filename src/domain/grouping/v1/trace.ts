import type { Frame } from "../../stacktrace.ts";
import { applyRules } from "./apply-rules.ts";
import { type Call, readCalls } from "./call.ts";
import { framePart, isAddress } from "./frame.ts";
import type { Part } from "./part.ts";
import { rules } from "./rules.ts";

/** What counts of a stack trace. */
export interface TraceParts {
  /** Of the application's own calls. */
  readonly app: readonly Part[];
  /** Of all calls: where none of the application's own counts. */
  readonly all: readonly Part[];
}

/** Functions in a circle of calls that is recognised. */
const cycleMax = 10;

const nothing: TraceParts = { app: [], all: [] };

/** The calls of a trace, oldest first, with what the rules say of them. */
export function judgedCalls(frames: readonly Frame[], platform: string): readonly Call[] {
  const calls = readCalls(frames, platform);
  applyRules(rules, calls);
  return calls;
}

/** What counts of a trace: of what repeats itself the first time, of noise nothing. */
export function traceParts(frames: readonly Frame[], platform: string): TraceParts {
  if (frames.length === 0) return nothing;
  const calls = judgedCalls(frames, platform);
  if (isPageAlone(calls)) return nothing;
  const app: Part[] = [];
  const all: Part[] = [];
  for (const call of withoutRepetition(calls)) {
    const part = call.isNoise ? null : framePart(call);
    if (part === null) continue;
    all.push(part);
    if (call.inApp) app.push(part);
  }
  return { app, all };
}

/** One nameless frame at an address says only which page was open. */
function isPageAlone(calls: readonly Call[]): boolean {
  const [only] = calls;
  return (
    calls.length === 1 &&
    only?.family === "javascript" &&
    only.frame.function === null &&
    isAddress(only.origin, "addresses")
  );
}

/**
 * Recursion: a function that calls itself counts once, and so do functions that call one another in
 * turn, however deep. What repeats itself is the same in every respect, its line too.
 */
function withoutRepetition(calls: readonly Call[]): readonly Call[] {
  const kept: Call[] = [];
  for (let at = 0; at < calls.length; ) {
    const length = repeated(kept, calls, at);
    if (length === 0) kept.push(calls[at] as Call);
    at += Math.max(1, length);
  }
  return kept;
}

/** How many calls from here on are the last ones over again. */
function repeated(kept: readonly Call[], calls: readonly Call[], at: number): number {
  const longest = Math.min(cycleMax, kept.length, calls.length - at);
  for (let length = 1; length <= longest; length++) {
    let same = 0;
    const from = kept.length - length;
    while (same < length && isSame(kept[from + same], calls[at + same], length)) same += 1;
    if (same === length) return length;
  }
  return 0;
}

/** Without lines two calls of one name may be two places: then only neighbours are held to be one. */
function isSame(one: Call | undefined, other: Call | undefined, distance: number): boolean {
  if (one === undefined || other === undefined) return false;
  const { frame } = one;
  const { frame: that } = other;
  return (
    one.name === other.name &&
    frame.lineno === that.lineno &&
    (distance === 1 || frame.lineno !== null) &&
    frame.colno === that.colno &&
    frame.module === that.module &&
    frame.filename === that.filename &&
    frame.absPath === that.absPath &&
    frame.package === that.package
  );
}
