import { after } from "node:test";
import pg from "pg";
import { startServer, type TestServer } from "./postgres-server.ts";

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
  const { TEST_POSTGRES_URL: named } = process.env;
  if (named === undefined) own ??= startServer();
  const url = new URL(named ?? (await own)?.url ?? "");
  made += 1;
  const name = `test_${process.pid}_${made}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  databases.set(folder, url.toString());
  return url.toString();
}

/** The database that was made for a folder. */
export function knownDatabase(folder: string): string {
  const url = databases.get(folder);
  if (url === undefined) throw new Error(`no database was made for ${folder}`);
  return url;
}
