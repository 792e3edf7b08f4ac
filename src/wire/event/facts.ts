import {
  type ErrorFacts,
  errorLimits,
  mainException,
  type RenderedException,
  type RenderedThread,
  renderStacktrace,
  type Tag,
} from "../../domain/index.ts";
import { asArray, asInteger, asRecord, asScalarText, asText, asUrl, type Fields } from "../text.ts";
import { readBreadcrumbs } from "./breadcrumbs.ts";
import { eventIdOf } from "./event-id.ts";
import { readExceptions, traceText } from "./exceptions.ts";
import { readTrace } from "./frames.ts";
import { readLevel } from "./level.ts";
import { readMessage } from "./message.ts";
import { readSecurityReport, readTemplate } from "./reports.ts";
import { readTags, tagValue } from "./tags.ts";
import { readThreads } from "./threads.ts";
import { readTimestamp } from "./timestamp.ts";
import { culpritOf, titleOf } from "./title.ts";
import { readUser } from "./user.ts";

const nameChars = errorLimits.nameChars;
const fingerprintParts = 32;
const noFields: Fields = {};

/**
 * Reads an event's body (`Event.as_dict()` of getsentry/sentry, or anything of that shape at any age)
 * into the facts of one error. Every field stands for itself: what cannot be read is null, and costs
 * no other field. `around` gives the delivery's own words for what the event does not say: `message`,
 * `culprit`, `level`, `logger`, `url`.
 */
export function readEvent(event: Fields, around: Fields = noFields): ErrorFacts {
  const tags = readTags(event["tags"]);
  const platform = asText(event["platform"], 64)?.toLowerCase() ?? "other";
  const { exceptions, threads, stacktraceText } = readTraces(event);
  const parts = {
    exceptions,
    mainExceptionId: asInteger(event["main_exception_id"]),
    threads,
    platform,
  };
  const { text, template } = readMessage(event);
  const words = text ?? asText(around["message"], errorLimits.messageChars);
  const title =
    asText(event["title"], errorLimits.titleChars)?.trim() || titleOf(parts, words ?? text);
  const transaction =
    asText(event["transaction"], errorLimits.culpritChars) ?? tagValue(tags, "transaction");
  const surroundings = readSurroundings(event, tags);
  return {
    eventId: eventIdOf(event),
    title,
    message: words ?? messageOf(exceptions, parts.mainExceptionId) ?? title,
    loggedMessage: text,
    messageTemplate: template,
    ...parts,
    securityReport: readSecurityReport(event),
    template: readTemplate(event),
    stacktrace: stacktraceText ?? renderStacktrace(parts),
    level: levelOf(event, tags, around),
    culprit:
      asText(event["culprit"], errorLimits.culpritChars) ??
      asText(around["culprit"], errorLimits.culpritChars) ??
      culpritOf(parts, transaction) ??
      asText(surroundings.request?.["url"], errorLimits.culpritChars),
    transaction,
    logger: asText(event["logger"], nameChars) ?? asText(around["logger"], nameChars),
    ...surroundings,
    timestamp: timestampOf(event),
    tags,
    fingerprint: fingerprintOf(event),
    user: readUser(event, tags),
    breadcrumbs: readBreadcrumbs(event),
    webUrl: asUrl(event["web_url"]) ?? asUrl(around["url"]),
  };
}

interface Traces {
  readonly exceptions: readonly RenderedException[];
  readonly threads: readonly RenderedThread[];
  readonly stacktraceText: string | null;
}

/**
 * A stack trace at the top level belongs to the event's single exception; a message event has it as
 * the thread that was running.
 */
