import type { TestContext } from "node:test";
import Fastify from "fastify";
import { z } from "zod";
import { guard } from "../../src/api/access/guard.ts";
import { BadInput } from "../../src/api/problems.ts";
import type { Handlers, Line } from "../../src/api/v1/handlers.ts";
import { Moved, Written } from "../../src/api/v1/handlers.ts";
import type { Begun, IdempotencyStore } from "../../src/api/v1/idempotency.ts";
import { mountV1 } from "../../src/api/v1/mount.ts";
import type { Operations } from "../../src/contract/index.ts";
import { Failure } from "../../src/domain/index.ts";

// A small contract with an operation of every form, and handlers that keep it.

const thing = z
  .strictObject({ id: z.int(), name: z.string(), size: z.int().nullable() })
  .meta({ id: "Thing" });
const page = z
  .strictObject({ items: z.array(thing), next_cursor: z.string().nullable() })
  .meta({ id: "ThingPage" });
const change = z.strictObject({ id: z.int(), kind: z.string(), thing: z.int() });

const id = z.string().max(10);
const colour = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("light"), rgb: z.string().max(7) }),
  z.strictObject({ of: z.literal("paint"), name: z.string().min(1).max(20) }),
]);

export const things = {
  "GET /api/v1/things": {
    summary: "Things",
    scope: "issues:read",
    input: z.strictObject({
      query: z.string().max(100).optional(),
      kind: z
        .array(z.enum(["big", "small"]))
        .max(2)
        .optional(),
      whole: z.boolean().default(false),
      limit: z.int().min(1).max(100).default(2),
      cursor: z.string().max(20).optional(),
    }),
    reply: page,
  },
  "GET /api/v1/things/{id}": {
    summary: "One thing",
    scope: "issues:read",
    input: z.strictObject({ id }),
    reply: thing,
    moves: true,
  },
  "POST /api/v1/things": {
    summary: "Make a thing",
    scope: "issues:write",
    input: z.strictObject({
      name: z.string().min(1).max(50),
      size: z.int().min(0).optional(),
      colour: colour.optional(),
      parts: z
        .array(z.union([z.int(), z.string().min(1).max(10)]))
        .max(3)
        .optional(),
    }),
    reply: thing,
    creates: true,
  },
  "POST /api/v1/things/{id}/rename": {
    summary: "Rename a thing",
    scope: "issues:write",
    input: z.strictObject({ id, name: z.string().min(1).max(50) }),
    reply: thing,
    moves: true,
  },
  "DELETE /api/v1/things/{id}": {
    summary: "Remove a thing",
    scope: "issues:write",
    input: z.strictObject({ id }),
    reply: z.strictObject({ things: z.int() }).meta({ id: "RemovedThings" }),
  },
  "GET /api/v1/things/{id}/name": {
    summary: "Its name",
    scope: "issues:read",
    input: z.strictObject({ id }),
    reply: { form: "text", about: "The name" },
  },
  "GET /api/v1/things/{id}/bytes": {
    summary: "Its bytes",
    scope: "issues:read",
    input: z.strictObject({ id }),
    reply: { form: "bytes", about: "The bytes" },
  },
  "GET /api/v1/export/things": {
    summary: "All of them",
    scope: "issues:read",
    input: z.strictObject({ format: z.enum(["ndjson", "csv"]).default("ndjson") }),
    reply: {
      form: "file",
      about: "One to a row",
      media: { ndjson: "application/x-ndjson", csv: "text/csv" },
      row: thing,
    },
  },
  "POST /api/v1/import/things": {
    summary: "Take things in",
    scope: "issues:write",
    input: z.strictObject({ dry: z.boolean().default(false) }),
    lines: z.strictObject({ name: z.string().max(50) }),
    reply: z
      .strictObject({ taken: z.int(), refusals: z.array(z.string()), dry: z.boolean() })
      .meta({ id: "Taken" }),
  },
  "GET /api/v1/live": {
    summary: "Changes",
    scope: "issues:read",
    input: z.strictObject({ after: z.int().min(0).optional() }),
    reply: { form: "events", about: "Changes", event: change },
    unsettled: true,
  },
  "GET /api/v1/broken": {
    summary: "Breaks its promise",
    scope: "issues:read",
    input: z.strictObject({ how: z.enum(["reply", "secret", "busy"]) }),
    reply: thing,
  },
} as const satisfies Operations;

type Thing = z.output<typeof thing>;

/** Things in memory. Number 7 was merged into number 1; `slow` holds its writer up until it is let go on. */
export class Things {
  readonly kept: Thing[] = ["one", "two", "three"].map((name, index) => ({
    id: index + 1,
    name,
    size: null,
  }));
  readonly actors: (string | null)[] = [];
  readonly letGo = Promise.withResolvers<void>();
  readonly began = Promise.withResolvers<void>();
  readonly abandoned = Promise.withResolvers<void>();
  exportFails = false;

  find(id: string): Thing {
    const found = this.kept.find((each) => String(each.id) === id);
    if (found === undefined) throw new Failure("not_found", `There is no thing ${id}.`);
    return found;
  }
}

