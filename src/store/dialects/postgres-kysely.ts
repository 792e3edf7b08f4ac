import { PostgresDialect, type QueryCompiler } from "kysely";
import { EitherPostgresCompiler } from "./either.ts";
import type { PostgresPlace } from "./postgres-messages.ts";
import { PostgresPool } from "./postgres-pool.ts";

/** Kysely over one connection, which is made anew when it was lost. */
export class PostgresReading extends PostgresDialect {
  constructor(place: PostgresPlace) {
    super({ pool: new PostgresPool(place, 1).connections });
  }

  override createQueryCompiler(): QueryCompiler {
    return new EitherPostgresCompiler();
  }
}
