import Fastify, { type FastifyInstance } from "fastify";
import { contract } from "../contract/index.ts";
import { Failure } from "../domain/index.ts";
import { registerAbout } from "./about.ts";
import { arrivalOf, callerFor, guard } from "./access/guard.ts";
import { guardBrowsers } from "./access/headers.ts";
import { limitRate } from "./access/limit-rate.ts";
import { registerSignIn } from "./access/sign-in.ts";
import { depsWithin } from "./access/within.ts";
import { registerDeliveries } from "./deliveries.ts";
import type { ApiDeps } from "./deps.ts";
import { registerErrors } from "./errors.ts";
import { createHandlers } from "./handlers/index.ts";
import { refuseOtherMethods } from "./methods.ts";
import { registerMetrics } from "./metrics.ts";
import { Page } from "./page/page.ts";
import { sendProblem } from "./problems.ts";
import { RememberedWrites } from "./remembered-writes.ts";
import { registerDocuments } from "./v1/documents.ts";
import { mountV1 } from "./v1/mount.ts";

/** The API as a request listener, to be mounted beside the doors; `close` ends it. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const app = Fastify({
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
    routerOptions: { maxParamLength: 200 },
  });
  app.setErrorHandler((thrown, _request, reply) => sendProblem(thrown, reply, deps.onFailure));
  limitRate(app, deps.limits.requestsPerSecondMax);
  guard(app, deps.access);
  app.setNotFoundHandler(() => {
    throw new Failure("not_found", "There is nothing here: GET / lists what there is.");
  });
  guardBrowsers(app, deps.publicUrl);
  const places = new Set<string>();
  app.addHook("onRoute", ({ url }) => {
    places.add(url);
  });
  const page = new Page(deps.pageFolder);
  registerAbout(app, deps, page);
  registerMetrics(app, deps);
  page.register(app);
  registerErrors(app, deps);
  registerDeliveries(app, deps);
  registerDocuments(app, { ...deps, contract });
  // Everything so far is only read.
  for (const url of [...places]) refuseOtherMethods(app, url, ["GET", "HEAD"]);
  registerSignIn(app, deps);
  const { access } = deps;
  mountV1(app, {
    ...deps,
    contract,
    handlers: createHandlers(deps),
    handlersWithin: (projects) => createHandlers(depsWithin(deps, projects)),
    note: (caller, deed) => access.note(caller, deed),
    stillMay: async (request, need) => (await callerFor(need, arrivalOf(request), access)) !== null,
    idempotency: new RememberedWrites({ ...deps, now: Date.now }),
    now: Date.now,
  });
  await app.ready();
  return app;
}
