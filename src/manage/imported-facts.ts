import {
  type ErrorFacts,
  type Exception,
  errorLimits,
  type Frame,
  isShownTag,
  renderStacktrace,
  type Tag,
  untoldError,
} from "../domain/index.ts";
import type { ImportedError, ImportedException, ImportedFrame } from "./imported-error.ts";

const {
  titleChars,
  messageChars,
  typeChars,
  valueChars,
  nameChars,
  culpritChars,
  stacktraceChars,
  eventIdChars,
} = errorLimits;
const urlCharsMax = 2048;

/**
 * What a line of an import tells of its error, in the domain's terms: what the delivery told where the
 * line was exported, as long as it had one. Never throws for a line that passed its check.
 */
export function factsOfImported(line: ImportedError): ErrorFacts {
  const row = storable(line);
  const title = cut(row.title, titleChars) ?? "<untitled>";
  const exceptions = exceptionsOf(row);
  const threads = (row.threads ?? []).slice(0, errorLimits.threads).map((thread) => ({
    ...thread,
    frames: framesOf(thread.frames),
  }));
  const facts = {
    ...untoldError(title),
    ...wordsOf(row),
    exceptions,
    threads,
    eventId: eventIdOf(row),
    message: cut(row.message, messageChars) ?? title,
    mainExceptionId: row.main_exception_id ?? null,
    level: row.level ?? "error",
    timestamp: Date.parse(row.timestamp),
    tags: tagsOf(row),
    securityReport: reportOf(row),
    template: templateOf(row),
    breadcrumbs: breadcrumbsOf(row),
    fingerprint: row.fingerprint ?? [],
    user: row.user ?? null,
    request: row.request ?? null,
    contexts: row.contexts ?? null,
    extra: row.extra ?? null,
    modules: row.modules ?? null,
    sdk: row.sdk ?? null,
  };
  const stacktrace = cut(row.stacktrace, stacktraceChars) ?? renderStacktrace(facts);
  return { ...facts, stacktrace };
}

/** A copy whose texts can be stored: without U+0000 and lone surrogates. */
export function storable<T>(value: T): T {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "") as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(storable) as T;
  const entries = Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]);
  return Object.fromEntries(entries) as T;
}

function cut(text: string | null | undefined, charsMax: number): string | null {
  if (text === null || text === undefined || text === "") return null;
  return text.length > charsMax ? text.slice(0, charsMax).toWellFormed() : text;
}

function eventIdOf(row: ImportedError): string | null {
  const id = cut(row.event_id, eventIdChars);
  const bare = id?.replaceAll("-", "").toLowerCase() ?? "";
  return /^[0-9a-f]{32}$/.test(bare) ? bare : id;
}

function wordsOf(row: ImportedError) {
  return {
    loggedMessage: cut(row.logged_message, messageChars),
    messageTemplate: cut(row.message_template, messageChars),
    platform: cut(row.platform, nameChars) ?? "other",
    culprit: cut(row.culprit, culpritChars),
    transaction: cut(row.transaction, culpritChars),
    logger: cut(row.logger, nameChars),
    environment: cut(row.environment, nameChars),
    release: cut(row.release, nameChars),
    dist: cut(row.dist, nameChars),
    serverName: cut(row.server_name, nameChars),
    webUrl: urlOf(row),
  };
}

/** Addresses are followed by a click, so only http and https are kept. */
function urlOf(row: ImportedError): string | null {
  const url = cut(row.web_url, urlCharsMax);
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}

function tagsOf(row: ImportedError): Tag[] {
  const tags: Tag[] = [];
  for (const [key, value] of Object.entries(row.tags ?? {})) {
    const [name, text] = [cut(key, errorLimits.tagKeyChars), cut(value, errorLimits.tagValueChars)];
    if (name === null || text === null || !isShownTag(name)) continue;
    if (tags.length < errorLimits.tags) tags.push([name, text]);
  }
  return tags;
}

/** Where the delivery was gone already, type and value of the main one is all that is known. */
function exceptionsOf(row: ImportedError): Exception[] {
  const told = (row.exceptions ?? []).slice(-errorLimits.exceptions);
  if (told.length > 0) return told.map(exceptionOf);
  const type = cut(row.exception_type, typeChars);
  const value = cut(row.exception_value, valueChars);
  if (type === null && value === null) return [];
  return [{ type, value, module: null, mechanism: null, frames: [] }];
}

function exceptionOf({ type, value, module, mechanism, frames }: ImportedException): Exception {
  return {
    type: cut(type, typeChars),
    value: cut(value, valueChars),
    module,
    mechanism:
      mechanism === null
        ? null
        : {
            type: mechanism.type,
            handled: mechanism.handled,
            synthetic: mechanism.synthetic,
            exceptionId: mechanism.exception_id,
            parentId: mechanism.parent_id,
            isExceptionGroup: mechanism.is_exception_group,
            nsError: mechanism.ns_error,
          },
    frames: framesOf(frames),
  };
}

function framesOf(frames: readonly ImportedFrame[]): Frame[] {
  return frames.slice(-errorLimits.frames).map((frame) => ({
    filename: frame.filename,
    absPath: frame.abs_path,
    function: frame.function,
    rawFunction: frame.raw_function,
    module: frame.module,
    package: frame.package,
    lineno: frame.lineno,
    colno: frame.colno,
    inApp: frame.in_app,
    contextLine: frame.context_line,
    preContext: frame.pre_context,
    postContext: frame.post_context,
    vars: frame.vars,
    instructionAddr: frame.instruction_addr,
    platform: frame.platform,
    sourceMapped: frame.source_mapped,
  }));
}

function breadcrumbsOf(row: ImportedError): ErrorFacts["breadcrumbs"] {
  return (row.breadcrumbs ?? []).slice(-errorLimits.breadcrumbs).map(({ timestamp, ...crumb }) => ({
    ...crumb,
    timestamp: timestamp === null ? null : Date.parse(timestamp),
    data: crumb.data ?? null,
  }));
}

function reportOf({ security_report: report }: ImportedError): ErrorFacts["securityReport"] {
  if (report === null || report === undefined) return null;
  return {
    kind: report.kind,
    hostname: report.hostname,
    effectiveDirective: report.effective_directive,
    violatedDirective: report.violated_directive,
    blockedUri: report.blocked_uri,
  };
}

function templateOf({ template }: ImportedError): ErrorFacts["template"] {
  if (template === null || template === undefined) return null;
  return { filename: template.filename, contextLine: template.context_line };
}
