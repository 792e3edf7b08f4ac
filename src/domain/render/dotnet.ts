import type { Frame } from "../stacktrace.ts";
import {
  gapText,
  headline,
  Lines,
  newestFirst,
  type RenderedException,
  sourceLine,
} from "./frames.ts";

/**
 * A trace as .NET prints it: the exceptions from the outermost inward with ` ---> `, then the frames
 * from the innermost outward.
 */
export function renderDotnet(chain: readonly RenderedException[]): string {
  const lines = new Lines();
  for (let i = chain.length - 1; i >= 0; i--) {
    const exception = chain[i] as RenderedException;
    const head = headline(qualifiedType(exception), exception.value);
    if (i < chain.length - 1) lines.add(` ---> ${head ?? "unknown"}`);
    else if (head !== null) lines.add(head);
  }
  chain.forEach((exception, i) => {
    newestFirst(exception, {
      frame: (frame) => lines.add(frameText(frame)),
      gap: (omitted) => lines.add(`   ... ${gapText(omitted)}`),
    });
    if (i < chain.length - 1) lines.add("   --- End of inner exception stack trace ---");
  });
  return lines.toString();
}

function qualifiedType(exception: RenderedException): string | null {
  const { module, type } = exception;
  // Some clients put the assembly into `module` (`System.Private.CoreLib, Version=8`): no namespace.
  if (type === null || module === null || module.includes(",") || type.includes(".")) return type;
  return `${module}.${type}`;
}

function frameText(frame: Frame): string {
  const name = frame.function ?? "<unknown>";
  const qualified = frame.module === null ? name : `${frame.module}.${name}`;
  const call = name.includes("(") ? qualified : `${qualified}()`;
  const file = frame.absPath ?? frame.filename;
  const line = frame.lineno === null ? "" : `:line ${frame.lineno}`;
  const source = sourceLine(frame);
  const text = file === null ? `   at ${call}` : `   at ${call} in ${file}${line}`;
  return source === null ? text : `${text}\n      ${source}`;
}
