/** Who can act on a failure, and how: every door maps these codes to its own language once. */
export type FailureCode =
  | "invalid" // what was sent or asked is wrong
  | "unauthorized" // no proof of who sends, or a wrong one
  | "forbidden" // known, but not wanted here
  | "not_found"
  | "method_not_allowed"
  | "conflict" // right, but not as things stand
  | "too_large"
  | "unsupported" // a form of body that is not read here
  | "unprocessable" // understood, and contradicts what was said before
  | "too_many" // asked too often: later again
  | "unavailable" // right, but not now: try again
  | "setup" // the operator must change something before it can work
  | "internal"; // ours: the detail goes to the log, never to the sender

/**
 * A failure whose message is written for the person who reads it: what was wrong, where, what to do.
 * Anything thrown that is not a Failure counts as `internal`.
 */
export class Failure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Failure";
    this.code = code;
  }
}

/** Asked too often; `retryAfterSeconds` says when again. */
export class TooMany extends Failure {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterMs: number) {
    super("too_many", message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  }
}

/** Turns whatever was thrown into a Failure; a foreign error becomes `internal` with itself as cause. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure("internal", "Internal error.", { cause: thrown });
}

/** The message of whatever was thrown, for logs and for the reason of a failed delivery. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
