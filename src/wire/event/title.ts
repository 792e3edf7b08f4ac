import {
  crashFrame,
  type ErrorFacts,
  type Exception,
  errorLimits,
  type Frame,
  mainException,
} from "../../domain/index.ts";
import { cutText, firstLine } from "../text.ts";

const lineChars = 100;
const untitled = "<unlabeled event>";

type Parts = Pick<ErrorFacts, "exceptions" | "mainExceptionId" | "threads" | "platform">;

/**
 * Sentry's title (getsentry/sentry eventtypes/error.py): `Type: first line of value`. When the client
 * made the type up (a signal), the function where it crashed says more. A message's is its first line.
 */
export function titleOf(parts: Parts, message: string | null): string {
  const main = mainException(parts.exceptions, parts.mainExceptionId);
  const title = main === null ? shortLine(message) : exceptionTitle(main);
  return cutText(title ?? untitled, errorLimits.titleChars);
}

function exceptionTitle(exception: Exception): string | null {
  const crash = crashFrame(exception)?.function ?? null;
  const synthetic = exception.mechanism?.synthetic === true;
  const name = synthetic ? (crash ?? exception.type) : (exception.type ?? crash);
  const value = shortLine(exception.value);
  if (value === null) return name;
  return name === null ? value : `${name}: ${value}`;
}

/** The first line, cut to 100 characters as Django's truncatechars does. */
function shortLine(text: string | null): string | null {
  const line = firstLine(text, errorLimits.valueChars);
  if (line === null || line.length <= lineChars) return line;
  return `${cutText(line, lineChars - 3)}...`;
}

/**
 * Sentry's culprit (getsentry/sentry culprit.py): the transaction, else the newest frame of the
 * application as `module in function`, JavaScript's as `function(module)`, native ones by function.
 * Null where there is neither: then the address of the request takes the place.
 */
export function culpritOf(parts: Parts, transaction: string | null): string | null {
  if (transaction !== null) return cutText(transaction, errorLimits.culpritChars);
  const main = mainException(parts.exceptions, parts.mainExceptionId);
  const frame = crashFrame(main) ?? threadFrame(parts);
  if (frame === null) return null;
  const culprit = frameCulprit(frame, frame.platform ?? parts.platform);
  return culprit === null ? null : cutText(culprit, errorLimits.culpritChars);
}

function threadFrame(parts: Parts): Frame | null {
  const thread =
    parts.threads.find((one) => one.crashed) ?? parts.threads.find((one) => one.current);
  const frames = thread?.frames ?? [];
  return frames.findLast((frame) => frame.inApp === true) ?? frames.at(-1) ?? null;
}

function frameCulprit(frame: Frame, platform: string): string | null {
  const place = frame.module ?? frame.filename;
  switch (platform) {
    case "javascript":
    case "node":
      return place === null ? frame.function : `${frame.function ?? "?"}(${pathOf(place)})`;
    case "native":
    case "cocoa":
    case "objc":
    case "c":
      return frame.function;
    default:
      if (place === null) return frame.function;
      return `${place} in ${frame.function ?? "?"}`;
  }
}

/** Where a script was loaded from says nothing of where it failed: the path alone is shown. */
function pathOf(place: string): string {
  const scheme = place.indexOf("://");
  const slash = scheme < 0 ? -1 : place.indexOf("/", scheme + 3);
  return slash < 0 ? place : place.slice(slash);
}
