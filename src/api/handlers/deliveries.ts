import { z } from "zod";
import { millisecondsOf } from "../../contract/index.ts";
import { Failure } from "../../domain/index.ts";
import type { ShownDelivery } from "../reads/rows.ts";
import { cursorFor } from "../reads/written.ts";
import type { Handlers } from "../v1/handlers.ts";
import { placeAt } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";
import { shownSteps } from "./refusals.ts";

type Kept =
  | "GET /api/v1/deliveries"
  | "POST /api/v1/deliveries/test"
  | "GET /api/v1/deliveries/{id}"
  | "GET /api/v1/deliveries/{id}/body"
  | "GET /api/v1/deliveries/{id}/signature"
  | "POST /api/v1/deliveries/{id}/redigest";

/** What arrived, and what became of it. */
export function deliveryHandlers(deps: HandlerDeps): Pick<Handlers, Kept> {
  const { readers, redigest } = deps;

  async function delivery(id: number) {
    const found = await readers.ask("delivery", id);
    if (found === null) throw new Failure("not_found", `There is no delivery ${id}.`);
    return shown(found);
  }

  return {
    async "GET /api/v1/deliveries"(input, { now }) {
      const { cursor, limit, since, until, state, family, resource, source, signature } = input;
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(family === undefined ? {} : { family }),
        ...(resource === undefined ? {} : { resource }),
        ...(source === undefined ? {} : { source }),
        ...(signature === undefined ? {} : { signature }),
        ...(since === undefined ? {} : { since: millisecondsOf(since, now) }),
        ...(until === undefined ? {} : { until: millisecondsOf(until, now) }),
      };
      const before = placeAt(cursor, z.int());
      const { items, next } = await readers.ask("deliveryPage", { filter, before, limit });
      return { items: items.map(shown), next_cursor: cursorFor(next) };
    },

    async "POST /api/v1/deliveries/test"() {
      const sent = await deps.sendTest();
      return {
        delivery_id: sent.deliveryId,
        event_id: sent.eventId,
        project: sent.project,
        source: sent.source,
        signed_by: sent.signedBy,
        filter: sent.refusedElse,
        took_ms: sent.tookMs,
      };
    },

    "GET /api/v1/deliveries/{id}": ({ id }) => delivery(id),

    async "GET /api/v1/deliveries/{id}/body"({ id }) {
      const body = await readers.ask("deliveryBody", id);
      if (body === null) throw new Failure("not_found", `There is no delivery ${id}.`);
      return { filename: `delivery-${id}.json`, body };
    },

    async "GET /api/v1/deliveries/{id}/signature"({ id }) {
      const found = await readers.ask("delivery", id);
      const body = await readers.ask("deliveryBody", id);
      if (found === null || body === null) {
        throw new Failure("not_found", `There is no delivery ${id}.`);
      }
      const steps = shownSteps(deps.explainSignature(body, found.headers ?? {}));
      // It was right once, or the delivery would not be here.
      const isUnknown = found.scrubbed && steps.verdict === "wrong";
      return isUnknown ? { ...steps, verdict: "scrubbed" as const } : steps;
    },

    async "POST /api/v1/deliveries/{id}/redigest"({ id }) {
      if (await redigest(id)) return delivery(id);
      throw new Failure("not_found", `There is no delivery ${id} that was digested before.`);
    },
  };
}

/** A delivery by the names of the contract. */
function shown({ items, ...delivery }: ShownDelivery) {
  return {
    ...delivery,
    items:
      items?.map(({ state, reason, errorId }) => ({ state, reason, error_id: errorId })) ?? null,
  };
}
