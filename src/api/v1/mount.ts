import type { FastifyInstance, FastifyRequest, HTTPMethods } from "fastify";
import { isOfTheWhole, type Operation, type Operations, placeOf } from "../../contract/index.ts";
import { Failure } from "../../domain/index.ts";
import type { Need } from "../access/guard.ts";
import { refuseOtherMethods } from "../methods.ts";
import { sendProblem } from "../problems.ts";
import { addressOf, baseOf } from "../replies.ts";
import { actorOf, idempotencyKeyOf, lastEventIdOf, refuseOtherSites } from "./caller.ts";
import { createDispatch, type Dispatch, type DispatchDeps } from "./dispatch.ts";
import { inputFrom } from "./input.ts";
import { readLines } from "./lines.ts";
import { sendAnswer } from "./send.ts";

export interface V1Deps<C extends Operations> extends DispatchDeps<C> {
  /** Whether whoever listens to a stream still may. */
  readonly stillMay: (request: FastifyRequest, need: Need) => Promise<boolean>;
  /** Null: links are made from the request. */
  readonly publicUrl: string | null;
  readonly limits: {
    /** Bytes of one JSON body. */
    readonly jsonBytesMax: number;
    /** Bytes of one line of an import. */
    readonly lineBytesMax: number;
  };
  /** Aborted when the collector stops: streams end. */
  readonly closing: AbortSignal;
  readonly onFailure: (failure: Failure) => void;
}

interface Mounted {
  readonly deps: V1Deps<Operations>;
  readonly dispatch: Dispatch;
  /** What is being answered, to be told when nobody listens any more. */
  readonly running: Set<AbortController>;
}

/** How long a stream may outlive the right to it. */
const streamLookMs = 10_000;

/** Mounts every operation of a contract, and 405 for what else is tried at their addresses. */
export function mountV1<C extends Operations>(app: FastifyInstance, deps: V1Deps<C>): void {
  const running = new Set<AbortController>();
  deps.closing.addEventListener("abort", () => {
    for (const each of running) each.abort();
  });
  const mounted = { deps, dispatch: createDispatch(deps), running } as unknown as Mounted;
  const operations = Object.entries<Operation>(deps.contract);
  void app.register(async (v1) => {
    v1.setErrorHandler((thrown, _request, reply) => sendProblem(thrown, reply, deps.onFailure));
    // A scope for each form of body, since a scope reads one form only.
    void v1.register(async (scope) => {
      readJson(scope, deps.limits.jsonBytesMax);
      for (const each of operations.filter(([, { lines }]) => lines === undefined)) {
        mount(scope, mounted, each);
      }
    });
    void v1.register(async (scope) => {
      readStreams(scope);
      for (const each of operations.filter(([, { lines }]) => lines !== undefined)) {
        mount(scope, mounted, each);
      }
    });
    for (const [path, methods] of methodsByPath(operations)) {
      refuseOtherMethods(v1, routeOf(path), methods);
    }
  });
}

function methodsByPath(
  operations: readonly (readonly [string, Operation])[],
): Map<string, HTTPMethods[]> {
  const methods = new Map<string, HTTPMethods[]>();
  for (const [address, operation] of operations) {
    const { method, path } = placeOf(address);
    const withHead: HTTPMethods[] = hasHead(operation) ? [method, "HEAD"] : [method];
    const known = methods.get(path) ?? [];
    methods.set(path, [...known, ...(method === "GET" ? withHead : [method])]);
  }
  return methods;
}

/** A stream is not made to be thrown away. */
function hasHead({ reply }: Operation): boolean {
  return !("form" in reply) || reply.form === "text" || reply.form === "bytes";
}

function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function readJson(scope: FastifyInstance, bodyLimit: number): void {
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>(
    "application/json",
    { parseAs: "string", bodyLimit },
    (request, text, done) => {
      // Some clients name the type of a body that they do not send.
      if (text === "") done(null, undefined);
      else void parse(request, text, done);
    },
  );
  refuseOtherBodies(scope, "application/json");
}

