import type { Exception, Frame } from "./stacktrace.ts";

export const levels = ["fatal", "error", "warning", "info", "debug"] as const;
export type Level = (typeof levels)[number];

export interface Breadcrumb {
  /** Milliseconds since 1970. */
  readonly timestamp: number | null;
  readonly type: string | null;
  readonly category: string | null;
  readonly level: string | null;
  readonly message: string | null;
  readonly data: unknown;
}

export interface Thread {
  readonly id: string | null;
  readonly name: string | null;
  readonly crashed: boolean;
  readonly current: boolean;
  readonly frames: readonly Frame[];
}

/** What a browser reported of a policy that was broken (CSP) or of a certificate that it did not trust. */
export interface SecurityReport {
  readonly kind: "csp" | "expect-ct" | "expect-staple" | "hpkp";
  /** The host whose certificate it is about; null in CSP reports. */
  readonly hostname: string | null;
  /** CSP: what was broken, e.g. `script-src-elem`. */
  readonly effectiveDirective: string | null;
  /** CSP: the same as the policy has it, with its sources. */
  readonly violatedDirective: string | null;
  /** CSP: an address, or a word such as `inline`, `self`, `data`. */
  readonly blockedUri: string | null;
}

/** A place in a page template that failed, as old SDKs of template engines tell of it. */
export interface TemplatePlace {
  readonly filename: string | null;
  readonly contextLine: string | null;
}

/** A tag. Keys are unique within an error: the first of equal keys wins. */
export type Tag = readonly [key: string, value: string];

/**
 * What a delivery tells of one error (Sentry says event). Everything is text that can be stored: no
 * U+0000, no lone surrogates, and within `errorLimits`. Unknown parts are null, never "".
 */
export interface ErrorFacts {
  /** 32 hexadecimal digits in lower case where the sender gave a UUID, else its text as it came. */
  readonly eventId: string | null;
  /** Sentry's title: `Type: first line of value`, else the message's first line. */
  readonly title: string;
  /** What happened in words: the formatted message, else `Type: value`, else the title. */
  readonly message: string;
  /** The words that were logged (`logentry`), formatted; null where the error tells of none. */
  readonly loggedMessage: string | null;
  /** The message's template (`logentry.message`), before its parameters were filled in. */
  readonly messageTemplate: string | null;
  readonly exceptions: readonly Exception[];
  readonly mainExceptionId: number | null;
  readonly threads: readonly Thread[];
  readonly securityReport: SecurityReport | null;
  readonly template: TemplatePlace | null;
  /** The trace as text: rendered from the frames, or as the sender gave it. */
  readonly stacktrace: string | null;
  readonly level: Level;
  readonly platform: string;
  readonly culprit: string | null;
  readonly transaction: string | null;
  readonly logger: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly dist: string | null;
  readonly serverName: string | null;
  /** Milliseconds since 1970; null when the payload has none (then it is the time of arrival). */
  readonly timestamp: number | null;
  readonly tags: readonly Tag[];
  /** [] when the client sent none: the grouping is ours. */
  readonly fingerprint: readonly string[];
  readonly user: Readonly<Record<string, unknown>> | null;
  readonly request: Readonly<Record<string, unknown>> | null;
  readonly contexts: Readonly<Record<string, unknown>> | null;
  readonly extra: Readonly<Record<string, unknown>> | null;
  readonly modules: Readonly<Record<string, unknown>> | null;
  readonly sdk: { readonly name: string | null; readonly version: string | null } | null;
  readonly breadcrumbs: readonly Breadcrumb[];
  /** Where a person sees this error upstream. */
  readonly webUrl: string | null;
}

/** Characters and entries that are stored and shown at most; the delivery keeps the whole. */
export const errorLimits = {
  eventIdChars: 64,
  titleChars: 256,
  messageChars: 8192,
  typeChars: 256,
  valueChars: 8192,
  nameChars: 200,
  culpritChars: 256,
  stacktraceChars: 65_536,
  frames: 250,
  exceptions: 50,
  threads: 256,
  tags: 200,
  tagKeyChars: 200,
  tagValueChars: 1024,
  breadcrumbs: 200,
  contextLineChars: 1024,
} as const;

/**
 * By what an event is known within its project: its id, or for one that came without, what makes its
 * message (a hash of the bytes).
 */
export function identityOf(eventId: string | null, contentKey: string): string {
  return eventId ?? `body:${contentKey}`;
}

/** An error of which nothing is known but its title: the ground that readers fill in. */
export function untoldError(title: string): ErrorFacts {
  return {
    eventId: null,
    title,
    message: title,
    loggedMessage: null,
    messageTemplate: null,
    exceptions: [],
    mainExceptionId: null,
    threads: [],
    securityReport: null,
    template: null,
    stacktrace: null,
    level: "error",
    platform: "other",
    culprit: null,
    transaction: null,
    logger: null,
    environment: null,
    release: null,
    dist: null,
    serverName: null,
    timestamp: null,
    tags: [],
    fingerprint: [],
    user: null,
    request: null,
    contexts: null,
    extra: null,
    modules: null,
    sdk: null,
    breadcrumbs: [],
    webUrl: null,
  };
}
