import { hash } from "node:crypto";
import type { ErrorFacts } from "../error.ts";
import type { Exception, Frame } from "../stacktrace.ts";

// Grouping, version 1. Frozen with the first release: an improvement is a new file.

/** Languages whose source lines tell a function apart better than its name does. */
const contextPlatforms = new Set(["javascript", "node", "python", "php", "ruby"]);
const contextLineCharsMax = 120;

/**
 * The grouping key of an error: the client's fingerprint, else types and frames of its exceptions, else
 * its exception types with their values, else its message. Line numbers never count.
 */
export function groupV1(error: ErrorFacts): string {
  const parts = fingerprintParts(error) ?? defaultParts(error);
  return `g1:${hash("md5", parts.join("\u001f"), "hex")}`;
}

/** Resolves a fingerprint sent by the client; null when it leaves the grouping to us. */
function fingerprintParts(error: ErrorFacts): string[] | null {
  const own = error.fingerprint.some((part) => variableOf(part) !== "default");
  if (!own) return null;
  return error.fingerprint.flatMap((part) => {
    const variable = variableOf(part);
    if (variable === null) return [part];
    return variable === "default" ? defaultParts(error) : [fill(variable, error)];
  });
}

/** `{{ type }}` → `type`; null for plain text. Spaces inside the braces are optional. */
function variableOf(part: string): string | null {
  return /^\{\{\s*(\S+)\s*\}\}$/.exec(part)?.[1] ?? null;
}

function fill(variable: string, error: ErrorFacts): string {
  const main = error.exceptions.at(-1);
  const frame = main?.frames.findLast((each) => each.inApp === true) ?? main?.frames.at(-1);
  const values: Record<string, string | null | undefined> = {
    transaction: error.transaction,
    message: parameterise(error.message),
    type: main?.type,
    "error.type": main?.type,
    value: parameterise(main?.value ?? ""),
    "error.value": parameterise(main?.value ?? ""),
    function: frame?.function,
    module: frame?.module,
    package: frame?.package,
    path: frame?.absPath,
    "stack.abs_path": frame?.absPath,
    "stack.filename": frame?.filename,
    level: error.level,
    logger: error.logger,
  };
  if (variable.startsWith("tags.")) {
    const name = variable.slice("tags.".length);
    return error.tags.find(([key]) => key === name)?.[1] ?? `<no-value-for-tag-${name}>`;
  }
  return values[variable] ?? `<no-${variable}>`;
}

function defaultParts(error: ErrorFacts): string[] {
  const chain = error.exceptions.map((exception) => exceptionParts(exception, error.platform));
  if (chain.some((parts) => parts.frames.length > 0)) {
    return chain.flatMap(({ type, frames }) => [...type, ...frames]);
  }
  if (error.exceptions.length > 0) {
    return error.exceptions.flatMap(({ type, value }) => [type ?? "", parameterise(value ?? "")]);
  }
  const frames = error.threads.find((thread) => thread.crashed || thread.current)?.frames ?? [];
  const threadParts = frameParts(frames, error.platform);
  if (threadParts.length > 0) return threadParts;
  return [parameterise(error.messageTemplate ?? error.message)];
}

function exceptionParts(
  exception: Exception,
  platform: string,
): { type: string[]; frames: string[] } {
  const synthetic = exception.mechanism?.synthetic === true;
  return {
    type: synthetic || exception.type === null ? [] : [exception.type],
    frames: frameParts(exception.frames, platform),
  };
}

/** The application's own frames, or all where it has none; equal neighbours (recursion) count once. */
function frameParts(frames: readonly Frame[], platform: string): string[] {
  const own = frames.filter((frame) => frame.inApp === true);
  const parts: string[] = [];
  for (const frame of own.length > 0 ? own : frames) {
    const part = framePart(frame, frame.platform ?? platform);
    if (part !== "" && part !== parts.at(-1)) parts.push(part);
  }
  return parts;
}

function framePart(frame: Frame, platform: string): string {
  const place = frame.module ?? baseName(frame.filename);
  const line = frame.contextLine?.trim().replace(/\s+/g, " ") ?? "";
  const context = contextPlatforms.has(platform) && line.length <= contextLineCharsMax ? line : "";
  return [place, frame.function ?? "", context].join("|").replace(/^\|+$/, "");
}

function baseName(filename: string | null): string {
  if (filename === null || /^(blob:|data:|<|\[native)/.test(filename)) return "";
  return (filename.split(/[\\/]/).at(-1) ?? "").split(/[?#]/)[0]?.toLowerCase() ?? "";
}

/** Values that differ from one occurrence to the next, in the order in which they must be tried. */
const variables: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "<email>"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi, "<url>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?/g, "<date>"],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, "<ip>"],
  [/\b[0-9a-f]{40}\b/gi, "<sha1>"],
  [/\b[0-9a-f]{32}\b/gi, "<md5>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  [/\b\d+(\.\d+)?(ms|s|m|h)\b/g, "<duration>"],
  [/-?\b\d+\.\d+\b/g, "<float>"],
  [/-?\b\d+\b/g, "<int>"],
];
const parameterisedCharsMax = 8192;

/** The first two lines of a text with what differs between occurrences replaced: `User <int> not found`. */
function parameterise(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(0, 2)
    .join("\n");
  if (lines.length > parameterisedCharsMax) return lines;
  return variables.reduce((result, [pattern, name]) => result.replace(pattern, name), lines);
}
