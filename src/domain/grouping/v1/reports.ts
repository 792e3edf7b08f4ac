import type { SecurityReport, TemplatePlace } from "../../error.ts";
import type { Part } from "./part.ts";

const local = "'self'";

/** What counts of a browser's report: for CSP the rule and what broke it, else the host. */
export function reportParts(report: SecurityReport): readonly Part[] {
  const { kind } = report;
  if (kind !== "csp") return [{ kind, values: [kind, report.hostname ?? ""] }];
  const blocked = blockedSource(report.blockedUri ?? "");
  const directive = directiveOf(report);
  const unsafe = directive === "script-src" && blocked === local ? unsafeSource(report) : null;
  return [{ kind, values: [directive, unsafe ?? blocked] }];
}

/** Old browsers send only the directive as the policy has it: `script-src 'self' cdn.example`. */
function directiveOf({ effectiveDirective, violatedDirective }: SecurityReport): string {
  return effectiveDirective ?? violatedDirective?.trim().split(/\s/, 1)[0] ?? "";
}

/** A script of the page itself is told apart by what it did. */
function unsafeSource({ violatedDirective }: SecurityReport): string | null {
  const sources = ["'unsafe-inline'", "'unsafe-eval'"];
  return sources.find((source) => violatedDirective?.includes(source) === true) ?? null;
}

/** The host of an address, else its scheme: browsers also send the bare scheme. */
function blockedSource(uri: string): string {
  if (uri === "" || uri === "self" || uri === local) return local;
  const colon = uri.indexOf(":");
  if (colon < 0) return `${uri}:`;
  const scheme = uri.slice(0, colon).toLowerCase();
  const host = /^\/\/([^/?#]*)/.exec(uri.slice(colon + 1))?.[1] ?? "";
  if (scheme === "http" || scheme === "https") return host;
  return host === "" ? `${scheme}:` : `${scheme}://${host}`;
}

/** What counts of a place in a template: its file and line. */
export function templateParts({ filename, contextLine }: TemplatePlace): readonly Part[] {
  const values = [filename, contextLine].filter((value) => value !== null);
  return [{ kind: "template", values }];
}
