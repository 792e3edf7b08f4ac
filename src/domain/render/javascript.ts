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

/** A trace as V8 and Node print it: the newest call first, what was thrown last before its cause. */
export function renderJavascript(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  for (let i = chain.length - 1; i >= 0; i--) {
    const exception = chain[i] as RenderedException;
    const head = headline(exception.type, exception.value);
    if (i < chain.length - 1) lines.add(`[cause]: ${head ?? "Error"}`);
    else if (head !== null) lines.add(head);
    newestFirst(exception, {
      frame: (frame) => lines.add(frameText(frame)),
      gap: (omitted) => lines.add(`    ... ${gapText(omitted)}`),
    });
  }
  return lines.toString();
}

function frameText(frame: Frame): string {
  const place = placeOf(frame);
  const source = sourceLine(frame);
  const call = callText(frame.function, place);
  return source === null ? `    at ${call}` : `    at ${call}\n        ${source}`;
}

function callText(name: string | null, place: string | null): string {
  if (name === null) return place ?? "<anonymous>";
  return place === null ? name : `${name} (${place})`;
}
