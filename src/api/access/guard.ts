import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access, Arrival } from "../../access/index.ts";
import { levelOf, type Scope } from "../../contract/index.ts";
import { type AccessCaller, Failure, reaches } from "../../domain/index.ts";
import { storageTrouble } from "../../store/index.ts";

/** What a route asks of its callers. */
export interface Need {
  readonly scope: Scope;
  /** Not for whoever is limited to some projects. */
  readonly whole?: boolean;
  /** What the audit log calls it. */
  readonly audited?: string | undefined;
}

declare module "fastify" {
  interface FastifyContextConfig {
    need?: Need;
  }
  interface FastifyRequest {
    /** Who calls; null: a stranger, at a route that is for everybody. */
    caller: AccessCaller | null;
  }
}

type Guarding = Pick<Access, "callerOf" | "localOf" | "refusal" | "note">;

/**
 * Asks at every route who calls, before anything of the request is looked at. It is the only place that does, and a
 * route that does not say what it needs does not start.
 */
export function guard(app: FastifyInstance, access: Guarding): void {
  app.decorateRequest("caller", null);
  app.addHook("onRoute", ({ url, config }) => {
    if (config?.need === undefined) throw new Error(`The route ${url} does not say what it needs.`);
  });
  app.addHook("onRequest", async (request) => {
    const need = request.routeOptions.config.need;
    if (need === undefined) return;
    request.caller = await callerFor(need, arrivalOf(request), access);
  });
}

/** A request, as far as it says who asks. */
export function arrivalOf(request: FastifyRequest): Arrival {
  const { headers, raw, ip } = request;
  return { headers, peer: raw.socket.remoteAddress, address: ip };
}

/** Who calls, if they may. Throws `unauthorized`, `forbidden`. */
export async function callerFor(
  need: Need,
  arrival: Arrival,
  access: Guarding,
): Promise<AccessCaller | null> {
  const level = levelOf(need.scope);
  if (level === null) return strangerOr(arrival, access);
  const caller = await access.callerOf(arrival);
  if (caller === null) throw await access.refusal();
  const why = whyNot(caller, need);
  if (why === null) return caller;
  if (need.audited !== undefined) {
    const { address } = arrival;
    await access.note(caller, { action: need.audited, target: null, outcome: "refused", address });
  }
  throw new Failure("forbidden", why);
}

function whyNot(caller: AccessCaller, { scope, whole }: Need): string | null {
  const level = levelOf(scope) ?? "read";
  if (!reaches(caller.level, level)) {
    return `This takes the right to ${words[level]} (${scope}), and you have that to ${words[caller.level]}.`;
  }
  if (whole === true && caller.projects !== null) {
    return "This concerns the whole collector, and you are limited to some projects.";
  }
  if (scope === "self" && caller.kind === "open") {
    return "This is for whoever proved who they are: sign in, or send a token.";
  }
  return null;
}

const words = { read: "read", write: "write", admin: "administer" } as const;

/**
 * Where everybody may come, a proof that is not good, or that cannot be looked up now, makes a stranger; but whoever works
 * at this machine is to learn from `/health` why it cannot.
 */
async function strangerOr(arrival: Arrival, access: Guarding): Promise<AccessCaller | null> {
  try {
    return await access.callerOf(arrival);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === "unauthorized") return null;
    if (storageTrouble(thrown) !== null) return access.localOf(arrival);
    throw thrown;
  }
}