function handlersOf(all: Things): Handlers<typeof things> {
  return {
    async "GET /api/v1/things"({ limit, cursor, query }) {
      if (query?.includes("?")) {
        const position = query.indexOf("?");
        const message = "a question mark means nothing here";
        throw new BadInput([{ where: "query", message, position, length: 1, expected: ["*"] }]);
      }
      const from = Number(cursor ?? 0);
      const items = all.kept.slice(from, from + limit);
      const more = all.kept.length > from + limit;
      return { items, next_cursor: more ? String(from + limit) : null };
    },
    async "GET /api/v1/things/{id}"({ id: asked }) {
      if (asked === "7") return new Moved("1");
      return new Written(JSON.stringify(all.find(asked)));
    },
    async "POST /api/v1/things"({ name, size = null }, { actor }) {
      if (name === "slow") {
        all.began.resolve();
        await all.letGo.promise;
      }
      if (name === "taken") throw new Failure("conflict", "There is one of that name.");
      const made = { id: all.kept.length + 1, name, size };
      all.actors.push(actor);
      all.kept.push(made);
      return made;
    },
    async "POST /api/v1/things/{id}/rename"({ id: asked, name }) {
      if (asked === "7") return new Moved("1");
      return Object.assign(all.find(asked), { name });
    },
    async "DELETE /api/v1/things/{id}"({ id: asked }) {
      all.kept.splice(all.kept.indexOf(all.find(asked)), 1);
      return { things: 1 };
    },
    async "GET /api/v1/things/{id}/name"({ id: asked }) {
      return all.find(asked).name;
    },
    async "GET /api/v1/things/{id}/bytes"({ id: asked }) {
      const body = new TextEncoder().encode(`<b>${all.find(asked).name}</b>`);
      return { filename: `"${asked}".html`, body };
    },
    async "GET /api/v1/export/things"({ format }) {
      return { filename: `things.${format}`, body: exported(all), totalCount: all.kept.length };
    },
    async "POST /api/v1/import/things"({ dry }, { lines }) {
      const refusals: string[] = [];
      let taken = 0;
      for await (const line of lines as AsyncIterable<Line<{ name: string }>>) {
        if (line.ok) taken += 1;
        else refusals.push(`${line.line}: ${line.reason}`);
      }
      return { taken, refusals, dry };
    },
    async "GET /api/v1/live"({ after = 0 }, { signal }) {
      return changes(all, after, signal);
    },
    async "GET /api/v1/broken"({ how }) {
      if (how === "secret") throw new Error("the password is hushhush");
      if (how === "busy") throw new Failure("unavailable", "Too many queries wait; try again.");
      return new Written('{"id":"one"}');
    },
  };
}

async function* exported(all: Things): AsyncGenerator<string> {
  for (const each of all.kept) yield `${JSON.stringify(each)}\n`;
  if (all.exportFails) throw new Error("the disk is gone");
}

async function* changes(all: Things, after: number, signal: AbortSignal) {
  const kept = all.kept.filter((each) => each.id > after);
  for (const each of kept) yield { id: each.id, kind: "thing.made", thing: each.id };
  yield null;
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  all.abandoned.resolve();
}

/** Keys in memory, as the port has them. */
export class Keys implements IdempotencyStore {
  readonly #kept = new Map<
    string,
    { hash: string; done: { status: number; body: string } | null }
  >();

  async begin(key: string, requestHash: string): Promise<Begun> {
    const known = this.#kept.get(key);
    if (known === undefined) {
      this.#kept.set(key, { hash: requestHash, done: null });
      return { state: "new" };
    }
    if (known.hash !== requestHash) return { state: "other" };
    return known.done === null ? { state: "running" } : { state: "done", ...known.done };
  }

  async finish(key: string, status: number, body: string): Promise<void> {
    const known = this.#kept.get(key);
    if (known !== undefined) known.done = { status, body };
  }

  async release(key: string): Promise<void> {
    this.#kept.delete(key);
  }
}

export interface Served {
  readonly url: string;
  readonly all: Things;
  readonly failures: Failure[];
  readonly closing: AbortController;
  get(path: string, headers?: Record<string, string>): Promise<Got>;
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Got>;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies whose shape they check.
  readonly body: any;
}

/** Serves the small contract on a free port until the test ends. */
export async function serveThings(
  t: TestContext,
  options: { lag?: number; checkReplies?: boolean; publicUrl?: string } = {},
): Promise<Served> {
  const app = Fastify();
  const all = new Things();
  const failures: Failure[] = [];
  const closing = new AbortController();
  const caller = { kind: "local", id: "", name: null, level: "admin", projects: null } as const;
  guard(app, {
    callerOf: async () => caller,
    localOf: () => caller,
    refusal: async () => new Failure("unauthorized", "Nobody is refused here."),
    note: async () => {},
  });
  mountV1(app, {
    stillMay: async () => true,
    handlersWithin: () => handlersOf(all),
    note: async () => {},
    contract: things,
    handlers: handlersOf(all),
    idempotency: new Keys(),
    settled: async () => options.lag ?? 0,
    now: Date.now,
    checkReplies: options.checkReplies ?? true,
    publicUrl: options.publicUrl ?? null,
    limits: { jsonBytesMax: 1000, lineBytesMax: 100 },
    closing: closing.signal,
    onFailure: (failure) => failures.push(failure),
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  t.after(async () => {
    closing.abort();
    await app.close();
  });
  const ask = async (path: string, init: RequestInit): Promise<Got> => {
    const response = await fetch(url + path, { redirect: "manual", ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  return {
    url,
    all,
    failures,
    closing,
    get: (path, headers = {}) => ask(path, { headers }),
    send: (method, path, body, headers = {}) =>
      ask(path, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
