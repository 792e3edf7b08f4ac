import type { ErrorFacts } from "../../error.ts";
import type { Exception } from "../../stacktrace.ts";
import { reduceGroups } from "./exception-groups.ts";
import { normaliseMessage } from "./message.ts";
import type { Part } from "./part.ts";
import { type TraceParts, traceParts } from "./trace.ts";

/** An exception with what counts of its trace. */
interface Judged {
  readonly exception: Exception;
  readonly trace: TraceParts;
}

/**
 * What counts of the exceptions, in their order: of each the application's own calls, or all where none
 * is its own, and the type; the value only where no call counts. [] when nothing counts.
 */
export function exceptionParts({ exceptions, platform }: ErrorFacts): readonly Part[] {
  const judged = new Map<Exception, Judged>();
  for (const exception of exceptions) {
    judged.set(exception, { exception, trace: traceParts(exception.frames, platform) });
  }
  const chain = reduceGroups(exceptions, (exception) =>
    kindOf(judged.get(exception) as Judged),
  ).map((exception) => judged.get(exception) as Judged);
  const hasOwn = chain.some(({ trace }) => trace.app.length > 0);
  const hasAny = chain.some(({ trace }) => trace.all.length > 0);
  // Where only libraries' calls are known, what has no trace is left out, as Sentry does.
  const counting =
    hasAny && !hasOwn ? chain.filter(({ exception }) => exception.frames.length > 0) : chain;
  return counting.flatMap(({ exception, trace }) =>
    partsOf(exception, trace.app.length > 0 ? trace.app : trace.all),
  );
}

function partsOf(exception: Exception, calls: readonly Part[]): readonly Part[] {
  const { type, mechanism } = exception;
  const parts = [...calls];
  // A type that the SDK made up says nothing.
  if (type !== null && mechanism?.synthetic !== true) parts.push({ kind: "type", values: [type] });
  const nsError = mechanism?.nsError ?? null;
  if (nsError !== null) {
    const values = [nsError.domain, nsError.code].filter((value) => value !== null);
    parts.push({ kind: "ns-error", values });
  }
  if (calls.length > 0 || nsError !== null || exception.value === null) return parts;
  const value = normaliseMessage(exception.value);
  if (value !== "") parts.push({ kind: "value", values: [value] });
  return parts;
}

/** Two exceptions of a group are alike when types, values and traces are. */
function kindOf({ exception, trace }: Judged): string {
  const value = exception.value === null ? null : normaliseMessage(exception.value);
  return JSON.stringify([exception.type, value, trace.app, trace.all]);
}
