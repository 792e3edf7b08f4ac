import { errorLimits, type Mechanism, type RenderedException } from "../../domain/index.ts";
import {
  asArray,
  asInteger,
  asRecord,
  asScalarText,
  asText,
  type Fields,
  firstLine,
  recordOf,
} from "../text.ts";
import { readTrace } from "./frames.ts";
import { unusual } from "./unusual.ts";
import { readValues } from "./values.ts";

/** The exceptions of an event, and its trace where the sender gave that as text. */
export interface ReadExceptions {
  readonly exceptions: readonly RenderedException[];
  readonly stacktraceText: string | null;
}

/**
 * Reads `exception` (or the alias of old servers), innermost first. When there is none, type and value
 * are taken from `metadata`, which Sentry keeps even where it abridges the event, so that they can
 * always be read back.
 */
export function readExceptions(event: Fields): ReadExceptions {
  const raw = event["exception"] ?? event["sentry.interfaces.Exception"];
  if (typeof raw === "string") return { exceptions: fromText(raw), stacktraceText: null };
  const values = readValues(raw, errorLimits.exceptions);
  const exceptions: RenderedException[] = [];
  let stacktraceText: string | null = null;
  for (const value of values) {
    const exception = readException(value);
    if (exception !== null) exceptions.push(exception);
    stacktraceText = traceText(value["stacktrace"]) ?? stacktraceText;
  }
  if (exceptions.length === 0) {
    const fromMetadata = readMetadata(recordOf(event["metadata"]));
    if (fromMetadata !== null) exceptions.push(fromMetadata);
  }
  return { exceptions, stacktraceText };
}

/** A trace that the sender wrote as text, or as a list of lines. */
export function traceText(value: unknown): string | null {
  if (typeof value === "string") return asText(value, errorLimits.stacktraceChars);
  const lines = asArray(value);
  if (lines.length === 0 || !lines.every((line) => typeof line === "string")) return null;
  return asText(lines.slice(0, 2000).join("\n"), errorLimits.stacktraceChars);
}

/** The exception that an issue's or an event's `metadata` tells of; null when it is none. */
function readMetadata(metadata: Fields): RenderedException | null {
  const type = asText(metadata["type"], errorLimits.typeChars);
  const value = type === null ? null : asText(metadata["value"], errorLimits.valueChars);
  return type === null ? null : bare(type, value);
}

function readException(raw: Fields): RenderedException | null {
  const trace = readTrace(raw["stacktrace"] ?? raw["raw_stacktrace"] ?? raw["rawStacktrace"]);
  const type = asText(raw["type"], errorLimits.typeChars);
  const value = asText(raw["value"], errorLimits.valueChars) ?? unusual(raw["value"]);
  if (type === null && value === null && trace.frames.length === 0) return null;
  const mechanism = asRecord(raw["mechanism"]);
  return {
    type,
    value,
    module: asText(raw["module"], errorLimits.typeChars),
    mechanism: mechanism === null ? null : readMechanism(mechanism),
    frames: trace.frames,
    framesOmitted: trace.framesOmitted,
    source: mechanism === null ? null : asText(mechanism["source"], 64),
  };
}

function readMechanism(raw: Fields): Mechanism {
  const handled = raw["handled"];
  return {
    type: asText(raw["type"], errorLimits.nameChars),
    handled: typeof handled === "boolean" ? handled : null,
    synthetic: raw["synthetic"] === true,
    exceptionId: asInteger(raw["exception_id"]),
    parentId: asInteger(raw["parent_id"]),
    isExceptionGroup: raw["is_exception_group"] === true,
    nsError: readNsError(asRecord(recordOf(raw["meta"])["ns_error"])),
  };
}

function readNsError(raw: Fields | null): Mechanism["nsError"] {
  if (raw === null) return null;
  return {
    domain: asText(raw["domain"], errorLimits.nameChars),
    code: asScalarText(raw["code"], errorLimits.nameChars),
  };
}

/** `exception: "ValueError: bad value"`, as people write by hand. */
function fromText(text: string): readonly RenderedException[] {
  const { type, value } = splitTitle(text);
  if (type !== null) return [bare(type, value)];
  const whole = asText(text, errorLimits.valueChars);
  return whole === null ? [] : [bare(null, whole)];
}

function bare(type: string | null, value: string | null): RenderedException {
  return { type, value, module: null, mechanism: null, frames: [], framesOmitted: 0, source: null };
}

/** Names with these endings are types even when nothing follows them. */
const typeEndings = /(?:Error|Exception|Warning|Fault)$/;

/** What a title of the form `Type: value` says; both null when it begins with no type's name. */
export function splitTitle(title: string): {
  readonly type: string | null;
  readonly value: string | null;
} {
  const line = firstLine(title, errorLimits.messageChars) ?? "";
  const colon = line.indexOf(": ");
  const type = colon < 0 ? line : line.slice(0, colon);
  const named = colon < 0 ? typeEndings.test(type) : /[A-Z.:\\*]/.test(type);
  if (!named || !/^[*&]?[\p{L}_$][\p{L}\p{N}_$.:\\/]{0,200}$/u.test(type)) {
    return { type: null, value: null };
  }
  const value =
    colon < 0 ? null : asText(title.slice(title.indexOf(": ") + 2), errorLimits.valueChars);
  return { type: asText(type, errorLimits.typeChars), value };
}
