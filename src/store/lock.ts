import { DatabaseSync } from "node:sqlite";
import { isBusy } from "./dialects/sqlite.ts";

/** Proof that this process owns the files. The kernel lets go of it when the process dies, however it dies. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock at `path`, or returns null when another process holds it. It is SQLite's own file
 * lock rather than a file with a process number: in containers every process is number 1.
 */
export function takeLock(path: string): Lock | null {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is ever written to it: no journal file need lie beside it.
    db.exec("pragma journal_mode = memory");
    db.exec("begin exclusive");
  } catch (thrown) {
    db.close();
    if (isBusy(thrown)) return null;
    throw thrown;
  }
  return { release: () => db.close() };
}
