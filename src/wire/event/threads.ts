import { errorLimits, type RenderedThread } from "../../domain/index.ts";
import { asId, asText, type Fields } from "../text.ts";
import { readTrace } from "./frames.ts";
import { readValues } from "./values.ts";

/** Frames kept of all threads together: the other threads of a crash are context, not the trace. */
const framesOfAllThreads = 2000;

/** Reads `threads`: a list or `{values}`, each with its own stack trace or none. */
export function readThreads(event: Fields): readonly RenderedThread[] {
  const raw = event["threads"] ?? event["sentry.interfaces.Threads"];
  if (raw === undefined || raw === null) return [];
  const threads: RenderedThread[] = [];
  let frames = 0;
  for (const value of readValues(raw, errorLimits.threads)) {
    const crashed = value["crashed"] === true;
    const current = value["current"] === true;
    const wanted = crashed || current || frames < framesOfAllThreads;
    const trace = readTrace(wanted ? (value["stacktrace"] ?? value["raw_stacktrace"]) : null);
    frames += trace.frames.length;
    threads.push({
      id: asId(value["id"]),
      name: asText(value["name"], errorLimits.nameChars),
      crashed,
      current,
      ...trace,
    });
  }
  return threads;
}