function readTraces(event: Fields): Traces {
  const { exceptions, stacktraceText } = readExceptions(event);
  const threads = readThreads(event);
  const raw = event["stacktrace"] ?? event["sentry.interfaces.Stacktrace"];
  if (raw === undefined || raw === null) return { exceptions, threads, stacktraceText };
  const text = stacktraceText ?? traceText(raw);
  const trace = readTrace(raw);
  if (trace.frames.length === 0) return { exceptions, threads, stacktraceText: text };
  const [only] = exceptions;
  if (only !== undefined) {
    if (exceptions.length > 1 || only.frames.length > 0)
      return { exceptions, threads, stacktraceText: text };
    return { exceptions: [{ ...only, ...trace }], threads, stacktraceText: text };
  }
  const thread: RenderedThread = {
    id: null,
    name: null,
    crashed: false,
    current: true,
    ...trace,
  };
  return { exceptions, threads: [...threads, thread], stacktraceText: text };
}

/** `Type: value` of the exception to show, whole. */
function messageOf(
  exceptions: readonly RenderedException[],
  mainExceptionId: number | null,
): string | null {
  const main = mainException(exceptions, mainExceptionId);
  if (main === null) return null;
  if (main.type === null || main.value === null) return main.type ?? main.value;
  return asText(`${main.type}: ${main.value}`, errorLimits.messageChars);
}

function levelOf(event: Fields, tags: readonly Tag[], around: Fields): ErrorFacts["level"] {
  return (
    readLevel(event["level"]) ??
    readLevel(tagValue(tags, "level")) ??
    readLevel(around["level"]) ??
    "error"
  );
}

/** Webhooks give seconds and `datetime`, the REST API `dateCreated`; `received` is the last resort. */
function timestampOf(event: Fields): number | null {
  return (
    readTimestamp(event["timestamp"]) ??
    readTimestamp(event["datetime"]) ??
    readTimestamp(event["dateCreated"]) ??
    readTimestamp(event["received"])
  );
}

type Surroundings = Pick<
  ErrorFacts,
  | "environment"
  | "release"
  | "dist"
  | "serverName"
  | "request"
  | "contexts"
  | "extra"
  | "modules"
  | "sdk"
>;

/** Where it happened. The large parts are carried as they are: they are shown, never stored twice. */
function readSurroundings(event: Fields, tags: readonly Tag[]): Surroundings {
  const sdk = asRecord(event["sdk"]);
  return {
    environment: named(event["environment"]) ?? named(tagValue(tags, "environment")),
    release: releaseOf(event["release"]) ?? named(tagValue(tags, "release")),
    dist: named(event["dist"]) ?? named(tagValue(tags, "dist")),
    serverName: named(event["server_name"]) ?? named(tagValue(tags, "server_name")),
    request: asRecord(event["request"] ?? event["sentry.interfaces.Http"]),
    contexts: asRecord(event["contexts"] ?? event["sentry.interfaces.Contexts"]),
    extra: asRecord(event["extra"]),
    modules: asRecord(event["modules"]),
    sdk:
      sdk === null
        ? null
        : {
            name: asText(sdk["name"], nameChars),
            version: asScalarText(sdk["version"], nameChars),
          },
  };
}

function named(value: unknown): string | null {
  return asScalarText(value, nameChars);
}

/** The REST API and service hooks give the whole release, of which the version is the name. */
function releaseOf(value: unknown): string | null {
  return named(value) ?? named(asRecord(value)?.["version"]);
}

/** Very old clients send a `checksum` by which alone the error is to be grouped. */
function fingerprintOf(event: Fields): readonly string[] {
  const checksum = asText(event["checksum"], nameChars);
  return checksum === null ? readFingerprint(event["fingerprint"]) : [checksum];
}

/** `["{{ default }}"]` is what Sentry writes when the client sent none. */
function readFingerprint(value: unknown): readonly string[] {
  const parts: string[] = [];
  for (const part of asArray(value).slice(0, fingerprintParts)) {
    const text = asScalarText(part, errorLimits.messageChars);
    if (text !== null) parts.push(text);
  }
  const isDefault = parts.length === 1 && /^\{\{\s*default\s*\}\}$/.test(parts[0] ?? "");
  return isDefault ? [] : parts;
}
