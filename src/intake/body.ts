import type { IncomingMessage } from "node:http";
import { Failure } from "../domain/index.ts";

/**
 * Counts the bytes of bodies that are being received, all connections together, so that many large
 * bodies at once cannot fill the memory.
 */
export class BodyBudget {
  readonly #max: number;
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes `bytes` out of the budget, or throws `unavailable`. */
  take(bytes: number): void {
    if (this.#taken + bytes > this.#max) {
      throw new Failure("unavailable", "Too many bodies are being received at once; try again.");
    }
    this.#taken += bytes;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

/**
 * Reads a body whole, and no further than `bytesMax`. Rejects with `too_large`, `unavailable` (budget)
 * or `invalid` (the sender hung up), without reading on.
 */
export function readBody(
  request: IncomingMessage,
  { bytesMax, budget }: { bytesMax: number; budget: BodyBudget },
): Promise<Uint8Array> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > bytesMax) return Promise.reject(tooLarge(bytesMax));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let settled = false;
    const settle = (): void => {
      settled = true;
      budget.give(bytes);
    };
    request.on("data", (chunk: Buffer) => {
      if (settled) return;
      try {
        if (bytes + chunk.byteLength > bytesMax) throw tooLarge(bytesMax);
        budget.take(chunk.byteLength);
        bytes += chunk.byteLength;
        chunks.push(chunk);
      } catch (failure) {
        settle();
        reject(failure);
      }
    });
    request.on("end", () => {
      if (settled) return;
      settle();
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
    });
    const broken = (): void => {
      if (settled) return;
      settle();
      reject(new Failure("invalid", "The body ended early."));
    };
    request.on("error", broken);
    request.on("close", broken);
  });
}

function tooLarge(bytesMax: number): Failure {
  return new Failure(
    "too_large",
    `The body is larger than ${bytesMax} bytes (WEBHOOK_BYTES_MAX); nothing of it was kept.`,
  );
}
