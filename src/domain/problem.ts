import type { Failure, FailureCode } from "./failure.ts";

/** The HTTP status of a failure; the one map for every door and the API. */
const statuses: Readonly<Record<FailureCode, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  unprocessable: 422,
  too_many: 429,
  unavailable: 503,
  setup: 500,
  internal: 500,
};

const titles: Readonly<Record<FailureCode, string>> = {
  invalid: "Bad request",
  unauthorized: "Unauthorized",
  forbidden: "Forbidden",
  not_found: "Not found",
  method_not_allowed: "Method not allowed",
  conflict: "Conflict",
  too_large: "Body too large",
  unsupported: "Unsupported media type",
  unprocessable: "Unprocessable",
  too_many: "Too many requests",
  unavailable: "Unavailable",
  setup: "Internal error",
  internal: "Internal error",
};

/** A failure as RFC 9457 `application/problem+json`. */
export interface Problem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

export function problemOf(failure: Failure): Problem {
  return {
    type: "about:blank",
    title: titles[failure.code],
    status: statuses[failure.code],
    detail: failure.message,
  };
}
