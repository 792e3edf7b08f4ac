import type { ReplyOf } from "../../contract/index.ts";
import type { ReadonlyDeep } from "../v1/handlers.ts";
import { clean, cleanLine, cut } from "./safe.ts";

type Told = ReadonlyDeep<ReplyOf<"GET /api/v1/errors/{id}">>["exceptions"][number];
type Frame = Told["frames"][number];
type Exception = Pick<Told, "type" | "value" | "mechanism" | "frames">;

const exceptionsMax = 8;
/** Frames of the application that are shown with their source. */
const shownMax = 12;
/** Of a trace without any: the last calls, whosever they are. */
const othersMax = 6;
const varsMax = 12;
const varChars = 120;
const sourceChars = 200;
const valueChars = 1000;

/** A chain of exceptions, the outermost first, each with its frames: the application's whole, others counted. */
export function chainLines(exceptions: readonly Exception[]): string[] {
  const chain = exceptions.toReversed();
  const shown = chain.slice(0, exceptionsMax).flatMap((each, at) => {
    const caused = at === 0 ? [] : ["", "caused by:"];
    return [...caused, ...exceptionLines(each)];
  });
  const others = chain.length - exceptionsMax;
  return others > 0 ? [...shown, "", `… ${others} more exceptions`] : shown;
}

function exceptionLines({ type, value, mechanism, frames }: Exception): string[] {
  const name = cleanLine(type ?? "Error", valueChars);
  const says = value === null || value === "" ? "" : `: ${cut(clean(value), valueChars)}`;
  const handled = mechanism?.handled === false ? " (not handled)" : "";
  return [`${name}${says}${handled}`, ...frameLines(frames)];
}

function frameLines(frames: readonly Frame[]): string[] {
  const newestFirst = frames.toReversed();
  const ours = newestFirst.filter(({ in_app }) => in_app === true);
  const chosen = new Set(
    ours.length > 0 ? ours.slice(0, shownMax) : newestFirst.slice(0, othersMax),
  );
  const lines: string[] = [];
  let skipped = 0;
  const tellSkipped = (): void => {
    if (skipped > 0) lines.push(`  … ${skipped} other ${skipped === 1 ? "call" : "calls"}`);
    skipped = 0;
  };
  for (const frame of newestFirst) {
    if (!chosen.has(frame)) {
      skipped += 1;
      continue;
    }
    tellSkipped();
    lines.push(...oneFrame(frame));
  }
  tellSkipped();
  return lines;
}

function oneFrame(frame: Frame): string[] {
  const file = frame.filename ?? frame.abs_path ?? frame.module ?? frame.package ?? "?";
  const line = frame.lineno === null ? "" : `:${frame.lineno}`;
  const called = frame.function === null ? "" : ` in ${frame.function}`;
  return [
    `  at ${cleanLine(`${file}${line}${called}`, sourceChars)}`,
    ...sourceLines(frame),
    ...varLines(frame),
  ];
}

function sourceLines({ context_line, pre_context, post_context, lineno }: Frame): string[] {
  if (context_line === null) return [];
  const first = lineno === null ? null : lineno - pre_context.length;
  return [...pre_context, context_line, ...post_context].map((text, at) => {
    const mark = at === pre_context.length ? ">" : " ";
    const number = first === null ? "" : `${String(first + at).padStart(5)} `;
    return `    ${mark}${number}| ${cut(clean(text).replaceAll("\n", " "), sourceChars)}`;
  });
}

function varLines({ vars }: Frame): string[] {
  return Object.entries(vars ?? {})
    .slice(0, varsMax)
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
      return `      ${cleanLine(`${name} = ${text}`, varChars)}`;
    });
}