function readStreams(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("application/x-ndjson", (_request, payload, done) =>
    done(null, payload),
  );
  refuseOtherBodies(scope, "application/x-ndjson");
}

function refuseOtherBodies(scope: FastifyInstance, taken: string): void {
  scope.addContentTypeParser("*", (_request, _payload, done) =>
    done(new Failure("unsupported", `The body must be ${taken}, and its Content-Type say so.`)),
  );
}

function mount(
  scope: FastifyInstance,
  { deps, dispatch, running }: Mounted,
  [address, operation]: readonly [string, Operation],
): void {
  const { method, path } = placeOf(address);
  const need = needOf(operation);
  scope.route({
    method,
    url: routeOf(path),
    config: { need },
    exposeHeadRoute: method === "GET" && hasHead(operation),
    async onRequest(request) {
      if (method !== "GET") refuseOtherSites(request.headers, { ...deps, host: request.host });
      refuseEncoded(request);
    },
    async handler(request, reply) {
      const stop = new AbortController();
      running.add(stop);
      reply.raw.once("close", () => {
        running.delete(stop);
        stop.abort();
      });
      if (isStream(operation)) endWhenRefused(stop, () => deps.stillMay(request, need));
      const { caller } = request;
      const answer = await dispatch(address, askedOf(request, address, operation), {
        caller,
        address: request.ip,
        actor: actorFrom(request),
        base: baseOf(request, deps),
        idempotencyKey: idempotencyKeyOf(request.headers),
        signal: stop.signal,
        lines: linesOf(request, operation, deps.limits.lineBytesMax),
      });
      return sendAnswer(answer, {
        request,
        reply,
        url: addressOf(request, deps),
        urlWith: (id) => movedTo(request, { path, id, deps }),
        onFailure: deps.onFailure,
      });
    },
  });
}

function needOf(operation: Operation): Need {
  const { scope, audited } = operation;
  return { scope, audited, whole: isOfTheWhole(operation) };
}

/** Who acts: whoever proved who they are is nobody else, whatever `X-Actor` says. */
function actorFrom({ caller, headers }: FastifyRequest): string | null {
  const isProved = caller?.kind === "account" || caller?.kind === "token";
  return isProved ? caller.name : actorOf(headers);
}

function isStream({ reply }: Operation): boolean {
  return "form" in reply && reply.form === "events";
}

/** Whoever is signed out, or whose token is revoked, does not go on listening for long. */
function endWhenRefused(stop: AbortController, stillMay: () => Promise<boolean>): void {
  const look = setInterval(() => {
    stillMay().then(
      (may) => may || stop.abort(),
      () => stop.abort(),
    );
  }, streamLookMs);
  look.unref();
  stop.signal.addEventListener("abort", () => clearInterval(look));
}

function askedOf(request: FastifyRequest, address: string, operation: Operation): unknown {
  const path = request.params as Record<string, unknown>;
  const query = { ...(request.query as object) } as Record<string, unknown>;
  const { lines } = operation;
  const last = isStream(operation) ? lastEventIdOf(request.headers) : null;
  // Whoever comes back asks at the same address again, and the header knows better than its `after`.
  if (last !== null) query["after"] = String(last);
  const body = lines === undefined ? request.body : undefined;
  return inputFrom(address, operation, { path, query, body });
}

function linesOf(request: FastifyRequest, { lines: row }: Operation, lineBytesMax: number) {
  if (row === undefined) return null;
  const body = (request.body ?? []) as AsyncIterable<Uint8Array>;
  return readLines(body, { row, lineBytesMax });
}

function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    throw new Failure(
      "unsupported",
      `Content-Encoding: ${encoding} is not read here; send it plain.`,
    );
  }
}

/** The same address with another `{id}`; its query stays. */
function movedTo(
  request: FastifyRequest,
  { path, id, deps }: { path: string; id: string; deps: V1Deps<Operations> },
): URL {
  const params: Readonly<Record<string, string>> = { ...(request.params as object), id };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
  const [, query = ""] = /(\?.*)$/.exec(request.url) ?? [];
  return addressOf(request, deps, filled + query);
}
