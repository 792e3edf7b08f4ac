import type { FastifyReply } from "fastify";
import { Failure, problemOf, TooMany, toFailure } from "../domain/index.ts";
import { unavailableIfTrouble } from "../store/index.ts";

/** One thing that is wrong with an input. */
export interface InputError {
  /** A part of the input (`ids[3]`, `archive.until`), or a header. */
  readonly where: string;
  readonly message: string;
  /** In a query of the search language: where, how long, and what could stand there. */
  readonly position?: number;
  readonly length?: number;
  readonly expected?: readonly string[];
}

const errorsShownMax = 20;

/** An input that is wrong in one way or several, each with its place. */
export class BadInput extends Failure {
  readonly errors: readonly InputError[];

  constructor(errors: readonly InputError[]) {
    const shown = errors.slice(0, errorsShownMax);
    super(
      "invalid",
      shown.map(({ where, message }) => `${where}: ${message.replace(/\.$/, "")}.`).join(" "),
    );
    this.errors = shown;
  }
}

/** Answers with whatever was thrown, as RFC 9457. What is ours is told to `onFailure`, never to the caller. */
export function sendProblem(
  thrown: unknown,
  reply: FastifyReply,
  onFailure: (failure: Failure) => void,
): FastifyReply {
  const failure = toFailure(unavailableIfTrouble(asOurs(thrown), "This cannot be answered now"));
  if (failure.code === "internal") onFailure(failure);
  const problem = problemOf(failure);
  if (problem.status === 503) void reply.header("retry-after", "5");
  if (failure instanceof TooMany) {
    void reply.header("retry-after", String(failure.retryAfterSeconds));
  }
  if (problem.status === 401) void reply.header("www-authenticate", 'Bearer realm="collector"');
  const errors = failure instanceof BadInput ? { errors: failure.errors } : {};
  return reply
    .status(problem.status)
    .type("application/problem+json")
    .send(JSON.stringify({ ...problem, ...errors }));
}

/** Fastify's own refusals (a bad address, a bad body) are the caller's mistakes, not ours. */
function asOurs(thrown: unknown): unknown {
  const { statusCode, message } = thrown as { statusCode?: number; message?: string };
  const theirs = !(thrown instanceof Failure) && statusCode !== undefined && statusCode < 500;
  if (!theirs) return thrown;
  const code = statusCode === 413 ? "too_large" : "invalid";
  return new Failure(code, message ?? "Bad request.");
}
