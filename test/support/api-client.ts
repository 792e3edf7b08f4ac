import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { type Answer, startTestCollector, type TestCollector } from "./collector.ts";
import { eventId } from "./payloads.ts";

/** A collector with the verbs of its API; whoever calls is anna@example.com. */
export interface Client extends TestCollector {
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  remove(path: string): Promise<Answer>;
}

export async function aClient(
  t: TestContext,
  settings: Record<string, string> = {},
): Promise<Client> {
  const collector = await startTestCollector(t, settings);
  const call = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(collector.url + path, {
      method,
      ...init,
      headers: { "x-actor": "anna@example.com", ...(init.headers as object) },
    });
    const text = await response.text();
    const body = text === "" ? null : JSON.parse(text);
    return { status: response.status, headers: response.headers, text, body };
  };
  const send = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
    call(method, path, {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  return {
    ...collector,
    post: (path, body = {}, headers = {}) => send("POST", path, body, headers),
    patch: (path, body = {}) => send("PATCH", path, body, {}),
    remove: (path) => call("DELETE", path),
  };
}

export interface AnError {
  readonly type?: string;
  readonly project?: string;
  readonly release?: string;
  readonly minutesAgo?: number;
  readonly tags?: Record<string, string>;
  readonly user?: string;
}

/** A small error in the plain format; errors of one type are one issue. */
export function aPlainError(number: number, told: AnError = {}): Record<string, unknown> {
  const { type = "TypeError", project = "web", release, minutesAgo = 0, tags, user } = told;
  return {
    event_id: eventId(number),
    project,
    message: `order ${number} has no price`,
    timestamp: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    exception: {
      type,
      value: `order ${number} has no price`,
      stacktrace: "at pay (shop/cart.ts:1)",
    },
    ...(release === undefined ? {} : { release }),
    ...(tags === undefined ? {} : { tags }),
    ...(user === undefined ? {} : { user: { id: user } }),
  };
}

/** Delivers an error in the plain format; errors of one type are one issue. */
export async function deliver(
  client: TestCollector,
  number: number,
  told: AnError = {},
): Promise<void> {
  const answer = await client.deliver(aPlainError(number, told));
  assert.equal(answer.status, 201);
}

/** The issues that pass a query, by their short ids, sorted. */
export async function shortIds(client: TestCollector, text: string): Promise<string[]> {
  const { status, body } = await client.read(`/api/v1/issues?query=${encodeURIComponent(text)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.items.map(({ short_id }: { short_id: string }) => short_id).toSorted();
}
