import type { DatabaseSync } from "node:sqlite";
import { SqliteDialect, type SqliteStatement } from "kysely";

/** Kysely over node:sqlite: its driver wants better-sqlite3's three methods and `reader`. */
export function kyselyDialect(db: DatabaseSync): SqliteDialect {
  return new SqliteDialect({
    database: {
      close: () => db.close(),
      prepare(sql): SqliteStatement {
        const statement = db.prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...(parameters as never[])),
          run: (parameters) => statement.run(...(parameters as never[])),
          iterate: (parameters) => statement.iterate(...(parameters as never[])),
        };
      },
    },
  });
}
