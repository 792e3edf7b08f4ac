import { postgresTrouble } from "./dialects/postgres-trouble.ts";
import { sqliteTrouble } from "./dialects/sqlite.ts";

/**
 * Why the storage cannot serve, as a sentence, or null when the failure is not the storage's: a full
 * disk is everybody's trouble, a bad value only its sender's.
 */
export function storageTrouble(thrown: unknown): string | null {
  return sqliteTrouble(thrown) ?? postgresTrouble(thrown);
}
