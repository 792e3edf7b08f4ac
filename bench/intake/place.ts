import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { askServer, makeDatabase, startServer } from "../../test/support/postgres-server.ts";

type Environment = Readonly<Record<string, string>>;

/** Where collector and floor keep what they are sent. */
export interface Place {
  /** What each is told of it, beside what it is always told. */
  readonly collector: Environment;
  readonly floor: Environment;
  /** The single number that each query gives, by none of the collector's code. It must have been stopped. */
  numbers(queries: readonly string[]): Promise<number[]>;
  /** Of what is known of errors, and of the deliveries. */
  bytes(): Promise<{ readonly errors: number; readonly archive: number }>;
  stop(): Promise<void>;
}

/** `database`: `sqlite`, `postgres` for a server that is started here, or the address of one. */
export async function openPlace(database: string, folder: string): Promise<Place> {
  return database === "sqlite" ? inFiles(folder) : await onServer(database);
}

function inFiles(folder: string): Place {
  const errors = join(folder, "data", "errors.db");
  const archive = join(folder, "data", "archive.db");
  return {
    collector: {},
    floor: { BENCH_FOLDER: folder },
    async numbers(queries) {
      const db = new DatabaseSync(errors, { readOnly: true });
      try {
        db.prepare("attach database ? as archive").run(archive);
        return queries.map((sql) => numberIn(db.prepare(sql).get()));
      } finally {
        db.close();
      }
    },
    bytes: async () => ({ errors: bytesOf(errors), archive: bytesOf(archive) }),
    stop: async () => {},
  };
}

async function onServer(database: string): Promise<Place> {
  // Durable, as a server is by default: what is measured must not be faster than what is promised.
  const own = database === "postgres" ? await startServer({ durable: true }) : null;
  const server = own?.url ?? database;
  const name = `bench_${process.pid}`;
  const url = await makeDatabase(server, { name });
  const floor = await makeDatabase(server, { name: `${name}_floor` });
  const ask = async (queries: readonly string[]): Promise<number[]> =>
    (await askServer(url, ...queries)).map(([row]) => numberIn(row));
  return {
    collector: { DATABASE_URL: url, SECRET_KEY: "the key of the bench, which is of no use" },
    floor: { BENCH_POSTGRES: floor },
    numbers: ask,
    async bytes() {
      const sizeOf = (schema: string) => `select coalesce(sum(pg_total_relation_size(c.oid)), 0)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = '${schema}' and c.relkind = 'r'`;
      const [errors = 0, archive = 0] = await ask([sizeOf("public"), sizeOf("archive")]);
      return { errors, archive };
    },
    stop: async () => own?.stop(),
  };
}

function numberIn(row: object | undefined): number {
  return Number(Object.values(row ?? {})[0]);
}

/** The file and its log, which a clean stop leaves empty. */
function bytesOf(path: string): number {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return statSync(path).size + wal;
}
