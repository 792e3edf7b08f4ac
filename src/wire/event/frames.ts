import { errorLimits, type Frame, oldestFramesShown } from "../../domain/index.ts";
import { asArray, asRecord, asText, type Fields } from "../text.ts";

const nameChars = 512;
const contextLines = 20;
const noLines: readonly string[] = Object.freeze([]);

/** A stack trace of the wire: its frames, and how many were left out of the middle. */
export interface Trace {
  readonly frames: readonly Frame[];
  readonly framesOmitted: number;
}

const noTrace: Trace = { frames: [], framesOmitted: 0 };

/**
 * Reads `stacktrace`: `{frames}` or a bare list, with null between, oldest call first. Keeps
 * `errorLimits.frames` (the oldest 50 and the newest 200) and counts the rest.
 */
export function readTrace(stacktrace: unknown): Trace {
  const raw = Array.isArray(stacktrace) ? stacktrace : asArray(asRecord(stacktrace)?.["frames"]);
  if (raw.length === 0) return noTrace;
  const omitted = Math.max(0, raw.length - errorLimits.frames);
  const frames: Frame[] = [];
  for (let i = 0; i < raw.length; i++) {
    if (i === oldestFramesShown) i += omitted;
    const record = asRecord(raw[i]);
    if (record === null) continue;
    const frame = readFrame(record);
    if (saysSomething(frame)) frames.push(frame);
  }
  return { frames, framesOmitted: omitted };
}

/** Webhooks write the keys with underscores, the REST API's events in camel case. */
function readFrame(raw: Fields): Frame {
  const absPath = asText(raw["abs_path"] ?? raw["absPath"], nameChars);
  const lineno = positive(raw["lineno"] ?? raw["lineNo"]);
  const context = raw["context"];
  const rest = Array.isArray(context) ? splitContext(context, lineno) : null;
  return {
    filename: asText(raw["filename"], nameChars) ?? absPath,
    absPath,
    function: functionName(raw["function"]),
    rawFunction: functionName(raw["raw_function"] ?? raw["rawFunction"]),
    module: asText(raw["module"], nameChars),
    package: asText(raw["package"], nameChars),
    lineno,
    colno: positive(raw["colno"] ?? raw["colNo"]),
    inApp: asBoolean(raw["in_app"] ?? raw["inApp"]),
    contextLine: rest?.line ?? asText(raw["context_line"], errorLimits.contextLineChars),
    preContext: rest?.before ?? readLines(raw["pre_context"], true),
    postContext: rest?.after ?? readLines(raw["post_context"], false),
    vars: asRecord(raw["vars"]),
    instructionAddr: address(raw["instruction_addr"] ?? raw["instructionAddr"]),
    platform: asText(raw["platform"], 64)?.toLowerCase() ?? null,
    sourceMapped: isSourceMapped(raw),
  };
}

/** `?` is how some clients say that they do not know. */
function functionName(value: unknown): string | null {
  const name = asText(value, nameChars);
  return name === "?" ? null : name;
}

/** Sentry notes the map in the frame's `data`; the REST API gives it as `map`. */
function isSourceMapped(raw: Fields): boolean {
  const map = asRecord(raw["data"])?.["sourcemap"] ?? raw["map"];
  return map !== undefined && map !== null;
}

/** Lines and columns count from 1; 0 is how some clients say that they do not know. */
function positive(value: unknown): number | null {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}

function asBoolean(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

function address(value: unknown): string | null {
  if (typeof value === "string") return asText(value, 64);
  const known = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
  return known ? `0x${value.toString(16)}` : null;
}

/** Keeps the lines nearest to the call. Null entries keep their place as empty lines. */
function readLines(value: unknown, before: boolean): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) return noLines;
  const start = before ? Math.max(0, value.length - contextLines) : 0;
  const end = Math.min(value.length, start + contextLines);
  const lines: string[] = [];
  for (let i = start; i < end; i++) {
    lines.push(asText(value[i], errorLimits.contextLineChars) ?? "");
  }
  return lines;
}

interface SplitContext {
  readonly line: string | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The REST API gives the source as `[[number, text], …]` around the line of the call. */
function splitContext(context: readonly unknown[], lineno: number | null): SplitContext {
  const before: unknown[] = [];
  const after: unknown[] = [];
  let line: unknown = null;
  for (const entry of context.slice(0, 2 * contextLines)) {
    const [number, text] = asArray(entry);
    if (typeof number !== "number" || lineno === null) continue;
    if (number === lineno) line = text;
    else (number < lineno ? before : after).push(text);
  }
  return {
    line: asText(line, errorLimits.contextLineChars),
    before: readLines(before, true),
    after: readLines(after, false),
  };
}

/** Emptied frames (`{}`) say nothing and are no calls. */
function saysSomething(frame: Frame): boolean {
  return (
    frame.function !== null ||
    frame.filename !== null ||
    frame.module !== null ||
    frame.instructionAddr !== null ||
    frame.package !== null ||
    frame.lineno !== null ||
    frame.contextLine !== null
  );
}
