import type { Frame } from "../stacktrace.ts";
import {
  gapText,
  headline,
  Lines,
  oldestFirst,
  type RenderedException,
  sourceLine,
} from "./frames.ts";

/** Modules that Python itself leaves out when it prints the name of an exception. */
const unnamedModules = new Set(["builtins", "exceptions", "__main__", "__builtin__"]);

const directCause = "\nThe above exception was the direct cause of the following exception:\n";
const duringHandling = "\nDuring handling of the above exception, another exception occurred:\n";

/** A trace as Python prints it: the oldest call first, the cause before what it caused. */
export function renderPython(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  let previous: RenderedException | null = null;
  for (const exception of chain) {
    if (previous !== null) {
      lines.add(previous.source === "__context__" ? duringHandling : directCause);
    }
    writeException(lines, exception);
    previous = exception;
  }
  return lines.toString();
}

function writeException(lines: Lines, exception: RenderedException): void {
  if (exception.frames.length > 0) {
    lines.add("Traceback (most recent call last):");
    oldestFirst(exception, {
      frame: (frame) => writeFrame(lines, frame),
      gap: (omitted) => lines.add(`  [${gapText(omitted)}]`),
    });
  }
  const line = headline(qualifiedType(exception), exception.value);
  if (line !== null) lines.add(line);
}

function qualifiedType(exception: RenderedException): string | null {
  const { module, type } = exception;
  if (type === null || module === null || unnamedModules.has(module)) return type;
  return `${module}.${type}`;
}

function writeFrame(lines: Lines, frame: Frame): void {
  const file = frame.absPath ?? frame.filename ?? frame.module ?? "<unknown>";
  const line = frame.lineno === null ? "?" : String(frame.lineno);
  const source = sourceLine(frame);
  const head = `  File "${file}", line ${line}, in ${frame.function ?? "<unknown>"}`;
  lines.add(source === null ? head : `${head}\n    ${source}`);
}
