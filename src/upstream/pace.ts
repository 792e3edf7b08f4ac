/** What an upstream said of its limits, by the headers of an answer. */
export interface Limits {
  /** Requests that are left in the window; null: not told. */
  readonly remaining: number | null;
  readonly limit: number | null;
  /** When the window ends, in milliseconds since 1970 by the upstream's clock; null: not told. */
  readonly resetAt: number | null;
}

const secondMs = 1000;
/** Where nothing is told of when to come again. */
const limitedMs = 5 * secondMs;
const limitedMsMax = 15 * 60 * secondMs;
/** This part of a window is left to others who use the same token. */
const reserve = 0.1;

/** Reads Sentry's `X-Sentry-Rate-Limit-*`, and the plain names that others use. */
export function limitsOf(headers: Readonly<Record<string, string>>): Limits {
  const number = (name: string): number | null => {
    const text = headers[`x-sentry-rate-limit-${name}`] ?? headers[`x-ratelimit-${name}`];
    return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;
  };
  const reset = number("reset");
  return {
    remaining: number("remaining"),
    limit: number("limit"),
    resetAt: reset === null ? null : reset * secondMs,
  };
}

/**
 * How long to wait before the next request, in milliseconds, so that the window is never used up.
 * `now`: by the upstream's clock.
 */
export function pauseAfter({ remaining, limit, resetAt }: Limits, now: number): number {
  if (remaining === null || resetAt === null || resetAt <= now) return 0;
  const kept = limit === null ? 1 : Math.max(1, Math.floor(limit * reserve));
  return remaining > kept ? 0 : Math.min(resetAt - now, limitedMsMax);
}

/** How long to wait after 429: `Retry-After` in seconds or as a date, else the end of the window. */
export function pauseWhenLimited(headers: Readonly<Record<string, string>>, now: number): number {
  const told = retryAfter(headers["retry-after"], now);
  const { resetAt } = limitsOf(headers);
  const wait = told ?? (resetAt === null ? limitedMs : resetAt - now);
  return Math.min(Math.max(wait, secondMs), limitedMsMax);
}

function retryAfter(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}(\.\d+)?$/.test(text.trim())) return Number(text) * secondMs;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at - now;
}

/** The pause before a try, doubled with each that failed. `chance` from 0 to 1 spreads those who wait together. */
export function backOffMs(
  attempts: number,
  { firstMs, msMax }: { firstMs: number; msMax: number },
  chance: number,
): number {
  const wait = Math.min(firstMs * 2 ** Math.min(attempts, 30), msMax);
  return Math.round(wait * (0.75 + chance / 2));
}
