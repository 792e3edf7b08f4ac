import { workerData } from "node:worker_threads";
import pg from "pg";
import { clientConfig, failureOf } from "./postgres-client.ts";
import type {
  BridgeCall,
  BridgeData,
  BridgeQuery,
  BridgeReply,
  BridgeResult,
} from "./postgres-messages.ts";
import { count } from "./postgres-signal.ts";

// The thread that owns a connection for another one, which waits for each reply: see `PostgresConnection`.

const { place, port, signal } = workerData as BridgeData;
let client: pg.Client | null = null;
let session = 0;

async function connected(): Promise<pg.Client> {
  if (client !== null) return client;
  // Statements that only write are sent together, without a round trip for each.
  const fresh = new pg.Client({ ...clientConfig(place), pipeline: true } as pg.ClientConfig);
  const lose = (): void => {
    if (client === fresh) client = null;
  };
  fresh.on("error", lose);
  fresh.on("end", lose);
  await fresh.connect();
  session += 1;
  client = fresh;
  return fresh;
}

async function answer(call: BridgeCall): Promise<BridgeReply> {
  try {
    if (call.session !== null && (client === null || call.session !== session)) {
      throw new Error("the connection was lost in the middle of a transaction");
    }
    const open = await connected();
    const sent = await Promise.allSettled(call.queries.map((query) => open.query(configOf(query))));
    const results: BridgeResult[] = [];
    for (const each of sent) {
      if (each.status === "rejected") throw each.reason;
      // Several statements at once have several results: the last one counts.
      const result = Array.isArray(each.value) ? each.value.at(-1) : each.value;
      results.push({ rows: result.rows, changes: result.rowCount ?? 0 });
    }
    return { call: call.call, session, results, failure: null };
  } catch (thrown) {
    return { call: call.call, session, results: null, failure: failureOf(thrown, client === null) };
  }
}

function configOf({ sql, values, name }: BridgeQuery): pg.QueryConfig {
  const named = name === null ? {} : { name };
  return values === null ? { text: sql } : { text: sql, values: values as unknown[], ...named };
}

port.on("message", (call: BridgeCall | null) => {
  if (call === null) {
    void (client?.end() ?? Promise.resolve()).catch(() => {}).then(() => port.close());
    return;
  }
  void answer(call).then((reply) => {
    port.postMessage(reply);
    count(signal);
  });
});
