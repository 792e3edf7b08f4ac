import type { FastifyInstance, HTTPMethods } from "fastify";
import { Failure } from "../domain/index.ts";

const methods: readonly HTTPMethods[] = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
];

/** Answers 405, with what is possible in `Allow`, to every method that is not `allowed` at an address. */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  allowed: readonly HTTPMethods[],
): void {
  app.route({
    method: methods.filter((method) => !allowed.includes(method)),
    url,
    exposeHeadRoute: false,
    config: { need: { scope: "public" } },
    // Before the body is looked at: what is in it does not matter.
    onRequest: async (request, reply) => {
      void reply.header("allow", allowed.join(", "));
      const possible = allowed.filter((method) => method !== "HEAD").join(" and ");
      throw new Failure(
        "method_not_allowed",
        `${request.method} is not possible here, only ${possible}.`,
      );
    },
    handler: () => {},
  });
}
