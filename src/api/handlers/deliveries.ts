import { z } from "zod";
import { millisecondsOf } from "../../contract/index.ts";
import { Failure } from "../../domain/index.ts";
import { cursorFor } from "../reads/written.ts";
import type { Handlers } from "../v1/handlers.ts";
import { placeAt } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";

type Kept =
  | "GET /api/v1/deliveries"
  | "GET /api/v1/deliveries/{id}"
  | "GET /api/v1/deliveries/{id}/body"
  | "POST /api/v1/deliveries/{id}/redigest";

/** What arrived, and what became of it. */
export function deliveryHandlers({ readers, redigest }: HandlerDeps): Pick<Handlers, Kept> {
  async function delivery(id: number) {
    const found = await readers.ask("delivery", id);
    if (found === null) throw new Failure("not_found", `There is no delivery ${id}.`);
    return found as never;
  }

  return {
    async "GET /api/v1/deliveries"(input, { now }) {
      const { cursor, limit, since, until, state, family, resource, source } = input;
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(family === undefined ? {} : { family }),
        ...(resource === undefined ? {} : { resource }),
        ...(source === undefined ? {} : { source }),
        ...(since === undefined ? {} : { since: millisecondsOf(since, now) }),
        ...(until === undefined ? {} : { until: millisecondsOf(until, now) }),
      };
      const before = placeAt(cursor, z.int());
      const { items, next } = await readers.ask("deliveryPage", { filter, before, limit });
      return { items, next_cursor: cursorFor(next) } as never;
    },

    "GET /api/v1/deliveries/{id}": ({ id }) => delivery(id),

    async "GET /api/v1/deliveries/{id}/body"({ id }) {
      const body = await readers.ask("deliveryBody", id);
      if (body === null) throw new Failure("not_found", `There is no delivery ${id}.`);
      return { filename: `delivery-${id}.json`, body };
    },

    async "POST /api/v1/deliveries/{id}/redigest"({ id }) {
      if (await redigest(id)) return delivery(id);
      throw new Failure("not_found", `There is no delivery ${id} that was digested before.`);
    },
  };
}
