import pg from "pg";
import { nameOf } from "./postgres-batches.ts";
import { clientConfig, failureOf } from "./postgres-client.ts";
import type { PostgresPlace } from "./postgres-messages.ts";
import { withoutNul } from "./postgres-text.ts";
import { PostgresError } from "./postgres-trouble.ts";

type Values = readonly unknown[];

/** A statement of a transaction that goes out without waiting for those before it. */
export interface Step {
  readonly sql: string;
  readonly values: Values;
}

/**
 * Connections of a thread that may not wait. One that was lost is made anew by whoever needs it next. All that
 * it throws is a `PostgresError`.
 */
export class PostgresPool {
  readonly #pool: pg.Pool;

  constructor(place: PostgresPlace, max: number) {
    this.#pool = new pg.Pool({ ...clientConfig(place), pipeline: true, max } as pg.PoolConfig);
    // An idle connection that is lost is nobody's trouble yet; of one in use whoever uses it is told by its query.
    this.#pool.on("error", () => {});
    this.#pool.on("connect", (client) => client.on("error", () => {}));
  }

  /** Kysely's driver takes its connections from here. */
  get connections(): pg.Pool {
    return this.#pool;
  }

  /** `sql`: one of few texts, of which each connection keeps the plan. */
  async query(sql: string, values: Values = []): Promise<pg.QueryResult> {
    try {
      return await this.#pool.query({
        text: sql,
        name: nameOf(sql),
        values: values.map(withoutNul),
      });
    } catch (thrown) {
      throw new PostgresError(failureOf(thrown));
    }
  }

  /**
   * Steps of one transaction, sent together. Resolves to their results once they are on the disk; rejects when
   * nothing of them is kept, or when nobody knows.
   */
  async transact(steps: readonly Step[]): Promise<pg.QueryResult[]> {
    try {
      const client = await this.#pool.connect();
      try {
        const begun = client.query("begin");
        const sent = steps.map(({ sql, values }) => client.query(sql, values.map(withoutNul)));
        const ended = client.query("commit");
        const all = await Promise.allSettled([begun, ...sent, ended]);
        const results = all.map((each) => {
          if (each.status === "rejected") throw each.reason;
          return each.value;
        });
        client.release();
        return results.slice(1, -1);
      } catch (thrown) {
        client.release(true);
        throw thrown;
      }
    } catch (thrown) {
      throw new PostgresError(failureOf(thrown));
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
