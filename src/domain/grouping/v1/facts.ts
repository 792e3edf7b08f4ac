import type { ErrorFacts } from "../../error.ts";
import type { Frame } from "../../stacktrace.ts";
import type { Call } from "./call.ts";
import { threadOf } from "./threads.ts";
import { judgedCalls } from "./trace.ts";

/** The words of an error that count as its message: logged ones, else the last exception's value. */
export function messageOf(error: ErrorFacts): string | null {
  return error.loggedMessage ?? error.messageTemplate ?? error.exceptions.at(-1)?.value ?? null;
}

/** A tag; what Sentry makes a tag of itself is found too. */
export function tagOf(error: ErrorFacts, name: string): string | null {
  const tag = error.tags.find(([key]) => key === name);
  if (tag !== undefined) return tag[1];
  switch (name) {
    case "level":
      return error.level;
    case "logger":
      return error.logger;
    case "transaction":
      return error.transaction;
    case "environment":
      return error.environment;
    case "release":
      return error.release;
    case "dist":
      return error.dist;
    case "server_name":
      return error.serverName;
    default:
      return null;
  }
}

/** The application's newest call, by the rules, else the newest: of the last exception or the thread. */
export function crashCall(error: ErrorFacts): Call | null {
  const own = error.exceptions.at(-1)?.frames ?? [];
  const frames = own.length > 0 ? own : (threadOf(error.threads)?.frames ?? []);
  const calls = judgedCalls(frames, error.platform);
  return calls.findLast((call) => call.inApp) ?? calls.at(-1) ?? null;
}

/** The frames of all exceptions, else of the thread that the error is about. */
export function framesOf(error: ErrorFacts): readonly Frame[] {
  const frames = error.exceptions.flatMap((exception) => exception.frames);
  return frames.length > 0 ? frames : (threadOf(error.threads)?.frames ?? []);
}
