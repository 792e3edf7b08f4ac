import type { Frame } from "../stacktrace.ts";
import {
  gapText,
  headline,
  Lines,
  newestFirst,
  placeOf,
  type RenderedException,
  sourceLine,
} from "./frames.ts";

/** A trace of a platform without a manner of its own here: newest call first, causes last. */
export function renderGeneric(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  for (let i = chain.length - 1; i >= 0; i--) {
    const exception = chain[i] as RenderedException;
    const head = headline(exception.type, exception.value);
    if (i < chain.length - 1) lines.add(`Caused by: ${head ?? "unknown"}`);
    else if (head !== null) lines.add(head);
    newestFirst(exception, {
      frame: (frame) => lines.add(frameText(frame)),
      gap: (omitted) => lines.add(`  ... ${gapText(omitted)}`),
    });
  }
  return lines.toString();
}

function frameText(frame: Frame): string {
  const place = placeOf(frame);
  const call = frame.function ?? frame.module;
  const source = sourceLine(frame);
  let text = `  in ${call ?? "<unknown>"}`;
  if (place !== null) text += ` (${place})`;
  return source === null ? text : `${text}\n      ${source}`;
}
