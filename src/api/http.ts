import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { Failure, problemOf, toFailure } from "../domain/index.ts";
import { registerAbout } from "./about.ts";
import { registerDeliveries } from "./deliveries.ts";
import type { ApiDeps } from "./deps.ts";
import { registerErrors } from "./errors.ts";

/** The API as a request listener, to be mounted beside the doors; `close` ends it. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const app = Fastify({
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
    routerOptions: { maxParamLength: 200 },
  });
  app.setErrorHandler((thrown, _request, reply) => sendFailure(thrown, reply, deps));
  app.setNotFoundHandler(() => {
    throw new Failure("not_found", "There is nothing here: GET / lists what there is.");
  });
  app.addHook("onSend", async (_request, reply) => {
    void reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store");
  });
  const places = new Set<string>();
  app.addHook("onRoute", ({ url }) => {
    places.add(url);
  });
  registerAbout(app, deps);
  registerErrors(app, deps);
  registerDeliveries(app, deps);
  for (const url of [...places]) refuseOtherMethods(app, url);
  await app.ready();
  return app;
}

/** Everything here is only read. */
function refuseOtherMethods(app: FastifyInstance, url: string): void {
  app.route({
    method: ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    url,
    // Before the body is looked at: what is in it does not matter.
    onRequest: async (request, reply) => {
      void reply.header("allow", "GET, HEAD");
      throw new Failure("method_not_allowed", `${request.method} is not possible here, only GET.`);
    },
    handler: () => {},
  });
}

function sendFailure(thrown: unknown, reply: FastifyReply, deps: ApiDeps): FastifyReply {
  const failure = toFailure(asOurs(thrown));
  if (failure.code === "internal") deps.onFailure(failure);
  const problem = problemOf(failure);
  if (problem.status === 503) void reply.header("retry-after", "5");
  return reply
    .status(problem.status)
    .type("application/problem+json")
    .send(JSON.stringify(problem));
}

/** Fastify's own refusals (a bad address, a bad body) are the reader's mistakes, not ours. */
function asOurs(thrown: unknown): unknown {
  const { statusCode, message } = thrown as { statusCode?: number; message?: string };
  const theirs = !(thrown instanceof Failure) && statusCode !== undefined && statusCode < 500;
  return theirs ? new Failure("invalid", message ?? "Bad request.") : thrown;
}
