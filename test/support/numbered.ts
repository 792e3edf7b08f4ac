import { createHash } from "node:crypto";
import type { Delivery } from "../../src/domain/index.ts";
import { aDelivery } from "./archive.ts";

/** A delivery whose bytes and headers follow from a number, some large and some empty. */
export function numbered(number: number): Delivery {
  const seed = createHash("sha256").update(String(number)).digest("hex");
  const length = number % 97 === 0 ? 200_000 : number % 31 === 0 ? 0 : (number * 37) % 5000;
  return aDelivery({
    lane: number % 4,
    contentKey: number % 3 === 0 ? null : seed,
    headers: { "request-id": seed, "x-line": 'a "quoted"\nüber line' },
    body: Buffer.from(seed.repeat(Math.ceil(length / seed.length)).slice(0, length), "latin1"),
  });
}
