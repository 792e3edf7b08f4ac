import { after } from "node:test";
import { makeDatabase, startServer, type TestServer } from "./postgres-server.ts";

/** True where this process runs its tests over PostgreSQL. */
export const isOnPostgres = (): boolean => process.env["TEST_DATABASE"] === "postgres";

const databases = new Map<string, string>();
let own: Promise<TestServer> | null = null;
let made = 0;
// Registered here, so that it is after all tests of the file and not after the first one.
after(async () => (await own)?.stop());

/**
 * The database of a test's folder, new where the folder is: on the server that TEST_POSTGRES_URL names (`npm test`
 * starts one for all files), else on one that this process starts and that ends with its tests.
 */
export async function databaseOf(folder: string): Promise<string> {
  const known = databases.get(folder);
  if (known !== undefined) return known;
  const url = await newDatabase(process.env["TEST_POSTGRES_TEMPLATE"]);
  databases.set(folder, url);
  return url;
}

/** A database in which nothing is yet, on the same server. */
export function emptyDatabase(): Promise<string> {
  return newDatabase(undefined);
}

async function newDatabase(template: string | undefined): Promise<string> {
  const named = process.env["TEST_POSTGRES_URL"];
  if (named === undefined) own ??= startServer();
  made += 1;
  const name = `test_${process.pid}_${made}`;
  return makeDatabase(named ?? (await own)?.url ?? "", { name, template });
}

/** The settings of a collector that keeps what belongs to a test's folder on the server. */
export async function serverOf(folder: string): Promise<Record<string, string>> {
  return {
    DATABASE_URL: await databaseOf(folder),
    SECRET_KEY: "one key for all collectors of the tests",
  };
}

/** The database that was made for a folder. */
export function knownDatabase(folder: string): string {
  const url = databases.get(folder);
  if (url === undefined) throw new Error(`no database was made for ${folder}`);
  return url;
}
