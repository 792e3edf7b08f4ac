import type { FastifyInstance, FastifyRequest } from "fastify";
import { authPath } from "../../access/index.ts";
import type { ApiDeps } from "../deps.ts";
import { baseOf } from "../replies.ts";
import { refuseOtherSites } from "../v1/caller.ts";
import { needs } from "./needs.ts";

/** What signing in sends is small. */
const bodyBytesMax = 64 * 1024;

/** `/api/auth/…`: what the page asks of better-auth, by the few ways that are open. */
export function registerSignIn(app: FastifyInstance, deps: ApiDeps): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/json",
      { parseAs: "string", bodyLimit: bodyBytesMax },
      (_request, text, done) => done(null, text),
    );
    scope.route<{ Params: { "*": string } }>({
      method: ["GET", "POST"],
      url: `${authPath}/*`,
      exposeHeadRoute: false,
      ...needs("public"),
      async onRequest(request) {
        if (request.method !== "GET") {
          refuseOtherSites(request.headers, { ...deps, host: request.host });
        }
      },
      async handler(request, reply) {
        const answer = await deps.access.signIn({
          method: request.method,
          path: request.params["*"],
          query: queryOf(request),
          headers: request.headers,
          body: typeof request.body === "string" ? request.body : null,
          base: baseOf(request, deps),
          address: request.ip,
        });
        for (const [name, value] of answer.headers) {
          if (name !== "set-cookie") void reply.header(name, value);
        }
        const cookies = answer.headers.getSetCookie();
        if (cookies.length > 0) void reply.header("set-cookie", cookies);
        return reply.status(answer.status).send(Buffer.from(await answer.arrayBuffer()));
      },
    });
  });
}

function queryOf({ url }: FastifyRequest): string {
  return /\?.*$/.exec(url)?.[0] ?? "";
}
