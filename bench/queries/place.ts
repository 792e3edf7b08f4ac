import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  Archive,
  filesOf,
  type Keeper,
  type Location,
  locate,
  openPool,
  PostgresArchive,
  serverBytes,
} from "../../src/store/index.ts";
import { askServer, startServer } from "../../test/support/postgres-server.ts";
import type { Options } from "./options.ts";

/** Where the errors lie that are asked for. */
export interface Place {
  readonly location: Location;
  /** What the collector is told of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** They were made by an earlier run, and kept. */
  readonly isFilled: boolean;
  openArchive(): Promise<Pick<Keeper, "append" | "close">>;
  /** What the database does by itself in the minutes after so much was written. */
  settle(): Promise<void>;
  /** Of what is known of errors, and of the deliveries. */
  bytes(): Promise<{ readonly errors: number; readonly archive: number }>;
  /** Removes what is not to be kept. */
  stop(): Promise<void>;
}

const told = { now: Date.now, queueBytesMax: 1e9, onDurable: () => {} };

export async function openPlace(options: Options, folder: string): Promise<Place> {
  return options.database === "sqlite" ? inFiles(folder) : await onServer(options);
}

function inFiles(folder: string): Place {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  const location = filesOf(join(data, "errors.db"), data);
  const sizeOf = (name: string) => statSync(join(data, name)).size;
  return {
    location,
    environment: {},
    isFilled: existsSync(location.errorsPath),
    openArchive: async () => new Archive({ ...told, path: location.archivePath }),
    settle: async () => {},
    bytes: async () => ({ errors: sizeOf("errors.db"), archive: sizeOf("archive.db") }),
    stop: async () => {},
  };
}

const connectionsMax = 4;
const databaseName = "collector_bench_queries";

async function onServer({ database, keep }: Options): Promise<Place> {
  const own = database === "postgres" ? await startServer({ durable: true }) : null;
  const server = own?.url ?? database;
  const at = new URL(server);
  at.pathname = `/${databaseName}`;
  const url = at.toString();
  const [there = []] = await askServer(
    server,
    `select 1 from pg_database where datname = '${databaseName}'`,
  );
  if (there.length === 0) await askServer(server, `create database ${databaseName}`);
  const location = locate(url, "/");
  if (location.kind !== "postgres") throw new Error(`${server} is no address of a server.`);
  return {
    location,
    environment: {
      DATABASE_URL: url,
      SECRET_KEY: "the key of the bench, which is of no use",
    },
    isFilled: there.length > 0,
    openArchive: async () =>
      await PostgresArchive.open(await openPool(location, connectionsMax), told),
    settle: async () => void (await askServer(url, "vacuum (analyze)")),
    async bytes() {
      const pool = await openPool(location, 1);
      try {
        return await serverBytes(pool);
      } finally {
        await pool.close();
      }
    },
    async stop() {
      if (!keep) await askServer(server, `drop database ${databaseName} with (force)`);
      await own?.stop();
    },
  };
}
