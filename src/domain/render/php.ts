import type { Frame } from "../stacktrace.ts";
import {
  gapText,
  headline,
  Lines,
  newestFirst,
  type RenderedException,
  sourceLine,
} from "./frames.ts";

/** A trace as PHP prints it: the cause first, `Next` before what it caused, newest call first. */
export function renderPhp(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  chain.forEach((exception, i) => {
    const head = headline(exception.type, exception.value);
    if (i > 0) lines.add(`\nNext ${head ?? "unknown"}`);
    else if (head !== null) lines.add(head);
    newestFirst(exception, {
      frame: (frame, number) => lines.add(frameText(frame, number)),
      gap: (omitted) => lines.add(`... ${gapText(omitted)}`),
    });
  });
  return lines.toString();
}

function frameText(frame: Frame, number: number): string {
  const file = frame.filename ?? frame.absPath;
  const line = frame.lineno === null ? "" : `(${frame.lineno})`;
  const place = file === null ? "[internal function]" : `${file}${line}`;
  const source = sourceLine(frame);
  const text = `#${number} ${place}: ${callText(frame.function)}`;
  return source === null ? text : `${text}\n     ${source}`;
}

function callText(name: string | null): string {
  if (name === null) return "{main}";
  return name.includes("(") ? name : `${name}()`;
}
