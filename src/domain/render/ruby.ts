import type { Frame } from "../stacktrace.ts";
import { gapText, Lines, newestFirst, type RenderedException, sourceLine } from "./frames.ts";

/** A trace as Ruby prints it: `file:line:in 'fn': value (Type)`, then where it was called from. */
export function renderRuby(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  for (let i = chain.length - 1; i >= 0; i--) {
    const exception = chain[i] as RenderedException;
    if (exception.frames.length === 0) {
      const saying = sayingOf(exception);
      if (saying !== null) lines.add(saying);
      continue;
    }
    newestFirst(exception, {
      frame: (frame, number) => lines.add(frameText(frame, number, exception)),
      gap: (omitted) => lines.add(`\t... ${gapText(omitted)}`),
    });
  }
  return lines.toString();
}

/** `value (Type)`. */
function sayingOf(exception: RenderedException): string | null {
  const { type, value } = exception;
  if (type === null) return value;
  return value === null ? `(${type})` : `${value} (${type})`;
}

function frameText(frame: Frame, number: number, exception: RenderedException): string {
  const file = frame.absPath ?? frame.filename ?? "<unknown>";
  const line = frame.lineno === null ? "" : `:${frame.lineno}`;
  const place = `${file}${line}${frame.function === null ? "" : `:in '${frame.function}'`}`;
  const saying = number === 0 ? sayingOf(exception) : null;
  const source = sourceLine(frame);
  const head = number === 0 ? place : `\tfrom ${place}`;
  const text = saying === null ? head : `${head}: ${saying}`;
  return source === null ? text : `${text}\n\t\t${source}`;
}
