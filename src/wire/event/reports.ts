import { errorLimits, type SecurityReport, type TemplatePlace } from "../../domain/index.ts";
import { asRecord, asText, type Fields } from "../text.ts";

/** Kinds of report, each with its key in an event and the alias of old servers. */
const kinds: readonly (readonly [SecurityReport["kind"], key: string, alias: string])[] = [
  ["csp", "csp", "sentry.interfaces.Csp"],
  ["hpkp", "hpkp", "sentry.interfaces.Hpkp"],
  ["expect-ct", "expectct", "sentry.interfaces.ExpectCT"],
  ["expect-staple", "expectstaple", "sentry.interfaces.ExpectStaple"],
];
const uriChars = 2048;

/** The report of a browser that the event was made of; null for every other event. */
export function readSecurityReport(event: Fields): SecurityReport | null {
  for (const [kind, key, alias] of kinds) {
    const raw = asRecord(event[key] ?? event[alias]);
    if (raw !== null) return readReport(kind, raw);
  }
  return null;
}

function readReport(kind: SecurityReport["kind"], raw: Fields): SecurityReport {
  return {
    kind,
    hostname: asText(raw["hostname"], errorLimits.nameChars),
    effectiveDirective: asText(raw["effective_directive"], errorLimits.nameChars),
    violatedDirective: asText(raw["violated_directive"], uriChars),
    blockedUri: asText(raw["blocked_uri"], uriChars),
  };
}

/** The place in a template that failed; null where none is told of. */
export function readTemplate(event: Fields): TemplatePlace | null {
  const raw = asRecord(event["template"] ?? event["sentry.interfaces.Template"]);
  if (raw === null) return null;
  const filename =
    asText(raw["filename"], uriChars) ?? asText(raw["abs_path"] ?? raw["absPath"], uriChars);
  const contextLine = asText(raw["context_line"], errorLimits.contextLineChars);
  return filename === null && contextLine === null ? null : { filename, contextLine };
}
