import type { Frame } from "../stacktrace.ts";
import {
  gapText,
  headline,
  Lines,
  newestFirst,
  type RenderedException,
  sourceLine,
} from "./frames.ts";

/** A trace in the manner of a Go panic: `goroutine`, then each call above its place, newest first. */
export function renderGo(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  for (let i = chain.length - 1; i >= 0; i--) {
    const exception = chain[i] as RenderedException;
    const head = headline(exception.type, exception.value);
    if (i < chain.length - 1) lines.add(`caused by: ${head ?? "unknown"}`);
    else if (head !== null) lines.add(head);
    if (exception.frames.length > 0) lines.add("goroutine 1 [running]:");
    newestFirst(exception, {
      frame: (frame) => lines.add(frameText(frame)),
      gap: (omitted) => lines.add(`... ${gapText(omitted)}`),
    });
  }
  return lines.toString();
}

function frameText(frame: Frame): string {
  const name = frame.function ?? "<unknown>";
  const call = frame.module === null ? name : `${frame.module}.${name}`;
  const file = frame.absPath ?? frame.filename;
  const source = sourceLine(frame);
  let text = `${call}(...)`;
  if (file !== null) text += `\n\t${file}${frame.lineno === null ? "" : `:${frame.lineno}`}`;
  return source === null ? text : `${text}\n\t\t${source}`;
}
