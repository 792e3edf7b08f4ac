import type { FastifyInstance } from "fastify";
import { Failure } from "../domain/index.ts";
import { needs } from "./access/needs.ts";
import { readDeliveriesAsk, readNothing } from "./ask.ts";
import type { ApiDeps } from "./deps.ts";
import { formatOf, sendList } from "./list.ts";
import type { ShownDelivery } from "./reads/rows.ts";
import { addressOf, sendBody, settle } from "./replies.ts";

const columns = [
  "id",
  "received_at",
  "state",
  "reason",
  "family",
  "resource",
  "action",
  "signature",
  "error_id",
  "items",
  "repetitions",
  "last_repeated_at",
  "source",
  "door",
  "lane",
  "request_id",
  "headers",
  "body_bytes",
  "scrubbed",
] as const satisfies readonly (keyof ShownDelivery)[];

/** `GET /deliveries`, `/deliveries/{id}` and `/deliveries/{id}/body`. */
export function registerDeliveries(app: FastifyInstance, deps: ApiDeps): void {
  const { readers } = deps;

  app.get("/deliveries", needs("deliveries:read"), async (request, reply) => {
    const { filter, page } = readDeliveriesAsk(request.query, deps.limits.pageRowsMax);
    await settle(reply, deps);
    const format = formatOf(request);
    return sendList(reply, {
      format,
      ask: page,
      columns,
      url: addressOf(request, deps),
      fetch: (before, limit) => readers.ask("deliveries", { filter, before, limit, format }),
    });
  });

  app.get<{ Params: { id: string } }>(
    "/deliveries/:id",
    needs("deliveries:read"),
    async (request, reply) => {
      readNothing(request.query);
      const id = idIn(request.params.id);
      await settle(reply, deps);
      return (await readers.ask("delivery", id)) ?? missing(id);
    },
  );

  app.get<{ Params: { id: string } }>(
    "/deliveries/:id/body",
    needs("deliveries:read"),
    async (request, reply) => {
      readNothing(request.query);
      const id = idIn(request.params.id);
      return sendBody(reply, (await readers.ask("deliveryBody", id)) ?? missing(id));
    },
  );
}

function idIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Failure("invalid", "The id of a delivery is a number.");
}

function missing(id: number): never {
  throw new Failure("not_found", `There is no delivery ${id}.`);
}
