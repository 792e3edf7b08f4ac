import { Failure } from "../domain/index.ts";
import { postgresTrouble } from "./dialects/postgres-trouble.ts";
import { sqliteTrouble } from "./dialects/sqlite.ts";

/**
 * Why the storage cannot serve, as a sentence, or null when the failure is not the storage's: a full
 * disk is everybody's trouble, a bad value only its sender's.
 */
export function storageTrouble(thrown: unknown): string | null {
  return sqliteTrouble(thrown) ?? postgresTrouble(thrown);
}

/**
 * Whatever was thrown; where the storage is in trouble, a failure that lets the caller come again. `lost`: what that means
 * for them.
 */
export function unavailableIfTrouble(thrown: unknown, lost: string): unknown {
  const trouble = thrown instanceof Failure ? null : storageTrouble(thrown);
  if (trouble === null) return thrown;
  return new Failure("unavailable", `${lost}: ${trouble}.`, { cause: thrown });
}
