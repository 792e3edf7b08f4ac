import type { FastifyInstance } from "fastify";
import { isLoopbackAddress } from "../../access/index.ts";
import { Rate, TooMany } from "../../domain/index.ts";

/** Lets each address ask so often, before anything else of the request is looked at. This machine may ask as it likes. */
export function limitRate(app: FastifyInstance, perSecond: number): void {
  const rate = new Rate(perSecond);
  app.addHook("onRequest", async ({ ip }) => {
    if (isLoopbackAddress(ip)) return;
    const waitMs = rate.take(ip, performance.now());
    if (waitMs > 0) {
      throw new TooMany("This address asks too often (REQUESTS_PER_SECOND_MAX).", waitMs);
    }
  });
}
