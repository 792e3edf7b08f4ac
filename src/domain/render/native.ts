import type { Frame } from "../stacktrace.ts";
import {
  gapText,
  headline,
  Lines,
  newestFirst,
  type RenderedException,
  sourceLine,
} from "./frames.ts";

/** A trace in the manner of crash reports: number, image, address, symbol and place; newest first. */
export function renderNative(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  for (let i = chain.length - 1; i >= 0; i--) {
    const exception = chain[i] as RenderedException;
    const head = headline(exception.type, exception.value);
    if (i < chain.length - 1) lines.add(`Caused by: ${head ?? "unknown"}`);
    else if (head !== null) lines.add(head);
    newestFirst(exception, {
      frame: (frame, number) => lines.add(frameText(frame, number)),
      gap: (omitted) => lines.add(`... ${gapText(omitted)}`),
    });
  }
  return lines.toString();
}

function frameText(frame: Frame, number: number): string {
  const image = imageOf(frame.package);
  const file = frame.filename ?? frame.absPath;
  const line = frame.lineno === null ? "" : `:${frame.lineno}`;
  const symbol = frame.function ?? "<unknown>";
  const address = frame.instructionAddr === null ? "" : `${frame.instructionAddr} `;
  const source = sourceLine(frame);
  let text = `${String(number).padEnd(3)} ${image.padEnd(20)} ${address}${symbol}`;
  if (file !== null) text += ` + ${file}${line}`;
  return source === null ? text : `${text}\n        ${source}`;
}

/** The last part of the path of a library, whichever slash it uses. */
function imageOf(path: string | null): string {
  if (path === null) return "???";
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
