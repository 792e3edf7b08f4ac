import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorFacts, Failure } from "../domain/index.ts";
import { needs } from "./access/needs.ts";
import { readersWithin } from "./access/within.ts";
import { readErrorsAsk, readLatestAsk, readNothing } from "./ask.ts";
import type { ApiDeps } from "./deps.ts";
import { cutDepth } from "./depth.ts";
import { eventIdIn } from "./event-id.ts";
import { importedFacts } from "./handlers/whole-error.ts";
import { formatOf, sendList } from "./list.ts";
import type { ReplyOf } from "./reads/reads.ts";
import type { ShownError } from "./reads/rows.ts";
import { addressOf, sendBody, settle } from "./replies.ts";

type Found = NonNullable<ReplyOf<"error">>;

const columns = [
  "id",
  "event_id",
  "project",
  "message",
  "exception_type",
  "exception_value",
  "stacktrace",
  "timestamp",
  "created_at",
  "received_at",
  "title",
  "level",
  "platform",
  "culprit",
  "environment",
  "release",
  "logger",
  "server_name",
  "tags",
  "partial",
  "web_url",
  "issue_id",
  "issue_short_id",
  "issue_title",
  "issue_status",
  "issue_permalink",
  "upstream_issue_id",
  "upstream_issue_short_id",
  "delivery_id",
] as const satisfies readonly (keyof ShownError)[];

/** `GET /errors`, `/errors/latest`, `/errors/{id}`, and what belongs to one error. */
export function registerErrors(app: FastifyInstance, deps: ApiDeps): void {
  const { readers } = deps;

  app.get("/errors", needs("errors:read"), async (request, reply) => {
    const { filter, page } = readErrorsAsk(request.query, deps.limits.pageRowsMax);
    await settle(reply, deps);
    const format = formatOf(request);
    return sendList(reply, {
      format,
      ask: page,
      columns,
      url: addressOf(request, deps),
      fetch: (before, limit) =>
        readersFor(request).ask("errors", { filter, before, limit, format }),
    });
  });

  /** The error that an address means: the newest that passes the filters, or one by id or event id. */
  async function find(request: FastifyRequest, reply: FastifyReply): Promise<Found> {
    const { id } = request.params as { id?: string };
    const filter = id === undefined ? readLatestAsk(request.query) : null;
    if (id !== undefined) readNothing(request.query);
    await settle(reply, deps);
    const mine = readersFor(request);
    const found = filter === null ? await byId(id ?? "", mine) : await mine.ask("latest", filter);
    if (found !== null) return found;
    throw new Failure(
      "not_found",
      id === undefined ? "No error passes these filters." : `There is no error ${id}.`,
    );
  }

  /** What the caller may know of. */
  function readersFor({ caller }: FastifyRequest): ApiDeps["readers"] {
    const projects = caller?.projects ?? null;
    return projects === null ? readers : readersWithin(readers, projects);
  }

  async function byId(id: string, mine: ApiDeps["readers"]): Promise<Found | null> {
    const byNumber = /^\d{1,15}$/.test(id) ? await mine.ask("error", Number(id)) : null;
    return byNumber ?? (await mine.ask("errorByEvent", eventIdIn(id)));
  }

  for (const place of ["/errors/latest", "/errors/:id"]) {
    app.get(place, needs("errors:read"), async (request, reply) => {
      const found = await find(request, reply);
      const told_by = await readers.ask("sightings", found.error.id);
      const details = detailsOf(await factsOf(found));
      return { ...found.error, told_by, ...(cutDepth(details, levelsMax) as typeof details) };
    });

    app.get(`${place}/stacktrace`, needs("errors:read"), async (request, reply) => {
      const { error } = await find(request, reply);
      if (error.stacktrace === null) {
        throw new Failure("not_found", `Error ${error.id} came without a stack trace.`);
      }
      return reply.type("text/plain; charset=utf-8").send(`${error.stacktrace}\n`);
    });

    app.get(`${place}/payload`, needs("errors:read"), async (request, reply) => {
      const { error } = await find(request, reply);
      return sendBody(reply, await payloadOf(error));
    });
  }

  async function payloadOf({ id, delivery_id }: ShownError): Promise<Uint8Array> {
    const body = delivery_id === null ? null : await readers.ask("deliveryBody", delivery_id);
    if (body !== null) return body;
    throw new Failure("not_found", `The delivery of error ${id} is not kept.`);
  }

  async function factsOf({ error, deliveryItem }: Found): Promise<ErrorFacts | null> {
    const { delivery_id } = error;
    if (delivery_id === null) return importedFacts(readers, error.id);
    const delivery = await readers.ask("delivery", delivery_id);
    const body = await readers.ask("deliveryBody", delivery_id);
    if (delivery === null || body === null) return null;
    const place = { item: deliveryItem, project: error.project };
    return deps.factsOf(body, delivery.headers ?? {}, place);
  }
}

/** Far deeper than any SDK sends. */
const levelsMax = 100;

/** What only the delivery tells, in single reads. All empty where the delivery is gone. */
function detailsOf(facts: ErrorFacts | null) {
  return {
    breadcrumbs: (facts?.breadcrumbs ?? []).map((crumb) => ({
      ...crumb,
      timestamp: crumb.timestamp === null ? null : new Date(crumb.timestamp).toISOString(),
    })),
    exceptions: facts?.exceptions ?? [],
    threads: facts?.threads ?? [],
    transaction: facts?.transaction ?? null,
    dist: facts?.dist ?? null,
    user: facts?.user ?? null,
    request: facts?.request ?? null,
    contexts: facts?.contexts ?? null,
    extra: facts?.extra ?? null,
    modules: facts?.modules ?? null,
    sdk: facts?.sdk ?? null,
    fingerprint: facts?.fingerprint ?? [],
  };
}
