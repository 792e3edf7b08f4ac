import type { Frame } from "../stacktrace.ts";
import {
  gapText,
  headline,
  Lines,
  newestFirst,
  type RenderedException,
  sourceLine,
} from "./frames.ts";

/** A trace as the JVM prints it: the newest call first, the outermost exception before its causes. */
export function renderJava(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  for (let i = chain.length - 1; i >= 0; i--) {
    const exception = chain[i] as RenderedException;
    const head = headline(qualifiedType(exception), exception.value);
    if (i < chain.length - 1) lines.add(`Caused by: ${head ?? "unknown"}`);
    else if (head !== null) lines.add(head);
    newestFirst(exception, {
      frame: (frame) => lines.add(frameText(frame)),
      gap: (omitted) => lines.add(`\t... ${gapText(omitted)}`),
    });
  }
  return lines.toString();
}

function qualifiedType(exception: RenderedException): string | null {
  const { module, type } = exception;
  return module === null || type === null ? type : `${module}.${type}`;
}

function frameText(frame: Frame): string {
  const name = frame.function ?? "<unknown>";
  const call = frame.module === null ? name : `${frame.module}.${name}`;
  const source = sourceLine(frame);
  const text = `\tat ${call}(${placeText(frame)})`;
  return source === null ? text : `${text}\n\t\t${source}`;
}

function placeText(frame: Frame): string {
  const file = frame.filename ?? frame.absPath;
  if (file === null) return "Unknown Source";
  return frame.lineno === null ? file : `${file}:${frame.lineno}`;
}
