import {
  type DatabaseConnection,
  PostgresDialect,
  PostgresDriver,
  type QueryCompiler,
} from "kysely";
import { EitherPostgresCompiler } from "./either.ts";
import { failureOf } from "./postgres-client.ts";
import type { PostgresPlace } from "./postgres-messages.ts";
import { PostgresPool } from "./postgres-pool.ts";
import { PostgresError } from "./postgres-trouble.ts";

/** Kysely over one connection, which is made anew when it was lost. All that the server refuses is a `PostgresError`. */
export class PostgresReading extends PostgresDialect {
  readonly #pool: PostgresPool["connections"];

  constructor(place: PostgresPlace) {
    const pool = new PostgresPool(place, 1).connections;
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): PostgresDriver {
    return new TellingDriver({ pool: this.#pool });
  }

  override createQueryCompiler(): QueryCompiler {
    return new EitherPostgresCompiler();
  }
}

/** Says of whatever fails that it was the server, or the way to it: see `storageTrouble`. */
class TellingDriver extends PostgresDriver {
  readonly #telling = new WeakSet<DatabaseConnection>();

  override async acquireConnection(
    ...given: Parameters<PostgresDriver["acquireConnection"]>
  ): Promise<DatabaseConnection> {
    const connection = await told(() => super.acquireConnection(...given));
    if (this.#telling.has(connection)) return connection;
    this.#telling.add(connection);
    const executeQuery = connection.executeQuery.bind(connection);
    connection.executeQuery = (...asked) => told(() => executeQuery<never>(...asked));
    return connection;
  }
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw new PostgresError(failureOf(thrown));
  }
}
