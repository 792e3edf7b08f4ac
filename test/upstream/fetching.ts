import { until } from "../support/until.ts";

interface Reading {
  // biome-ignore lint/suspicious/noExplicitAny: replies whose shape the tests check.
  read(path: string): Promise<{ readonly status: number; readonly body: any }>;
  readonly url: string;
}

/** Calls an operation with a JSON body. */
export async function post(collector: Pick<Reading, "url">, path: string, body: object = {}) {
  const response = await fetch(collector.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: replies whose shape the tests check.
  return { status: response.status, body: (await response.json()) as any };
}

export async function patch(collector: Pick<Reading, "url">, path: string, body: object) {
  const response = await fetch(collector.url + path, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: replies whose shape the tests check.
  return { status: response.status, body: (await response.json()) as any };
}

/** Waits until no backfill waits or runs. */
export async function backfilled(collector: Reading, timeoutMs = 60_000): Promise<void> {
  await until(
    "every backfill has ended",
    async () => (await collector.read("/api/v1/backfills?active=true")).body.items.length === 0,
    { timeoutMs },
  );
}

/** The event ids of all errors, sorted. */
export async function storedEvents(collector: Reading): Promise<string[]> {
  const { body } = await collector.read("/errors");
  return body.map(({ event_id }: { event_id: string }) => event_id).sort();
}
